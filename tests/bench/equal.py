"""Equal: the corpus as a site of Hugo's with the pages and files that ours has, as far as Hugo can make them.

The layouts in `hugo/` are written as its documentation advises: taxonomies for topics and entities, sections for
years and months, an output format for each file beside a page, related content and pagination. Of two ways the faster
was taken, as measured: front matter in JSON, with which a whole build takes a twentieth less than with YAML;
`partialCached` for what many files show, and a plain partial or none for what costs no more than a look into its cache.

What our builder works out and Hugo cannot is given to it ready-made: which words are names, how often each is named,
where a note's words stand, who shares a name. So it has less to do for the same pages.

Left out, as templates cannot make it: the sentences that name an entity (the article's opening stands for each), the
forms in which it is named, articles with a name that may mean several, a note beside its passage (it stands below the
text), links to passages, who is named together more often than chance has it (the number decides), parts of a topic's
long timeline, and `manifest-sha256.txt`.
"""

from __future__ import annotations

import json
from calendar import month_name, monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import groupby
from pathlib import Path

from tests.bench.corpus import Corpus
from tests.bench.linked import Linked, Names, slug
from tests.bench.sites import ROOT, File, with_number

LAYOUTS = Path(__file__).parent / "hugo"
ARTICLE = ("html", "citebib", "citeris", "citejson", "linked", "reading")
LIST = ("html", "feed", "jsonfeed")
BIBLIOGRAPHY = ("listbib", "listris", "listjson")
LONG_TIMELINE = 400
"""Articles of one page of it, as in ours."""


