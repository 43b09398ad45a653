"""The export of a WordPress site becomes articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.convert import Capture, Conversion, Options, convert
from builder.convert.wordpress import FORMAT, records
from builder.convert.wordpress_text import text_of_post, with_paragraphs
from builder.problems import ContentError, Problem

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Harbour paper</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[desk]]></wp:author_login>
<wp:author_display_name><![CDATA[Jane Doe]]></wp:author_display_name></wp:author>
"""


def item(  # noqa: PLR0913 - what the items of an export differ in
    content: str = "The ferry sails again.\n\nIt sails twice a day.",
    *,
    title: str = "Ferry sails",
    kind: str = "post",
    number: int = 12,
    status: str = "publish",
    utc: str = "2015-11-03 22:30:00",
    more: str = "",
) -> str:
    return f"""<item><title>{title}</title><link>https://example.org/2015/11/04/ferry-sails/</link>
<pubDate>Tue, 03 Nov 2015 22:30:00 +0000</pubDate><dc:creator><![CDATA[desk]]></dc:creator>
<guid isPermaLink="false">https://example.org/?p={number}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[In <b>short</b>.]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[2015-11-04 00:30:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{utc}]]></wp:post_date_gmt><wp:post_name>ferry-sails</wp:post_name>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>
"""


def found(tmp_path: Path, *items: str, tail: str = "</channel></rss>") -> tuple[list[Capture], list[str]]:
    path = tmp_path / "site.xml"
    path.write_text(HEAD + "".join(items) + tail, encoding="utf-8")
    given = [*records(path, "site.xml", Options())]
    captures = [one for one in given if isinstance(one, Capture)]
    return captures, [f"{one.code}: {one.message}" for one in given if isinstance(one, Problem)]


def only(tmp_path: Path, *items: str) -> Conversion:
    captures, problems = found(tmp_path, *items)
    assert not problems
    return convert(captures[-1], Options())


def test_a_post_becomes_an_article(tmp_path: Path) -> None:
    more = """<category domain="category" nicename="ships"><![CDATA[Ships &amp; boats]]></category>
<category domain="post_tag" nicename="quay"><![CDATA[Quay]]></category>
<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>
<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value><![CDATA[ferry]]></wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_content><![CDATA[Never printed]]></wp:comment_content></wp:comment>"""
    made = only(tmp_path, item(more=more, title="<![CDATA[Ferry &#8217;sails&#8217;]]>"))
    assert made.title == "Ferry ’sails’"
    assert made.reading_text.split("\n\n") == ["The ferry sails again.", "It sails twice a day."]
    assert str(made.date) == "2015-11-04T00:30:00+02:00"
    values, source = made.document.values, made.document.source
    assert values["authors"] == ["Jane Doe"]
    assert values["topics"] == ["ships-boats", "quay"]
    assert made.document.topics == {"ships-boats": "Ships & boats", "quay": "Quay"}
    assert values["summary"] == "In short."
    assert values["aliases"] == ["/2015/11/04/ferry-sails/", "/2015/11/04/ferry/", "/?p=12"]
    assert made.document.name == "ferry-sails"
    assert source == {"url": "https://example.org/2015/11/04/ferry-sails/", "meta": {"comments": 1}}
    assert "Never printed" not in made.text


@pytest.mark.parametrize(
    ("utc", "date"),
    [
        ("2015-11-03 22:30:00", "2015-11-04T00:30:00+02:00"),
        ("2015-11-04 06:00:00", "2015-11-04T00:30:00-05:30"),
        ("0000-00-00 00:00:00", "2015-11-04"),
        ("2014-01-01 00:00:00", "2014-01-01T00:00:00+00:00"),
    ],
)
def test_dates_have_the_zone_of_the_site_or_none(tmp_path: Path, utc: str, date: str) -> None:
    assert str(only(tmp_path, item(utc=utc)).date) == date


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future"])
def test_what_was_not_public_is_a_draft(tmp_path: Path, status: str) -> None:
    assert only(tmp_path, item(status=status)).document.values["status"] == "draft"
    assert only(tmp_path, item(more="<wp:post_password>x</wp:post_password>")).document.values["status"] == "draft"


def test_only_posts_and_pages_are_read_and_others_counted(tmp_path: Path) -> None:
    kinds = ("page", "attachment", "revision", "nav_menu_item", "product", "product")
    captures, problems = found(
        tmp_path, *(item(kind=kind, number=n) for n, kind in enumerate(kinds)), item(status="trash")
    )
    assert [one.record for one in captures] == ["page 0"]
    assert problems == ["C544: records of type `product` are neither posts nor pages: 2 left out"]


