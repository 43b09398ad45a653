"""What entity pages, shared names and related articles show."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model import EntityOverrides, Mention, Page, Passage, Site, Unlinked
from builder.pages import plan
from builder.pages.excerpts import LONGEST, excerpts
from builder.pages.group_inputs import ArticleInputs
from builder.pages.index import index_of
from builder.pages.related import co_occurring, log_likelihood, related_articles
from builder.render import Renderer
from tests.archive_factory import ROOT, WrittenArticle, anchor, article, config, entity, mentions, site


def pages_of(one: Site, **settings: object) -> dict[str, Page]:
    return {page.address: page for page in plan(one, config(**settings))}


def naming(slug: str, day: int, *names: str, **values: Any) -> tuple[WrittenArticle, tuple[Mention, ...]]:
    """An article that names entities whose names are their ids in capitals."""
    one = article(slug, date(2015, 1, 1) + timedelta(day), " and ".join(names) + ".", **values)
    found = (
        Mention(name.lower(), Passage(start := one.text.index(name), start + len(name)), "name", linked=True)
        for name in names
    )
    return one, tuple(sorted(found, key=lambda mention: mention.passage))


def archive(*named: tuple[WrittenArticle, tuple[Mention, ...]], **values: Any) -> Site:
    entities = {mention.entity for _, found in named for mention in found}
    values.setdefault("entities", [entity(one, one.upper()) for one in sorted(entities)])
    return site(*(one for one, _ in named), mentions={one.slug: found for one, found in named}, **values)


def test_an_entity_page_tells_variants_first_and_latest_and_what_is_about_it() -> None:
    old = article("old", date(2014, 1, 2), "Ada Lovelace wrote. Lovelace\nread.")
    new = article("new", date(2015, 1, 2), "Lovelace read.", entities=EntityOverrides(about=("lovelace",)))
    silent = article("silent", date(2016, 1, 2), "She wrote.", entities=EntityOverrides(about=("lovelace",)))
    found = {
        "old": (
            Mention("lovelace", Passage(0, 12), "full name", linked=True),
            Mention("lovelace", Passage(20, 28), "short", linked=False),
        ),
        "new": mentions(new, lovelace="Lovelace"),
    }
    one = site(old, new, silent, entities=[entity("lovelace", "Ada Lovelace")], mentions=found)
    view = pages_of(one)["/entities/lovelace/"].view
    assert [(one.form, one.count) for one in view.details.variants] == [("Lovelace", 2), ("Ada Lovelace", 1)]
    assert view.details.variants[0].address == "/2015/01/02/new/#m-lovelace-1"
    assert (view.details.first.title, view.details.latest.title) == ("Old", "New")
    assert [card.title for card in view.details.main_articles] == ["Silent", "New"]
    assert [(one.article.title, one.about, one.count) for one in view.articles] == [
        ("Silent", True, 0),
        ("New", True, 1),
        ("Old", False, 2),
    ]


def test_names_that_stand_everywhere_do_not_crowd_out_those_that_belong_together() -> None:
    named = [naming(f"a{day}", day, "EVERY", "ONE", "OTHER") for day in range(3)]
    named += [naming(f"b{day}", day, "EVERY", "THIRD") for day in range(3, 9)]
    named += [naming("c", 10, "EVERY", "ONE", "THIRD")]
    index = index_of(archive(*named), config())
    together = co_occurring(index, index.site.entities["one"], 10)
    assert [one.entity for one in together] == ["other"]
    assert [one.slug for one in together[0].articles] == ["a2", "a1", "a0"]
    view = pages_of(archive(*named))["/entities/one/"].view
    assert [(one.anchor, one.card.count) for one in view.details.co_occurring] == [("with-other", 3)]


def test_one_article_in_common_says_nothing() -> None:
    index = index_of(archive(naming("a", 1, "ONE", "OTHER"), naming("b", 2, "THIRD")), config())
    assert co_occurring(index, index.site.entities["one"], 10) == ()


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(0, 100))
def test_the_likelihood_is_the_same_both_ways_and_never_negative(both: int, one: int, other: int, rest: int) -> None:
    one, other = one + both, other + both
    total = one + other - both + rest
    score = log_likelihood(both, one, other, total)
    assert score == log_likelihood(both, other, one, total)
    assert score >= 0
    if both * total <= one * other:
        assert score == 0


def test_the_likelihood_is_that_of_the_books() -> None:
    # 10 of 100 and 10 of 100, together in all ten: -2 ln λ = 2 · 100 · H(0.1).
    assert log_likelihood(10, 10, 10, 100) == pytest.approx(65.0166, abs=1e-4)


def test_related_articles_share_rare_names_and_say_which() -> None:
    named = [naming(f"x{day}", day, "COMMON") for day in range(20)]
    named += [naming("a", 30, "COMMON", "RARE", "SCARCE"), naming("b", 31, "RARE"), naming("c", 32, "RARE", "SCARCE")]
    one = archive(*named)
    view = pages_of(one)["/2015/01/31/a/"].view
    # The rarest first: `SCARCE` has two articles, `RARE` three; a name of nearly all adds next to nothing.
    assert [(found.card.title, [link.label for link in found.shared]) for found in view.related][:2] == [
        ("C", ["SCARCE", "RARE"]),
        ("B", ["RARE"]),
    ]
    assert pages_of(archive(naming("only", 1, "ONE")))["/2015/01/02/only/"].view.related == ()


def test_related_articles_are_found_without_looking_at_all_of_them() -> None:
    named = [naming(f"n{day:03}", day, "ONE") for day in range(300)] + [naming("z", 301, "OTHER")]
    index = index_of(archive(*named), config())
    found = related_articles(index, index.articles["n150"], 1_000)
    assert len(found) == 24
    assert {one.article.slug for one in found[:2]} == {"n149", "n151"}


NAMED = st.lists(st.tuples(st.integers(0, 40), st.sets(st.sampled_from(["A", "B", "C", "D", "E"]))), max_size=30)


@given(NAMED, st.integers(0, 40), st.sets(st.sampled_from(["A", "B", "C", "D", "E"])))
def test_what_decides_which_articles_are_related_stays_only_while_they_do(
    others: list[tuple[int, set[str]]], day: int, names: set[str]
) -> None:
    named = [naming(f"n{number}", day, *sorted(had)) for number, (day, had) in enumerate(others)]
    before = index_of(archive(*named), config())
    after = index_of(archive(*named, naming("new", day, *sorted(names))), config())
    for one in before.newest:
        if ArticleInputs(before, one).key() == ArticleInputs(after, one).key():
            assert related_articles(before, one, 4) == related_articles(after, one, 4)


def test_an_article_decides_nothing_for_those_far_from_it() -> None:
    named = [naming(f"n{day:03}", day, "ONE", "RARE" if day < 40 else "OTHER") for day in range(300)]
    before = index_of(archive(*named), config())
    after = index_of(archive(*named, naming("new", 301, "ONE", "OTHER")), config())
    changed = [one for one in before.newest if ArticleInputs(before, one).key() != ArticleInputs(after, one).key()]
    assert {one.slug for one in changed} == {f"n{day:03}" for day in range(288, 300)}


def test_a_name_of_several_has_a_page_and_each_of_them_says_so() -> None:
    one = article("a", body="Assad spoke.")
    father = entity("hafez", "Hafez al-Assad", short=("Assad",))
    son = entity("bashar", "Bashar al-Assad", short=("ASSAD", "Assad"))
    left = Unlinked("Assad", Passage(0, 5), ("bashar", "hafez"), "ambiguous")
    pages = pages_of(site(one, entities=[father, son], unlinked={"a": (left,)}))
    view = pages["/entities/called/assad/"].view
    assert (view.name, [card.name for card in view.entities]) == ("Assad", ["Bashar al-Assad", "Hafez al-Assad"])
    assert [card.title for card in view.unlinked] == ["A"]
    (hatnote,) = pages["/entities/hafez/"].view.details.same_name
    assert [name.address for name in hatnote.names] == ["/entities/called/assad/"]
    assert [link.address for link in hatnote.others] == ["/entities/bashar/"]
    assert not any("/called/" in address for address in pages_of(site(one, entities=[father])))


def test_names_that_the_same_others_have_are_said_together() -> None:
    pages = pages_of(
        site(
            entities=[
                entity("bashar", "Bashar al-Assad", aliases=("President Assad",), short=("al-Assad", "Assad")),
                entity("hafez", "Hafez al-Assad", aliases=("President Assad",), short=("al-Assad", "Assad")),
                entity("rifaat", "Rifaat al-Assad", short=("al-Assad", "Assad")),
            ]
        )
    )
    said = [
        ([name.label for name in one.names], [link.label for link in one.others])
        for one in pages["/entities/bashar/"].view.details.same_name
    ]
    assert said == [
        (["al-Assad", "Assad"], ["Hafez al-Assad", "Rifaat al-Assad"]),
        (["President Assad"], ["Hafez al-Assad"]),
    ]
    for theme in ("classic", "plain"):
        renderer = Renderer(ROOT / "themes" / theme, config())
        words = " ".join(re.sub("<[^>]+>", "", renderer.render(pages["/entities/bashar/"]).content.decode()).split())
        assert "Others named al-Assad or Assad: Hafez al-Assad, Rifaat al-Assad" in words
        assert "thers named President Assad: Hafez al-Assad" in words


def test_names_in_any_script_are_shared_and_none_becomes_no_address() -> None:
    pages = pages_of(site(entities=[entity("a", "حجاب"), entity("b", "حجاب"), entity("c", "…"), entity("d", "…")]))
    assert [address for address in pages if "/called/" in address] == ["/entities/called/hjb/"]


def test_notes_that_name_an_entity_stand_on_its_page() -> None:
    one = article(body="Nobel met Lovelace.")
    on, by = anchor(one, "Lovelace", "on"), anchor(one, "Nobel met", "by")
    named = {by.annotation.place: ("lovelace",)}
    whole = site(
        one,
        entities=[entity("lovelace", "Ada Lovelace")],
        anchors=[on, by],
        mentions={"talks": mentions(one, lovelace="Lovelace")},
        entities_in_annotations=named,
    )
    view = pages_of(whole)["/entities/lovelace/"].view
    assert {card.note.id for card in view.details.notes} == {"on", "by"}


def test_all_names_are_one_file_of_data() -> None:
    one, found = naming("a", 1, "ONE")
    entities = [entity("one", "ONE", wikidata="Q1", aliases=("</script>",)), entity("two", "Two", kind="place")]
    page = pages_of(archive((one, found), entities=entities))["/entities/entities.json"]
    data = json.loads(page.view.text)
    assert data["numberOfItems"] == 2
    assert data["itemListElement"][0] == {
        "@type": "Person",
        "@id": "https://example.org/base/entities/one/",
        "name": "ONE",
        "url": "https://example.org/base/entities/one/",
        "sameAs": ["https://www.wikidata.org/entity/Q1"],
        "identifier": "one",
        "alternateName": ["</script>"],
        "articles": 1,
        "mentions": 1,
        "first": "2015-01-02",
        "latest": "2015-01-02",
    }


def test_dates_and_places_are_told_to_programs_in_their_words() -> None:
    entities = [
        entity("ada", dates=(("born", "1815"), ("start", "1900")), same_as=("https://example.org/ada",)),
        entity("geneva", kind="place", coordinates=(46.2, 6.1)),
        entity("talks", kind="event", dates=(("start", "2014-01-22"),)),
    ]
    pages = pages_of(site(entities=entities))
    ada, geneva, talks = (pages[f"/entities/{one}/"].view.head.data for one in ("ada", "geneva", "talks"))
    assert (ada["birthDate"], ada["sameAs"], "startDate" in ada) == ("1815", ["https://example.org/ada"], False)
    assert geneva["geo"]["latitude"] == 46.2
    assert (talks["@type"], talks["startDate"]) == ("Event", "2014-01-22")


def test_each_entity_has_a_feed() -> None:
    one, found = naming("a", 1, "ONE")
    view = pages_of(archive((one, found)))["/entities/one/feed.xml"].view
    assert [entry.title for entry in view.entries] == ["A"]


@given(st.lists(st.integers(1, 60), min_size=30, max_size=90), st.data())
def test_an_excerpt_is_never_cut_within_a_word(lengths: list[int], data: st.DataObject) -> None:
    words = ["".join(chr(97 + (number + place) % 26) for place in range(size)) for number, size in enumerate(lengths)]
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(len(words) - 1, first + 2)))
    start = len(" ".join(words[:first])) + bool(first)
    end = len(" ".join(words[: last + 1]))
    ((pieces, _),) = excerpts(text, [Passage(start, end)])
    shown = "".join(piece.text for piece in pieces)
    assert set(shown.replace("…", "").split()) <= set(words)
    assert [piece.text for piece in pieces if piece.marked] == [text[start:end]]
    assert len(shown) <= LONGEST + 2 * max(lengths) + end - start + 4


def test_an_excerpt_within_a_compound_keeps_the_whole_of_it() -> None:
    text = "x" * 300 + " " + "anti-Assad" + " " + "y" * 300
    start = text.index("Assad")
    ((pieces, _),) = excerpts(text, [Passage(start, start + 5)])
    assert "".join(piece.text for piece in pieces).strip("… ").startswith("anti-Assad")
