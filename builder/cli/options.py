"""Options: shared by several commands, and the configuration of the archive."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.problems import ContentError, Place, Problem

if TYPE_CHECKING:
    from builder.config import Config

site_option = click.option(
    "--site", default="site.yaml", show_default=True, type=click.Path(path_type=Path), help="Path of site.yaml."
)
jobs_option = click.option(
    "--jobs", default=0, type=click.IntRange(0, 256), help="Number of processes; 0: one for each core."
)
all_option = click.option(
    "--all", "each", is_flag=True, help="Print each problem, also of a kind that occurs more than ten times."
)
published_option = click.option(
    "--published",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The published site's addresses.json.  [default: that of the output folder]",
)


def _validate_address(_: click.Context, __: click.Parameter, address: str | None) -> str:
    if not address:
        return ""
    if not re.fullmatch(r"dask://(\[[0-9A-Fa-f:.]+\]|[^/:@\s]+):\d{1,5}", address):
        raise click.BadParameter(f"{address!r} is not of the form dask://HOST:PORT")
    if find_spec("distributed") is None:
        raise click.BadParameter("it needs the library `distributed` (the extra `cluster`), which is not installed")
    return address


executor_option = click.option(
    "--executor",
    metavar="dask://HOST:PORT",
    callback=_validate_address,
    help="Build on a Dask cluster instead of this machine.",
)


def load_archive_config(site: Path, url: str | None = None) -> Config:
    """The configuration in site.yaml, with another `url` if given; raises ContentError when it is invalid."""
    from builder.config import is_web_address, load_config

    if not site.is_file():
        help_ = "pass its path with --site, or create an archive with `python -m builder new site FOLDER`"
        raise ContentError(Problem("S601", f"there is no {site.name} in this folder", Place(str(site)), help_))
    config = load_config(site)
    if url is None:
        return config
    if not is_web_address(url):
        raise click.BadParameter(f"{url!r} is not a web address", param_hint="--url")
    return replace(config, url=url.rstrip("/") + "/")
