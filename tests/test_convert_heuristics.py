"""Pages without a profile are separated into article and boilerplate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.capture_factory import BODY, PAGE_WORDS, TITLE, article, page, words
from tests.examples import examples


def test_comments_without_a_heading_are_left_out() -> None:
    front, text = article(page().replace("Reader comments\n", ""))
    assert words(front) == PAGE_WORDS
    assert "remark" not in text


def test_lists_in_a_text_are_kept() -> None:
    lists = ["- one\n- two\n- three", "North bank\nSouth bank\nIsland"]
    front, _ = article(
        "\n\n".join(("Ferry stops", "The ferry stops at these places from Monday to Friday.", *lists, *lists))
    )
    assert (
        words(front)
        == " ".join(("Ferry stops The ferry stops at these places from Monday to Friday.", *lists, *lists)).split()
    )


def test_a_menu_above_the_text_is_left_out() -> None:
    front, _ = article(f"Home\nNews\nWeather\nBoats\n\n{TITLE}\n\n" + "\n\n".join(BODY).replace("␣", " "))
    assert words(front) == PAGE_WORDS


@examples(60)
@given(st.lists(st.text("abcdefg ,.", min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=8))
def test_a_text_of_paragraphs_is_not_a_page(paragraphs: list[str]) -> None:
    text = "\n\n".join(["A title of the text", *paragraphs])
    front, _ = article(text)
    assert words(front) == text.split()
