"""The archive's Markdown: its reading text, and marks laid over it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.rules_core import inline

from builder.markdown import MarkdownError, is_allowed, parse, reading_text, to_blocks, to_html
from builder.markdown.parser import _parser, tokenize
from builder.model import Mark, Passage, Prose
from tests.cost import cost
from tests.examples import examples

VOID = {"br", "hr", "img"}


class Words(HTMLParser):
    """The text of some HTML, without what the renderer added (class `ref`); fails on tags that are not well nested."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.text = ""
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            assert "a" not in [name for name, _ in self.open], "a link in a link"
        if tag not in VOID:
            self.open.append((tag, "ref" in (found.get("class") or "").split()))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not any(added for _, added in self.open):
            self.text += data


def words_of(html: str) -> Words:
    parser = Words()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser


def folded(text: str) -> str:
    return "".join(text.split())


BODY = """\
A [link to](../x.md) and **bold *with emphasis* in it** and `code`.

> A quotation
> of two lines.

- one
- two

| a | b |
|---|--:|
| 1 | 2 |

Term
: Definition

```python
print("x")
```

Last[^1].

[^1]: The footnote.
"""


def test_the_reading_text_is_what_a_reader_sees() -> None:
    assert reading_text(BODY) == (
        "A link to and bold with emphasis in it and code.\n\nA quotation\nof two lines.\n\none\ntwo\n\na\tb\n1\t2\n\n"
        'Term\nDefinition\n\nprint("x")\n\nLast.\n\nThe footnote.'
    )


def test_a_mark_may_cross_links_emphasis_and_paragraphs() -> None:
    text = reading_text(BODY)
    mark = Mark(
        Passage(text.index("nk to"), text.index("of two")),
        "mark",
        first=(("id", "note"),),
        after='<sup class="ref">1</sup>',
    )
    html = to_html(Prose(BODY, (mark,), (("../x.md", "/x/"),)))
    assert '<a href="/x/">li<mark id="note">nk to</mark></a>' in html
    assert "<mark>A quotation\n</mark>" in html or "<mark>A quotation</mark>" in html
    assert html.count('<sup class="ref">1</sup>') == 1
    assert folded(words_of(html).text) == folded(text)


PIECES = (
    *("a", "Word", "ö", "12", "1.", "1)", "“", "(", '"', " ", "  ", "    ", "\t", "\n", "\n\n", "\n\n\n"),
    *("*", "_", "`", "```", "~~~", ": ", "~ ", "- ", "> ", "# ", "===", "---", "|", "|-|", "<", "&amp;", "\\"),
    *("[", "](x)", "[x]: y", "[[x]]", "[^1]", "[^1]: y", "!", "\u00a0", "\u2028", "١"),
)


@examples(400)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_the_rule_for_plain_paragraphs_gives_the_same_tokens(pieces: list[str]) -> None:
    body = "".join(pieces)
    long_way = _parser.__wrapped__()
    long_way.block.ruler.disable("plain")
    long_way.core.ruler.at("inline", inline)
    long_way.core.ruler.enable("normalize")
    assert [token.as_dict() for token in tokenize(body)[0]] == [token.as_dict() for token in long_way.parse(body)]


def test_a_plain_paragraph_uses_the_fast_rule() -> None:
    taken = _parser.__wrapped__()
    taken.block.ruler.enableOnly(["plain"])
    assert [token.type for token in taken.parse("Words, and\nmore.\n\n“Said”, 12 times.")] == [
        *("paragraph_open", "inline", "paragraph_close"),
        *("paragraph_open", "inline", "paragraph_close"),
    ]


def test_two_marks_that_cross_are_closed_and_opened_again() -> None:
    marks = (Mark(Passage(0, 6), "mark", (("class", "a"),)), Mark(Passage(3, 9), "mark", (("class", "b"),)))
    assert to_html(Prose("abcdefghi", marks)) == (
        '<p><mark class="a">abc<mark class="b">def</mark></mark><mark class="b">ghi</mark></p>'
    )


def test_a_link_is_never_put_into_a_link() -> None:
    marks = (Mark(Passage(0, 4), "a", (("href", "/entities/x/"),)),)
    html = to_html(Prose("[name](https://example.org/)", marks))
    assert html == '<p><a href="https://example.org/"><span>name</span></a></p>'


