"""Explain: problems with an annotation's passage, and how to fix them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from builder.annotate.normalize import normalize
from builder.annotate.quotation import one_line_quotation
from builder.annotate.resolve import MAX_QUOTE, Resolution
from builder.model import Annotation, ArticleText, Passage
from builder.problems import Place, Problem, did_you_mean

MAX_PLACES = 5


def not_found(path: str, article: ArticleText, annotation: Annotation, found: Resolution) -> Problem:
    """No passage is similar enough; gives the most similar one."""
    place, exactly = _place(annotation), "quote the text exactly as it is in the article"
    if len(annotation.quote) > MAX_QUOTE:
        message = f"no passage of {path} is identical to this quotation of {len(annotation.quote):,} characters"
        return Problem("N101", message, place, f"quote at most {MAX_QUOTE:,} characters")
    message = f"no passage of {path} reads “{_short(annotation.quote)}”"
    if not found.nearest or found.similarity < 0.2:
        return Problem("N101", message, place, exactly)
    if found.is_contrary:
        difference = _short(word_diff(annotation.quote, article.text[slice(*found.nearest)]), 400)
        message = f"the passage of {path} that the quotation was about now says something else: {difference}"
        return Problem("N101", message, place, _update_hint(article, found.nearest))
    where = f"{found.similarity:.0%} similar, line {_line(article, found.nearest)}"
    nearest = _short(article.text[slice(*found.nearest)], 200)
    return Problem("N101", message, place, f"the most similar passage ({where}) reads “{nearest}”; {exactly}")


def ambiguous(path: str, article: ArticleText, annotation: Annotation, found: Resolution) -> Problem:
    """Several passages match equally well; gives an unambiguous quotation for each."""
    listed, hidden = found.places[:MAX_PLACES], len(found.places) - MAX_PLACES
    quotations = [(_line(article, one), one_line_quotation(article.text, one, with_context=True)) for one in listed]
    lines = [f"line {line}: {quotation}".removesuffix(": ") for line, quotation in quotations]
    more = [f"and {hidden} more"] if hidden > 0 else []
    message = f"“{_short(annotation.quote)}” matches {len(found.places)} passages of {path}"
    help_ = "\n    ".join(["use one of these quotations, which have the passage in bold:", *lines, *more])
    return Problem("N102", message, _place(annotation), help_)


def changed(article: ArticleText, annotation: Annotation, passage: Passage) -> Problem:
    """The passage is found, but its text has changed."""
    difference = _short(word_diff(annotation.quote, article.text[slice(*passage)]), 400)
    message = f"the quotation differs from the article: {difference}"
    return Problem("N103", message, _place(annotation), _update_hint(article, passage))


def moved(article: ArticleText, annotation: Annotation, passage: Passage) -> Problem:
    """The text is found, but in a different context."""
    message = f"“{_short(annotation.quote)}” is on line {_line(article, passage)}, in a different context"
    return Problem("N104", message, _place(annotation), _update_hint(article, passage))


def picture_missing(annotation: Annotation, pictures: Sequence[str]) -> Problem:
    """The article does not have the picture."""
    existing = f"its pictures: {', '.join(pictures)}" if pictures else "it has no pictures"
    message = f"the article has no picture `{annotation.image}`"
    return Problem("N101", message, _place(annotation), did_you_mean(annotation.image, pictures) or existing)


def word_diff(before: str, after: str) -> str:
    """`the [-old-]{+new+} words`; differences in quotation marks or capitals alone are ignored."""
    old, new = before.split(), after.split()
    old_words, new_words = ([normalize(word).text for word in words] for words in (old, new))
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    return " ".join(_changes(matcher, old, new))


def _changes(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[str]:
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield " ".join(new[new_start:new_end])
            continue
        removed = f"[-{' '.join(old[old_start:old_end])}-]" if old_end > old_start else ""
        added = f"{{+{' '.join(new[new_start:new_end])}+}}" if new_end > new_start else ""
        yield removed + added


def _update_hint(article: ArticleText, passage: Passage) -> str:
    quotation = one_line_quotation(article.text, passage)
    return f"if the annotation still applies, quote the current text{f': {quotation}' if quotation else ''}"


def _place(annotation: Annotation) -> Place:
    return annotation.quote_place or annotation.place


def _line(article: ArticleText, passage: Passage) -> int:
    """The line of the article's file on which the passage begins: where the Markdown has the same occurrence of it."""
    words = article.text[passage.start : passage.end].split("\n")[0].split()
    for count in (4, 2, 1):
        start = " ".join(words[:count])
        earlier = article.text.count(start, 0, passage.start)
        position = -1
        for _ in range(earlier + 1):
            position = article.body.find(start, position + 1)
        if position >= 0:
            return article.body_line + article.body.count("\n", 0, position)
    # The Markdown differs from the reading text there: estimate.
    share = passage.start / max(1, len(article.text))
    return article.body_line + round(share * article.body.count("\n"))


def _short(text: str, length: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"
