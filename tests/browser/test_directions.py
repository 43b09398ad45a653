"""An article that runs from right to left, in an archive that does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.demo import BASE, ORIGIN, ROOT, Demo, serving

PAGE = "2015/11/03/letter/"
ARTICLE = """---
title: موسكو تعرض استضافة محادثات
date: 2015-11-03
language: ar
---

عرضت موسكو استضافة محادثات بين الحكومة والمعارضة في الأسابيع المقبلة، وقالت إن الدعوات سترسل قريبا إلى الجميع.

ولم ترد أسماء في البيان، غير أن قائمة نشرت في اليوم نفسه ضمت ثمانية وثلاثين اسما من شخصيات المعارضة.
"""
NOTE = """## Which list

> قائمة نشرت في اليوم نفسه

- type: context
- by: desk
- date: 2026-01-02

The list was printed by a newspaper.
"""
BOXES = """() => {
  const box = (one) => one.getBoundingClientRect().toJSON();
  const words = [...document.querySelectorAll(".text p")].filter((one) => !one.closest(".notes"));
  return [words.map(box), [...document.querySelectorAll(".note")].map(box)];
}"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("rtl")
    archive = folder / "archive"
    shutil.copytree(ROOT / "tests" / "archives" / "small", archive, ignore=shutil.ignore_patterns("expected"))
    for kind, text in (("articles", ARTICLE), ("annotations", NOTE)):
        path = archive / "content" / kind / "undated" / "letter.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "builder", "build", "--site", str(archive / "site.yaml")]
    command += ["--output", str(folder / "site"), "--url", f"{ORIGIN}{BASE}"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with serving(Path(folder, "site")) as served:
        yield served


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_its_notes_stand_in_the_margin_of_the_page_and_never_on_its_words(small: Demo, browser: Browser, width: int):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(small.address + PAGE)
    paragraphs, notes = page.evaluate(BOXES)
    assert notes
    for note in notes:
        assert note["right"] <= width
        for words in paragraphs:
            beside = note["left"] >= words["right"] or note["right"] <= words["left"]
            assert beside or note["top"] >= words["bottom"] or note["bottom"] <= words["top"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.locator(".text").evaluate("(text) => getComputedStyle(text).direction") == "rtl"
    page.close()
