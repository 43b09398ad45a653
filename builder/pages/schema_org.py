"""Structured data: articles, entities and fact-checks as schema.org describes them, for search engines and programs."""

from collections.abc import Mapping
from urllib.parse import quote

from builder.addresses import asset_address, entity_address, note_address
from builder.dates import Date
from builder.model import Anchor, Article, Entity
from builder.pages.head import Alternate, Link
from builder.pages.index import Index
from builder.pages.note_views import editors

CONTEXT = "https://schema.org"
TYPES = {"person": "Person", "organisation": "Organization", "place": "Place", "event": "Event", "work": "CreativeWork"}
DATES = {
    "person": {"born": "birthDate", "died": "deathDate"},
    "organisation": {"founded": "foundingDate", "dissolved": "dissolutionDate"},
    "event": {"start": "startDate", "end": "endDate"},
}
"""Properties for the dates of each kind of entity."""
_PATH = "/!$&'()*+,;=:@~"
Data = Mapping[str, object]


def known(found: Data) -> dict[str, object]:
    """The properties that have a value."""
    return {key: value for key, value in found.items() if value}


def entity_data(index: Index, entity: Entity) -> dict[str, object]:
    """The entity's type, name, page and identities elsewhere."""
    wikidata = [f"https://www.wikidata.org/entity/{entity.wikidata}"] if entity.wikidata else []
    url = index.full_url(entity_address(entity.id))
    found = {"@type": TYPES[entity.kind], "@id": url, "name": entity.name, "url": url}
    return known({**found, "sameAs": [*wikidata, *entity.same_as]})


def entity_details(index: Index, entity: Entity) -> dict[str, object]:
    """Everything about the entity, for its own page."""
    properties = DATES.get(entity.kind, {})
    more: dict[str, object] = {
        "alternateName": list(entity.aliases),
        "description": entity.description,
        **{properties[key]: date.iso for key, date in entity.dates if key in properties},
    }
    if entity.coordinates and entity.kind == "place":
        latitude, longitude = entity.coordinates
        more["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return {"@context": CONTEXT, **entity_data(index, entity), **known(more)}


def news_article(index: Index, article: Article, topics: tuple[Link, ...]) -> Data:
    """The article as a NewsArticle."""
    entities, about = index.site.entities, article.entities.about
    url = index.full_url(article.address)
    return known(
        {
            "@context": CONTEXT,
            "@type": "NewsArticle",
            "headline": article.title,
            "url": url,
            "mainEntityOfPage": url,
            "inLanguage": article.language,
            "datePublished": article.date.iso if article.date else "",
            **_qualified(article.date),
            "author": [{"@type": "Organization", "name": name} for name in article.authors],
            "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else "",
            "abstract": article.summary,
            "keywords": [topic.label for topic in topics],
            "about": [entity_data(index, entities[one]) for one in about if one in entities],
            "mentions": [entity_data(index, entities[one]) for one in index.named_in[article.slug] if one not in about],
            "isBasedOn": article.source.url,
            "archivedAt": article.source.archived,
            **_in_print(index, article),
            "copyrightNotice": article.rights,
            "isPartOf": {"@type": "WebSite", "name": index.config.title, "url": index.full_url("/")},
        }
    )


def _qualified(date: Date | None) -> Data:
    """An approximate or uncertain date as the Library of Congress writes it: schema.org has no way to say so."""
    if date is None or not date.qualifier:
        return {}
    return {"@context": [CONTEXT, {"dcterms": "http://purl.org/dc/terms/"}], "dcterms:date": str(date)}


def _in_print(index: Index, article: Article) -> Data:
    """Where it was printed; the quality of the text is the status of this version of the work."""
    printed = article.in_print
    facsimile = index.full_url(quote(asset_address(printed.facsimile), safe=_PATH))
    image = {"@type": "ImageObject", "contentUrl": facsimile, "name": "Facsimile"}
    return {
        "articleSection": printed.section,
        "printSection": printed.section,
        "printEdition": printed.edition,
        "printPage": printed.page,
        "printColumn": printed.column,
        "locationCreated": {"@type": "Place", "name": printed.place} if printed.place else "",
        "associatedMedia": image if printed.facsimile and article.access == "full" else "",
        "creativeWorkStatus": printed.text_quality,
    }


def with_text(described: Data, article: Article, text: str) -> Data:
    """The same with the text if it is published, for programs that do not read HTML."""
    if article.access == "metadata":
        return {**described, "identifier": article.slug}
    words = len(text.split())
    return {**described, "identifier": article.slug, "wordCount": words, "articleBody": text}


def json_file(article: Article) -> Alternate:
    """The file with the article and its text."""
    return Alternate("JSON", f"{article.address}article.json", "application/ld+json")


def claim_reviews(index: Index, article: Article) -> tuple[Data, ...]:
    """A ClaimReview for each annotation of the article that has a verdict and a claim."""
    reviewed = (one for one in index.site.anchors.get(article.slug, ()) if one.annotation.verdict)
    return tuple(_review(index, article, one, claim) for one in reviewed if (claim := _claim(index, article, one)))


def _claim(index: Index, article: Article, anchor: Anchor) -> str:
    """The claim in the editor's words, otherwise the passage."""
    passage = index.passage_of(article, anchor)
    return anchor.annotation.claim or " ".join(passage.split())


def _review(index: Index, article: Article, anchor: Anchor, claim: str) -> Data:
    note = anchor.annotation
    author = {"author": {"@type": "Thing", "name": note.claimant}} if note.claimant else {}
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "url": index.full_url(note_address(article.address, note.id)),
        "datePublished": note.date.isoformat(),
        "claimReviewed": claim,
        "itemReviewed": {"@type": "Claim", "appearance": index.full_url(article.address), **author},
        "author": {"@type": "Organization", "name": editors(index, note.by)},
        "reviewRating": {"@type": "Rating", "alternateName": index.config.verdicts.get(note.verdict, note.verdict)},
    }
