"""HTML as Markdown: words, structure, and what is hostile."""

from collections import Counter
from html import escape
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.convert.html_markdown import html_to_markdown
from builder.convert.html_tree import fragment
from builder.markdown import parse, reading_text
from tests.examples import examples


def _markdown(html: str) -> str:
    markdown, words = html_to_markdown(html)
    assert reading_text(markdown).split() == words.split()
    return markdown


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One.</p><p>Two,<br>lines.</p>", "One.\n\nTwo,\\\nlines.\n"),
        ("One.<br><br>Two.", "One.\n\nTwo.\n"),
        ("<h2>A harbour <em>opens</em></h2>", "## A harbour *opens*\n"),
        ("<h3>C #</h3>", "### C \\#\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n+ b\n"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b\n"),
        ("<ol><li><p>a</p><p>b</p></li><li>c</li></ol>", "1. a\n\n   b\n\n2. c\n"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b\n"),
        ("<ul><li>a<ol start='2'><li>b</li></ol></li></ul>", "- a\n\n  2. b\n"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b\n"),
        ("<pre><code class='language-python'>if a:\n    b()\n</code></pre>", "```python\nif a:\n    b()\n```\n"),
        ("<pre>a ``` b</pre>", "````\na ``` b\n````\n"),
        ("<p>a <code>b `c`</code></p>", "a `` b `c` ``\n"),
        ("a<hr>b", "a\n\n***\n\nb\n"),
        ("<p><b>bold </b>and<i> italic</i>, <s>no</s></p>", "**bold** and *italic*, ~~no~~\n"),
        ("<p><b>“Quoted”</b>letters</p>", "“Quoted”letters\n"),
        ("<p><b><a href='https://a.example/'>x</a></b></p>", "**[x](https://a.example/)**\n"),
        ("<p><a href='https://a.example/'>x <b>y</b></a></p>", "[x **y**](https://a.example/)\n"),
        ("<p><a href='https://a.example/b (c)'>x</a></p>", "[x](<https://a.example/b%20(c)>)\n"),
        ("<p><a href='//a.example/?a=1&amp;amp;b'>x</a></p>", "[x](https://a.example/?a=1&amp;amp;b)\n"),
        ("<p><a href='javascript:alert(1)'>x</a> <a href='data:text/html,y'>y</a></p>", "x y\n"),
        ("<a href='/a'><h2>Head</h2>text</a>", "## [Head](/a)\n\n[text](/a)\n"),
        ("<p><img src='a.jpg' alt='A [small] boat'></p>", "![A \\[small\\] boat](a.jpg)\n"),
        ("<img src='data:image/gif;base64,R0' data-src='b.jpg'>", "![](b.jpg)\n"),
        ("<img src='data:image/gif;base64,R0'><img src='p.gif' width='1' height='1'>", "\n"),
        ("<figure><img src='a.jpg'><figcaption>A boat.</figcaption></figure>", "![](a.jpg)\n\n*A boat.*\n"),
        ("<dl><dt>Tide</dt><dd>The sea.</dd><dd>Rises.</dd></dl>", "Tide\n: The sea.\n: Rises.\n"),
        ("<dl><dt>a</dt><dt>b</dt><dd>c</dd></dl>", "a\n\nb\n\nc\n"),
        ("<p>H<sub>2</sub>O, E<sup>2</sup></p>", "H2O, E2\n"),
        ("<p><q>Yes</q>, he said.</p>", "“Yes”, he said.\n"),
        ("<iframe src='https://film.example/1' title='The film'></iframe>", "[The film](https://film.example/1)\n"),
        ("<script>alert(1)</script><style>a{}</style><!-- c --><button>OK</button>", "\n"),
        ("<p>[[x]] {{ y }} &lt;b&gt; &amp;amp;</p>", "\\[[x]] {{ y }} <b> \\&amp;\n"),
        ("<p>---</p><p>1. a</p><p>: b</p><p># c</p>", "\\---\n\n1\\. a\n\n\\: b\n\n\\# c\n"),
        ("<p>See[^1].</p><p>[^1]: Note.</p>", "See[^1].\n\n\\[^1]: Note.\n"),
        ("<p>2 * 3 * 4, snake_case, 50 &lt; 60, a [1]</p>", "2 * 3 * 4, snake_case, 50 < 60, a [1]\n"),
    ],
)
def test_html_becomes_this_markdown(html, expected):
    assert _markdown(html) == expected


def test_a_table_of_data_is_a_table():
    rows = "<tr><th>Port</th><th>Ships</th></tr><tr><td>A | B</td><td>1<br>2</td></tr><tr><td colspan='2'>all</td></tr>"
    expected = """\
        *Arrivals*

        | Port | Ships |
        | --- | --- |
        | A \\| B | 1 2 |
        | all |  |
        """
    assert _markdown(f"<table><caption>Arrivals</caption>{rows}</table>") == dedent(expected)


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.</td></tr><tr><td></td></tr></table>",
        "<table><tr><td>One.</td></tr><tr><td>Two.</td></tr><tr><td>Three.</td></tr></table>",
        "<table><tr><td><table><tr><td>One.</td></tr></table></td><td>Two.</td></tr><tr><td>Three.</td></tr></table>",
        "<table role='presentation'><tr><td>One.</td><td>Two.</td></tr><tr><td>Three.</td><td></td></tr></table>",
    ],
)
def test_a_table_that_arranges_a_page_is_paragraphs(table):
    assert _markdown(table) == "One.\n\nTwo.\n\nThree.\n"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5_000 + "deep" + "</div>" * 5_000,
        "<blockquote>" * 300 + "deep",
        "<ul><li>" * 100 + "deep",
        "<b><i>" * 1_000 + "deep",
        "<p>" + "deep " * 15_000,
        "<pre>" + "deep\n" * 15_000,
        "<table>" + "<tr><td>deep<td colspan=1000>deep" * 300,
    ],
)
def test_hostile_html_keeps_its_words(html):
    markdown, words = html_to_markdown(html)
    assert reading_text(markdown).split() == words.split()
    assert words.split() == ["deep"] * html.count("deep")


