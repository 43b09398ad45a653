"""Home: the newest articles and annotations, and links to the rest of the archive."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.model import Page
from builder.pages.bar_chart import Chart, chart
from builder.pages.head import Head, feeds_of, menu
from builder.pages.index import Index
from builder.pages.note_views import NoteCard, note_card
from builder.pages.summaries import ArticleCard, EntityCard, TopicCard, article_card, entity_card, top_topics

LATEST, RECENT_NOTES, TOP_ENTITIES = 8, 4, 12
MONTHLY_CHART_YEARS = 12
"""Up to this many years, the chart, which is as wide as the page, has a bar for each month."""


@dataclass(frozen=True)
class HomeView:
    """What the front page shows."""

    head: Head
    articles: int
    notes: int
    lead: ArticleCard | None
    """The newest article."""
    latest: tuple[ArticleCard, ...]
    """The articles after it."""
    recent_notes: tuple[NoteCard, ...]
    topics: tuple[TopicCard, ...]
    top_entities: tuple[EntityCard, ...]
    """The entities mentioned in the most articles."""
    chart: Chart | None
    months: tuple[int, ...]
    """Months of the year that have an article."""


def home_pages(index: Index) -> Iterator[Page]:
    """The front page."""
    cards = [article_card(index, one) for one in index.latest(index.newest, LATEST + 1)]
    mentions = sorted(index.by_entity.items(), key=lambda one: (-len(one[1]), one[0]))[:TOP_ENTITIES]
    head = Head(
        title="",
        address="/",
        description=index.config.description,
        menu=menu(index),
        feeds=(*feeds_of(index.config.title, "/"), *feeds_of(f"{index.config.title}: annotations", "/annotations/")),
        data={
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": index.config.title,
            "description": index.config.description,
            "url": index.full_url("/"),
            "inLanguage": index.config.language,
        },
    )
    recent = index.latest_annotations(index.annotations, RECENT_NOTES)
    view = HomeView(
        head=head,
        articles=len(index.newest),
        notes=len(index.annotations),
        lead=cards[0] if cards else None,
        latest=tuple(cards[1:]),
        recent_notes=tuple(note_card(index, one) for one in recent),
        topics=top_topics(index),
        top_entities=tuple(entity_card(index.site.entities[one], len(uses)) for one, uses in mentions),
        chart=chart(index.past_dates(index.newest), years=MONTHLY_CHART_YEARS),
        months=tuple(sorted({one.date.month for one in index.newest if one.date and one.date.day})),
    )
    yield Page("/", "home.html", view)
