"""Screenshots of the demonstration archive: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.demo import ROOT, Demo, build_demo, serving

FOLDER = ROOT / ".cache" / "screenshots"
WIDTHS = {"wide": 1280, "narrow": 375}


def main() -> None:
    """One picture of each kind of page in each width and colour scheme, and as printed; their paths are printed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        build_demo(Path(folder, "site"))
        with serving(Path(folder, "site")) as demo:
            for picture in _pictures(demo, browser):
                sys.stdout.write(f"{picture.relative_to(ROOT)}\n")


def _pictures(demo: Demo, browser: Browser) -> Iterator[Path]:
    pages = {
        kind.strip("/").replace(", ", "-").replace(" ", "-"): path for kind, path in demo.one_of_each_kind().items()
    }
    for scheme in ("light", "dark"):
        for name, width in WIDTHS.items():
            page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme)
            for kind, path in pages.items():
                page.goto(demo.address + path, wait_until="networkidle")
                picture = FOLDER / f"{kind}-{name}-{scheme}.png"
                page.screenshot(path=picture, full_page=kind == "article")
                yield picture
            page.close()
    page = browser.new_page()
    for kind, path in pages.items():
        page.goto(demo.address + path, wait_until="networkidle")
        printed = FOLDER / f"{kind}-print.pdf"
        page.pdf(path=printed, format="A4")
        yield printed
    page.close()


if __name__ == "__main__":
    main()