_TEXT = st.text(st.sampled_from("ab1 .*_`~[]()<>&#|!\\:-+=^{}\"'“\n\x0b\x1cé中\ufeff/"), max_size=12).map(escape)
_TAGS = [
    "p", "div", "span", "b", "i", "del", "code", "q", "h1", "h4", "ul", "ol", "li", "blockquote", "pre", "table", "tr",
    "td", "th", "dl", "dt", "dd", "figure", "figcaption", "sup", "caption", "section", 'a href="https://a.example/b_c*(d)"',
    'a href="javascript:x"', 'ol start="7"', 'a href="#x"',
]  # fmt: skip
_VOID = ["<br>", "<hr>", '<img src="a.jpg" alt="a *b* ]">', '<iframe src="https://v.example/"></iframe>', "<!-- c -->"]


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.lists(children, max_size=4).map("".join)
    return st.tuples(st.sampled_from(_TAGS), inside).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")


_HTML = st.lists(st.recursive(_TEXT | st.sampled_from(_VOID), _element, max_leaves=25), max_size=5).map("".join)


@examples(100)
@given(_HTML)
def test_the_markdown_of_any_html_gives_back_the_words_of_its_tree(html):
    markdown, words = html_to_markdown(html)
    assert reading_text(markdown).split() == words.split()
    assert not parse(markdown).layout.refused
    if "<q>" not in html and "<iframe" not in html:
        assert Counter("".join(words.split())) == Counter(_characters(html))


def _characters(html: str) -> str:
    text = "".join(fragment(html).itertext())
    return "".join(text.translate(dict.fromkeys([*range(9), *range(0x0E, 0x1C), 0x7F])).split())
