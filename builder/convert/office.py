"""Office: documents of word processors and other markup, read by pandoc; a person has to compare the result."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.html_markdown import tree_to_markdown
from builder.dates import Date
from builder.dates.other_forms import written_otherwise
from builder.problems import ContentError, Problem
from builder.sentences import LINE_END

SECONDS = 60
"""Longest time that pandoc may take for a document."""
MEMORY = "512M"
TITLE_WORDS = 20
"""Of a first paragraph without a full stop that is a title."""
UNPACKED = 200_000_000
"""Bytes that all files in a document may have together; more is a bomb, or a film."""


def _reader(name: str) -> Callable[[Capture, Options], Document]:
    def read(capture: Capture, _: Options) -> Document:
        return _document(capture, _html(capture, name))

    return read


def _is_zip(head: bytes) -> bool:
    return head.startswith(b"PK")


FORMATS = (
    Format("docx", "a document of Word", (".docx",), _reader("docx"), _is_zip),
    Format("odt", "a document of LibreOffice", (".odt",), _reader("odt"), _is_zip),
    Format("epub", "an electronic book", (".epub",), _reader("epub"), _is_zip),
    Format("rst", "reStructuredText", (".rst",), _reader("rst")),
    Format("org", "a file of Org mode", (".org",), _reader("org")),
    Format("mediawiki", "the text of a page of a wiki", (".mediawiki", ".wiki"), _reader("mediawiki")),
)


def _html(capture: Capture, reader: str) -> Any:
    """The document as a tree of HTML; raises ContentError when pandoc cannot read it."""
    if _is_zip(capture.content[:2]):
        _refuse_bomb(capture)
    try:
        import pypandoc  # noqa: PLC0415 - of the extra `convert`
        from lxml import html  # noqa: PLC0415 - likewise
    except ImportError as error:
        help_ = "install the extra: pip install 'annotated-archive[convert]'"
        raise ContentError(Problem("C503", "pandoc is not installed", capture.place, help_)) from error
    # In its sandbox it reads no other file, and nothing from the network.
    options = ("--sandbox", "--standalone", "--wrap=none", f"--from={reader}", "--to=html5")
    limits = ("+RTS", f"-M{MEMORY}", "-RTS")
    command = (pypandoc.get_pandoc_path(), *limits, *options)
    try:
        done = subprocess.run(  # noqa: S603 - the program of the library; the document is its input only
            command, input=capture.content, capture_output=True, timeout=SECONDS, check=True
        )
        return html.document_fromstring(done.stdout.decode("utf-8", "replace").replace("\0", ""))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ContentError(_unreadable(capture)) from error


def _refuse_bomb(capture: Capture) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(capture.content)) as files:
            size = sum(one.file_size for one in files.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise ContentError(_unreadable(capture)) from error
    if size > UNPACKED:
        message = f"the document would have {size:,} bytes when unpacked; at most {UNPACKED:,} are allowed"
        raise ContentError(Problem("C503", message, capture.place, "save its text alone, without pictures"))


def _unreadable(capture: Capture) -> Problem:
    return Problem("C503", "the document cannot be read", capture.place, "open it, and save it again or as text")


def _document(capture: Capture, root: Any) -> Document:
    body = root.find("body")
    title = _take(body, "h1", "title")
    stated = _take(body, "p", "date")
    authors = [name for name in iter(lambda: _take(body, "p", "author"), "") if len(name) <= 60]
    pictures = _remove(body.xpath("//img | //figure"))
    _remove(body.xpath("//a[contains(@class, 'footnote-back')]"))
    for number in body.xpath("//a[contains(@class, 'footnote-ref')]"):
        # Its target has no address in an article.
        number.text, number[:] = f"[{number.text_content()}]", []
        del number.attrib["href"]
    title = title or _stated_title(body) or re.sub(r"[-_]+", " ", PurePosixPath(capture.file).stem)
    markdown, words = tree_to_markdown(body)
    if not title or not words:
        help_ = "give it a title and a text, or write the article by hand"
        raise ContentError(Problem("C503", "no article was found in the capture", capture.place, help_))
    dates = written_otherwise(stated) or tuple(filter(None, [_date(stated)]))
    return Document(
        title=title,
        body=markdown,
        words=words,
        date=dates[0] if len(dates) == 1 else None,
        values={"authors": authors},
        source={"meta": {"extracted": "pandoc"}},
        problems=(extracted(capture), *_without_pictures(capture, pictures)),
        words_in_capture=len(" ".join(root.itertext()).split()),
    )


def extracted(capture: Capture) -> Problem:
    """The problem of a text that a program took out of a document in a way that nobody can verify by rules."""
    help_ = "compare the article with the document"
    return Problem("C545", "the text was taken out of a document and may have gaps", capture.place, help_)


def _without_pictures(capture: Capture, count: int) -> Iterable[Problem]:
    if count:
        help_ = "copy those that belong to the article to content/assets/, and show them in its text"
        yield Problem("C545", "the pictures in the document are left out", capture.place, help_)


def _take(body: Any, tag: str, css_class: str) -> str:
    """The text of the first element of pandoc's title block with this class, which is removed; empty for none."""
    return _taken(body.xpath(f"//header//{tag}[@class='{css_class}']"))


def _stated_title(body: Any) -> str:
    """The text of what the document begins with, which is removed: a heading, or a short line; empty for neither."""
    first = body.xpath("//*[self::h1 or self::h2 or self::p][normalize-space()]")[:1]
    text = " ".join(first[0].text_content().split()) if first else ""
    is_title = first and (
        first[0].tag != "p" or (len(text.split()) <= TITLE_WORDS and not LINE_END.search(re.sub(r"\[\d+\]$", "", text)))
    )
    return _taken(first) if is_title else ""


def _taken(elements: list[Any]) -> str:
    """The text of the first of the elements, which is removed; empty for none."""
    if not elements:
        return ""
    elements[0].drop_tree()
    return " ".join(elements[0].text_content().split())


def _remove(elements: Iterable[Any]) -> int:
    found = list(elements)
    for one in found:
        if one.getparent() is not None:
            one.drop_tree()
    return len(found)


def _date(text: str) -> Date | None:
    try:
        return Date.parse(text)
    except ValueError:
        return None
