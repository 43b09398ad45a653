"""Quoted titles: names in scripts without capitals, where only quotation marks show one."""

import re
from collections.abc import Iterator, Sequence

from builder.model import ArticleText, Passage
from builder.suggest.name_spans import NameSpan

CASELESS = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1200-\u137f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
"""Letters of scripts without capitals, from Hebrew to Korean."""
CASED = re.compile("[A-Za-z\u00c0-\u058f\u1e00-\u1fff]")
SAMPLE = 2_000
QUOTED = re.compile(
    "《([^《》\n]{2,40})》|〈([^〈〉\n]{2,40})〉|『([^『』\n]{2,40})』|„([^„“”\n]{2,60})[“”]"
    "|«([^«»\n]{2,60})»|“([^“”\n]{2,40})”|「([^「」\n]{2,40})」|״([^״\n]{2,60})״"
)
"""A title in quotation marks; the group is its text."""
SENTENCE_SIGNS = re.compile(r"[.!?…。！？؟;:，、,；：]")
"""A quotation with one of these is what somebody said."""


def has_capitals(text: str) -> bool:
    """Whether most letters at the beginning of the text belong to a script that has capitals."""
    text = text[:SAMPLE]
    return text.isascii() or len(CASED.findall(text)) >= len(CASELESS.findall(text))


def quoted_titles(article: ArticleText, known: Sequence[Passage]) -> Iterator[NameSpan]:
    """What the article has in quotation marks, if it is no sentence and no name of the registry."""
    for match in QUOTED.finditer(article.text):
        group = match.lastindex or 0
        title, passage = match[group].strip(), Passage(*match.span(group))
        overlaps = any(one.start < passage.end and passage.start < one.end for one in known)
        if title and not overlaps and not SENTENCE_SIGNS.search(title):
            yield NameSpan(tuple(title.split()), passage, "", "", starts_sentence=False, is_quoted=True)
