"""PDF: the text layer of a document that was made on a computer; a person has to compare the result."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from builder.convert.capture import Capture, Document, Format, Options
from builder.convert.extraction import Paragraph
from builder.convert.markup import markdown
from builder.convert.office import extracted
from builder.problems import ContentError, Problem
from builder.sentences import LINE_END

PAGES = 500
"""Most pages of one article."""
SHORT = 0.8
"""Of the usual length of a line: a shorter one that ends a sentence ends its paragraph."""
TITLE_LIMIT = 300
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(r"\W*(?:page |p\. ?)?\d{1,4}(?: (?:of|/) \d{1,4})?\W*", re.IGNORECASE)


def read(capture: Capture, _: Options) -> Document:
    """The article in a PDF; raises ContentError when it cannot be read or has no text."""
    pages, title = _pages(capture)
    lines = list(chain.from_iterable(_without_running_heads(pages)))
    paragraphs = list(_paragraphs(lines))
    if not title and paragraphs:
        title = paragraphs.pop(0).text
    elif paragraphs and paragraphs[0].text.casefold() == title.casefold():
        paragraphs.pop(0)
    if not paragraphs or not title or len(title) > TITLE_LIMIT:
        help_ = "if its pages are pictures, recognize their text first (OCR); this file may stay, it is not published"
        raise ContentError(Problem("C508", "the PDF has no text, or only a line", capture.place, help_))
    return Document(
        title=title,
        body=markdown(paragraphs, [False] * len(paragraphs)),
        words=" ".join(paragraph.text for paragraph in paragraphs),
        source={"meta": {"extracted": "text layer of a PDF"}},
        problems=(extracted(capture),),
        words_in_capture=sum(len(line.split()) for line in chain.from_iterable(pages)),
    )


FORMAT = Format(
    "pdf", "a PDF with a text layer", (".pdf",), read, lambda head: head.lstrip()[:5] == b"%PDF-"
)  # fmt: skip


def _pages(capture: Capture) -> tuple[list[list[str]], str]:
    """The lines of each page, and the title that the document states."""
    try:
        import pypdfium2  # noqa: PLC0415 - of the extra `convert`
    except ImportError as error:
        help_ = "install the extra: pip install 'annotated-archive[convert]'"
        raise ContentError(Problem("C503", "pypdfium2 is not installed", capture.place, help_)) from error
    try:
        document = pypdfium2.PdfDocument(capture.content)
        if len(document) > PAGES:
            message = f"the document has {len(document):,} pages; at most {PAGES} are allowed"
            raise ContentError(Problem("C503", message, capture.place, "split it into articles"))
        texts = [page.get_textpage().get_text_bounded() for page in document]
        title = " ".join(str(document.get_metadata_dict().get("Title") or "").split())
    except (pypdfium2.PdfiumError, ValueError) as error:
        help_ = "open it, and save it again without a password"
        raise ContentError(Problem("C503", "the document cannot be read", capture.place, help_)) from error
    # PDFium joins lines with U+0002 where a hyphen at the end of the first parts a word.
    parted = (text.replace("\0", "").replace("\2", "\u00ad\n") for text in texts)
    return [[" ".join(line.split()) for line in text.splitlines()] for text in parted], title


def _without_running_heads(pages: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The pages without page numbers, and without the first and last lines that most pages share."""
    filled = [[line for line in page if line] for page in pages]
    edges = Counter(line for page in filled if page for line in {page[0], page[-1]})
    repeated = {line for line, count in edges.items() if count > 2 and count > len(pages) / 2}
    for page in filled:
        while page and (page[0] in repeated or _PAGE_NUMBER.fullmatch(page[0])):
            page.pop(0)
        while page and (page[-1] in repeated or _PAGE_NUMBER.fullmatch(page[-1])):
            page.pop()
        yield page


def _paragraphs(lines: Sequence[str]) -> Iterator[Paragraph]:
    """The lines as paragraphs, whose words are whole: a hyphen at the end of a line joins two parts of a word."""
    # Headings and the ends of paragraphs are short; a full line is longer than most.
    usual = sorted(map(len, lines))[len(lines) * 3 // 4] if lines else 0
    current = ""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        is_broken = bool(_HYPHEN.search(line)) and following[:1].islower()
        current += _HYPHEN.sub("", line) if is_broken else line
        if is_broken:
            continue
        is_short = len(line) < SHORT * usual
        if not following or (is_short and (LINE_END.search(line) or following[:1].isupper())):
            yield Paragraph((current,), 1, number)
            current = ""
        else:
            current += " "
