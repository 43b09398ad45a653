"""Documents of office programs, other markup and PDF become articles, and somebody is asked to compare them."""

from __future__ import annotations

import io
import subprocess
import zipfile

import pypandoc
import pytest

from builder.convert import Capture, Options, convert
from builder.convert.formats import format_of
from builder.frontmatter import FrontMatter, read_mapping
from builder.problems import ContentError

WRITTEN = """% The night ferry
% The harbour desk
% 12 April 1987

The *ferry* sails at ten.[^crew]

## The crew

> Eleven people would like to work at night.

1. one captain
2. ten sailors, in [the list](https://example.org/list)

![a plan](plan.png)

[^crew]: Who they are is open.
"""


def document(suffix: str, text: str = WRITTEN) -> Capture:
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={suffix}", "--standalone", "--output=-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return Capture(f"old/the_night-ferry.{suffix}", done.stdout)


def article(capture: Capture) -> tuple[FrontMatter, list[str]]:
    result = convert(capture, Options())
    return read_mapping(result.text, "a.md"), [one.message for one in result.document.problems]


@pytest.mark.parametrize("suffix", ["docx", "odt", "epub", "rst", "org", "mediawiki"])
def test_a_document_becomes_an_article_with_its_words_and_structure(suffix: str) -> None:
    capture = document(suffix)
    found = format_of(capture.file, capture.content[:4096])
    assert found
    assert found.name == suffix
    front, said = article(capture)
    assert front.values["source"]["format"] == suffix
    assert said[0] == "the text was taken out of a document and may have gaps"
    if suffix != "mediawiki":
        assert front.values["title"] == "The night ferry"
    if suffix in {"docx", "epub"}:
        assert front.values["authors"] == ["The harbour desk"]
    if suffix in {"docx", "epub"}:
        assert str(front.values["date"]) == "1987-04-12"
    if suffix in {"rst", "mediawiki"}:
        assert said[1:] == ["the pictures in the document are left out"]
    if suffix == "mediawiki":
        assert front.values["title"] == "the night ferry"
    for part in ("> Eleven people", "1. one captain", "[the list](https://example.org/list)", "The *ferry* sails"):
        assert part in front.body
    assert "# The crew" in front.body


def test_a_document_without_a_title_has_that_of_its_first_line_or_of_its_file() -> None:
    assert article(document("odt", "**A bold line**\n\nA text below it."))[0].values["title"] == "A bold line"
    front, _ = article(document("odt", "A text.\n\nAnother one."))
    assert (front.values["title"], front.body.strip()) == ("the night ferry", "A text.\n\nAnother one.")


def test_the_year_alone_is_no_day() -> None:
    front, _ = article(document("docx", WRITTEN.replace("12 April 1987", "1987")))
    assert str(front.values["date"]) == "1987"


def test_what_is_no_document_is_a_problem() -> None:
    for content in (b"PK\3\4 broken", b"PK", b""):
        with pytest.raises(ContentError) as raised:
            convert(Capture("a.docx", content), Options(format="docx"))
        assert [one.code for one in raised.value.problems] == ["C503"]


def test_a_document_that_would_be_huge_when_unpacked_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for number in range(3):
            files.writestr(f"word/{number}.xml", b"\0" * 80_000_000)
    with pytest.raises(ContentError) as raised:
        convert(Capture("a.docx", packed.getvalue()), Options())
    assert "240,000,000 bytes when unpacked" in raised.value.problems[0].message


def pdf(*pages: list[str], title: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = " ".join(f"1 0 0 1 50 {780 - 14 * n} Tm ({line}) Tj" for n, line in enumerate(lines) if line)
        stream = f"BT /F1 11 Tf {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{one} 0 R' for one in kids)}] /Count {len(kids)} >>"
    objects.append(f"<< /Title ({title}) >>")
    out, offsets = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode()


def test_the_text_of_a_pdf_is_joined_over_lines_and_pages() -> None:
    first = [
        "Harbour Gazette",
        "The night ferry sails at ten",
        "The ferry to the island sails at ten in the evening and at five in the mor-",
        "ning. It takes eleven people, who have not been found yet by the harbour of-",
        "fice.",
        "The second paragraph of the article begins here, on a line of its own, and it",
        "goes on to the",
        "1",
    ]
    second = ["Harbour Gazette", "next page without a break, where it ends.", "2"]
    third = ["Harbour Gazette", "The third paragraph is the last one.", "3"]
    front, said = article(Capture("a.pdf", pdf(first, second, third)))
    assert front.values["title"] == "The night ferry sails at ten"
    first_paragraph, second_paragraph, third_paragraph = front.body.strip().split("\n\n")
    assert first_paragraph.endswith(
        "at five in the morning. It takes eleven people, who have not been found yet by the harbour office."
    )
    assert "it goes on to the next page without a break, where it ends." in second_paragraph
    assert third_paragraph == "The third paragraph is the last one."
    assert said == ["the text was taken out of a document and may have gaps"]


@pytest.mark.parametrize(
    ("content", "code"), [(b"%PDF-1.4 broken", "C503"), (pdf([]), "C508"), (pdf(["Only a title"]), "C508")]
)
def test_a_pdf_without_a_text_is_a_problem(content: bytes, code: str) -> None:
    with pytest.raises(ContentError) as raised:
        convert(Capture("a.pdf", content), Options())
    assert [one.code for one in raised.value.problems] == [code]
