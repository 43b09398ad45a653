"""Imports: an archive that web annotations are imported into, and web annotations for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from builder.cli import main
from builder.config import Config, load_config
from builder.markdown import parse
from builder.model import Anchor, Reference, Reply
from builder.pages import plan
from builder.pipeline import check_site
from builder.problems import Place
from builder.render import Renderer
from tests.archive_factory import ROOT, anchor, article, config, site


def files_of(one: Any, settings: Config | None = None, only: str = "", theme: str = "classic") -> dict[str, str]:
    settings = settings or config()
    renderer = Renderer(ROOT / "themes" / theme, settings)
    pages = (page for page in plan(one, settings) if only in page.address)
    return {page.address: renderer.render(page).content.decode() for page in pages}


def rich_site() -> Any:
    """A note of every kind."""
    body = (
        "The talks *opened* on Monday “in Geneva” <and> ended.\n\n![A plan](../../assets/plan.svg)\n\n"
        "- The talks closed.\n- The talks opened again.\n\nFine."
    )
    one = replace(article("talks", body=body), layout=parse(body).layout, place=Place("content/articles/2015/talks.md"))
    other = replace(article("other", date(2016, 1, 2)), place=Place("content/articles/2016/other.md"))
    reply = Reply(
        "more", 'More, "later"', "context", "archive-desk", date(2026, 5, 3), "A *reply*.", Place("a.md", 9),
        (Reference("https://example.org/r", "https://example.org/r", "https://copies.example/r"),
         Reference("The plan", "../../assets/plan.svg")),
        updated=date(2026, 5, 6), language="de",
    )  # fmt: skip
    leads = (("../../assets/plan.svg", "/assets/plan.svg"),)
    anchors = [
        anchor(one, "opened on Monday “in Geneva” <and>", "words", comment="See [it](https://example.org/x).\n\n- one",
               tags=("wording", "peace talks"), updated=date(2026, 5, 4), replies=(reply,),
               sources=(Reference("S/RES/2254 [2015]", "https://example.org/2254(2015)", "https://copies.example/1"),
                        Reference("City archive, box 12", ""),
                        Reference("Minutes, 3 May", "", "https://copies.example/2"),
                        Reference("plan.svg", "../../assets/plan.svg"),
                        Reference("The desk", "mailto:desk@example.org"))),
        anchor(one, "The talks closed.\nThe talks opened", "over-items", type="fact-check", verdict="true",
               claim="It closed - and opened", claimant="a wire", see=("words", "other#there"),
               sources=(Reference("https://example.org/s", "https://example.org/s"),)),
        anchor(one, "", "whole", by="archive-desk, archive-desk", language="de"),
        replace(anchor(one, "", "picture", image="../../assets/plan.svg", region=(10.0, 20.5, 30.0, 40.0)),
                state="image"),
        anchor(one, "not there at all", "lost"),
        anchor(other, "Some words.", "there", title="Another title", comment=""),
    ]  # fmt: skip
    return site(
        one, other, anchors=anchors, links={one.place: leads, reply.place: leads, anchors[0].annotation.place: leads}
    )


def write_archive(root: Path) -> Path:
    """An archive with the articles of `rich_site` and without notes."""
    (root / "site.yaml").write_text(
        "title: Test archive\nurl: https://example.org/base/\neditors: {archive-desk: Archive desk, data: Data desk}\n",
        encoding="utf-8",
    )
    for one in rich_site().articles:
        path = root / one.place.path
        path.parent.mkdir(parents=True)
        path.write_text(
            f"---\ntitle: {one.title}\ndate: {one.date}\nsource: {{url: 'https://wire.example/{one.slug}'}}\n---\n\n"
            f"{one.body}\n",
            encoding="utf-8",
        )
    assets = root / "content" / "assets"
    assets.mkdir()
    (assets / "plan.svg").write_text("<svg/>", encoding="utf-8")
    return root


def taken(archive: Path, data: object, *words: str) -> tuple[str, str]:
    (archive / "in.json").write_text(json.dumps(data), encoding="utf-8")
    command = ["convert", "--annotations", str(archive / "in.json"), *words, "--site", str(archive / "site.yaml")]
    done = CliRunner().invoke(main, command, catch_exceptions=False)
    assert done.exit_code == (1 if "error" in done.stderr else 0)
    return done.stdout, done.stderr


def notes_of(archive: Path) -> dict[str, Anchor]:
    found = check_site(load_config(archive / "site.yaml")).site
    assert found is not None
    return {f"{slug}#{one.annotation.id}": one for slug, anchors in found.anchors.items() for one in anchors}


def reply_texts(archive: Path) -> list[tuple[str, str]]:
    """Each reply with what it answers."""
    replies = [reply for anchor in notes_of(archive).values() for reply in anchor.annotation.replies]
    comments = {reply.id: reply.comment for reply in replies}
    return [(reply.comment, comments.get(reply.parent, "")) for reply in replies]


def row(identifier: str, text: str, user: str, **values: object) -> dict[str, object]:
    """One annotation as the API of Hypothesis gives it."""
    when = "2026-05-03T10:00:00+00:00"
    page = "https://www.wire.example/talks/"
    return {"id": identifier, "text": text, "user": f"acct:{user}@hypothes.is", "uri": page, "created": when, **values}


WORDS_OF_IT = {"type": "TextQuoteSelector", "exact": "The talks opened", "prefix": "closed. ", "suffix": " again"}
HYPOTHESIS = {
    "rows": [
        row(
            "one",
            "# My view\n\n- type: mine\n\nSee [this](more.html) and ## that.",
            "a.stranger",
            user_info={"display_name": "A Stranger"},
            updated="2026-05-04T10:00:00+00:00",
            tags=["one, two"],
            target=[{"source": "https://wire.example/talks", "selector": [{"type": "RangeSelector"}, WORDS_OF_IT]}],
        ),
        row("two", "I agree.", "data", references=["one"]),
        row("three", "So do I.", "b", references=["one", "two"]),
    ]
}
