"""Render: a page and a theme become a file."""

from __future__ import annotations

import json
import pickle
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Environment
from markupsafe import Markup, escape

from builder.model import Output, Page
from builder.pages import plan
from builder.pages.exports import DataView
from builder.problems import ContentError
from builder.render import _ALLOWED, _FORBIDDEN, Renderer
from tests.archive_factory import ROOT, anchor, article, config, entity, site, small_site, topic

THEME = ROOT / "themes" / "classic"
ATOM = "{http://www.w3.org/2005/Atom}"
VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "rect", "path"})


THEMES = ("classic", "plain")
in_every_theme = pytest.mark.parametrize("files", THEMES, indirect=True)


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> dict[str, str]:
    """The small site, rendered with the theme `classic` or that which the test is run for."""
    settings = config(theme=getattr(request, "param", "classic"))
    renderer = Renderer(settings.theme_folder, settings)
    outputs = [*(renderer.render(page) for page in plan(small_site(), settings)), *renderer.assets()]
    return {output.path: output.content.decode() for output in outputs}


def rendered(*articles: object, address: str, **values: object) -> str:
    settings = config()
    (page,) = (page for page in plan(site(*articles, **values), settings) if page.address == address)  # type: ignore[arg-type]
    return Renderer(THEME, settings).render(page).content.decode()


