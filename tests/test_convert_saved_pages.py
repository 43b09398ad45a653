"""Saved pages become articles: the text, the metadata, and what is hostile."""

from email.message import EmailMessage

import pytest

from builder.convert.article import convert
from builder.convert.capture import Capture, Options
from builder.convert.html_tree import text_of
from builder.convert.page_metadata import read_page_date
from builder.markdown import reading_text
from builder.problems import ContentError

SENTENCES = (
    "The ferry to the island will sail twice a day from Monday, the harbour office said in a notice on its door.",
    "Nobody on the quay had asked for it, and the two skippers who will share the work heard of it from the baker.",
    "The council wants to see whether the inn, shut since the storm, can be opened again for the summer.",
    "A second boat would cost more than the town spends on its roads, and the treasurer would not talk about that.",
)
ARTICLE = f"""
<h1>A ferry for the island</h1>
<p>{SENTENCES[0]}</p>
<figure><img src="/pictures/ferry.jpg" alt="The ferry">
<figcaption>The ferry at the <b>old</b> quay.</figcaption></figure>
<p>{SENTENCES[1]} More is in <a href="/notices?a=1&amp;b=2">the notice</a>.</p>
<blockquote><p>We have waited for this boat for eleven years, said the keeper of the inn.</p></blockquote>
<ol><li>Nine in the morning, from the town.</li><li>Five in the evening, from the island.</li></ol>
<p>{SENTENCES[2]}</p><p>{SENTENCES[3]}</p>"""
HEAD = """<title>A ferry for the island | Harbour Post</title>
<link rel="canonical" href="https://post.example/2015/ferry"><meta property="og:site_name" content="Harbour Post">"""


LINKED = '<script type="application/ld+json">'


def _page(article: str = ARTICLE, head: str = HEAD, before: str = "") -> bytes:
    menu = "<nav><ul>" + "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("news", "sport")) + "</ul></nav>"
    thread = '<div id="comments"><div class="comment" id="comment-1"><p>I do not believe a word of it.</p></div></div>'
    body = f"<body>{menu}<article>{article}</article>{thread}<footer>All rights reserved.</footer></body>"
    return f'<!DOCTYPE html>{before}<html lang="en-gb"><head>{head}</head>{body}</html>'.encode()


def _converted(content: bytes, name: str = "ferry.html"):
    return convert(Capture(name, content), Options())


def test_the_article_of_a_page_is_kept_with_its_structure():
    found = _converted(_page())
    body = found.document.body
    assert found.title == "A ferry for the island"
    assert all(sentence in found.reading_text for sentence in SENTENCES)
    assert "> We have waited" in body
    assert "1. Nine in the morning" in body
    assert "[the notice](https://post.example/notices?a=1&b=2)" in body
    assert "![The ferry](https://post.example/pictures/ferry.jpg)\n\n*The ferry at the **old** quay.*\n" in body
    assert "believe a word" not in body
    assert "rights reserved" not in body
    assert not body.startswith("# ")
    assert found.document.source["meta"]["comments"] == 1
    assert found.document.values["publisher"] == "Harbour Post"
    assert found.document.values["language"] == "en-GB"
    assert found.document.source["url"] == "https://post.example/2015/ferry"


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2015-11-03T09:12:00+01:00">', "2015-11-03T09:12:00+01:00"),
        ('<meta property="article:published_time" content="2015-11-03T00:00:00Z">', "2015-11-03"),
        (LINKED + '{"@graph": [{"@type": "NewsArticle", "datePublished": "2015-11-03"}]}</script>', "2015-11-03"),
        ("", "2015"),
    ],
)  # fmt: skip
def test_the_date_is_the_one_that_the_page_declares(head, date):
    found = _converted(_page(head=HEAD + head))
    assert str(found.document.date or "") == date


def test_a_date_that_was_guessed_or_cannot_be_is_told():
    guessed = _converted(_page(ARTICLE + "<footer>Last updated: 3 November 2015</footer>")).document
    assert (str(guessed.date), guessed.source["date_from"]) == ("2015-11-03", "guessed from the text of the page")
    assert [problem.code for problem in guessed.problems] == ["C532"]
    head = '<title>A ferry for the island</title><meta name="pubdate" content="2199-01-01">'
    late = _converted(_page(head=head)).document
    assert late.date is None
    assert [problem.code for problem in late.problems] == ["C533"]


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ('<meta name="author" content="By Jane Doe and Richard Roe">', ["Jane Doe", "Richard Roe"]),
        ('<meta name="author" content="Doe, Jane">', ["Jane Doe"]),
        ('<meta name="author" content="https://post.example/staff/12">', []),
        ('<meta name="author" content="admin">', []),
        ('<meta name="author" content="Harbour Post">', []),
        ('<meta name="author" content="post.example">', []),
        (f'<meta name="author" content="{"A very long name " * 5}">', []),
        (LINKED + '{"@type": "Article", "author": [{"name": "J. O&#39;Doe"}]}</script>', ["J. O'Doe"]),
        (LINKED + '{"@type": "Article", "author": {"@type": "Organization", "name": "X"}}</script>', []),
        (LINKED + '{broken</script><meta name="author" content="Jane Doe">', ["Jane Doe"]),
        (LINKED + f'{"[" * 5000}</script>', []),
    ],
)  # fmt: skip
def test_authors_are_names_or_are_left_out(byline, authors):
    assert _converted(_page(head=HEAD + byline)).document.values["authors"] == authors


