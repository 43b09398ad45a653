"""Translated: the parts of a web annotation in the words of this archive."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from builder.config import IMPORTED, Config
from builder.importing.annotation_targets import TargetIndex
from builder.importing.comments import from_plain
from builder.importing.note_files import heading
from builder.importing.web_annotations import Target, WebAnnotation
from builder.markdown import MarkdownError, reading_text
from builder.model import Article
from builder.slugs import title_slug

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
TITLE_WORDS = 8
USUAL = ("commenting", "replying")
"""Motivations that say nothing of the type."""


def title_of(one: WebAnnotation, target: Target) -> str:
    """Its own title, or its first words."""
    first = next(filter(str.strip, _read(one.comment).split("\n")), "") or target.exact
    words = " ".join(first.split()[:TITLE_WORDS]).rstrip(".,;:")[:100]
    for title in (heading(one.title), heading(words)):
        if title_slug(title):
            return title
    return f"Imported note {one.number}"


def _read(comment: str) -> str:
    try:
        return reading_text(comment)
    except MarkdownError:
        return ""


def comment_of(one: WebAnnotation, config: Config) -> str:
    """The comment, with an assessment that is none of the verdicts of this archive."""
    known = _verdicts(config)
    others = (from_plain(words) for words in one.assessments if words.casefold() not in known)
    return "\n\n".join(filter(None, (one.comment, *others)))


def properties(
    one: WebAnnotation, target: Target, article: Article, archive: TargetIndex, today: dt.date
) -> dict[str, str]:
    """All but the id and the sources; the keys in the order they are written in, empty where there is no value."""
    config = archive.config
    kind, written = _type(one, config), _day(one.created) or _day(one.modified) or today.isoformat()
    changed, language = _day(one.modified), one.language
    verdicts = [_verdicts(config)[word.casefold()] for word in one.assessments if word.casefold() in _verdicts(config)]
    is_other = language.casefold() != config.language.casefold() and LANGUAGE.fullmatch(language)
    return {
        "type": kind,
        "by": ", ".join(dict.fromkeys(_editors(one, archive))),
        "date": written,
        "updated": changed if changed != written else "",
        "tags": ", ".join(dict.fromkeys(filter(None, (" ".join(tag.replace(",", " ").split()) for tag in one.tags)))),
        "verdict": verdicts[0] if verdicts and kind == "fact-check" else "",
        "claim": one.claim,
        "claimant": one.claimant,
        "lang": language if is_other else "",
        "see": ", ".join(dict.fromkeys(_see(one, article, archive))),
        "region": ",".join(target.region),
    }


def _type(one: WebAnnotation, config: Config) -> str:
    """The type it is classified as, or the only one of its motivation; a plain one where a needed part is missing."""
    types = config.annotation_types
    known = {**{kind.word.casefold(): name for name, kind in types.items()}, **{name: name for name in types}}
    found = [known[kind.casefold()] for kind in one.kinds if kind.casefold() in known]
    for motivation in one.motivations:
        same = [name for name, kind in types.items() if kind.motivation == motivation and motivation not in USUAL]
        found += same if len(same) == 1 else []
    plain = "context" if "context" in types else next(iter(types))
    return next((kind for kind in found if _is_allowed_type(kind, one, config)), plain)


def _is_allowed_type(kind: str, one: WebAnnotation, config: Config) -> bool:
    checked = bool(one.answers) or any(word.casefold() in _verdicts(config) for word in one.assessments)
    return {"fact-check": checked and bool(one.sources or one.answers), "source": bool(one.sources)}.get(kind, True)


def _verdicts(config: Config) -> dict[str, str]:
    words = {word.casefold(): name for name, word in config.verdicts.items()}
    return {**words, **{name: name for name in config.verdicts}}


def _editors(one: WebAnnotation, archive: TargetIndex) -> Iterator[str]:
    """The editors who signed it. Nobody else is named: an account elsewhere is not for this archive to publish."""
    editors = archive.config.editors
    known = {**{name.casefold(): key for key, name in editors.items()}, **{key.casefold(): key for key in editors}}
    is_ours = archive.note_at(one.id) or archive.reply_at(one.id)
    for names in one.creators or ((),):
        found = (known[name.casefold()] for name in names if name.casefold() in known)
        own = names[0] if names and is_ours and not editors else next(iter(IMPORTED))
        yield next(found, own)


def _see(one: WebAnnotation, article: Article, archive: TargetIndex) -> Iterator[str]:
    for url in one.see:
        if note := archive.note_at(url):
            yield note[1] if note[0] == article.slug else f"{note[0]}#{note[1]}"


def _day(moment: str) -> str:
    try:
        return dt.date.fromisoformat(moment[:10]).isoformat() if re.match(r"\d{4}-\d\d-\d\d", moment) else ""
    except ValueError:
        return ""
