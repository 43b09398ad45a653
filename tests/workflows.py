"""Workflows of GitHub Actions, as tests read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml


def workflow(path: Path) -> dict[Any, Any]:
    """What the file says; `on` is the key True, as YAML 1.1 has it."""
    read: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def steps(path: Path) -> Iterator[Mapping[str, Any]]:
    """The steps of all jobs, in order."""
    for job in workflow(path)["jobs"].values():
        yield from job["steps"]


def commands(path: Path) -> list[str]:
    """What the steps run themselves, without the actions that they use."""
    return [step["run"] for step in steps(path) if "run" in step]
