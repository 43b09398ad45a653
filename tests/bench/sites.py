"""Sites: one corpus as an archive of ours, and as plain sites of Hugo and Pelican.

The plain ones have a page for each article at its dated address, lists of 50 on the front page and for each topic and
year, a page for each entity and a feed. Ours makes some seven times as much; `equal` has Hugo make the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.bench.corpus import Corpus, Story

ROOT = Path(__file__).parents[2]
ADDRESS = "https://example.org/archive"
TITLE = "Invented news"
PER_PAGE = 50
FEED_LENGTH = 20
File = tuple[str, str]
"""Path within the site's folder, and content."""


def lay(files: Iterable[File], folder: Path) -> int:
    """Write those files whose content differs from what is there; how many did."""
    changed = 0
    for name, text in files:
        path = folder / name
        content = text.encode()
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        changed += 1
    return changed


def archive(corpus: Corpus) -> Iterator[File]:
    """For this builder."""
    settings: dict[str, object] = {"title": TITLE, "url": f"{ADDRESS}/", "theme": "bench", "per_page": PER_PAGE}
    editors = {"documents-desk": "Documents desk"}
    yield "site.yaml", json.dumps(settings | {"feed_length": FEED_LENGTH, "editors": editors})
    theme = ROOT / "themes" / "classic"
    for path in sorted(theme.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            yield f"themes/bench/{path.relative_to(theme).as_posix()}", with_number(text, corpus.theme)
    for topic in corpus.topics:
        parent = {"parent": topic.parent} if topic.parent else {}
        yield f"content/topics/{topic.slug}.md", _page({"title": topic.title, **parent}, "")
    for entity in corpus.entities:
        head = {"name": entity.name, "kind": entity.kind, "description": entity.description}
        names = {"aliases": entity.aliases, "short": (entity.short,) if entity.short else ()}
        yield f"content/entities/{entity.id}.md", _page({**head, **names}, "")
    for story in corpus.stories:
        name = f"{story.day.year}/{story.slug}.md"
        yield f"content/articles/{name}", _page(_head(story) | {"topics": story.topics}, _text(story))
        if story.notes:
            yield f"content/annotations/{name}", "\n\n".join(_notes(story, properties=True)) + "\n"


def hugo_plain(corpus: Corpus) -> Iterator[File]:
    """For Hugo, with plain pages."""
    yield "hugo.toml", PLAIN_SETTINGS
    for name, template in PLAIN_LAYOUTS.items():
        yield f"layouts/{name}", with_number(template, corpus.theme)
    for topic in corpus.topics:
        yield f"content/topics/{topic.slug}/_index.md", _page({"title": topic.title}, "")
    for entity in corpus.entities:
        names = {"title": entity.name, "also": entity.aliases}
        yield f"content/entities/{entity.id}.md", _page(names, f"{entity.description}\n")
    for story in corpus.stories:
        head = _head(story) | {"slug": story.slug, "topics": story.topics, "years": [f"{story.day.year}"]}
        text = "\n\n".join([_text(story), *_notes(story)]) + "\n"
        yield f"content/articles/{story.day.year}/{story.slug}.md", _page(head, text)


def pelican(corpus: Corpus) -> Iterator[File]:
    """For Pelican."""
    yield "pelicanconf.py", PELICAN_SETTINGS
    for name, template in PELICAN_TEMPLATES.items():
        yield f"theme/templates/{name}", with_number(template, corpus.theme)
    for entity in corpus.entities:
        head = {"Title": entity.name, "Slug": entity.id, "Also": ", ".join(entity.aliases)}
        yield f"content/pages/{entity.id}.md", _lines(head, f"{entity.description}\n")
    for story in corpus.stories:
        head = {"Title": story.title, "Date": f"{story.day}", "Slug": story.slug, "Tags": ", ".join(story.topics)}
        text = "\n\n".join([_text(story), *_notes(story)]) + "\n"
        yield f"content/articles/{story.day.year}/{story.slug}.md", _lines(head, text)


def _head(story: Story) -> dict[str, object]:
    return {"title": story.title, "date": f"{story.day}"}


def _page(head: Mapping[str, object], text: str) -> str:
    """With front matter; JSON is YAML too."""
    # A date in quotation marks would be a text to some.
    lines = (
        f"{key}: {value if key == 'date' else json.dumps(value, ensure_ascii=False)}" for key, value in head.items()
    )
    return "\n".join(["---", *lines, "---", "", text])


def _lines(head: Mapping[str, str], text: str) -> str:
    return "\n".join([*(f"{key}: {value}" for key, value in head.items() if value), "", text])


def _text(story: Story) -> str:
    return "\n\n".join(story.paragraphs) + "\n"


def _notes(story: Story, *, properties: bool = False) -> Iterator[str]:
    for note in story.notes:
        signed = "- type: context\n- by: documents-desk\n- date: 2026-05-01\n\n" if properties else ""
        yield f"## {note.title}\n\n> {note.quotation}\n\n{signed}{note.comment}"


def with_number(template: str, number: int) -> str:
    """A theme that differs by its number, on every page."""
    return template.replace("</body>", f"<p>Theme {number}</p></body>")


PLAIN_SETTINGS = f"""\
baseURL = "{ADDRESS}/"
title = "{TITLE}"
[taxonomies]
topic = "topics"
year = "years"
[permalinks.page]
articles = "/:year/:month/:day/:slug/"
[pagination]
pagerSize = {PER_PAGE}
[services.rss]
limit = {FEED_LENGTH}
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
page = ["html"]
"""
_PLAIN_LIST = """\
{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $pages := .Paginate (where .RegularPages "Section" "articles") }}
<ul>{{ range $pages.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time> {{ .Summary }}</li>
{{ end }}</ul>
<nav>{{ with $pages.Prev }}<a href="{{ .URL }}">Newer</a>{{ end }}
{{ with $pages.Next }}<a href="{{ .URL }}">Older</a>{{ end }}</nav>{{ end }}
"""
PLAIN_LAYOUTS = {
    "baseof.html": """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} · {{ site.Title }}</title>
<link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a></header>
<main>{{ block "main" . }}{{ end }}</main></body></html>
""",
    "home.html": _PLAIN_LIST.replace(".RegularPages", "site.RegularPages"),
    "term.html": _PLAIN_LIST,
    "section.html": """\
{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range first 500 .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
""",
    "taxonomy.html": """\
{{ define "main" }}<h1>{{ .Title }}</h1>
<ul>{{ range .Data.Terms.Alphabetical }}
<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>
{{ end }}</ul>{{ end }}
""",
    "page.html": """\
{{ define "main" }}<article><h1>{{ .Title }}</h1>
{{ if eq .Section "articles" }}<time>{{ .Date.Format "2 January 2006" }}</time>{{ end }}
{{ with .Params.also }}<p>{{ delimit . ", " }}</p>{{ end }}
{{ .Content }}
<ul>{{ range .GetTerms "topics" }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
</article>{{ end }}
""",
    "rss.xml": """\
<rss version="2.0"><channel><title>{{ site.Title }}</title><link>{{ .Permalink }}</link><description>News</description>
{{ range first 20 (where site.RegularPages "Section" "articles") }}<item><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<guid>{{ .Permalink }}</guid><description>{{ .Content | transform.XMLEscape | safeHTML }}</description></item>
{{ end }}</channel></rss>
""",
}

PELICAN_SETTINGS = f"""\
SITENAME = "{TITLE}"
SITEURL = "{ADDRESS}"
AUTHOR = "Archive desk"
PATH = "content"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_CATEGORY = "news"
DEFAULT_PAGINATION = {PER_PAGE}
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = {FEED_LENGTH}
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
ARTICLE_URL = "{{date:%Y}}/{{date:%m}}/{{date:%d}}/{{slug}}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
PAGE_URL = "entities/{{slug}}/"
PAGE_SAVE_AS = PAGE_URL + "index.html"
TAG_URL = "topics/{{slug}}/"
TAG_SAVE_AS = TAG_URL + "index.html"
YEAR_ARCHIVE_URL = "years/{{date:%Y}}/"
YEAR_ARCHIVE_SAVE_AS = YEAR_ARCHIVE_URL + "index.html"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "tags"]
PAGINATED_TEMPLATES = {{"index": None, "tag": None, "period_archives": None}}
"""
_PELICAN_LIST = """\
{% extends "base.html" %}
{% block main %}<ul>{% for article in articles_page.object_list %}
<li><a href="{{ SITEURL }}/{{ article.url }}">{{ article.title }}</a>
<time>{{ article.date.strftime("%Y-%m-%d") }}</time> {{ article.summary }}</li>
{% endfor %}</ul>
<nav>{% if articles_page.has_previous() %}<a href="{{ SITEURL }}/{{ articles_previous_page.url }}">Newer</a>{% endif %}
{% if articles_page.has_next() %}<a href="{{ SITEURL }}/{{ articles_next_page.url }}">Older</a>{% endif %}</nav>
{% endblock %}
"""
PELICAN_TEMPLATES = {
    "base.html": """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{% block title %}{{ SITENAME }}{% endblock %}</title></head>
<body><header><a href="{{ SITEURL }}/">{{ SITENAME }}</a></header>
<main>{% block main %}{% endblock %}</main></body></html>
""",
    "index.html": _PELICAN_LIST,
    "tag.html": _PELICAN_LIST,
    "period_archives.html": _PELICAN_LIST,
    "article.html": """\
{% extends "base.html" %}
{% block title %}{{ article.title }} · {{ SITENAME }}{% endblock %}
{% block main %}<article><h1>{{ article.title }}</h1><time>{{ article.date.strftime("%d %m %Y") }}</time>
{{ article.content }}
<ul>{% for tag in article.tags %}<li><a href="{{ SITEURL }}/{{ tag.url }}">{{ tag }}</a></li>{% endfor %}</ul>
</article>{% endblock %}
""",
    "page.html": """\
{% extends "base.html" %}
{% block main %}<article><h1>{{ page.title }}</h1><p>{{ page.also }}</p>{{ page.content }}</article>{% endblock %}
""",
    "tags.html": """\
{% extends "base.html" %}
{% block main %}<ul>{% for tag, articles in tags %}
<li><a href="{{ SITEURL }}/{{ tag.url }}">{{ tag }}</a> {{ articles | count }}</li>
{% endfor %}</ul>{% endblock %}
""",
}