def test_an_author_cannot_write_what_the_export_says(tmp_path: Path) -> None:
    text = "<wp:post_type>revision</wp:post_type> and </item><item> words"
    (capture,), problems = found(tmp_path, item(text))
    assert not problems
    assert capture.record == "post 12"
    assert "</item><item>" in capture.content.decode()


def test_entities_of_the_export_are_no_text_of_a_post(tmp_path: Path) -> None:
    made = only(tmp_path, item().replace("]]></content:encoded>", "]]>&b;&x;</content:encoded>"))
    assert made.reading_text.split()[:4] == ["The", "ferry", "sails", "again."]
    assert "aaaa" not in made.text
    assert made.reading_text.endswith("&b;&x;")


def test_a_damaged_item_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    captures, problems = found(
        tmp_path, item(number=1).replace("</item>", ""), item(number=2), item("Bad \x0b sign.", number=3)
    )
    assert [one.record for one in captures] == ["post 2", "post 3"]
    assert problems == ["C542: an item is too long, or does not end"]
    assert convert(captures[1], Options()).reading_text == "Bad sign."
    assert found(tmp_path, item(), "<item><title>cut", tail="")[1] == ["C542: an item is too long, or does not end"]
    with pytest.raises(ContentError, match="no items"):
        found(tmp_path)


@pytest.mark.parametrize("size", [300, 1_000, 5_000])
def test_items_are_found_wherever_the_pieces_of_the_file_end(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.convert import wordpress_export

    monkeypatch.setattr(wordpress_export, "_PIECE", size)
    captures, problems = found(tmp_path, *(item(number=n) for n in range(20)))
    assert not problems
    assert [one.record for one in captures] == [f"post {n}" for n in range(20)]
    assert all(one.content.decode() == item(number=n).strip() for n, one in enumerate(captures))


def test_pictures_are_found_by_their_numbers(tmp_path: Path) -> None:
    address = "<wp:attachment_url>https://example.org/quay.jpg</wp:attachment_url>"
    thumbnail = "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>7</wp:meta_value></wp:postmeta>"
    picture = item(kind="attachment", number=7, more=address)
    made = only(tmp_path, picture, item('Words.\n\n[gallery ids="7,9"]', more=thumbnail))
    assert "https://example.org/quay.jpg" in made.text.split("---")[2]
    assert made.document.source["meta"]["picture"] == "https://example.org/quay.jpg"


@pytest.mark.parametrize(
    ("content", "wanted", "left_out"),
    [
        ("One\ntwo\n\nThree", "<p>One<br>\ntwo</p>\n<p>Three</p>", {}),
        ("One<br />\ntwo", "<p>One<br>\ntwo</p>", {}),
        ("<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->", "\n<p>One</p>\n", {}),
        ("<h2>Head</h2>\nText\n<ul>\n<li>a</li>\n</ul>", "<h2>Head</h2>\n<p>Text</p>\n<ul>\n<li>a</li>\n</ul>", {}),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>", {}),
        ("The word [sic] and [1] and [2]", "<p>The word [sic] and [1] and [2]</p>", {}),
        ("[[gallery]] is shown", "<p>[gallery] is shown</p>", {}),
        ("[su_box title='x']Inside[/su_box]", "<p>Inside</p>", {"su_box": 1}),
        ('[contact-form-7 id="3"]', "", {"contact-form-7": 1}),
        (
            "[embed]https://example.org/v[/embed]",
            '<p><a href="https://example.org/v">https://example.org/v</a></p>',
            {},
        ),
        (
            "[youtube https://example.org/v&w=3]",
            '<p><a href="https://example.org/v&amp;w=3">https://example.org/v&amp;w=3</a></p>',
            {},
        ),
        (
            '[caption id="a" width="3"]<img src="a.jpg" /> The quay[/caption]',
            '<figure><img src="a.jpg" /><figcaption>The quay</figcaption></figure>',
            {},
        ),
        ("a <!-- more --> b", "<p>a  b</p>", {}),
    ],
)  # fmt: skip
def test_the_text_of_a_post(content: str, wanted: str, left_out: dict[str, int]) -> None:
    text, counts = text_of_post(content, {})
    assert text.replace("\n<fig", "<fig").replace("\n</fig", "</fig").strip() == wanted.strip()
    assert counts == left_out


WORDS = st.lists(
    st.sampled_from(["word", "\n", "\n\n", "<p>", "</p>", "<em>", "</em>", "[", "]", "<div>", "</div>", " "])
)


@given(WORDS.map("".join))
def test_paragraphs_lose_no_word(text: str) -> None:
    assert with_paragraphs(text).count("word") == text.count("word")


def test_an_export_is_recognized() -> None:
    assert FORMAT.recognizes(HEAD.encode())
    assert not FORMAT.recognizes(b"<?xml version='1.0'?><rss/>")