def test_a_footnote_number_in_a_link_is_written_after_it() -> None:
    marks = (Mark(Passage(0, 4), "mark", after='<sup class="ref"><a href="#n">1</a></sup>'),)
    html = to_html(Prose("[name](https://example.org/) x", marks))
    assert (
        html == '<p><a href="https://example.org/"><mark>name</mark></a><sup class="ref"><a href="#n">1</a></sup> x</p>'
    )


def test_an_address_without_scheme_is_one_of_https() -> None:
    html = to_html(Prose("[x](//host/a) ![y](//host/b) [z][1]\n\n[1]: //host/c"))
    assert [part.partition('"')[0] for part in html.split('href="')[1:]] == [f"https://host/{one}" for one in "abc"]
    assert parse("[x](//host/a)").layout.refused == ()


def test_brackets_around_the_words_of_a_link_stay_part_of_it() -> None:
    body = "see [[1]](https://example.org/), [[2]][two], [[3]], [[talks]] and [[talks|words]] (there)"
    document = parse(f"{body}\n\n[two]: https://example.org/2\n[3]: https://example.org/3")
    assert document.text == "see [1], [2], [3], talks and words (there)"
    assert [link.href for link in document.layout.links] == [f"https://example.org/{end}" for end in ("", "2", "3")]
    assert [link.target for link in document.layout.crosslinks] == ["talks", "talks"]


def test_a_dead_link_is_words_and_leads_nowhere() -> None:
    html = to_html(Prose("[a](/gone/) [b](#gone) ![c](gone.png) [d](#note-one) [e](#%C3%BC)\n\n## Ü", prefix="x-"))
    assert "gone" not in html
    assert ">a</span>" in html
    assert ">b</span>" in html
    assert ">c</span>" in html
    assert '<a href="#note-one">d</a>' in html
    assert '<a href="#x-%C3%BC">e</a>' in html


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "///host/x", "file:///etc"]
)
def test_links_with_a_dangerous_scheme_are_shown_as_text(url: str) -> None:
    html = to_html(Prose(f"[x]({url}) ![y]({url})"))
    assert "href" not in html
    assert "src" not in html
    assert parse(f"[x]({url})").layout.refused == (url,)


def test_raw_html_and_template_code_are_text() -> None:
    body = "<script>alert(1)</script> <b onclick=x>{{ config }}</b> {% raw %}"
    assert to_html(Prose(body)).count("<") == 2
    assert reading_text(body) == body


def test_control_characters_are_not_published() -> None:
    assert reading_text("a\x03b\x7fc") == "abc"


def test_hostile_markdown_is_rejected_with_its_line() -> None:
    with pytest.raises(MarkdownError) as nested:
        parse("fine\n\n" + ">" * 30 + " x")
    assert nested.value.line == 3
    with pytest.raises(MarkdownError):
        parse(f"[a]: /{'x' * 2000}\n\n" + "[a]" * 5000)


def test_cross_links_show_their_words_or_a_title() -> None:
    document = parse("[[assad|the president]] met [[annan]] in [[|Washington]].", {"annan": "Kofi Annan"})
    assert document.text == "the president met Kofi Annan in Washington."
    assert [link.target for link in document.layout.crosslinks] == ["assad", "annan", ""]
    html = to_html(Prose("[[annan]]", (), (("[[annan]]", "/entities/annan/"),), (("annan", "Kofi Annan"),)))
    assert html == '<p><a href="/entities/annan/">Kofi Annan</a></p>'


def test_headings_begin_at_the_level_of_the_page_and_skip_none() -> None:
    html = to_html(Prose("### One\n\n##### Two\n\n### One", top=2))
    assert re.findall(r"<(h\d) id=\"([^\"]+)\"", html) == [("h2", "one"), ("h3", "two"), ("h2", "one-2")]


def test_code_keeps_its_characters_and_marks() -> None:
    body = "```python\nx = '<a>'  # note\n```"
    text = reading_text(body)
    html = to_html(Prose(body, (Mark(Passage(2, 9), "mark"),)))
    assert words_of(html).text == text == "x = '<a>'  # note"
    assert "<mark>" in html


