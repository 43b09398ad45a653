"""Pictures of the demonstration archive for people to look at: `make screenshots`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import chromium
from tests.browser.demo import ROOT, build_demo, serving

FOLDER = ROOT / ".cache" / "screenshots"
KINDS = ("front page", "article", "topic", "entity")
WIDTHS = {"wide": 1280, "narrow": 375}


def main() -> None:
    """One picture of each kind of page in each width and colour scheme; their paths are printed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        build_demo(Path(folder, "site"))
        with serving(Path(folder, "site")) as demo:
            pages = demo.one_of_each_kind()
            for scheme in ("light", "dark"):
                for name, width in WIDTHS.items():
                    page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=scheme)
                    for kind in KINDS:
                        page.goto(demo.address + pages[kind], wait_until="load")
                        picture = FOLDER / f"{kind.replace(' ', '-')}-{name}-{scheme}.png"
                        page.screenshot(path=picture, full_page=kind != "front page")
                        sys.stdout.write(f"{picture.relative_to(ROOT)}\n")
                    page.close()


if __name__ == "__main__":
    main()
