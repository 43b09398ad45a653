"""Options: what several commands are told, and the archive that they work on."""

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
    "--site",
    "site",
    default="site.yaml",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The archive's site.yaml.",
)
jobs_option = click.option(
    "--jobs", default=0, type=click.IntRange(0, 256), help="Processes to work with; 0: one for each core."
)


def _cluster(_: click.Context, __: click.Parameter, address: str | None) -> str:
    if not address:
        return ""
    if not re.fullmatch(r"dask://(\[[0-9A-Fa-f:.]+\]|[^/:@\s]+):\d{1,5}", address):
        raise click.BadParameter(f"{address!r} is not of the form dask://HOST:PORT, the only kind that is known")
    if find_spec("distributed") is None:
        raise click.BadParameter("it needs the library `distributed` (the extra `cluster`), which is not installed")
    return address


executor_option = click.option(
    "--executor",
    metavar="dask://HOST:PORT",
    callback=_cluster,
    help="Have the workers of a Dask cluster do the work, instead of processes of this machine.",
)


def load_archive_config(site: Path, url: str | None = None) -> Config:
    """The archive of a site.yaml, with the address it is to have; raises ContentError when it cannot be used."""
    from builder.config import is_web_address, load_config

    if not site.is_file():
        raise ContentError(
            Problem(
                "S601",
                f"there is no {site.name} in this folder",
                Place(str(site)),
                "name it with --site, or make one with `python -m builder new site FOLDER`",
            )
        )
    config = load_config(site)
    if url is None:
        return config
    if not is_web_address(url):
        raise click.BadParameter(f"{url!r} is not a web address", param_hint="--url")
    return replace(config, url=url.rstrip("/") + "/")