FRAGMENTS = st.sampled_from(
    [
        "plain words",
        "*emphasis*",
        "**strong *both* words**",
        "[a link](https://example.org/)",
        "`code <x>`",
        "~~gone~~",
        "line\nbreak",
        "hard\\\nbreak",
        "\n\n",
        "\n\n- item\n- other *item*\n\n",
        "\n\n> quoted [link](x.md) words\n\n",
        "\n\n| a | *b* |\n|---|---|\n| c | d |\n\n",
        "\n\n```python\nx = 1  # y\n```\n\n",
        "\n\n### A *heading*\n\n",
        "[[id|cross words]]",
        "note[^1]",
        "\n\n[^1]: The *note*.\n\n",
        "<b>&amp; </b>",
        "é 漢字 שלום 🙂",
        "\n\nTerm\n: Meaning\n\n",
        "![alt](x.png)",
    ]
)


@examples(5000)
@given(
    st.lists(FRAGMENTS, min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 120), st.integers(1, 60), st.booleans()), max_size=6),
)
def test_any_marks_leave_the_reading_text_as_it_is(fragments: list[str], spans: list[tuple[int, int, bool]]) -> None:
    body = " ".join(fragments)
    document = parse(body)
    marks = tuple(
        Mark(
            Passage(start, min(start + length, len(document.text))),
            "a" if linked else "mark",
            (("href", "/e/"),) if linked else (),
            (("id", f"mark-{number}"),),
            f'<sup class="ref">{number}</sup>',
        )
        for number, (start, length, linked) in enumerate(spans)
        if start < len(document.text)
    )
    blocks = to_blocks(Prose(body, marks, (("x.md", "/x/"), ("[[id]]", "/entities/id/"))))
    parsed = words_of("\n".join(block.html for block in blocks))
    assert folded(parsed.text) == folded(document.text)
    assert len(parsed.ids) == len(set(parsed.ids))
    for block in blocks:
        assert folded(words_of(block.html).text) == folded(document.text[block.passage.start : block.passage.end])
    html = "\n".join(block.html for block in blocks)
    for mark in marks:
        if document.text[mark.passage.start : mark.passage.end].strip():
            assert html.count(mark.after) == 1


@examples(500)
@given(st.text(max_size=200))
def test_any_text_at_all_gives_well_formed_html(body: str) -> None:
    document = parse(body)
    assert folded(words_of(to_html(Prose(body))).text) == folded(document.text)


def test_only_addresses_of_known_kinds_are_followed() -> None:
    assert is_allowed("https://example.org/a(b)")
    assert is_allowed("mailto:desk@example.org")
    assert is_allowed("../topics/x.md#y")
    assert not is_allowed("https://example.org/" + "x" * 3000)
    assert not is_allowed("https://exa mple.org/")


@pytest.mark.parametrize(
    "body",
    [
        '[a]: http://e.org/ "' + "x" * 30_000 + '"\n\n' + "[a] " * 1_500,
        "> [a]: http://e.org/" + "x" * 2_000 + "\n\n" + "[a] " * 10_000,
        "[a]:\nhttp://e.org/" + "x" * 2_000 + "\n\n" + "[a] " * 10_000,
        "[^a]\n" * 60_000,
        "*a **b\n" * 40_000,
    ],
)
def test_markdown_that_expands_or_takes_quadratic_time_is_rejected_quickly(body: str) -> None:
    def read() -> None:
        with pytest.raises(MarkdownError):
            parse(body)

    assert cost(read) < 120


def test_an_external_image_is_shown_as_a_link() -> None:
    assert to_html(Prose("![a map](https://example.org/map.png)")) == (
        '<p><a class="ref picture" href="https://example.org/map.png">a map</a></p>'
    )


def test_a_heading_keeps_its_former_id_as_a_second_anchor() -> None:
    text = "## दिल्ली\n\n## C++\n\n## C\n\n## Plain\n\n[one](#दिल्ली), [two](#द-ल-ल), [three](#c-2)."
    document = parse(text)
    assert document.layout.anchors == ("दिल्ली", "c-plus-plus", "c", "plain")
    assert document.layout.former_anchors == ("द-ल-ल", "", "c-2", "")
    html = to_html(Prose(text, prefix="x-"), str)
    assert '<h2 id="x-दिल्ली"><span id="x-द-ल-ल"></span>दिल्ली</h2>' in html
    assert '<h2 id="x-c"><span id="x-c-2"></span>C</h2>' in html
    assert [unquote(href) for href in re.findall('href="([^"]*)"', html)] == ["#x-दिल्ली", "#x-द-ल-ल", "#x-c-2"]
    assert parse("## Plain\n\n## Plain").layout.former_anchors == ()
