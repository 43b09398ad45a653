"""Bibliography formats: the entry of one article in BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from urllib.parse import quote

from builder.dates import Date
from builder.model import Article, InPrint
from builder.pages.dates import MONTHS
from builder.pages.head import Alternate
from builder.pages.index import Index

_PLAIN_URL = "/:#!$&'()*+,;=@~%?[]"
# An unpaired brace ends a field early even behind a backslash, so braces are written as commands.
_LATEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}
_LATEX_SIGN = re.compile("[" + re.escape("".join(_LATEX)) + "]")


@dataclass(frozen=True)
class Cited:
    """The bibliographic data of an article; every text is on one line."""

    key: str
    """Unique in the archive; only letters, digits, `-` and `_`, which every tool accepts."""
    title: str
    authors: tuple[str, ...]
    """As in the byline: persons and organisations, which no rule can tell apart."""
    publisher: str
    date: Date | None
    """Without a time."""
    url: str
    """Of its page in the archive."""
    published_at: str
    """Where it was first published; empty if unknown."""
    archive: str
    language: str
    topics: tuple[str, ...]
    in_print: InPrint


@dataclass(frozen=True)
class Format:
    """A bibliography format: how to write an entry, and how to join entries."""

    label: str
    suffix: str
    media: str
    entry: Callable[[Cited], str]
    opening: str = ""
    between: str = ""
    closing: str = ""

    def of(self, entries: Iterable[str]) -> str:
        """The text of a file."""
        return f"{self.opening}{self.between.join(entries)}{self.closing}"


def cited(index: Index, article: Article) -> Cited:
    """The bibliographic data of the article."""
    return Cited(
        key=re.sub("[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}_", article.slug),
        title=_line(article.title),
        authors=tuple(line for name in article.authors if (line := _line(name))),
        publisher=_line(article.publisher),
        date=article.day,
        url=_url(index.full_url(article.address)),
        published_at=_url(article.source.url),
        archive=_line(index.config.title),
        language=_line(article.language),
        topics=tuple(_line(index.topics[slug].title) for slug in article.topics),
        in_print=InPrint(**{field.name: _line(getattr(article.in_print, field.name)) for field in fields(InPrint)}),
    )


def bibtex(one: Cited) -> str:
    """An `@article` if the publisher is known, otherwise `@misc`."""
    printed = one.in_print
    values = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in one.authors),
        # The second pair of braces preserves capitals.
        "title": f"{{{_latex(one.title)}}}",
        "journal": _latex(one.publisher),
        "howpublished": "" if one.publisher else _latex(one.archive),
        # BibLaTeX reads the Extended Date/Time Format.
        "date": str(one.date or ""),
        "year": f"{one.date.year:04}" if one.date else "",
        # An abbreviation of BibTeX itself, which each style prints in its language.
        "month": MONTHS[one.date.month - 1][:3].lower() if one.date and one.date.month else "",
        "address": _latex(printed.place),
        "edition": _latex(printed.edition),
        "section": _latex(printed.section),
        "pages": _latex(_pages(printed.page, "--")),
        "url": one.url,
        "note": _latex(_note(one)),
        "language": _latex(one.language),
        "keywords": _latex(", ".join(one.topics)),
    }
    lines = [
        f"  {name} = {value},\n" if name == "month" else f"  {name} = {{{value}}},\n"
        for name, value in values.items()
        if value
    ]
    return f"@{'article' if one.publisher else 'misc'}{{{one.key},\n{''.join(lines)}}}\n"


def ris(one: Cited) -> str:
    """A newspaper article. The format wants CRLF line ends, which rendering adds."""
    printed = one.in_print
    first, _, last = _pages(printed.page, "-").partition("-")
    lines = [
        ("TY", "NEWS"),
        ("ID", one.key),
        ("TI", one.title),
        *(("AU", name) for name in one.authors),
        ("T2", one.publisher),
        ("PY", f"{one.date.year:04}" if one.date else ""),
        ("DA", _ris_date(one.date) if one.date else ""),
        ("CY", printed.place),
        ("ET", printed.edition),
        ("SE", printed.section),
        ("SP", first),
        ("EP", last),
        ("UR", one.url),
        ("DP", one.archive),
        ("LA", one.language),
        *(("KW", topic) for topic in one.topics),
        ("N1", _note(one)),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - \n"


def csl_json(one: Cited) -> str:
    """An item of a CSL-JSON list."""
    printed = one.in_print
    found: Mapping[str, object] = {
        "id": one.key,
        "type": "article-newspaper",
        "title": one.title,
        "author": [{"literal": name} for name in one.authors],
        "container-title": one.publisher,
        "issued": _csl_date(one.date) if one.date else {},
        "publisher-place": printed.place,
        "edition": printed.edition,
        "section": printed.section,
        "page": printed.page,
        "URL": one.url,
        "source": one.archive,
        "language": one.language,
        "keyword": ", ".join(one.topics),
        "note": _note(one),
    }
    return json.dumps({name: value for name, value in found.items() if value}, ensure_ascii=False)


FORMATS = (
    Format("BibTeX", "bib", "application/x-bibtex", bibtex, between="\n"),
    Format("RIS", "ris", "application/x-research-info-systems", ris, between="\n"),
    Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json, "[\n", ",\n", "\n]\n"),
)


def citation_files(address: str) -> tuple[Alternate, ...]:
    """The citation files of the article at this address."""
    return tuple(Alternate(one.label, f"{address}cite.{one.suffix}", one.media) for one in FORMATS)


def bibliography_files(address: str) -> tuple[Alternate, ...]:
    """The bibliography files of the list at this address."""
    return tuple(Alternate(one.label, f"{address}bibliography.{one.suffix}", one.media) for one in FORMATS)


def _line(text: str) -> str:
    return " ".join(text.split())


def _url(address: str) -> str:
    return quote(_line(address), safe=_PLAIN_URL)


def _latex(text: str) -> str:
    return _LATEX_SIGN.sub(lambda found: _LATEX[found[0]], text)


def _ris_date(date: Date) -> str:
    """Year, month and day; slashes stay for what is not known, and a word after the third says how it is meant."""
    words = {"~": "circa", "?": "uncertain", "%": "circa, uncertain"}
    parts = [f"{date.year:04}", *(f"{part:02}" if part else "" for part in (date.month, date.day))]
    other = words.get(date.qualifier, "")
    return "/".join([*parts, other] if other or not date.day else parts)


def _csl_date(date: Date) -> Mapping[str, object]:
    parts = [part for part in (date.year, date.month, date.day) if part]
    # CSL has one word for approximate and uncertain dates.
    return {"date-parts": [parts], **({"circa": True} if date.qualifier else {})}


def _pages(text: str, dash: str) -> str:
    """`3–4` with another dash; anything that is not a range of two numbers as it is."""
    match = re.fullmatch(r"(\w+) *(?:[-–—]|--) *(\w+)", text)
    return f"{match[1]}{dash}{match[2]}" if match else text


def _note(one: Cited) -> str:
    """What the formats have no field for."""
    column = f"Column {one.in_print.column}" if one.in_print.column else ""
    published = f"First published at {one.published_at}" if one.published_at else ""
    return ". ".join(filter(None, (column, published)))
