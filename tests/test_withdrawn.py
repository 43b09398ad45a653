"""What was withdrawn, or may not be published, is in no byte of the site, nor in the slot beside it."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.config import load_config
from builder.pages.public import first_words
from builder.pipeline import BuildRequest, Report, build, check_site
from builder.pipeline.entity_report import suggestions
from tests.test_pipeline import files_in

WITHDRAWN = "withdrawn: {date: 2026-12-01, reason: A court ordered it.}"
CAPTURE = "Zephyrine at the gate\n\nA quokkaphrase of the capture, and a bandicootish remark by somebody.\n"
PASSAGE = " ".join(f"numbat{number}" for number in range(40))
FILES = {
    "site.yaml": "title: Small archive\nurl: https://example.org/base/\neditors: {desk: The desk}\n",
    "content/articles/2015/piece.md": (
        "---\ntitle: Zephyrine at the gate\ndate: 2015-03-01\nauthors: [Pademelon Author]\npublisher: Bilby Wire\n"
        "topics: [gone, harbour]\nsummary: A wallabysummary.\n"
        "section: Bandedsection\nfacsimile: scan.svg\naliases: [/old/piece/]\nentities: {about: [wombat]}\n"
        f"source: {{file: piece.txt, sha256: {hashlib.sha256(CAPTURE.encode()).hexdigest()},"
        f" text_sha256: {'0' * 64}, url: https://example.com/piece}}\nedited: Shortened.\n---\n"
        f"A quokkaword came to the gate. Quentin Wombatski said: {PASSAGE}.\n\n## Potoroo heading\n\n## Of old\n\n"
        "![A kowariplan](../../assets/plan.svg) and ![](../../assets/shared.svg)\n"
    ),
    "content/articles/2015/other.md": (
        "---\ntitle: Another piece\ndate: 2015-03-02\ntopics: [harbour, gone]\n---\n"
        "Quentin Wombatski came to the quay, see [[piece]] and [[wombat]], and [the first words](piece.md).\n\n"
        "![](../../assets/shared.svg) This was cassowaryword again.\n"
    ),
    "content/annotations/2015/piece.md": (
        f"## On the numbats\n\n> {PASSAGE}\n\n- type: context\n- by: desk\n- date: 2026-05-01\n\nA note.\n\n"
        "## On the whole\n\n- type: context\n- by: desk\n- date: 2026-05-01\n\nA dunnartcomment.\n"
    ),
    "content/annotations/2015/other.md": (
        "## Dibbler heading\n\n> came to the quay\n\n- type: fact-check\n- by: desk\n- date: 2026-05-02\n"
        "- verdict: mixed\n- claim: Antechinus claim\n- source: [A potorsource](https://example.com/potor)\n"
        "- tags: planigale\n- id: told\n\nA thylacinecomment, ![](../../assets/note.svg).\n\n"
        "### Ningaui reply\n\n- type: update\n- by: desk\n- date: 2026-05-03\n- id: more\n\nA kultarrreply.\n\n"
        "## It stays\n\n> This was cassowaryword\n\n- type: context\n- by: desk\n- date: 2026-05-02\n"
        "- see: told, piece#on-the-whole\n\nAs [[piece|the editors]] said,"
        " [here](../../articles/2015/piece.md#of-old).\n"
    ),
    "content/entities/wombat.md": (
        "---\nname: Quentin Wombatski\nkind: person\naliases: [Wombo of Yarra]\ndescription: A bettongdescription.\n"
        'born: "1815"\n---\nA bandybody, ![](../assets/entity.svg).\n'
    ),
    "content/entities/quay.md": "---\nname: The Quay Office\nkind: organisation\nrelated: [wombat]\n---\n",
    "content/topics/gone.md": "---\ntitle: Echidna title\nsummary: A goannasummary.\n---\nA monitorbody.\n",
    "content/topics/harbour.md": "---\ntitle: Harbour\nparent: gone\ncover: [piece]\n---\n",
    "content/pages/about.md": "---\ntitle: About\norder: 1\n---\nSee [a topic](../topics/gone.md) and [[wombat]].\n",
    "content/sources/piece.txt": CAPTURE,
    **{
        f"content/assets/{name}.svg": f"<svg>{name}picture</svg>"
        for name in ("plan", "scan", "shared", "note", "entity")
    },
}
WORDS = {
    "piece.md": (
        "Zephyrine Pademelon Bilby wallabysum quokkaw quokkaph bandicoot numbat0 numbat39 potoroo kowari planpicture"
        " scanpicture dunnart numbats bandedsec"
    ),
    "wombat.md": "Wombo bettong bandybod entitypicture",
    "gone.md": "Echidna goanna monitorbod",
    "note": "Dibbler Antechinus potors planigale thylacine ningaui kultarr notepicture",
    "reply": "ningaui kultarr",
}
"""By what is withdrawn: beginnings of words of it that nothing else has."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An archive that is published."""
    root = tmp_path / "archive"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    assert published(root).published
    for words in WORDS.values():
        for word in words.split():
            assert word.lower() in everything(root)[0], f"{word} is published before"
    return root


