"""Faults: what is wrong with a template, found before a page needs it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from builder.config import load_config
from builder.model import Prose
from builder.pages import plan
from builder.pipeline import check_site
from builder.problems import Problem
from builder.render import DEFAULT_TEMPLATES, Renderer
from tests.archive_factory import ROOT, config, small_site

SMALL = ROOT / "tests" / "archives" / "small"
# How a template of `Shelf` can go wrong: the template, where the fault is found, and its words.
WRONG = {
    "a tag that is not closed": ("<p>\n{% if view.title %}", 2, "Unexpected end of template"),
    "a filter that is not there": ("{{ view.title|uper }}", 1, "No filter named 'uper'"),
    "a template that is not there": ("\n{% extends 'bsae.html' %}", 2, "has no template bsae.html"),
    "a name that nothing has": ("\n\n{{ veiw.title }}", 3, "no template has `veiw`"),
    "a field of the view": ("{{ view.titel }}", 1, "Shelf has no field `titel`"),
    "a field of the settings": ("{{ site.titel }}", 1, "Config has no field `titel`"),
    "a field within a loop": ("{% for one in view.books %}{{ one.titel }}{% endfor %}", 1, "Book has no field `titel`"),
    "a field of a pair": ("{% for n, b in view.pairs %}{{ n.x }}{{ b.real }}{% endfor %}", 1, "str has no field `x`"),
    "a field of what may be missing": ("{% if view.best %}{{ view.best.yaer }}{% endif %}", 1, "Book has no"),
    "a field of a name that was set": ("{% set b = view.books[0] %}\n{{ b.yaer }}", 2, "Book has no field `yaer`"),
    "a field within a block": (
        "{% extends 'base.html' %}\n{% block main %}{{ view.no }}{% endblock %}",
        2,
        "Shelf has",
    ),
    "a field in what is extended": ("{% extends 'low.html' %}", 1, "Shelf has no field `foot`"),
    "a field within a macro": ("{% import 'show.html' as show %}{{ show.book(view.best) }}", 3, "Book has no field"),
    "a macro that is not there": ("{% import 'show.html' as show %}{{ show.bok(1) }}", 1, "show.html has no `bok`"),
    "a field in the name of an include": ("{% include view.titel %}", 1, "Shelf has no field `titel`"),
    "a field in a list of includes": ("{% include [view.titel, 'b.html'] %}", 1, "Shelf has no field `titel`"),
    "a field in the name of an import": ("{% import view.titel as x %}", 1, "Shelf has no field `titel`"),
    "a field in the source of a macro": ("{% from view.titel import a %}", 1, "Shelf has no field `titel`"),
    "a field of a block of a text": (
        "{% for b in blocks(view.text) %}{{ b.htm }}{% endfor %}",
        1,
        "BlockWithNotes has no field",
    ),
}
RIGHT = (
    "{{ view.title.upper() }} {{ view.heading }} {{ view.nick is defined }} {{ view.nick|default('none') }}",
    "{% for one in view.books|reverse %}{{ loop.index }} {{ one.year }}{% endfor %}",
    "{% for year, book in view.by_year.items() %}{{ year }} {{ book.anything }}{% endfor %}",
    "{{ view.either.title }} {{ view.loose.anything.at.all }} {{ (view.books|first).year }}",
    "{% import 'show.html' as show %}{{ show.tree(view.books) }}{% include 'perhaps.html' ignore missing %}",
    "{% extends 'base.html' %}{% block main %}{{ show.tree([]) }}{{ url('/') }}{{ pluralize(1, 'x') }}{% endblock %}",
)


@dataclass(frozen=True)
class Book:
    title: str
    year: int


@dataclass(frozen=True)
class Film:
    title: str


@dataclass(frozen=True)
class Shelf:
    title: str
    text: Prose
    books: tuple[Book, ...]
    best: Book | None
    either: Book | Film
    pairs: tuple[tuple[str, int], ...]
    by_year: dict[int, Book]
    loose: object

    @property
    def heading(self) -> str:
        return self.title


def faults_of(folder: Path, **templates: str) -> list[Problem]:
    (folder / "themes" / "mine" / "templates").mkdir(parents=True)
    there = {
        "base": "{% import 'show.html' as show %}<p>{{ view.title }}</p>{% block main %}{% endblock %}",
        "low": "{{ view.foot }}",
        "show": "{% macro tree(books) %}{% for b in books %}{{ tree(books) }}{% endfor %}{% endmacro %}\n"
        "{% macro book(one) %}\n{{ one.yaer }}{% endmacro %}",
    }
    for name, text in (there | templates).items():
        (folder / "themes" / "mine" / "templates" / f"{name}.html").write_text(text)
    renderer = Renderer(folder / "themes" / "mine", config(root=folder))
    return list(renderer.template_errors({"page.html": {Shelf}}))


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_is_found_at_its_line(tmp_path: Path, name: str) -> None:
    text, line, words = WRONG[name]
    problems = faults_of(tmp_path, page=text)
    assert [(one.code, one.place.line, words in one.message) for one in problems] == [("S603", line, True)], problems
    assert problems[0].place.path.startswith("themes/mine/templates/")


def test_a_kind_of_page_without_a_template_is_a_fault(tmp_path: Path) -> None:
    (problem,) = faults_of(tmp_path)
    assert problem.message == "the theme `mine` has no template page.html"


@pytest.mark.parametrize("text", RIGHT)
def test_what_a_template_may_do_is_no_fault(tmp_path: Path, text: str) -> None:
    assert faults_of(tmp_path, page=text) == []


def test_a_slip_is_answered_with_the_name_that_was_meant(tmp_path: Path) -> None:
    (problem,) = faults_of(tmp_path, page="{{ view.titel }}")
    assert problem.help == "did you mean 'title'?"


def test_a_fault_in_what_others_extend_is_said_once(tmp_path: Path) -> None:
    child = "{% extends 'base.html' %}{% block main %}{{ show.tree([]) }}{% endblock %}"
    (problem,) = faults_of(tmp_path, page=child, base="{% import 'show.html' as show %}{% if %}")
    assert problem.place.path == "themes/mine/templates/base.html"


def test_a_template_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    shutil.copytree(DEFAULT_TEMPLATES, tmp_path / "themes" / "mine" / "templates")
    (tmp_path / "themes" / "mine" / "templates" / "feed.xml").write_bytes(b"\xff")
    problems = Renderer(tmp_path / "themes" / "mine", config(root=tmp_path)).template_errors({})
    assert "themes/mine/templates/feed.xml" in {problem.place.path for problem in problems}


def test_the_templates_of_the_builder_itself_have_none(tmp_path: Path) -> None:
    shutil.copytree(DEFAULT_TEMPLATES, tmp_path / "templates")
    views: dict[str, set[type]] = {}
    for page in plan(small_site(), config()):
        if (DEFAULT_TEMPLATES / page.template).exists():
            views.setdefault(page.template, set()).add(type(page.view))
    assert len(views) > 5
    assert Renderer(tmp_path, config()).template_errors(views) == ()


def test_check_reads_the_theme_as_build_would_use_it(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "archive", ignore=shutil.ignore_patterns("expected"))
    shutil.copytree(ROOT / "themes" / "classic", tmp_path / "archive" / "themes" / "classic")
    settings = load_config(tmp_path / "archive" / "site.yaml")
    assert [one for one in check_site(settings).problems if one.code == "S603"] == []
    topic = tmp_path / "archive" / "themes" / "classic" / "templates" / "topic.html"
    topic.write_text(topic.read_text().replace("view.title", "view.titel"))
    (problem,) = (one for one in check_site(settings).problems if one.code == "S603")
    assert str(problem.place).startswith("themes/classic/templates/topic.html:4")
    assert problem.message == "TopicView has no field `titel`"
