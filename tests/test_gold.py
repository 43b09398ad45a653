"""Precision and recall of the linker on two gold sets."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.evaluate.entities import demo, news

README = Path(__file__).parents[1] / "README.md"


def test_all_mentions_in_the_demonstration_archive_are_correct_and_nearly_all_are_found() -> None:
    score = demo()
    assert len(score.gold) > 300
    assert score.precision == 100, list(score.mistakes())
    assert score.recall >= 99, list(score.mistakes())


def test_the_readme_gives_the_current_figures() -> None:
    assert len(news().gold) >= 60
    figures = f"| demonstration archive | {demo()} |\n| invented news | {news()} |"
    text = README.read_text(encoding="utf-8")
    if os.environ.get("ACCEPT"):
        text = re.sub(
            r"(<!-- gold -->\n).*?(<!-- /gold -->)",
            lambda match: f"{match[1]}| gold set | |\n|---|---|\n{figures}\n{match[2]}",
            text,
            flags=re.DOTALL,
        )
        README.write_text(text, encoding="utf-8")
    assert figures in text