class Reader(HTMLParser):
    """What the tests ask of a page: is it well nested, what are its ids, links and headings, what does its text say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.article_text: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in ("href", "src") and value is not None]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.wrong.append(f"<{tag}> with {attributes}")
        if tag not in VOID:
            self.open.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened = self.open.pop()[0] if self.open else "nothing"
        if opened != tag:
            self.wrong.append(f"</{tag}> ends <{opened}>")

    def handle_data(self, data: str) -> None:
        classes = [(attributes.get("class") or "").split() for _, attributes in self.open]
        if ["text"] in classes and not any({"notes", "ref"} & set(one) for one in classes):
            self.article_text.append(data)


def html_files(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((path, text) for path, text in files.items() if path.endswith(".html"))


@in_every_theme
def test_pages_are_well_nested_and_headings_in_order(files: dict[str, str]) -> None:
    for path, text in html_files(files):
        page = Reader(text)
        assert not page.wrong, path
        assert not page.open, path
        assert page.headings.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), path
        assert [one for one, count in Counter(page.ids).items() if count > 1] == [], path


@in_every_theme
def test_every_link_within_the_site_leads_somewhere(files: dict[str, str]) -> None:
    pages = {path: Reader(text) for path, text in html_files(files)}
    base = "https://example.org/base/"
    for path, page in pages.items():
        for link in page.links:
            target, _, fragment = urljoin(base + path, link).partition("#")
            if not target.startswith(base):
                assert link.startswith("https://"), (path, link)
                continue
            found = unquote(target.removeprefix(base))
            found = posixpath.join(found, "index.html") if found.endswith("/") or not found else found
            assert found in files, (path, link)
            assert not fragment or fragment in pages[found].ids, (path, link)


def test_links_are_relative_but_on_the_page_for_wrong_addresses(files: dict[str, str]) -> None:
    assert 'href="../../../../topics/"' in files["2015/11/03/first-talks/index.html"]
    assert 'href="topics/"' in files["index.html"]
    assert 'href="/base/topics/"' in files["404.html"]
    assert 'href="/base/theme/classic.css"' in files["404.html"]


@in_every_theme
def test_the_text_of_an_article_is_its_reading_text(files: dict[str, str]) -> None:
    given = small_site()
    for one in given.articles:
        page = Reader(files[f"{one.address.strip('/')}/index.html"])
        assert "".join("".join(page.article_text).split()) == "".join(given.texts[one.slug].text.split())


@in_every_theme
def test_no_script_and_no_style_is_inline(files: dict[str, str]) -> None:
    for path, text in html_files(files):
        scripts = set(re.findall(r"<script([^>]*)>", text)) - {' type="application/ld+json"'}
        assert all('src="' in attributes and 'type="module"' in attributes for attributes in scripts), path
        assert ("'wasm-unsafe-eval'" in text) == (path == "search/index.html"), path
        assert "<style" not in text, path
        assert "default-src 'none'; style-src 'self'; img-src 'self'" in text, path
        assert "unsafe-inline" not in text, path


def test_a_note_stands_beside_the_block_its_number_is_in(files: dict[str, str]) -> None:
    text = files["2015/11/03/first-talks/index.html"]
    blocks = re.split(r'<div class="passage', text)
    beside = {
        identifier: number
        for number, block in enumerate(blocks)
        for identifier in re.findall(r'id="note-([\w-]+)"', block)
    }
    marked = {
        identifier: number
        for number, block in enumerate(blocks)
        for identifier in re.findall(r'id="ref-([\w-]+)"', block)
    }
    assert {name: beside[name] for name in marked} == marked
    assert marked.keys() == {"overlap-one", "overlap-two", "at-the-end"}


def test_overlapping_notes_keep_their_own_marks_and_numbers(files: dict[str, str]) -> None:
    text = files["2015/11/03/first-talks/index.html"]
    assert '<mark class="note-highlight is-correction n1">' in text
    assert '<mark class="note-highlight is-fact-check n2">' in text
    assert 'aria-label="Note 2: Fact check">2</a></sup>' in text
    assert '<span class="symbol" aria-hidden="true">✓</span> Fact check' in text
    assert "Verdict: <strong>True</strong>" in text


@in_every_theme
def test_a_note_without_a_place_is_printed_with_its_quotation(files: dict[str, str]) -> None:
    for path in ("2015/11/03/first-talks/index.html", "annotations/unplaced/index.html"):
        assert "words that are not there" in files[path]


@in_every_theme
def test_languages_and_their_direction_are_told(files: dict[str, str]) -> None:
    assert '<div class="text" lang="ar" dir="rtl">' in files["undated/letter/index.html"]
    assert '<html lang="en" dir="ltr">' in files["undated/letter/index.html"]


@in_every_theme
def test_a_former_address_leads_to_the_new_one(files: dict[str, str]) -> None:
    assert 'content="0; url=../../2015/11/03/first-talks/"' in files["old/talks/index.html"]


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}</title>\u2028]]>"


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_written_in_content_is_shown_and_never_run(theme: str) -> None:
    one = article(title=HOSTILE, body=f"Nobel. {HOSTILE}", summary=HOSTILE, authors=(HOSTILE,), topics=("x",))
    one = replace(one, publisher=HOSTILE, edited=HOSTILE, rights=HOSTILE)
    note = anchor(
        one, "Nobel", title=HOSTILE, comment=HOSTILE, tags=(HOSTILE,), verdict=HOSTILE, claim=HOSTILE, by=HOSTILE
    )
    settings = config(title=HOSTILE, description=HOSTILE, notice=HOSTILE, rights=HOSTILE, theme=theme)
    archive = site(
        one,
        entities=[
            entity(
                "nobel",
                HOSTILE,
                description=HOSTILE,
                aliases=(HOSTILE,),
                same_as=("javascript:alert(1)",),
                body=HOSTILE,
            )
        ],
        topics=[topic("x", title=HOSTILE, summary=HOSTILE, body=HOSTILE)],
        anchors=[note],
    )
    renderer = Renderer(settings.theme_folder, settings)
    for output in map(renderer.render, plan(archive, settings)):
        text = output.content.decode()
        if output.path.endswith(".html"):
            page = Reader(text)
            assert not page.wrong, output.path
            assert not page.open, output.path
            assert "<img src=x" not in text, output.path
            assert "<script>" not in text, output.path
            assert "49" not in text, output.path
            assert not any(link.lower().startswith("javascript:") for link in page.links), output.path
        elif output.path.endswith(".xml"):
            ET.fromstring(text)
        elif output.path.endswith(".json"):
            json.loads(text)


def test_json_ld_cannot_end_its_element() -> None:
    one = article(title="</script><b>&amp;")
    text = rendered(one, address=one.address)
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(data)["headline"] == "</script><b>&amp;"


def test_controls_that_no_page_may_hold_are_left_out() -> None:
    one = article(title="Talks\x03\x7f\ufffe end", summary="a\x00b")
    text = rendered(one, address=one.address)
    assert "Talks end" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe]", text)
    ET.fromstring(rendered(one, address="/feed.xml"))


def test_a_character_is_either_allowed_or_forbidden() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert _ALLOWED.sub("", every) == "".join(_FORBIDDEN.findall(every))


@in_every_theme
def test_feeds_are_atom_with_full_addresses(files: dict[str, str]) -> None:
    feed = ET.fromstring(files["annotations/feed.xml"])
    assert feed.findtext(f"{ATOM}id") == "https://example.org/base/annotations/feed.xml"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 5
    for entry in entries:
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert str(entry.findtext(f"{ATOM}content")).endswith("<p>A <em>comment</em>.</p>")


@in_every_theme
def test_json_feeds_say_what_the_atom_feeds_say(files: dict[str, str]) -> None:
    for about in ("", "topics/peace/", "annotations/"):
        atom, feed = ET.fromstring(files[f"{about}feed.xml"]), json.loads(files[f"{about}feed.json"])
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"https://example.org/base/{about}feed.json"
        assert feed["home_page_url"] == f"https://example.org/base/{about}"
        entries = atom.findall(f"{ATOM}entry")
        assert [one["id"] for one in feed["items"]] == [entry.findtext(f"{ATOM}id") for entry in entries]
        assert [one["title"] for one in feed["items"]] == [entry.findtext(f"{ATOM}title") for entry in entries]
        assert [one["date_modified"] for one in feed["items"]] == [
            entry.findtext(f"{ATOM}updated") for entry in entries
        ]
        assert all(("content_html" in one) != ("content_text" in one) for one in feed["items"])
        assert all(one["authors"][0]["name"] for one in feed["items"])


@in_every_theme
def test_pages_announce_their_feeds_in_both_forms(files: dict[str, str]) -> None:
    for media, name in (("application/atom+xml", "feed.xml"), ("application/feed+json", "feed.json")):
        assert f'type="{media}" title="Small Archive" href="{name}"' in files["index.html"]
        assert f'type="{media}" title="Peace" href="../../topics/peace/{name}"' in files["topics/peace/index.html"]


@in_every_theme
def test_the_sitemap_and_robots_agree(files: dict[str, str]) -> None:
    addresses = [
        loc.text for loc in ET.fromstring(files["sitemap.xml"]).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert "https://example.org/base/topics/peace/" in addresses
    assert files["robots.txt"].endswith("Sitemap: https://example.org/base/sitemap.xml\n")
    assert files[".nojekyll"] == ""


def test_addresses_with_letters_of_any_script_are_encoded() -> None:
    one = article("переговоры", date(2015, 1, 2))
    assert 'href="2015/01/02/%D0%BF' in rendered(one, address="/")


def test_a_renderer_in_another_process_gives_the_same_bytes() -> None:
    settings = config()
    renderer = Renderer(THEME, settings)
    copy = pickle.loads(pickle.dumps(renderer))
    assert copy.fingerprint == renderer.fingerprint
    assert [copy.render(page) for page in plan(small_site(), settings)] == [
        renderer.render(page) for page in plan(small_site(), settings)
    ]


def small_theme(folder: Path, **templates: str) -> Path:
    (folder / "templates").mkdir(parents=True)
    for name, text in templates.items():
        (folder / "templates" / f"{name}.html").write_text(text)
    return folder


@dataclass(frozen=True)
class Words:
    words: str


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("<p>{{ view.words }}</p>\n<p>{{ view.wrods }}</p>", 2, "wrods"),
        ("<p>{% if %}</p>", 1, "cannot be read"),
        ("{% include 'other.html' %}", 1, "no template other.html"),
    ],
)
def test_a_template_that_cannot_be_used_is_a_problem_with_its_place(
    tmp_path: Path, template: str, line: int, message: str
) -> None:
    theme = small_theme(tmp_path / "themes" / "mine", page=template)
    renderer = Renderer(theme, config(root=tmp_path))
    with pytest.raises(ContentError) as caught:
        renderer.render(Page("/", "page.html", Words("x")))
    (problem,) = caught.value.problems
    assert problem.code == "S603"
    assert message in problem.message
    assert (problem.place.path, problem.place.line) == ("themes/mine/templates/page.html", line)


def test_a_theme_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    renderer = Renderer(tmp_path / "themes" / "lost", config(root=tmp_path))
    with pytest.raises(ContentError, match=r"no template page\.html"):
        renderer.render(Page("/", "page.html", Words("x")))
    with pytest.raises(ContentError, match="no style sheets"):
        list(renderer.assets())


def test_a_theme_escapes_whatever_a_view_holds(tmp_path: Path) -> None:
    theme = small_theme(tmp_path / "themes" / "mine", page="{{ view.words }}")
    assert Renderer(theme, config(root=tmp_path)).render(Page("/a/", "page.html", Words("<b>"))) == Output(
        "a/index.html", b"&lt;b&gt;"
    )


class Telling:
    """A value with HTML of its own."""

    def __html__(self) -> str:
        return "<b>&</b>"


@pytest.mark.parametrize("value", ["a < b & 'c' \"d\"", "plain", Markup("<i>&amp;</i>"), 1, True, None, 2.5, Telling()])
def test_what_is_printed_is_escaped_as_jinja_does(tmp_path: Path, value: object) -> None:
    theme = small_theme(tmp_path / "themes" / "mine", page="{{ view.words }}")
    renderer = Renderer(theme, config(root=tmp_path))
    for _ in range(2):
        assert renderer.render(Page("/", "page.html", Words(value))).content.decode() == str(escape(value))  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["</script> 'é' \u2028 & \"", {"b": [1, None], "a": "<"}, [], 1.5, True])
def test_the_filter_for_json_gives_what_jinja_gives(tmp_path: Path, value: object) -> None:
    text = "{{ view.words|tojson }} {{ view.words|tojson(2) }}"
    theme = small_theme(tmp_path / "themes" / "mine", page=text)
    content = Renderer(theme, config(root=tmp_path)).render(Page("/", "page.html", Words(value))).content  # type: ignore[arg-type]
    assert content.decode() == Environment().from_string(text).render(view=Words(value))  # type: ignore[arg-type]


def test_macros_are_called_with_words_for_arguments_lists_of_them_and_blocks(tmp_path: Path) -> None:
    show = "{% macro one(a, b='') %}[{{ a }}{{ b }}{% if caller is defined %}{{ caller() }}{% endif %}]{% endmacro %}"
    page = "{% import 'show.html' as show %}{% set two = ['x', '<'] %}"
    page += "{{ show.one('1') }}{{ show.one('1', b='2') }}{{ show.one(*two) }}{% call show.one('3') %}!{% endcall %}"
    theme = small_theme(tmp_path / "themes" / "mine", page=page, show=show)
    content = Renderer(theme, config(root=tmp_path)).render(Page("/", "page.html", Words("x"))).content
    assert content == b"[1][12][x&lt;][3!]"


def test_a_macro_that_is_made_once_links_from_the_page_that_calls_it(tmp_path: Path) -> None:
    show = "{% macro home() %}{{ url('/') }}{% endmacro %}"
    theme = small_theme(
        tmp_path / "themes" / "mine", page="{% import 'show.html' as show %}{{ show.home() }}", show=show
    )
    renderer = Renderer(theme, config(root=tmp_path))
    homes = [renderer.render(Page(address, "page.html", Words(""))).content for address in ("/a/", "/a/b/", "/a/")]
    assert homes == [b"../", b"../../", b"../"]


def test_data_is_indented_as_python_does() -> None:
    data = {
        "words": 'a\x01 \x7f\u2028 é 😀 \\ " </b>\n',
        "none": [],
        "of": {},
        "list": [1, -2.5, 1e30, None, {"a": [True]}],
    }
    text = Renderer(THEME, config()).render(Page("/data.json", "data.json", DataView(data))).content.decode()
    assert text == json.dumps(data, ensure_ascii=False, indent=1).replace("\x7f", "") + "\n"
    halves = DataView({"words": "a\ud800b"})
    assert json.loads(Renderer(THEME, config()).render(Page("/data.json", "data.json", halves)).content) == {
        "words": "ab"
    }


def test_a_kind_of_page_without_a_template_is_shown_by_the_one_for_any(tmp_path: Path) -> None:
    theme = small_theme(tmp_path / "themes" / "mine", page="any", topic="topic")
    renderer = Renderer(theme, config(root=tmp_path))
    assert renderer.render(Page("/", "home.html", Words("x"))).content == b"any"
    assert renderer.render(Page("/", "topic.html", Words("x"))).content == b"topic"
    with pytest.raises(ContentError, match=r"no template other\.txt"):
        renderer.render(Page("/", "other.txt", Words("x")))


def test_the_plain_theme_is_small() -> None:
    plain = THEME.with_name("plain")
    sheets = "".join(path.read_text() for path in (plain / "assets" / "css").iterdir())
    assert len(sheets.splitlines()) < 160
    count = {name: len(list((THEME.with_name(name) / "templates").iterdir())) for name in THEMES}
    assert count["plain"] <= count["classic"] * 2 / 3


@pytest.mark.parametrize("name", THEMES)
def test_the_themes_that_ship_have_no_faults(name: str) -> None:
    views: dict[str, set[type]] = {}
    for page in plan(small_site(), config()):
        views.setdefault(page.template, set()).add(type(page.view))
    assert Renderer(THEME.with_name(name), config()).template_errors(views) == ()


def test_a_theme_may_have_its_own_form_of_what_the_builder_writes(tmp_path: Path) -> None:
    (page,) = (page for page in plan(small_site(), config()) if page.address == "/feed.xml")
    theme = small_theme(tmp_path / "themes" / "mine", page="")
    assert b"<feed" in Renderer(theme, config()).render(page).content
    (theme / "templates" / "feed.xml").write_text("{{ view.title }}")
    assert Renderer(theme, config()).render(page).content == b"Small Archive"


def test_the_fingerprint_is_that_of_templates_and_settings(tmp_path: Path) -> None:
    theme = small_theme(tmp_path / "themes" / "mine", page="1")
    settings = config(root=tmp_path)
    before = Renderer(theme, settings).fingerprint
    assert Renderer(theme, replace(settings, title="Other")).fingerprint != before
    (theme / "templates" / "page.html").write_text("2")
    assert Renderer(theme, settings).fingerprint != before


def test_style_sheets_become_one_in_the_order_of_their_names(tmp_path: Path) -> None:
    css = tmp_path / "themes" / "mine" / "assets" / "css"
    css.mkdir(parents=True)
    (css / "2.css").write_text("b {}")
    (css / "1.css").write_text("a {}")
    (css.parent / "icon.svg").write_text("<svg/>")
    outputs = {
        output.path: output.content for output in Renderer(tmp_path / "themes" / "mine", config(root=tmp_path)).assets()
    }
    assert outputs.pop("theme/redirect.js")
    assert outputs == {"theme/mine.css": b"a {}\nb {}", "theme/icon.svg": b"<svg/>"}


def test_the_theme_asks_no_other_host_and_stays_light(files: dict[str, str]) -> None:
    css = files["theme/classic.css"]
    assert "url(" not in css
    assert "@import" not in css
    assert "!important" not in css
    assert css.count("{") == css.count("}")


def luminance(colour: str) -> float:
    channels = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_has_enough_contrast_on_every_paper(scheme: int) -> None:
    text = (THEME / "assets" / "css" / "10-variables.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    colours = {name: (light, dark)[scheme] for name, light, dark in pairs}
    code = re.findall(r"light-dark\((#\w{6}), (#\w{6})\)", (THEME / "assets" / "css" / "70-code.css").read_text())
    on_paper = [
        name
        for name in colours
        if name in ("ink", "ink-quiet", "link") or (name.startswith("note") and name != "note-column")
    ]
    assert len(on_paper) > 10
    for name in on_paper:
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for paper in ("target-paper", "code-paper"):
        assert contrast(colours["ink"], colours[paper]) >= 4.5
        assert contrast(colours["link"], colours[paper]) >= 4.5
        assert contrast(colours["ink-quiet"], colours[paper]) >= 4.5
    for one in code:
        assert contrast(one[scheme], colours["code-paper"]) >= 4.5, one
