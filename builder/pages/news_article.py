"""News article: an article as schema.org describes one, for search engines and for programs."""

from __future__ import annotations

from collections.abc import Mapping

from builder.config import Config
from builder.model import Article
from builder.pages.index import Index
from builder.pages.summaries import Alternate, Link, full_url, thing


def news_article(index: Index, config: Config, article: Article, topics: tuple[Link, ...]) -> Mapping[str, object]:
    """The article as schema.org describes one; what is not known is left out."""
    about = set(article.entities.about)
    named = [index.site.entities[one] for one in index.named_in[article.slug]]
    url = full_url(config, article.address)
    found: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": article.language,
        "datePublished": article.date.isoformat() if article.date else "",
        "author": [{"@type": "Organization", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": article.publisher} if article.publisher else "",
        "abstract": article.summary,
        "keywords": [topic.label for topic in topics],
        "about": [
            thing(config, index.site.entities[one]) for one in article.entities.about if one in index.site.entities
        ],
        "mentions": [thing(config, one) for one in named if one.id not in about],
        "isBasedOn": article.source.url,
        "archivedAt": article.source.archived,
        "copyrightNotice": article.rights,
        "isPartOf": {"@type": "WebSite", "name": config.title, "url": full_url(config, "/")},
    }
    return {key: value for key, value in found.items() if value}


def whole_article(described: Mapping[str, object], article: Article, text: str) -> Mapping[str, object]:
    """The same with the text, for those who read no HTML."""
    words = len(text.split())
    return {**described, "identifier": article.slug, "wordCount": words, "articleBody": text}


def json_file(article: Article) -> Alternate:
    """The file of it."""
    return Alternate("JSON", f"{article.address}article.json", "application/ld+json")
