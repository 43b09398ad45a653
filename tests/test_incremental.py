"""However content is edited, a build that knows the last one gives what a clean build gives."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from builder.cache import Cache, fingerprint
from builder.config import Config, load_config
from builder.model import Page
from builder.pages import plan
from builder.pipeline import ADDRESS_LIST, BuildRequest, build
from builder.pipeline.load_site import load_archive
from builder.problems import ContentError
from builder.publish.publisher import SitePublisher
from builder.workers import Workers
from builder.workers.progress import Progress
from tests.edits import CONTENT, EVERY, Edit, body, rewrite, set_field
from tests.examples import examples
from tests.test_pipeline import ROOT, files_in

SMALL = ROOT / "tests" / "archives" / "small"


@contextmanager
def archive(folder: Path) -> Iterator[Path]:
    root = folder / "archive"
    for old in (root, root.with_name("branches")):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("expected"))
    shutil.copytree(ROOT / "themes", root / "themes")
    yield root


def pages_of(config: Config, cache: Path | None) -> dict[str, Page]:
    with Cache(cache) as kept:
        site, _ = load_archive(config, Workers(kept, 1), drafts=False)
        pages = {page.address: page for page in plan(site, config)}
        # Their views are made while the cache is open: that is where the words of articles are.
        return {address: Page(address, one.template, one.view, parts=one.parts) for address, one in pages.items()}


@given(st.lists(st.sampled_from(CONTENT), min_size=1, max_size=4), st.integers(0, 1 << 30))
@examples(10, suppress_health_check=list(HealthCheck))
def test_the_name_of_a_page_changes_whenever_its_view_does(
    tmp_path_factory: pytest.TempPathFactory, edits: list[Edit], seed: int
) -> None:
    """What is promised of `Page.parts`: never less than the view looks at."""
    choice = random.Random(seed)
    with archive(tmp_path_factory.mktemp("named")) as root:
        cache = root / ".cache"
        cache.mkdir()
        before = pages_of(load_config(root / "site.yaml"), cache)
        for edit in edits:
            edit(root, choice)
            config = load_config(root / "site.yaml")
            now = pages_of(config, cache)
            clean = pages_of(config, None)
            assert now.keys() == clean.keys()
            for address, page in now.items():
                view = fingerprint(page.view)
                assert view == fingerprint(clean[address].view), (edit.__name__, address)
                known = before.get(address)
                if known and known.template == page.template and fingerprint(known.parts) == fingerprint(page.parts):
                    assert view == fingerprint(known.view), (edit.__name__, address)
            before = now


@given(st.lists(st.sampled_from(EVERY), min_size=2, max_size=6), st.integers(0, 1 << 30))
@examples(5, suppress_health_check=list(HealthCheck))
def test_any_sequence_of_edits_gives_what_a_clean_build_gives(
    tmp_path_factory: pytest.TempPathFactory, edits: list[Edit], seed: int
) -> None:
    choice = random.Random(seed)
    with archive(tmp_path_factory.mktemp("edited")) as root:
        build(BuildRequest(load_config(root / "site.yaml"), root / "site", jobs=1))
        for edit in edits:
            edit(root, choice)
            report = build(BuildRequest(load_config(root / "site.yaml"), root / "site", jobs=1))
        clean = root.with_name("clean")
        shutil.rmtree(clean, ignore_errors=True)
        shutil.copytree(root, clean, ignore=shutil.ignore_patterns("site", ".cache"))
        published = root / "site" / ADDRESS_LIST
        again = build(BuildRequest(load_config(clean / "site.yaml"), clean / "site", jobs=1, published=published))
        assert report.published == again.published
        assert [str(one) for one in report.problems] == [str(one) for one in again.problems]
        if report.published:
            assert files_in(root / "site") == files_in(clean / "site")


def test_pages_that_other_processes_render_leave_the_cache_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their views are made where the cache may be asked, or it would be thrown away as broken."""
    monkeypatch.setattr("builder.workers.POOL_SECONDS", 0.0)
    said: list[str] = []
    with archive(tmp_path) as root:
        config = load_config(root / "site.yaml")
        assert build(BuildRequest(config, root / "site", jobs=2, warn=said.append)).published
        body(root, random.Random(1))
        report = build(BuildRequest(config, root / "site", jobs=2, warn=said.append))
        assert report.published
        assert 0 < report.written < report.pages / 2
        assert said == []


def assert_clean(root: Path) -> None:
    """Build, and hold the site against one that is built from nothing."""
    clean = root.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("site", ".cache"))
    published = root / "site" / ADDRESS_LIST
    for folder in (root, clean):
        request = BuildRequest(load_config(folder / "site.yaml"), folder / "site", jobs=1, published=published)
        assert build(request).published
    assert files_in(root / "site") == files_in(clean / "site")


