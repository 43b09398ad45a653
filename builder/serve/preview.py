"""Preview: builds the site into the cache on every change, and holds the result of the last build only."""

import gc
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from builder.config import Config, load_config
from builder.pipeline import ADDRESS_LIST, BuildRequest, build
from builder.problem_groups import grouped
from builder.problems import ContentError, in_reading_order

HOST = "127.0.0.1"


@dataclass(frozen=True)
class PreviewState:
    """What is sent to the browsers."""

    version: int = 0
    """Number of builds that changed the site."""
    problems: str = ""
    """Why the last build was not published; empty when it was."""


class Preview:
    """An archive that is built into its cache, and the state of its last build."""

    def __init__(self, site: Path, port: int, log: Callable[[str], None]) -> None:
        self.site = site.absolute()
        self.folder = self.site.parent / ".cache" / "preview"
        self.base = "/"
        self.state = PreviewState()
        self.state_changed = threading.Condition()
        self._port = port
        self._log = log

    @property
    def address(self) -> str:
        """The address of the home page."""
        return f"http://{HOST}:{self._port}{self.base}"

    def build(self, *, jobs: int = 0) -> None:
        """Build the site with drafts. Problems are printed and sent to the browsers; the last site remains."""
        state = self.state
        try:
            config = self._config()
            published = config.root / config.output / ADDRESS_LIST
            report = build(
                BuildRequest(config, self.folder, drafts=True, jobs=jobs, published=published, warn=self._log)
            )
            problems = "\n".join(map(str, grouped(report.problems, "check --all")))
            self._log(f"{problems}\n{report}" if problems else str(report))
            changed = bool(report.written or report.removed or config.base_path != self.base)
            self.base = config.base_path
            state = PreviewState(state.version + changed, "" if report.published else problems)
        except ContentError as error:
            problems = "\n".join(map(str, grouped(in_reading_order(error.problems), "check --all")))
            self._log(problems)
            state = replace(state, problems=problems)
        except Exception as error:  # noqa: BLE001 - a bug, or a file saved during the build, must not end the preview
            self._log(traceback.format_exc())
            help_ = "the terminal of the preview shows the details; your next change starts another build"
            state = replace(state, problems=f"internal error: {error!r} (please report it)\n  help: {help_}")
        with self.state_changed:
            self.state = state
            self.state_changed.notify_all()
        # A build runs without the cyclic garbage collector, and its data has reference cycles.
        gc.collect()

    def _config(self) -> Config:
        config = load_config(self.site)
        # Indexing takes longer than the rest of a build, so the preview searches the index of the last build.
        return replace(config, url=f"http://{HOST}:{self._port}{config.base_path}", search="last")
