"""Posts of Jekyll, Hugo, Zola and Pelican become articles: their keys, their text, their links and files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.config import Config
from builder.convert.capture import Capture, Document, Options
from builder.convert.formats import format_named, format_of, site_files
from builder.convert.post_dates import read as read_post_date
from builder.convert.posts import read
from builder.markdown import reading_text
from builder.pipeline.conversion import convert_all
from builder.problems import ContentError, Place


def post(body: str, head: str = "title: Ferry\n", kind: str = "jekyll", name: str = "2015-11-03-ferry.md") -> Document:
    capture = Capture(f"site/_posts/{name}", f"---\n{head}---\n{body}".encode())
    document = read(capture, Options(), kind)
    assert reading_text(document.body).split() == document.words.split()
    return document


def taken_out(document: Document) -> list[str]:
    return [problem.message for problem in document.problems if problem.code == "C521"]


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2015-11-03 12:00:00 -0500", "2015-11-03T12:00:00-05:00"),
        ("2015-11-03 12:00", "2015-11-03"),
        ("2015/11/03", "2015-11-03"),
        ("2015-11-3", "2015-11-03"),
        ("November 3, 2015", "2015-11-03"),
        ("03.11.2015", "2015-11-03"),
        ("Tue, 03 Nov 2015 12:00:00 +0000", "2015-11-03T12:00:00+00:00"),
        ("2015-11-03T12:00:00.250", "2015-11-03"),
        ("2015-11", "2015-11"),
        ("2015", "2015"),
    ],
)
def test_dates_are_read_in_every_form(written: str, date: str) -> None:
    assert str(read_post_date(written)) == date


@pytest.mark.parametrize("written", ["03/04/2015", "soon", "2015-13-45", "2015-11-03 - 2015-11-05"])
def test_a_date_that_is_not_certain_is_not_made_up(written: str) -> None:
    assert read_post_date(written) is None


def test_without_a_date_the_file_name_has_it() -> None:
    document = post("Text.\n")
    assert str(document.date) == "2015-11-03"
    assert document.source["date_from"] == "name of the file"


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "A &amp; B"\ntags: [one, Two words]\nauthor: Ann\ndraft: true\n---\nText.\n',
        (
            '+++\ntitle = "A &amp; B"\ndate = 2015-11-03\ntags = ["one", "Two words"]\n'
            'author = "Ann"\ndraft = true\n+++\nText.\n'
        ),
        '{"title": "A &amp; B", "tags": ["one", "Two words"], "author": "Ann", "draft": true}\n\nText.\n',
        "Title: A &amp; B\nTags: one, Two words\nAuthor: Ann\nStatus: draft\n\nText.\n",
    ],
)
def test_front_matter_of_every_kind_gives_the_same_keys(text: str) -> None:
    document = read(Capture("content/2015-11-03-x.md", text.encode()), Options(), "pelican")
    assert document.title == "A & B"
    assert str(document.date) == "2015-11-03"
    assert document.values["authors"] == ["Ann"]
    assert document.topics == {"one": "one", "two-words": "Two words"}
    assert document.values["status"] == "draft"
    assert document.body == "Text.\n"


def test_yaml_with_a_mistake_is_read_line_by_line() -> None:
    document = post("Text.\n", "title: Ferry: again\ntags:\n  - boats\n")
    assert document.title == "Ferry: again"
    assert document.topics == {"boats": "boats"}
    assert "C523" in [problem.code for problem in document.problems]


def test_foreign_keys_are_kept() -> None:
    document = post("Text.\n", "title: Ferry\nlayout: post\nextra: {deep: [1, {a: b}]}\n")
    assert document.source["meta"] == {"layout": "post", "extra": {"deep": ["1", {"a": "b"}]}}


@pytest.mark.parametrize(
    ("kind", "body", "markdown"),
    [
        ("jekyll", "{% highlight ruby %}\nputs 1\n{% endhighlight %}\n", "```ruby\nputs 1\n```\n"),
        ("jekyll", "Write {% raw %}`{{ x }}`{% endraw %}.\n", "Write `{{ x }}`.\n"),
        ("jekyll", "[A]({{ site.baseurl }}/a/) and [b]({{ '/b/' | relative_url }})\n", "[A](/a/) and [b](/b/)\n"),
        ("jekyll", "One\n{: .lead}\n\nTwo{:.x}\n", "One\n\n\nTwo\n"),
        ("jekyll", "* Contents\n{:toc}\n\nOne\n", "One\n"),
        ("jekyll", "Before{% comment %} hidden {% endcomment %} after\n", "Before after\n"),
        ("jekyll", "{% include figure.html src='a.png' alt='A boat' %}\n", "![A boat](/2015/11/03/a.png)\n"),
        ("hugo", '{{< figure src="/a.png" alt="A boat" caption="Ours" >}}\n', "![A boat](/a.png)\n\nOurs\n"),
        ("hugo", "{{< youtube a1B2c3 >}}\n", "<https://www.youtube.com/watch?v=a1B2c3>\n"),
        ("hugo", '{{< highlight go "x=1" >}}\na\n{{< /highlight >}}\n', "```go\na\n```\n"),
        ("hugo", "{{</* youtube 1 */>}}\n", "{{< youtube 1 >}}\n"),
        ("hugo", "Braces {{ .Site }} stay\n", "Braces {{ .Site }} stay\n"),
        ("zola", '{{ youtube(id="a1B2c3") }}\n', "<https://www.youtube.com/watch?v=a1B2c3>\n"),
        ("hugo", "One <!--more--> two\n\n<!-- note -->\nThree **bold**\n", "One  two\n\n\nThree **bold**\n"),
        ("hugo", "![x](data:image/png;base64,AAAA) text\n", "text\n"),
        ("jekyll", "[[x]] and [[1]](https://a.example/)\n", "\\[[x]] and [[1]](https://a.example/)\n"),
        ("jekyll", "## One {#first}\n\n[up](#first)\n", "## One\n\n[up](#one)\n"),
    ],
)
def test_markup_becomes_the_markdown_that_means_the_same(kind: str, body: str, markdown: str) -> None:
    document = post(body, kind=kind)
    assert document.body.strip() == markdown.strip()


def test_other_markup_is_taken_out_and_listed() -> None:
    document = post("{% include nav.html %}\n{{ page.views | plus: 1 }}\n{% if x %}Text{% endif %}\n")
    assert document.words == "Text"
    assert taken_out(document) == [
        "taken out: '{% include %}'", "taken out: '{{ page.views | plus }}'", "taken out: '{% if %}'"
    ]  # fmt: skip


def test_raw_html_becomes_markdown_together_with_what_it_encloses() -> None:
    document = post('Before.\n\n<div class="box">\n\nInside **bold**.\n\n</div>\n\nAfter <b>this</b> [[x]].\n')
    assert document.words.split() == ["Before.", "Inside", "bold.", "After", "this", "[[x]]."]
    assert "**bold**" in document.body
    assert "**this**" in document.body
    assert "<div" not in document.body


def test_a_link_that_no_article_may_have_leaves_its_words() -> None:
    document = post("Meet on [the channel](irc://chat.example/ferry), or <irc://chat.example/x>.\n")
    assert document.words == "Meet on the channel, or irc://chat.example/x."


def test_code_stays_as_it_is() -> None:
    body = "Text `{: .x}` and `<b>`.\n\n```html\n<!-- kept --> {: .x} [[y]]\n```\n\n    <!-- code -->\n"
    assert post(body).body == body


def test_footnotes_with_html_stay_footnotes() -> None:
    document = post("One[^a] <b>two</b>.\n\n[^a]: See <i>this</i>.\n")
    assert document.words == "One two. See this."
    assert document.body == "One[^a] **two**.\n\n[^a]: See *this*.\n"


@pytest.mark.parametrize(
    ("kind", "head", "config", "path", "alias"),
    [
        ("jekyll", "categories: [News]\n", "url: https://a.b\n", "_posts/2015-11-03-a.md", "/News/2015/11/03/a.html"),
        ("jekyll", "slug: c\n", "permalink: /:year/:title/\n", "_posts/2015-11-03-a-b.md", "/2015/c/"),
        ("jekyll", "permalink: /x.html\n", "", "_posts/2015-11-03-a-b.md", "/x.html"),
        ("hugo", "slug: c\n", "permalinks: {news: '/:year/:month/:slug/'}\n", "content/news/a.md", "/2015/11/c/"),
        ("hugo", "", "baseURL: https://a.example/sub/\n", "content/news/2015/A-b.md", "/sub/news/2015/a-b/"),
        ("hugo", "url: /ק/\n", "baseURL: https://a.example/\n", "content/news/a/index.md", "/ק/"),
    ],
)  # fmt: skip
def test_the_address_on_the_old_site_is_kept(  # noqa: PLR0913, PLR0917 - one case
    tmp_path: Path, kind: str, head: str, config: str, path: str, alias: str
) -> None:
    name = "_config.yml" if kind == "jekyll" else "hugo.yaml"
    (tmp_path / name).write_text(config or "title: x\n", encoding="utf-8")
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(f"---\ntitle: T\ndate: 2015-11-03\n{head}---\nText.\n", encoding="utf-8")
    document = read(Capture("x.md", file.read_bytes(), path=file), Options(), kind)
    assert alias in document.values["aliases"]


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    files = {
        "_config.yml": "url: https://old.example\nlang: pt-BR\npermalink: /:year/:month/:title/\n",
        "README.md": "# Read me\n",
        "about.md": "---\ntitle: About\n---\nUs.\n",
        "_layouts/post.html": "---\nlayout: default\n---\n{{ content }}\n",
        "_posts/2015-11-03-First_Post.md": (
            "---\ntitle: First\ntags: [Sea News]\n---\n"
            "![Boat](/images/the%20boat.png) [next]({% post_url 2015-11-04-second %}) [x](https://old.example/b/)\n"
        ),
        "_posts/2015-11-04-second.md": "---\ntitle: Second\nauthors: [{name: Ann}]\n---\n[back](../First_Post/)\n",
        "_posts/2015-11-05-none.md": "No front matter.\n",
        "_drafts/later.md": "---\ntitle: Later\n---\nNot yet.\n",
        "images/the boat.png": "PNG",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_folder_is_converted_as_a_site(old_site: Path, tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    report = convert_all(Config(root=tmp_path / "archive", title="x"), [old_site])
    content = tmp_path / "archive" / "content"
    names = sorted(path.relative_to(content).as_posix() for path in content.rglob("*.*") if "sources" not in path.parts)
    assert names == [
        "articles/2015/first-post.md",
        "articles/2015/second.md",
        "articles/undated/later.md",
        "assets/images/the boat.png",
        "topics/sea-news.md",
    ]
    first = (content / "articles/2015/first-post.md").read_text(encoding="utf-8")
    assert "![Boat](../../assets/images/the%20boat.png) [next](/2015/11/second/) [x](/b/)" in first
    assert "language: pt-BR" in first
    assert "format: jekyll" in first
    assert "[back](/2015/11/First_Post/)" in (content / "articles/2015/second.md").read_text(encoding="utf-8")
    assert [one.message for one in report.problems if one.code == "C520"] == [
        "files that are not converted: 1 without front matter"
    ]
    assert convert_all(Config(root=tmp_path / "archive", title="x"), [old_site]).count == 0


def test_an_address_of_two_pages_stays_with_one(old_site: Path, tmp_path: Path) -> None:
    for name, aliases in (("2015-11-06-c.md", "[/b/, /about/, /2015/, /c/, /e/]"), ("2015-11-07-d.md", "[/c/]")):
        text = f"---\ntitle: {name[11]}\naliases: {aliases}\npermalink: /{name[11]}/\n---\nText.\n"
        (old_site / "_posts" / name).write_text(text, encoding="utf-8")
    content = tmp_path / "archive" / "content"
    (content / "pages").mkdir(parents=True)
    (content / "pages" / "about.md").write_text("---\ntitle: About\n---\nUs.\n", encoding="utf-8")
    folder = content / "articles" / "2015"
    folder.mkdir(parents=True)
    (folder / "b.md").write_text("---\ntitle: B\naliases: [/b/]\n---\nText.\n", encoding="utf-8")
    report = convert_all(Config(root=tmp_path / "archive", title="x"), [old_site])
    assert "aliases:\n  - /c/\n  - /e/\n---" in (folder / "c.md").read_text(encoding="utf-8")
    assert "aliases:\n  - /d/\n---" in (folder / "d.md").read_text(encoding="utf-8")
    lost = sorted(one.message.split("'")[1] for one in report.problems if one.code == "C523")
    assert lost == ["/2015/", "/about/", "/b/", "/c/"]


def test_a_file_outside_of_the_site_is_not_copied(old_site: Path) -> None:
    (old_site.parent / "secret.png").write_text("S", encoding="utf-8")
    (old_site / "images" / "link.png").symlink_to(old_site.parent / "secret.png")
    file = old_site / "_posts" / "2015-11-04-second.md"
    text = "---\ntitle: T\n---\n![a](../../secret.png) ![b](/../secret.png) ![c](/images/link.png)\n"
    document = read(Capture("x.md", text.encode(), path=file), Options(), "jekyll")
    assert document.assets == ()


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("a.md", "---\ntitle: T\n---\nText\n", "jekyll"),
        ("a.md", '+++\ntitle = "T"\n+++\nText\n', "hugo"),
        ("a.html", "---\ntitle: T\n---\n<p>Text\n", "jekyll"),
        ("a.md", "Title: T\nDate: 2015-11-03\n\nText\n", "pelican"),
    ],
)
def test_a_post_is_recognized_by_its_front_matter(name: str, text: str, format_: str) -> None:
    found = format_of(name, text.encode())
    assert found is not None
    assert found.name == format_


def test_a_folder_of_posts_alone_is_a_site(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: T\ndate: 2015-11-03\n---\nText\n", encoding="utf-8")
    found = site_files(tmp_path)
    assert found is not None
    assert (found[0].name, [*found[1]]) == ("jekyll", [tmp_path / "a.md"])
    (tmp_path / "b.txt").write_text("Text", encoding="utf-8")
    (tmp_path / "c.txt").write_text("Text", encoding="utf-8")
    assert site_files(tmp_path) is None


def test_settings_in_python_are_never_run(tmp_path: Path) -> None:
    marker = tmp_path / "run"
    settings = f"open({str(marker)!r}, 'w')\nSITEURL = 'https://old.example'\nARTICLE_URL = 'posts/{{slug}}/'\n"
    (tmp_path / "pelicanconf.py").write_text(settings, encoding="utf-8")
    (tmp_path / "content").mkdir()
    file = tmp_path / "content" / "a.md"
    file.write_text("Title: My Post\nDate: 2015-11-03\n\n[b]({filename}/b.md) ![p]({static}p.png)\n", encoding="utf-8")
    (tmp_path / "content" / "b.md").write_text("Title: Other\nDate: 2015-11-04\n\nText\n", encoding="utf-8")
    (tmp_path / "content" / "p.png").write_text("PNG", encoding="utf-8")
    document = read(Capture("a.md", file.read_bytes(), path=file), Options(), "pelican")
    assert document.values["aliases"] == ["/posts/my-post/"]
    assert document.body == "[b](/posts/other/) ![p](../../assets/p.png)\n"
    assert not marker.exists()


def test_a_post_without_front_matter_is_a_problem() -> None:
    with pytest.raises(ContentError) as raised:
        read(Capture("a.md", b"Text\n"), Options(), "jekyll")
    assert [problem.code for problem in raised.value.problems] == ["C524"]


@settings(max_examples=40)
@given(st.text(st.sampled_from("ab *_[]()<>{}%#`~!|\\:.-+=\"'/&;\n\t\x01\u05d0\u4e2d"), max_size=120))
def test_no_body_breaks_the_conversion_or_its_words(body: str) -> None:
    for kind in ("jekyll", "hugo", "zola", "pelican"):
        document = post(f"Text.\n\n{body}\n", kind=kind)
        assert document.words.startswith("Text.")


@pytest.mark.parametrize(
    "body",
    ["{%" * 200_000, "{% raw %}" * 50_000, "![](data:" * 50_000, "![" * 4_000, "` {:" * 20_000, "<a href " * 20_000,
     "<!--" * 100_000, "{{<" * 100_000, "# {#" + " " * 50_000, "".join(f"* [a](/{one})\n\n" for one in range(1_000))],
)  # fmt: skip
def test_hostile_bodies_take_no_long_time(body: str) -> None:
    began = process_time()
    with suppress(ContentError):
        post("Text.\n\n" + body)
    assert process_time() - began < 5


def test_every_format_has_its_name() -> None:
    for name in ("jekyll", "hugo", "zola", "pelican"):
        assert format_named(name, Place("--from")).name == name