def published(root: Path) -> Report:
    report = build(BuildRequest(load_config(root / "site.yaml"), root / "site", jobs=1))
    assert [str(one) for one in report.problems if one.severity == "error"] == []
    return report


def everything(root: Path) -> list[str]:
    """All that the site has, and all that the slot beside it has; compressed files as what is in them."""
    (standby,) = (root / ".cache").glob("sites/*/standby")
    return ["\n".join(_readable(folder)).lower() for folder in (root / "site", standby)]


def _readable(folder: Path) -> Iterator[str]:
    for path, content in files_in(folder).items():
        plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        yield f"{path}\n{plain.decode('utf-8', 'replace')}"


def rewrite(root: Path, path: str, before: str, after: str) -> None:
    text = (root / path).read_text("utf-8")
    assert before in text
    (root / path).write_text(text.replace(before, after), "utf-8")


def assert_gone(root: Path, words: str) -> dict[str, str]:
    """Build, look for the words in every byte, and hold the site against one made from nothing."""
    published(root)
    for found in everything(root):
        for word in words.split():
            assert word.lower() not in found, word
    clean = root.with_name("clean")
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("site", ".cache"))
    published(clean)
    assert files_in(clean / "site") == files_in(root / "site")
    assert [str(one) for one in check_site(load_config(root / "site.yaml")).problems if one.severity == "error"] == []
    return {path: content.decode("utf-8", "replace") for path, content in files_in(root / "site").items()}


def withdraw(root: Path, path: str, *, deleted: bool) -> None:
    """The whole text may be deleted, but the date, on which the address depends, and the capture's name."""
    text = (root / path).read_text("utf-8")
    head, body = text.removeprefix("---\n").split("\n---\n", 1)
    kept = "\n".join(re.findall(r"^(?:date|aliases|source):.*$", head, re.MULTILINE)) if deleted else head
    (root / path).write_text(f"---\n{kept}\n{WITHDRAWN}\n---\n{'' if deleted else body}", "utf-8")


@pytest.mark.parametrize("deleted", [False, True])
def test_a_withdrawn_article_is_in_no_byte_and_its_addresses_say_so(root: Path, *, deleted: bool) -> None:
    withdraw(root, "content/articles/2015/piece.md", deleted=deleted)
    words = WORDS["piece.md"].replace(" kowari planpicture scanpicture", "") if deleted else WORDS["piece.md"]
    site = assert_gone(root, words)
    for path in ("2015/03/01/piece/index.html", "old/piece/index.html"):
        assert "This article was withdrawn" in site[path]
        assert '<time datetime="2026-12-01">1 December 2026</time>. A court ordered it.' in site[path]
        assert '<meta name="robots" content="noindex">' in site[path]
    assert "01/piece" not in site["sitemap.xml"]
    assert {path for path in site if path.startswith("2015/03/01/piece/")} == {"2015/03/01/piece/index.html"}
    other = site["2015/03/02/other/index.html"]
    assert '<a href="../../../../2015/03/01/piece/">a withdrawn article</a>' in other
    assert '<a href="../../../../2015/03/01/piece/">the first words</a>' in other
    assert '<a href="../../../../2015/03/01/piece/">the editors</a>' in other


def test_a_reference_to_a_note_of_a_withdrawn_article_is_no_problem_when_its_notes_are_deleted(root: Path) -> None:
    withdraw(root, "content/articles/2015/piece.md", deleted=True)
    (root / "content/annotations/2015/piece.md").unlink()
    assert "dunnart" not in "".join(assert_gone(root, "dunnart"))


@pytest.mark.parametrize("deleted", [False, True])
def test_a_withdrawn_entity_is_in_no_byte_but_the_words_of_articles(root: Path, *, deleted: bool) -> None:
    withdraw(root, "content/entities/wombat.md", deleted=deleted)
    words = WORDS["wombat.md"].replace(" entitypicture", "") if deleted else WORDS["wombat.md"]
    site = assert_gone(root, words)
    assert "This name was withdrawn" in site["entities/wombat/index.html"]
    other = site["2015/03/02/other/index.html"]
    assert "Quentin Wombatski came to the quay" in re.sub("<[^>]*>", "", other)
    assert 'see <a href="../../../../2015/03/01/piece/">Zephyrine at the gate</a>' in other
    assert 'and <a href="../../../../entities/wombat/">a withdrawn name</a>' in other
    assert other.count("entities/wombat/") == 1
    lists = (text for path, text in site.items() if path.startswith(("entities/", "search/", "timeline/")))
    assert not any("Wombatski" in text for text in lists)


