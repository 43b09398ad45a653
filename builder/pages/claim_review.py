"""Claims: fact-checks as schema.org describes them."""

from __future__ import annotations

from collections.abc import Mapping

from builder.config import Config
from builder.model import Anchor, Article
from builder.pages.index import Index
from builder.pages.note_views import editors, note_address
from builder.pages.summaries import full_url


def claim_reviews(index: Index, config: Config, article: Article) -> tuple[Mapping[str, object], ...]:
    """A ClaimReview for each note of the article that has a verdict and a claim."""
    anchors = index.site.anchors.get(article.slug, ())
    reviewed = ((one, _claim(index, article, one)) for one in anchors if one.annotation.verdict)
    return tuple(_review(config, article, anchor, claim) for anchor, claim in reviewed if claim)


def _claim(index: Index, article: Article, anchor: Anchor) -> str:
    """As the editor puts it, or else the words the note is about."""
    words = index.site.texts[article.slug].text[slice(*anchor.passage)] if anchor.passage else ""
    return anchor.annotation.claim or " ".join(words.split())


def _review(config: Config, article: Article, anchor: Anchor, claim: str) -> Mapping[str, object]:
    note = anchor.annotation
    claimed: dict[str, object] = {"@type": "Claim", "appearance": full_url(config, article.address)}
    if note.claimant:
        claimed["author"] = {"@type": "Thing", "name": note.claimant}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": full_url(config, note_address(article, note.id)),
        "datePublished": note.date.isoformat(),
        "claimReviewed": claim,
        "itemReviewed": claimed,
        "author": {"@type": "Organization", "name": editors(config, note.by)},
        "reviewRating": {"@type": "Rating", "alternateName": config.verdicts.get(note.verdict, note.verdict)},
    }
