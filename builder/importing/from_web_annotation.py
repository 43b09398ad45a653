"""From web annotation: the title, comment and properties that a web annotation has in this archive."""

import datetime as dt
import re
from collections.abc import Iterator

from builder.config import IMPORTED, Config
from builder.importing.annotation_targets import TargetIndex
from builder.importing.comments import from_plain
from builder.importing.note_files import heading_text
from builder.importing.web_annotations import Target, WebAnnotation
from builder.markdown import MarkdownError, reading_text
from builder.model import Article
from builder.schema import LANGUAGE
from builder.slugs import title_slug

TITLE_WORDS = 8
GENERIC = ("commenting", "replying")
"""Motivations that do not determine a type."""


def title_of(one: WebAnnotation, target: Target) -> str:
    """Its own title, or the first words of its text."""
    titles = (own_title(one), first_words(one.comment) or _heading(target.exact))
    return next(filter(title_slug, titles), f"Imported note {one.number}")


def first_words(comment: str) -> str:
    """The heading that is made of a comment in Markdown; empty if it has no words."""
    try:
        text = reading_text(comment)
    except MarkdownError:
        text = ""
    return _heading(next(filter(str.strip, text.split("\n")), ""))


def _heading(line: str) -> str:
    return heading_text(" ".join(line.split()[:TITLE_WORDS]).rstrip(".,;:")[:100])


def own_title(one: WebAnnotation) -> str:
    """Its own title as a heading; empty if it has none that an address can be made of."""
    title = heading_text(one.title)
    return title if title_slug(title) else ""


def comment_of(one: WebAnnotation, config: Config) -> str:
    """The comment, with any assessment that is not a verdict of this archive."""
    verdicts = _verdicts(config)
    others = (from_plain(text) for text in one.assessments if text.casefold() not in verdicts)
    return "\n\n".join(filter(None, (one.comment, *others)))


def note_properties(
    one: WebAnnotation, target: Target, article: Article, targets: TargetIndex, today: dt.date
) -> dict[str, str]:
    """All properties except id and sources, in the order of the file; empty where there is no value."""
    config = targets.config
    type_, date = _type(one, config), _day(one.created) or _day(one.modified) or today.isoformat()
    updated, language = _day(one.modified), one.language
    verdicts = _verdicts(config)
    verdict = next((verdicts[text.casefold()] for text in one.assessments if text.casefold() in verdicts), "")
    is_other = language.casefold() != config.language.casefold() and LANGUAGE.fullmatch(language)
    return {
        "type": type_,
        "by": _listed(_editors(one, targets)),
        "date": date,
        "updated": updated if updated != date else "",
        "tags": _listed(" ".join(tag.replace(",", " ").split()) for tag in one.tags),
        "verdict": verdict if type_ == "fact-check" else "",
        "claim": one.claim,
        "claimant": one.claimant,
        "lang": language if is_other else "",
        "see": _listed(_see(one, article, targets)),
        "region": ",".join(target.region),
    }


def _listed(values: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, values)))


def _type(one: WebAnnotation, config: Config) -> str:
    """The type of its classification, else of its motivation, else a general one if a required part is missing."""
    types = config.annotation_types
    by_label = _ids_by_label({name: type_.word for name, type_ in types.items()})
    candidates = [by_label[label.casefold()] for label in one.types if label.casefold() in by_label]
    for motivation in one.motivations:
        same = [name for name, type_ in types.items() if type_.motivation == motivation and motivation not in GENERIC]
        candidates += same if len(same) == 1 else []
    general = "context" if "context" in types else next(iter(types))
    return next((name for name in candidates if _has_required_parts(one, name, config)), general)


def _has_required_parts(one: WebAnnotation, type_: str, config: Config) -> bool:
    if type_ == "fact-check" and not one.answers:
        return bool(one.sources) and any(text.casefold() in _verdicts(config) for text in one.assessments)
    return type_ != "source" or bool(one.sources)


def _verdicts(config: Config) -> dict[str, str]:
    return _ids_by_label(config.verdicts)


def _ids_by_label(labels: dict[str, str]) -> dict[str, str]:
    """Each id by its label, and by itself, in lower case."""
    return {**{label.casefold(): key for key, label in labels.items()}, **{key.casefold(): key for key in labels}}


def _editors(one: WebAnnotation, targets: TargetIndex) -> Iterator[str]:
    """The editors who wrote it. No other name is published: it is an account of somebody elsewhere."""
    editors = targets.config.editors
    ids = _ids_by_label(editors)
    is_local = targets.note_at(one.id) or targets.reply_at(one.id)
    for names in one.creators or ((),):
        fallback = names[0] if names and is_local and not editors else next(iter(IMPORTED))
        yield next((ids[name.casefold()] for name in names if name.casefold() in ids), fallback)


def _see(one: WebAnnotation, article: Article, targets: TargetIndex) -> Iterator[str]:
    for url in one.see:
        if note := targets.note_at(url):
            yield note[1] if note[0] == article.slug else f"{note[0]}#{note[1]}"


def _day(timestamp: str) -> str:
    try:
        return dt.date.fromisoformat(timestamp[:10]).isoformat() if re.match(r"\d{4}-\d\d-\d\d", timestamp) else ""
    except ValueError:
        return ""