def test_the_name_of_a_withdrawn_entity_is_not_taken_for_that_of_another(root: Path) -> None:
    """`Wombatski` after the full name still means the one that is withdrawn."""
    (root / "content/entities/son.md").write_text("---\nname: Emil Wombatski\nkind: person\n---\n", "utf-8")
    rewrite(root, "content/articles/2015/other.md", "This was", "Wombatski left. This was")
    published(root)
    withdraw(root, "content/entities/wombat.md", deleted=False)
    site = assert_gone(root, "Wombo")
    assert "entities/son" not in site["2015/03/02/other/index.html"]
    assert [one.name for one in suggestions(load_config(root / "site.yaml"))[1] if "Wombatski" in one.name] == []


@pytest.mark.parametrize("deleted", [False, True])
def test_a_withdrawn_topic_is_in_no_byte(root: Path, *, deleted: bool) -> None:
    withdraw(root, "content/topics/gone.md", deleted=deleted)
    site = assert_gone(root, WORDS["gone.md"])
    assert "This topic was withdrawn" in site["topics/gone/index.html"]
    assert "topics/gone" not in site["2015/03/02/other/index.html"]
    assert json.loads(site["2015/03/02/other/article.json"])["keywords"] == ["Harbour"]
    assert "topics/gone/feed.xml" not in site


@pytest.mark.parametrize("deleted", [False, True])
def test_a_withdrawn_note_is_in_no_byte_and_its_id_says_so(root: Path, *, deleted: bool) -> None:
    path = "content/annotations/2015/other.md"
    text = (root / path).read_text("utf-8")
    note, rest = text.split("## It stays")
    withdrawal = "- withdrawn: 2026-12-01\n- reason: It was wrong.\n"
    note = (
        f"## Withdrawn\n\n- id: told\n{withdrawal}\n"
        if deleted
        else note.replace("- id: told\n", f"- id: told\n{withdrawal}")
    )
    (root / path).write_text(f"{note}## It stays{rest}", "utf-8")
    words = WORDS["note"].replace(" notepicture", "") if deleted else WORDS["note"]
    page = assert_gone(root, words)["2015/03/02/other/index.html"]
    said = 'A note was withdrawn on <time datetime="2026-12-01">1 December 2026</time>. It was wrong.'
    assert f'id="note-told">{said}' in page
    assert (f'id="reply-told--more">{said}' in page) is not deleted
    assert "It stays" in page


def test_a_withdrawn_reply_leaves_its_note(root: Path) -> None:
    path = "content/annotations/2015/other.md"
    rewrite(root, path, "- id: more\n", "- id: more\n- withdrawn: 2026-12-01\n- reason: It was wrong.\n")
    page = assert_gone(root, WORDS["reply"])["2015/03/02/other/index.html"]
    assert 'id="reply-told--more">A note was withdrawn' in page
    assert "thylacinecomment" in page


def test_a_text_that_may_not_be_published_is_in_no_byte(root: Path) -> None:
    rewrite(root, "content/articles/2015/piece.md", "edited: Short", "access: metadata\nedited: Short")
    path = "content/annotations/2015/other.md"
    rewrite(root, path, "[here](../../articles/2015/piece.md#of-old)", "[here](../../articles/2015/piece.md)")
    site = assert_gone(root, "quokkaw quokkaph bandicoot numbat25 numbat39 potoroo kowari planpicture scanp")
    assert "assets/scan.svg" not in site
    page = site["2015/03/01/piece/index.html"]
    for words in ("Zephyrine at the gate", "A wallabysummary.", "The text of this article is not published here"):
        assert words in page
    quoted = " ".join(f"numbat{number}" for number in range(25)) + " …"
    assert f"<blockquote><p>{quoted}</p></blockquote>" in page
    assert 'id="note-on-the-numbats"' in page
    assert "2015/03/01/piece/text.txt" not in site
    assert "2015/03/01/piece/changes/index.html" not in site
    assert "sharedpicture" in site["assets/shared.svg"]
    items = json.loads(site["2015/03/01/piece/annotations.json"])["first"]["items"]
    assert [one["target"]["selector"] for one in items if one["label"] == "On the numbats"] == [
        {"type": "TextQuoteSelector", "exact": quoted}
    ]
    assert not {"articleBody", "wordCount"} & json.loads(site["2015/03/01/piece/article.json"]).keys()
    entity = site["entities/wombat/index.html"]
    assert "Zephyrine at the gate" in entity
    assert 'href="../../2015/03/01/piece/#m-wombat-1"' in entity or "piece/#m-wombat-1" not in entity
    assert '<dd id="m-wombat-1">' in page
    assert quoted in site["annotations/annotations.csv"]


