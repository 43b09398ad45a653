"""Notes from their files to the page: threads, drafts, addresses that were published, and what they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from builder.config import Config, load_config
from builder.files import text_sha256
from builder.markdown import parse, to_blocks, to_html
from builder.model import Anchor, Article, ImageRegion, Prose, Reference, Reply
from builder.pages import plan
from builder.pipeline import BuildRequest, build, check_site
from builder.problems import Place
from builder.render import Renderer
from tests.archive_factory import ROOT, anchor, article, config, site

ARTICLE = "---\ntitle: Talks\ndate: 2015-11-03\n---\n\nThe talks opened in Geneva. The talks closed in Vienna.\n"
NOTE = "## A note\n\n> opened in Geneva\n\n- type: context\n- by: desk\n- date: 2026-03-02\n\nIt opened late.\n"
REPLY = "### More\n\n- reply-to: a-note\n- type: update\n- by: desk\n- date: 2026-03-04\n\nAnd again.\n"
PAGE = "2015/11/03/talks/index.html"
Write = Callable[..., Config]


@pytest.fixture
def archive(tmp_path: Path) -> Write:
    """Writes files of an archive, by their paths below content/; None takes one away."""

    def write(files: Mapping[str, str | None] | None = None) -> Config:
        (tmp_path / "site.yaml").write_text("title: Test archive\n", encoding="utf-8")
        for name, text in {"articles/2015/talks.md": ARTICLE, **(files or {})}.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, encoding="utf-8")
        return load_config(tmp_path / "site.yaml")

    return write


def said(settings: Config) -> list[str]:
    """Code and place of every problem."""
    return [f"{one.code} {one.place}" for one in check_site(settings).problems]


def published(settings: Config, *, drafts: bool = False) -> dict[str, str]:
    """Every file of the site as text."""
    out = settings.root / settings.output
    report = build(BuildRequest(settings, out, drafts=drafts))
    assert report.published, report.problems
    return {
        path.relative_to(out).as_posix(): path.read_text("utf-8")
        for path in out.rglob("*")
        if path.is_file() and "pagefind" not in path.parts
    }


def page_of(note: Anchor, one: Article | None = None, **values: Any) -> str:
    """The page of an article with this note."""
    settings = config()
    found = one or article(body="Some words.")
    pages = (page for page in plan(site(found, anchors=[note], **values), settings) if page.address == found.address)
    return Renderer(ROOT / "themes" / "classic", settings).render(next(pages)).content.decode()


# Threads


def test_a_reply_in_a_file_of_its_own_stands_below_its_note_everywhere(archive: Write) -> None:
    files = published(archive({"annotations/2015/talks.md": NOTE, "annotations/2015/talks/more.md": REPLY}))
    assert re.search(r'id="note-a-note".*id="reply-a-note--more".*And again', files[PAGE], re.DOTALL)
    assert "#reply-a-note--more" in files["2015/11/03/talks/annotations.json"]
    assert "And again" in files["annotations/annotations.csv"]
    assert "And again" in files["annotations/feed.xml"]
    assert "And again" in files["annotations/feed.json"]


def test_a_reply_to_nothing_is_told_with_the_nearest_id(archive: Write) -> None:
    settings = archive(
        {"annotations/2015/talks.md": NOTE, "annotations/2015/talks/more.md": REPLY.replace("a-note", "a-not")}
    )
    (problem,) = check_site(settings).problems
    assert (problem.code, problem.help) == ("N132", "did you mean 'a-note'?")
    assert problem.place == Place("content/annotations/2015/talks/more.md")


def test_what_is_in_a_file_with_errors_is_not_called_unknown_too(archive: Write) -> None:
    settings = archive(
        {
            "annotations/2015/talks.md": NOTE.replace("2026-03-02", "soon"),
            "annotations/2015/talks/more.md": REPLY,
            "articles/2016/other.md": ARTICLE,
            "annotations/2016/other.md": f"{NOTE}".replace("desk\n", "desk\n- see: talks#a-note\n"),
        }
    )
    assert said(settings) == ["N123 content/annotations/2015/talks.md:7:3"]


def test_two_replies_of_one_name_in_two_files_are_told(archive: Write) -> None:
    own = f"{NOTE}\n### More\n\n- type: update\n- by: desk\n- date: 2026-03-03\n"
    settings = archive({"annotations/2015/talks.md": own, "annotations/2015/talks/more.md": REPLY})
    assert said(settings) == ["N130 content/annotations/2015/talks/more.md:1:1"]


def test_a_note_on_the_cell_of_a_table_marks_that_cell_and_stands_beside_the_table(archive: Write) -> None:
    table = "\n| year | people |\n| --- | --- |\n| 1998 | 1,904 |\n| 2003 | 812 |\n"
    note = NOTE.replace("opened in Geneva", "812")
    page = published(archive({"articles/2015/talks.md": ARTICLE + table, "annotations/2015/talks.md": note}))[PAGE]
    assert re.search(r'<td><mark class="note-highlight is-context n1" data-note="1">812</mark><sup', page)
    assert page.index("The talks closed") < page.index("<table>") < page.index('id="note-a-note"')


# Drafts


DRAFT = NOTE.replace("date: 2026-03-02\n", "date: 2026-03-02\n- status: draft\n")
LATER = "\n### Later\n\n- type: update\n- by: desk\n- date: 2026-03-05\n- status: draft\n\nNot yet.\n"


def test_a_draft_is_left_out_of_the_site_its_feeds_and_its_data(archive: Write) -> None:
    settings = archive(
        {"annotations/2015/talks.md": DRAFT, "annotations/2015/talks/b.md": NOTE.replace("A note", "B note") + LATER}
    )
    for name, text in published(settings).items():
        assert name.startswith("theme/") or "A note" not in text, name
        assert "Not yet" not in text, name
    files = published(settings, drafts=True)
    for title in ("A note", "Later"):
        assert re.search(rf'<span class="draft">Draft</span>.*{title}', files[PAGE])
    assert "B note" in files[PAGE]
    assert not re.search(r'<span class="draft">Draft</span>[^\n]*B note', files[PAGE])
    assert '<span class="draft">Draft</span>' in files["annotations/index.html"]


def test_see_may_lead_to_a_draft_and_is_left_out_until_it_is_published(archive: Write) -> None:
    seeing = NOTE.replace("A note", "B note").replace("desk\n", "desk\n- see: a-note\n")
    settings = archive({"annotations/2015/talks.md": DRAFT, "annotations/2015/talks/b.md": seeing})
    assert said(settings) == []
    assert "See also" not in published(settings)[PAGE]
    assert "See also" in published(settings, drafts=True)[PAGE]


# What has changed since


def test_a_heading_that_took_the_address_along_is_told_until_the_id_is_given(archive: Write) -> None:
    published(archive({"annotations/2015/talks.md": NOTE}))
    changed = {"annotations/2015/talks.md": NOTE.replace("A note", "The note")}
    for _ in range(2):
        settings = archive(changed)
        assert said(settings) == ["N131 content/annotations/2015/talks.md:1:1"]
        published(settings)
    mended = archive({"annotations/2015/talks.md": changed["annotations/2015/talks.md"].replace(
        "desk\n", "desk\n- id: a-note\n")})  # fmt: skip
    assert said(mended) == []
    published(mended)
    assert said(archive({"annotations/2015/talks.md": None})) == ["L406 content/articles/2015/talks.md:1:1"]


def test_a_new_heading_may_give_the_old_address_up(archive: Write) -> None:
    published(archive({"annotations/2015/talks.md": NOTE}))
    renamed = NOTE.replace("A note", "The note").replace("desk\n", "desk\n- id: the-note\n")
    assert said(archive({"annotations/2015/talks.md": renamed})) == []


def test_a_note_that_was_taken_away_is_not_called_renamed(archive: Write) -> None:
    twin = NOTE.replace("A note", "B note")
    published(archive({"annotations/2015/talks.md": f"{NOTE}\n{twin}"}))
    assert said(archive({"annotations/2015/talks.md": twin})) == ["L406 content/annotations/2015/talks.md:1:1"]


def test_a_draft_may_change_its_heading(archive: Write) -> None:
    published(archive({"annotations/2015/talks.md": DRAFT}), drafts=True)
    assert said(archive({"annotations/2015/talks.md": DRAFT.replace("A note", "The note")})) == []


@pytest.mark.parametrize("theme", ["classic", "plain"])
def test_a_changed_passage_is_shown_with_what_the_editor_quoted(archive: Write, theme: str) -> None:
    settings = archive(
        {"annotations/2015/talks.md": NOTE.replace("opened in Geneva", "The talks had opened in Geneva.")}
    )
    files = published(replace(settings, theme=theme))
    assert "was written about: <q" in files[PAGE]
    assert "The talks had opened in Geneva.</q>" in files[PAGE]
    selector = json.loads(files["2015/11/03/talks/annotations.json"])["first"]["items"][0]["target"]["selector"][0]
    assert selector["exact"] == "The talks opened in Geneva."
    assert selector["dcterms:replaces"] == {"type": "TextQuoteSelector", "exact": "The talks had opened in Geneva."}
    assert (
        "was written about" not in published(replace(archive({"annotations/2015/talks.md": NOTE}), theme=theme))[PAGE]
    )


def test_a_file_of_notes_says_which_words_it_was_checked_against(archive: Write) -> None:
    words = text_sha256("Talks", "The talks opened in Geneva. The talks closed in Vienna.")
    checked = {"annotations/2015/talks.md": f"---\nchecked: {words[:12]}\n---\n\n{NOTE}"}
    assert said(archive(checked)) == []
    settings = archive({**checked, "articles/2015/talks.md": ARTICLE.replace("closed", "ended")})
    (problem,) = check_site(settings).problems
    assert (problem.code, problem.place.line) == ("N140", 2)
    assert "1 in place" in problem.message
    ready = problem.help.rpartition("checked: ")[2]
    text = checked["annotations/2015/talks.md"].replace(words[:12], ready)
    assert (
        said(archive({"annotations/2015/talks.md": text, "articles/2015/talks.md": ARTICLE.replace("closed", "ended")}))
        == []
    )


def test_a_checksum_that_is_none_is_told_with_the_right_one(archive: Write) -> None:
    (problem,) = check_site(archive({"annotations/2015/talks.md": f"---\nchecked: yes\n---\n\n{NOTE}"})).problems
    assert (problem.code, problem.place.line) == ("F008", 2)
    assert re.search(r"checked: [0-9a-f]{12}$", problem.help)


# Sources


def test_sources_are_links_files_or_words_and_show_their_copies() -> None:
    one = article(body="Some words.")
    sources = (
        Reference("The <report>", "https://example.org/a", "https://copies.example/a"),
        Reference("City archive, box 12", ""),
        Reference("The plan", "../../assets/plan.svg"),
        Reference("Lost", "../../assets/lost.svg"),
        Reference("The desk", "mailto:desk@example.org"),
    )
    note = anchor(one, "words", sources=sources)
    page = page_of(note, one, links={note.annotation.place: (("../../assets/plan.svg", "/assets/plan.svg"),)})
    listed = re.findall(r"<li>(.*)</li>", page[page.index('class="references"') :])[:5]
    report = "The &lt;report&gt;"
    label = f'aria-label="Archived copy of {report}">archived copy</a>'
    assert listed == [
        f'<a href="https://example.org/a">{report}</a>, <a class="archived" href="https://copies.example/a" {label}',
        "City archive, box 12",
        '<a href="../../../../assets/plan.svg">The plan</a>',
        "Lost",
        '<a href="mailto:desk@example.org">The desk</a>',
    ]


def test_a_source_that_is_no_file_is_told_on_its_line(archive: Write) -> None:
    note = NOTE.replace("\n\nIt", "\n- source: [Lost](../../assets/lost.svg)\n\nIt")
    assert said(archive({"annotations/2015/talks.md": note})) == ["L401 content/annotations/2015/talks.md:8:1"]
    kept = archive({"annotations/2015/talks.md": note, "assets/lost.svg": "<svg/>"})
    assert said(kept) == []
    assert '<a href="../../../../assets/lost.svg">Lost</a>' in published(kept)[PAGE]


# Pictures


PICTURES = "First words.\n\n![A map](map.png)\n\nMiddle *words*.\n\n[![A map](map.png)](big.png) Last words."


def pictured(*regions: tuple[float, float, float, float] | None) -> tuple[str, str]:
    """The page of an article with a note before, on and after a picture, and the part of it round the picture."""
    one = article(body=PICTURES)
    one = replace(one, layout=parse(PICTURES).layout)
    notes = [anchor(one, "Middle words", "after"), anchor(one, "First", "before")]
    for number, region in enumerate(regions):
        laid = anchor(one, "", f"picture-{number}", image="map.png", region=region)
        notes.append(replace(laid, state="image"))
    settings = config()
    there = site(
        one, anchors=notes, links={one.place: (("map.png", "/assets/map.png"), ("big.png", "/assets/big.png"))}
    )
    page = next(page for page in plan(there, settings) if page.address == one.address)
    html = Renderer(ROOT / "themes" / "classic", settings).render(page).content.decode()
    parts = html.split('<div class="passage')
    return html, next(part for part in parts if "<img" in part)


def test_a_note_on_a_part_of_a_picture_is_a_frame_over_it_and_stands_beside_it() -> None:
    page, block = pictured((10.0, 20.5, 30.0, 40.0))
    assert '<rect x="10%" y="20.5%" width="30%" height="40%"/>' in block
    assert 'id="ref-picture-0" href="#note-picture-0" aria-label="Note 2: Context, on a part of this picture"' in block
    assert 'id="note-picture-0"' in block
    assert 'href="#ref-picture-0"' in block
    assert "style=" not in page
    assert page.count('id="ref-picture-0"') == 1


def test_notes_on_pictures_are_numbered_where_they_are_read() -> None:
    page, _ = pictured((10.0, 20.0, 30.0, 40.0), None)
    numbers = re.findall(r'id="ref-([\w-]+)"[^>]*aria-label="Note (\d)', page)
    assert numbers == [("before", "1"), ("picture-0", "2"), ("picture-1", "3"), ("after", "4")]


def test_a_note_on_a_whole_picture_has_its_number_after_it() -> None:
    _, block = pictured(None)
    assert re.search(r'<img [^>]*><sup class="ref note-ref"><a id="ref-picture-0"', block)
    assert "<svg" not in block


def test_a_picture_in_a_link_keeps_its_link_and_has_the_number_after_it() -> None:
    frame = ImageRegion("map.png", '<a href="#n"><rect/></a>', '<sup class="ref">1</sup>')
    body = "[![A map](map.png)](big.png)"
    html = to_html(Prose(body, links=(("big.png", "/big.png"), ("map.png", "/map.png")), image_regions=(frame,)))
    assert html == '<p><a href="/big.png"><img src="/map.png" alt="A map"></a><sup class="ref">1</sup></p>'


def test_the_frames_of_a_picture_stand_on_its_first_place_alone() -> None:
    frame = ImageRegion("map.png", '<a href="#n"><rect/></a>', "")
    blocks = to_blocks(
        Prose("One.\n\n![](map.png)\n\n![](map.png)", links=(("map.png", "/map.png"),), image_regions=(frame,))
    )
    assert [block.framed for block in blocks] == [(), ("map.png",), ()]
    assert sum(block.html.count("<rect/>") for block in blocks) == 1


# On the page


def test_a_note_on_words_can_be_folded_and_one_on_the_article_cannot() -> None:
    one = article(body="Some words.")
    assert page_of(anchor(one, "words")).count("<details>") == 1
    assert "<details>" not in page_of(anchor(one, ""))


def test_a_reply_in_another_language_says_so() -> None:
    one = article(body="Some words.")
    place = Place("a.md", 9)
    reply = Reply("more", "Mehr", "context", "desk", anchor(one).annotation.date, "Mehr.", place, language="de")
    assert '<div class="comment" lang="de" dir="ltr">' in page_of(anchor(one, "words", replies=(reply,)))