def hugo(corpus: Corpus) -> Iterator[File]:
    """For Hugo, with everything it can make of what ours makes."""
    for path in sorted(LAYOUTS.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(LAYOUTS).as_posix(), with_number(text, corpus.theme)
    yield from _theme()
    names = Names(corpus.entities)
    linked = {story.slug: names.linked(story) for story in corpus.stories}
    yield from _articles(corpus, linked)
    yield from _topics(corpus)
    yield from _entities(corpus, names, {entity for one in linked.values() for entity in one.mentions})
    yield from _timeline(corpus)
    yield from _lists()


def _theme() -> Iterator[File]:
    """The style and the scripts of ours, the sheets in one file."""
    assets = ROOT / "themes" / "classic" / "assets"
    sheets = sorted(assets.glob("css/*.css"))
    yield "static/theme/bench.css", "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    for path in sorted((*assets.glob("*.svg"), *assets.glob("js/*.js"))):
        yield f"static/theme/{path.relative_to(assets).as_posix()}", path.read_text(encoding="utf-8")


def _articles(corpus: Corpus, linked: Mapping[str, Linked]) -> Iterator[File]:
    """The sections of years and months, and the articles in them."""
    yield _content("articles/_index", {"title": "Articles by date", "linkTitle": "By date", "url": "/archive/"})
    for year in sorted({story.day.year for story in corpus.stories}):
        about = {"title": f"{year}", "description": f"The articles of {year}, by month."}
        yield _content(f"articles/{year}/_index", {**about, "weight": 3000 - year})
    for year, month in sorted({(story.day.year, story.day.month) for story in corpus.stories}):
        name, title = month_name[month], f"{month_name[month]} {year}"
        about = {"title": title, "linkTitle": name, "description": f"Articles of the archive: {title}."}
        yield _content(f"articles/{year}/{month:02}/_index", {**about, "weight": month})
    topics = {topic.slug: topic for topic in corpus.topics}
    for story in corpus.stories:
        text, mentions = linked[story.slug]
        above = (topics[topic].parent for topic in story.topics)
        head: dict[str, object] = {
            "title": story.title,
            "date": f"{story.day}",
            "subjects": story.topics,
            # A topic's list has the articles of those below it too.
            "topics": list(dict.fromkeys((*story.topics, *filter(None, above)))),
            "keywords": [topics[topic].title for topic in story.topics],
            "entities": list(mentions),
            "mentions": mentions,
            "outputs": ARTICLE,
        }
        if story.notes:
            head["outputs"] = (*ARTICLE, "webannotations")
            head["notes"] = [{"id": slug(note.title), **note._asdict()} for note in story.notes]
        yield _content(f"articles/{story.day:%Y/%m}/{story.slug}", head, text)


def _topics(corpus: Corpus) -> Iterator[File]:
    used = {topic for story in corpus.stories for topic in story.topics}
    used |= {topic.parent for topic in corpus.topics if topic.slug in used}
    about = "The topics of the archive, and how many articles each has."
    yield _content("topics/_index", {"title": "Topics", "description": about})
    for topic in corpus.topics:
        about = f"Articles of the archive on the topic {topic.title}."
        parent = {"parent": topic.parent} if topic.parent else {}
        outputs = (*LIST, *BIBLIOGRAPHY, "timeline") if topic.slug in used else LIST
        head = {"title": topic.title, "description": about, **parent, "outputs": outputs}
        yield _content(f"topics/{topic.slug}/_index", head)


def _entities(corpus: Corpus, names: Names, named: AbstractSet[str]) -> Iterator[File]:
    """The names, and a page for each that several have."""
    about = "The people, organisations, places, events and works that the articles name."
    yield _content("entities/_index", {"title": "Names", "description": about, "outputs": ["html", "registry"]})
    yield _content("called/_index", {"title": "Called", "build": {"render": "never"}})
    ambiguous: defaultdict[str, list[str]] = defaultdict(list)
    for name, candidates in names.entities_by_name.items():
        if len(candidates) > 1:
            about = f"What the name {name} may mean in this archive."
            yield _content(f"called/{slug(name)}", {"title": name, "description": about, "bearers": sorted(candidates)})
            for one in candidates:
                ambiguous[one].append(slug(name))
    for entity in corpus.entities:
        head = {"title": entity.name, "kind": entity.kind, "description": entity.description}
        others = {"also": entity.aliases, "called": ambiguous[entity.id]}
        outputs = (*LIST, "card", *(BIBLIOGRAPHY if entity.id in named else ()))
        yield _content(f"entities/{entity.id}/_index", {**head, **others, "outputs": outputs})


def _timeline(corpus: Corpus) -> Iterator[File]:
    """A page for the whole; for each year of a long one, and for each month of a long year."""
    yield _period("", "Timeline", "Timeline")
    if len(corpus.stories) <= LONG_TIMELINE:
        return
    days = sorted(story.day for story in corpus.stories)
    for year, of_year in groupby(days, key=lambda day: day.year):
        months = Counter(day.month for day in of_year)
        yield _period(f"/{year}", f"Timeline, {year}", f"{year}")
        for month in sorted(months) if months.total() > LONG_TIMELINE else ():
            name = f"{month_name[month]} {year}"
            yield _period(f"/{year}/{month:02}", f"Timeline, {name}", name)


def _period(path: str, title: str, short: str) -> File:
    about = f"Events and articles of the archive in the order of time. {title}."
    head = {"title": title, "linkTitle": short, "description": about, "of": f"/articles{path}"}
    return _content(f"timeline{path}/_index", head)


def _lists() -> Iterator[File]:
    """The pages that list what the templates find themselves."""
    added = {"title": "Annotations", "description": "What the editors have added to the articles, newest first."}
    yield _content("annotations/_index", {**added, "outputs": [*LIST, "webannotations", "table"]})
    context = {"title": "Context", "description": "What a reader needs to know.", "outputs": LIST}
    yield _content("annotations/context/_index", context)
    corrections = {"title": "Corrections", "description": "Something in the article is wrong.", "url": "/corrections/"}
    yield _content("annotations/corrections/_index", {**corrections, "none": True, "outputs": LIST})
    how = "How each text was obtained, and whether it is still word for word as it came."
    for path in ("sources", "sources/without-capture"):
        yield _content(f"{path}/_index", {"title": "Sources", "description": how})
    every = "The stories of the archive by the day of the year, whatever their year."
    yield _content("on-this-day/_index", {"title": "On this day", "description": every})
    for month in range(1, 13):
        name = month_name[month]
        # As many days as it has in a leap year.
        head = {
            "title": f"{name}, in every year",
            "linkTitle": name,
            "weight": month,
            "days": monthrange(2000, month)[1],
        }
        yield _content(f"on-this-day/{month:02}", head)


def _content(path: str, head: Mapping[str, object], text: str = "") -> File:
    return f"content/{path}.md", f"{json.dumps(head, ensure_ascii=False)}\n{text}"