def test_quotations_of_a_text_that_may_not_be_published_are_as_long_as_the_site_says(root: Path) -> None:
    rewrite(root, "content/articles/2015/piece.md", "edited: Short", "access: metadata\nedited: Short")
    path = "content/annotations/2015/other.md"
    rewrite(root, path, "#of-old", "")
    published(root)
    rewrite(root, "site.yaml", "editors:", "quotation_words: 3\neditors:")
    site = assert_gone(root, "numbat3")
    assert "numbat0 numbat1 numbat2 …" in site["2015/03/01/piece/index.html"]


@pytest.mark.parametrize("key", ["access: metadata", "publish_after: 2062-01-01", "status: draft"])
def test_pictures_of_a_text_that_is_not_published_are_in_no_byte_whatever_their_names(root: Path, key: str) -> None:
    for name in ("fußball", "the plan", "b%20c"):
        (root / f"content/assets/{name}.svg").write_text("<svg>kowaripicture</svg>", "utf-8")
    path = "content/articles/2015/piece.md"
    pictures = "![](../../assets/fu%C3%9Fball.svg) ![](<../../assets/the plan.svg>)"
    rewrite(root, path, "![A kowariplan](../../assets/plan.svg)", pictures)
    rewrite(root, path, "facsimile: scan.svg", "facsimile: b%20c.svg")
    rewrite(root, "content/topics/harbour.md", "cover: [piece]\n", "")
    for one in ("[[piece]] and ", ", and [the first words](piece.md)"):
        rewrite(root, "content/articles/2015/other.md", one, "")
    rewrite(
        root, "content/annotations/2015/other.md", "(../../articles/2015/piece.md#of-old)", "(https://example.org/)"
    )
    rewrite(root, "content/annotations/2015/other.md", "[[piece|the editors]]", "the editors")
    published(root)
    assert everything(root)[0].count("kowaripicture") == 3
    rewrite(root, path, "edited: Short", f"{key}\nedited: Short")
    published(root)
    for found in everything(root):
        assert all(word not in found for word in ("kowaripicture", "bandicoot", "quokkaw"))


def test_a_quotation_of_a_text_that_may_not_be_published_is_not_called_changed(root: Path) -> None:
    """Whether the words are still there cannot be seen; the state of each note is told by `check`."""
    rewrite(root, "content/articles/2015/piece.md", "edited: Short", "access: metadata\nedited: Short")
    rewrite(root, "content/annotations/2015/other.md", "#of-old", "")
    published(root)
    before = files_in(root / "site")["2015/03/01/piece/index.html"]
    rewrite(root, "content/annotations/2015/piece.md", "> numbat0 numbat1 ", "> numbat0 the numbat1 ")
    assert [one.code for one in check_site(load_config(root / "site.yaml")).problems if one.code != "V701"] == ["N103"]
    assert_gone(root, "quokkaw")
    assert files_in(root / "site")["2015/03/01/piece/index.html"] == before


def test_first_words_count_characters_where_a_script_has_no_spaces() -> None:
    assert first_words("one  two\nthree", 3) == "one two three"
    assert first_words("one two, three", 2) == "one two …"
    assert first_words("国際連合安全保障理事会", 4) == "国際連合 …"
    assert first_words("one", 0) == ""


def test_an_article_that_search_engines_may_not_list_stays_in_the_search_of_the_site(root: Path) -> None:
    path = "content/articles/2015/piece.md"
    page = root / "site" / "2015/03/01/piece/index.html"
    assert "noindex" not in page.read_text("utf-8")
    rewrite(root, path, "edited: Short", "robots: noindex\nedited: Short")
    published(root)
    assert '<meta name="robots" content="noindex">' in page.read_text("utf-8")
    assert "noindex" in (page.parent / "changes/index.html").read_text("utf-8")
    assert "/piece/" not in (root / "site/sitemap.xml").read_text("utf-8")
    assert any("quokkaword" in gzip.decompress(one.read_bytes()).decode("utf-8", "replace")
               for one in (root / "site/search").rglob("*.pf_fragment"))  # fmt: skip