def test_a_byline_below_the_heading_is_the_author():
    article = ARTICLE.replace("</h1>", "</h1><p>Von Ma\xadria Muster und Jan van Dam</p>")
    assert _converted(_page(article)).document.values["authors"] == ["Maria Muster", "Jan van Dam"]


def test_entities_in_a_title_are_decoded_once():
    head = LINKED + '{"@type": "Article", "headline": "The inn&#8217;s &amp;amp; door"}</script>'
    assert (
        _converted(_page(ARTICLE.replace("<h1>A ferry for the island</h1>", ""), head)).title == "The inn’s &amp; door"
    )


def test_what_programs_note_of_saving_is_read():
    saved = "saved date: Tue Nov 03 2015 13:20:00 GMT+0100 (CET)"
    single = f"<!--\n Page saved with SingleFile \n url: https://post.example/x \n {saved}\n-->"
    source = _converted(_page(before=single)).document.source
    assert (source["url"], source["captured"]) == ("https://post.example/x", "2015-11-03T13:20:00+01:00")
    saved = "<!-- saved from url=(0022)https://post.example/y -->"
    assert _converted(_page(before=saved)).document.source["url"] == "https://post.example/y"


def test_images_in_the_file_and_links_without_an_address_are_left_out():
    data = f"data:image/png;base64,{'A' * 50_000}"
    found = _converted(_page(ARTICLE.replace("/pictures/ferry.jpg", data), "<title>A ferry for the island</title>"))
    assert "![" not in found.document.body
    assert "*The ferry at the **old** quay.*" in found.document.body
    assert "More is in the notice." in found.document.body


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("<p>déjà</p>".encode(), "", "déjà"),
        ("<p>déjà “vu”</p>".encode("cp1252"), "", "déjà “vu”"),
        ("<meta charset='utf-8'><p>déjà</p>".encode("cp1252"), "", "déjà"),
        ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>море</p>".encode("koi8-r"), "", "море"),
        ("<p>море</p>".encode("cp1251"), "windows-1251", "море"),
        ("<?xml version='1.0' encoding='shift_jis'?><p>海</p>".encode("shift_jis"), "", "海"),
        ("<p>море</p>".encode("utf-16"), "", "море"),
    ],
)
def test_a_page_is_read_in_its_encoding(content, charset, text):
    assert text in text_of(content, charset)


def _mhtml(content: bytes, location: str = "https://post.example/ferry") -> bytes:
    message = EmailMessage()
    message["Date"] = "Tue, 3 Nov 2015 13:20:00 +0100"
    message["Snapshot-Content-Location"] = location
    message["MIME-Version"] = "1.0"
    message.add_related(content, "text", "html", cte="quoted-printable")
    message.add_related(b"GIF89a", "image", "gif")
    return message.as_bytes()


def test_the_page_in_an_mhtml_file_is_the_article():
    found = _converted(_mhtml(_page(head="<title>A ferry for the island</title>")), "ferry.mhtml")
    assert SENTENCES[0] in found.reading_text
    assert found.document.source["url"] == "https://post.example/ferry"
    assert found.document.source["captured"] == "2015-11-03T13:20:00+01:00"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "x.html", "C503"),
        (b"<html><body></body></html>", "x.html", "C503"),
        (b"<script>alert(1)</script>" * 1_000, "x.html", "C503"),
        (b"<html><body><p>" + b"word " * 200_000, "x.html", "C531"),
        (b"<html><body>" + b"<div>" * 50_000 + b"deep", "x.html", "C531"),
        (b"<html><body><p " + b"a1=b " * 3_000 + b">text", "x.html", "C531"),
        (b"<html><body>" + b"<p>a</p>" * 21_000, "x.html", "C531"),
        (b"", "x.mhtml", "C503"),
        (b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n", "x.mhtml", "C503"),
        (b"Content-Type: text/html\nContent-Location: =?\xff?x\nDate: never\n\n", "x.mhtml", "C503"),
    ],
)
def test_what_is_no_page_is_a_problem(content, name, code):
    with pytest.raises(ContentError) as caught:
        _converted(content, name)
    assert caught.value.problems[0].code == code


def test_binary_data_is_harmless_text_or_a_problem():
    try:
        found = _converted(bytes(range(256)) * 40)
    except ContentError:
        return
    assert reading_text(found.document.body)


def test_nothing_in_a_page_is_run_or_read_from_elsewhere():
    declared = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>'
    text = (
        f"<p>&x;&b; {SENTENCES[0]} [[x]] {{{{ y }}}} <a href='javascript:alert(1)'>z</a><script>alert(2)</script></p>"
    )
    body = _converted(_page(ARTICLE + text, before=declared)).document.body
    assert "root:" not in body
    assert "aaaa" not in body
    assert "alert" not in body
    assert "{{ y }}" in body
    assert "\\[[x]]" in body


def test_elements_that_are_nested_deep_keep_their_text():
    found = _converted(_page("<div>" * 600 + ARTICLE + "</div>" * 600))
    assert all(sentence in found.reading_text for sentence in SENTENCES)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2015-11-03 12:22", "2015-11-03"),
        ("2015-11-03T12:22:00.000Z", "2015-11-03T12:22:00+00:00"),
        ("20151103", "2015-11-03"),
        ("November 3, 2015", "2015-11-03"),
        ("28.04.2020 18:00", "2020-04-28"),
        ("03/04/2015", "None"),
        ("2015-13-03", "None"),
        ("yesterday", "None"),
    ],
)
def test_only_a_certain_date_is_read(text, date):
    assert str(read_page_date(text)) == date
