"""What links to a note leads to it, whatever becomes of its heading, its article and itself."""

from __future__ import annotations

from dataclasses import replace

from builder.model import WithdrawnNote
from builder.problems import Place
from tests.addresses import WITHDRAWAL, codes, compared, noted
from tests.archive_factory import site


def test_the_id_of_a_note_whose_heading_changed_stays_on_the_page() -> None:
    found = compared(noted(("new", "Some")), compared(noted(("old", "Some"))).addresses)
    assert found.former_ids == {"talks": {"note-new": ("note-old",)}}
    assert [*found.addresses.notes["/2015/11/03/talks/"]] == ["note-old"]
    assert codes(found) == ["N131"]
    again = compared(noted(("newer", "Some")), found.addresses)
    assert again.former_ids == {"talks": {"note-newer": ("note-new", "note-old")}}
    assert "add `- id: old`" in again.problems[0].help


def test_an_id_line_keeps_the_old_id_or_gives_it_up_and_no_anchor_is_lost() -> None:
    before = compared(noted(("new", "Some")), compared(noted(("old", "Some"))).addresses).addresses
    kept = compared(noted(("old", "Some"), pinned=True), before)
    assert (kept.former_ids, codes(kept)) == ({"talks": {"note-old": ("note-new",)}}, [])
    given_up = compared(noted(("new", "Some"), pinned=True), before)
    assert (given_up.former_ids, codes(given_up)) == ({"talks": {"note-new": ("note-old",)}}, [])
    assert [*given_up.addresses.notes["/2015/11/03/talks/"]] == ["note-new"]


def test_a_deleted_note_is_told_and_a_draft_is_no_note_yet() -> None:
    before = compared(noted(("a", "Some"), ("b", "Other"))).addresses
    (problem,) = compared(noted(("a", "Some")), before).problems
    assert (problem.code, problem.place.path) == ("L406", "content/annotations/talks.md")
    assert "/2015/11/03/talks/#note-b" in problem.message
    draft = noted(("a", "Some"), ("b", "Other"), status="draft")
    assert codes(compared(draft, before)) == ["L406", "L406"]
    assert compared(draft).addresses.notes == {}


def test_a_withdrawn_note_keeps_its_id_and_former_ids_and_its_replies_go_with_it() -> None:
    before = compared(noted(("a", "Some"), ("b", "Other"))).addresses
    renamed = compared(noted(("a", "Some"), ("c", "Other"), pinned=True), before).addresses
    notes = {**renamed.notes["/2015/11/03/talks/"], "reply-c--more": "01234567"}
    left = {"talks": (WithdrawnNote("c", WITHDRAWAL, Place("content/annotations/talks.md", 9)),)}
    withdrawn = replace(noted(("a", "Some")), withdrawn_notes=left)
    found = compared(withdrawn, replace(renamed, notes={"/2015/11/03/talks/": notes}))
    assert (found.problems, found.former_ids) == ((), {"talks": {"note-c": ("note-b",)}})
    assert found.addresses.notes["/2015/11/03/talks/"].keys() == {"note-a", "note-c"}
    assert found.addresses.lost == {}


def test_a_withdrawn_note_keeps_an_id_that_was_still_the_permanent_one() -> None:
    """Its heading had changed, and no `id` said which address was to stay when the note was withdrawn."""
    before = compared(noted(("old", "Some"))).addresses
    unanswered = compared(noted(("new", "Some")), before).addresses
    notes = {"/2015/11/03/talks/": {**unanswered.notes["/2015/11/03/talks/"], "reply-old--more": "01234567"}}
    withdrawn_notes = {"talks": (WithdrawnNote("new", WITHDRAWAL, Place("content/annotations/talks.md", 1)),)}
    found = compared(replace(noted(), withdrawn_notes=withdrawn_notes), replace(unanswered, notes=notes))
    assert (found.problems, found.addresses.lost) == ((), {})
    assert found.former_ids == {"talks": {"note-new": ("note-old", "reply-old--more")}}
    again = compared(replace(noted(), withdrawn_notes=withdrawn_notes), found.addresses)
    assert (again.former_ids, again.addresses) == (found.former_ids, found.addresses)


def test_notes_move_with_their_article() -> None:
    before = compared(noted(("old", "Some"), ("gone", "Other"), slug="a")).addresses
    found = compared(noted(("new", "Some"), slug="b"), before)
    assert found.redirects == {"/2015/11/03/a/": "/2015/11/03/b/"}
    assert found.former_ids == {"b": {"note-new": ("note-old",)}}
    assert found.addresses.lost.keys() == {"/2015/11/03/b/#note-gone"}


def test_the_notes_of_a_lost_article_come_back_with_it() -> None:
    lost = compared(site(), compared(noted(("old", "Some"))).addresses)
    assert codes(lost) == ["L406"]
    found = compared(noted(("new", "Some")), lost.addresses)
    assert (found.former_ids, found.addresses.lost) == ({"talks": {"note-new": ("note-old",)}}, {})
