"""Whatever a capture holds, it becomes harmless text or a clear problem, soon."""

from __future__ import annotations

import time
from random import Random

import pytest

from builder.convert import Capture, Options, convert
from builder.problems import ContentError
from tests.capture_factory import article, problem_of, profile, words

TEXT = "Bridge opens\n\nThe council’s café opened on Monday, said the mayor — “at last”.\n"
NOISE = Random(1).randbytes(5_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_texts_in_these_encodings_are_read(encoding: str) -> None:
    assert convert(Capture("a.txt", TEXT.encode(encoding)), Options()).reading_text == TEXT.split("\n")[2]


OTHERS = {
    "cp1251": "Мост открыт\n\nСовет открыл мост во вторник, сказал мэр города.\n",
    "koi8-r": "Мост открыт\n\nСовет открыл мост во вторник, сказал мэр города.\n",
    "cp1253": "Άνοιξε η γέφυρα\n\nΤο συμβούλιο άνοιξε τη γέφυρα την Τρίτη, είπε ο δήμαρχος.\n",
    "shift_jis": "橋が開通\n\n市議会は火曜日、橋を開通させた。\n",
    "euc-jp": "橋が開通\n\n市議会は火曜日、橋を開通させた。\n",
    "gb18030": "新桥通车\n\n市议会周二宣布新桥通车，市长说。\n",
    "big5": "新橋通車\n\n市議會週二宣布新橋通車，市長說。\n",
    "euc-kr": "새 다리 개통\n\n시의회는 화요일 다리를 개통했다.\n",
}


@pytest.mark.parametrize("encoding", OTHERS)
def test_other_encodings_are_read_if_a_profile_names_them(encoding: str) -> None:
    content = OTHERS[encoding].encode(encoding)
    assert "C503" in problem_of(content)
    named = (profile(f"encoding: {encoding}\n"),)
    made = convert(Capture("a.txt", content), Options(profiles=named, profile="archived-page"))
    assert f"{made.title}\n\n{made.reading_text}\n" == OTHERS[encoding]


def test_an_unknown_encoding_in_a_profile_is_a_problem() -> None:
    with pytest.raises(ContentError, match="`encoding`: 'klingon' is not known"):
        profile("encoding: klingon\n")


@pytest.mark.parametrize(
    "content", [bytes(1_000), NOISE, b"%PDF-1.4\n" + NOISE, b"\x89PNG\r\n\x1a\n" + NOISE, b"PK\x03\x04" + NOISE]
)
def test_what_is_not_text_is_told(content: bytes) -> None:
    assert "C503: the file is not text" in problem_of(content)


@pytest.mark.parametrize(
    ("given", "wanted", "repairs"),
    [
        ("A \x01\x02word.", "A word.", {"control_characters": "2"}),
        ("\x1b[31mRed\x1b[0m text.", "Red text.", {"terminal_sequences": "2"}),
        ("The mayorâ€™s cafÃ© isnâ€™t open.", "The mayor’s café isn’t open.", {"letters_encoded_twice": "3"}),
        ("Bad \ufffd letter.", "Bad \ufffd letter.", {"undecodable_characters": "1"}),
        ("NÃO, dit « le CAFÉ » Â.", "NÃO, dit « le CAFÉ » Â.", None),
    ],
)
def test_repairs_are_counted(given: str, wanted: str, repairs: dict[str, str] | None) -> None:
    front, _ = article(f"Title\n\n{given}")
    assert words(front) == f"Title {wanted}".split()
    assert front.values["source"].get("meta", {}).get("repairs") == repairs


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\n---\n\nText.",
        "---\n\nText.",
        "{{ title }}\n\n{% raw %} {{ x }} <script>alert(1)</script> {% include 'a' %}",
        "../../etc/passwd\n\n[a](javascript:alert(1)) <img src=x onerror=alert(1)>",
        "T\n\n```\n{{ x }}\n```\n\n<!-- a -->\n\n[a]: http://example.org/\n\n[a]",
        "T\n\n\u202eevil\u202c text",
    ],
)
def test_code_is_only_text(text: str) -> None:
    front, made = article(text)
    assert words(front) == text.split()
    assert made.startswith("---\ntitle: ")
    assert "<script>" not in made.replace("<script>alert", "") or "\\<script>" in made


@pytest.mark.parametrize(
    "text",
    [
        "word " * 180_000,
        "*w_o[r]d& " * 6_000,
        "[](a*_`<" * 8_000,
        "a\n" * 100_000,
        "7 April 1987\n" * 20_000,
        "> " * 5_000 + "x",
        "1,1.1," * 10_000,
        "By " + "A " * 40_000,
        "â€" * 20_000,
        "\x1b[" * 20_000,
    ],
    ids=range(10),
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    try:
        made = convert(Capture("a.txt", f"Title\n\n{text}".encode()), Options())
        assert max(map(len, made.text.split("\n"))) <= 64 << 10
    except ContentError as error:
        assert {problem.code for problem in error.problems} <= {"C501", "C503"}  # noqa: PT017
    assert time.process_time() - started < 10