def test_what_is_known_of_an_article_is_not_believed_when_the_registry_was_another(tmp_path: Path) -> None:
    """As when somebody goes from one branch to another and back."""
    with archive(tmp_path) as root:
        path, settings = root / "content" / "articles" / "2015" / "visit.md", root / "site.yaml"
        article = "---\ntitle: A visit\ndate: 2015-06-03\n---\nGrace Hopper came to the harbour.\n"
        before = settings.read_text("utf-8")
        path.write_text(article, "utf-8")
        build(BuildRequest(load_config(settings), root / "site", jobs=1))
        path.unlink()
        settings.write_text(before.replace("{desk: The desk}", "{desk: The desk, other: Another desk}"), "utf-8")
        build(BuildRequest(load_config(settings), root / "site", jobs=1))
        settings.write_text(before, "utf-8")
        entity = root / "content" / "entities" / "grace-hopper.md"
        entity.write_text("---\nname: Grace Hopper\nkind: person\n---\n", "utf-8")
        build(BuildRequest(load_config(settings), root / "site", jobs=1))
        path.write_text(article, "utf-8")
        assert_clean(root)
        assert "/entities/grace-hopper/" in (root / "site" / "2015" / "06" / "03" / "visit" / "index.html").read_text()


def test_a_preview_does_not_make_the_site_forget_its_pages(tmp_path: Path) -> None:
    with archive(tmp_path) as root:
        config = replace(load_config(root / "site.yaml"), search="none")
        build(BuildRequest(config, root / "site", jobs=1))

        def preview() -> None:
            build(
                BuildRequest(
                    replace(config, url="http://127.0.0.1:8000/"), root / ".cache" / "preview", jobs=1, drafts=True
                )
            )
            letter = root / "content" / "articles" / "undated" / "letter.md"
            rewrite(letter, lambda text: f"{text.rstrip()} So it was said.\n")

        # The page, its text as data and as it is, and the list of addresses, which has a digest of its words.
        assert counted(root, preview)["render"] == 4


def test_a_page_that_somebody_spoils_while_it_is_taken_over_is_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with archive(tmp_path) as root:
        config = replace(load_config(root / "site.yaml"), search="none")
        build(BuildRequest(config, root / "site", jobs=1))
        shutil.rmtree(root / ".cache")
        before = files_in(root / "site")
        with monkeypatch.context() as patch:
            patch.setattr(SitePublisher, "reuse", lambda *_: False)
            with pytest.raises(ContentError, match="S604"):
                build(BuildRequest(config, root / "site", jobs=1))
        assert files_in(root / "site") == before


def counted(root: Path, edit: Callable[[], object]) -> Counter[str]:
    """What the build after an edit did in each of its stages, and the files it wrote."""
    config = replace(load_config(root / "site.yaml"), search="none")
    build(BuildRequest(config, root / "site", jobs=1))
    edit()
    progress = Progress()
    report = build(BuildRequest(config, root / "site", jobs=1, progress=progress))
    assert report.published, report.problems
    done: Counter[str] = Counter(files=report.written)
    for meter in progress.meters:
        done[meter.name] += meter.done
    return done


def test_a_word_of_an_article_costs_its_own_pages_alone(tmp_path: Path) -> None:
    with archive(tmp_path) as root:
        path = root / "content" / "articles" / "undated" / "letter.md"
        done = counted(root, lambda: rewrite(path, lambda text: f"{text.rstrip()} So it was said.\n"))
        assert done["analyze"] == 1
        # The page, the text as data and as it is, and the list of addresses; what cites it knows nothing of its words.
        assert done["render"] == done["write"] == done["files"] == 4
        assert done["plan"] < len(list((root / "site").rglob("*.*"))) / 2


def test_a_word_that_no_other_page_quotes_costs_none_of_them(tmp_path: Path) -> None:
    with archive(tmp_path) as root:
        path = next(
            path for path in (root / "content" / "articles").rglob("*.md") if "Lovelace" in path.read_text("utf-8")
        )
        done = counted(root, lambda: rewrite(path, lambda text: f"{text.rstrip()}\n\nSo it was said.\n"))
        # Not those of the entities it names, which quote other sentences of it.
        assert done["render"] == done["write"] == done["files"] == 4


def test_a_description_costs_the_pages_that_show_it(tmp_path: Path) -> None:
    with archive(tmp_path) as root:
        path = root / "content" / "entities" / "ada-lovelace.md"
        done = counted(root, lambda: rewrite(path, set_field("description", "Who counted.")))
        assert done["analyze"] == 0
        # A view may hold it that its template leaves out.
        assert 0 < done["files"] == done["write"] == done["render"] < 8


def test_an_annotation_costs_its_article_and_what_tells_of_it(tmp_path: Path) -> None:
    with archive(tmp_path) as root:
        path = root / "content" / "annotations" / "undated" / "letter.md"
        path.parent.mkdir()
        note = "## Text\n\n> stays text\n\n- type: context\n- by: desk\n- date: 2020-01-01\n\nNothing else.\n"
        done = counted(root, lambda: path.write_text(note, "utf-8"))
        assert done["analyze"] == 1
        assert 3 < done["files"] == done["write"] == done["render"] < len(list((root / "site").rglob("*.*"))) / 2


def test_a_new_article_costs_what_tells_of_it(tmp_path: Path) -> None:
    with archive(tmp_path) as root:
        path = root / "content" / "articles" / "2015" / "new.md"
        text = "---\ntitle: New\ndate: 2015-11-30\ntopics: [harbour]\n---\nNobody was named.\n"
        done = counted(root, lambda: path.write_text(text, "utf-8"))
        files = len(list((root / "site").rglob("*.*")))
        assert done["analyze"] == 1
        assert 10 < done["files"] == done["write"] == done["render"] < files / 2
        # Of a topic that has it, and none of the entities.
        assert done["plan"] < files - len(list((root / "site" / "entities").rglob("*.*")))
