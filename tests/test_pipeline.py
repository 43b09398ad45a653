"""Whole archives, built by the real command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder.cache import Cache
from builder.cli import main
from builder.config import load_config
from builder.model import Site
from builder.pipeline import article_store
from builder.pipeline.analyze import AnalysisContext, ArticleRecord, Job, analyze
from builder.pipeline.load_site import load_archive
from builder.workers import Workers

ROOT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "archives" / "small"


def files_in(folder: Path) -> dict[str, bytes]:
    """By path within the folder, sorted."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


class Archive:
    """A copy of an archive, and the real command over it."""

    def __init__(self, folder: Path, source: Path = SMALL) -> None:
        self.root = folder / "archive"
        shutil.copytree(source, self.root, ignore=shutil.ignore_patterns("expected"))
        self.out = folder / "out" / "site"

    def run(
        self, *words: str, cwd: Path = ROOT, umask: int = 0o022, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "builder", *words, "--site", str(self.root / "site.yaml")],
            cwd=cwd,
            umask=umask,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )

    def build(self, *words: str, **environment: str) -> str:
        """Within this process, unless its environment counts: starting Python takes longer than a small build."""
        command = ["build", "--output", str(self.out), *words]
        if environment:
            done = self.run(*command, cwd=ROOT, umask=0o022, **environment)
            assert done.returncode == 0, done.stderr + done.stdout
            return done.stdout
        result = CliRunner().invoke(main, [*command, "--site", str(self.root / "site.yaml")], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    def files(self) -> dict[str, bytes]:
        return files_in(self.out)

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.root / "content" / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


WHOLE = ("index.html", "2015/11/03/quay/index.html", "entities/ada-lovelace/index.html")
"""Pages that are compared from the first to the last character; of all others, what is in `main`."""
FORMATS = (
    "annotations.csv", "annotations.json", "article.json", "card.json", "cite.bib", "cite.json", "cite.ris",
    "entities.json", "feed.json", "feed.xml", "robots.txt", "sitemap.xml", "text.txt",
)  # fmt: skip
"""Files that other programs read."""
OTHERS = ("theme/", "search/pagefind/")
"""How it looks is agreed by looking at it, and tests/test_search.py and the browser read the index."""


def agreed(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """What is agreed of a site: the names of its files, and the content of some of them."""
    names = [name for name in files if not name.startswith(OTHERS)]
    yield "files.txt", "".join(f"{name}\n" for name in names)
    for name in names:
        content = files[name].decode()
        if name in WHOLE or name.endswith(FORMATS):
            yield name, content
        elif main := re.search(r"<main\b.*</main>", content, re.DOTALL):
            # Space between tags means nothing.
            yield name, " ".join(main[0].split()).replace("> <", ">\n<") + "\n"


def test_the_small_archive_becomes_the_site_that_was_agreed(archive: Archive) -> None:
    archive.build()
    built, expected = dict(agreed(archive.files())), SMALL / "expected"
    if os.environ.get("ACCEPT"):
        shutil.rmtree(expected, ignore_errors=True)
        for name, content in built.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_text(content, encoding="utf-8")
    known = {name: content.decode() for name, content in files_in(expected).items()}
    assert built.keys() == known.keys()
    for name, content in known.items():
        assert built[name] == content, name


def test_the_manifest_has_the_sum_of_every_file(archive: Archive) -> None:
    archive.build()
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt"], cwd=archive.out, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    listed = {line.split("  ", 1)[1] for line in (archive.out / "manifest-sha256.txt").read_text().splitlines()}
    assert listed == archive.files().keys() - {"manifest-sha256.txt"}


def test_a_second_build_writes_nothing(archive: Archive) -> None:
    archive.build()
    before = {path: path.stat().st_mtime_ns for path in archive.out.rglob("*")}
    assert ": 0 written, 0 removed" in archive.build()
    assert {path: path.stat().st_mtime_ns for path in archive.out.rglob("*")} == before


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("--jobs", "1"), {}),
        (("--jobs", "3"), {}),
        ((), {"PYTHONHASHSEED": "0"}),
        ((), {"PYTHONHASHSEED": "4242"}),
        ((), {"TZ": "Pacific/Kiritimati"}),
        ((), {"TZ": "America/St_Johns", "LC_ALL": "C", "LANG": "C"}),
        ((), {"LC_ALL": "tr_TR.UTF-8"}),
        ((), {"SOURCE_DATE_EPOCH": "4102444800", "COLUMNS": "20", "CI": "true"}),
        ((), {"PYTHONOPTIMIZE": "2"}),
    ],
)
def test_the_bytes_depend_on_nothing_but_the_content(
    archive: Archive, tmp_path: Path, words: tuple[str, ...], environment: dict[str, str]
) -> None:
    archive.build()
    other = Archive(tmp_path / "other place ü")
    other.build(*words, **environment)
    assert other.files() == archive.files()


def test_working_folder_and_umask_leave_the_files_alike(archive: Archive, tmp_path: Path) -> None:
    archive.build()
    expected = archive.files()
    other = Archive(tmp_path / "other")
    done = other.run("build", "--output", str(other.out), cwd=tmp_path, umask=0o077)
    assert done.returncode == 0, done.stderr
    assert other.files() == expected
    assert {path.stat().st_mode & 0o777 for path in other.out.rglob("*") if path.is_file()} == {0o644}


EDITS = {
    "body": ("articles/2014/harbour.md", "began on Friday", "began on Monday"),
    "title": ("articles/2014/harbour.md", "Harbour works begin", "Harbour works began"),
    "date": ("articles/2014/harbour.md", "2014-05-02", "2013-05-02"),
    "topic": ("articles/2014/harbour.md", "topics: [harbour]", "topics: [figures]"),
    "annotation": ("annotations/2015/quay.md", "The new one.", "The *old* one."),
    "alias": ("entities/ada-lovelace.md", "short: [Lovelace]", "short: [Lovelace]\naliases: [Ada]"),
    "entity": ("entities/ada-lovelace.md", "An engineer.", "An engineer of note."),
    "topic title": ("topics/harbour.md", "The harbour", "Our harbour"),
    "draft": ("articles/2014/harbour.md", "title:", "status: draft\ntitle:"),
}


@pytest.mark.parametrize("name", [*EDITS, "delete", "rename", "dead link"])
def test_a_build_after_an_edit_equals_a_clean_one(tmp_path: Path, name: str) -> None:
    edited, clean = Archive(tmp_path / "edited"), Archive(tmp_path / "clean")
    if name in ("delete", "rename"):
        # Nothing may lead to an article that is taken away.
        for one in (edited, clean):
            one.edit("articles/2014/harbour.md", "[as long as the old one](../2015/quay.md)", "as long as the old one")
            one.edit(
                "annotations/2015/quay.md", "[the first report](../../articles/2014/harbour.md)", "the first report"
            )
    edited.build()
    for one in (edited, clean):
        path = one.root / "content/articles/2014/harbour.md"
        if name == "delete":
            path.unlink()
        elif name == "dead link":
            for folder in ("articles", "annotations"):
                (one.root / "content" / folder / "2015/quay.md").unlink()
        elif name == "rename":
            path.rename(path.with_name("quay-works.md"))
        else:
            one.edit(*EDITS[name])
    if name == "draft":
        for one in (edited, clean):
            one.edit(
                "annotations/2015/quay.md", "[the first report](../../articles/2014/harbour.md)", "the first report"
            )
    published = tmp_path / "published.json"
    shutil.copyfile(edited.out / "addresses.json", published)
    edited.build()
    clean.build("--published", str(published))
    assert edited.files() == clean.files()


@pytest.mark.parametrize(
    ("before", "after", "again"),
    [
        ("aliases: []", "aliases: [Red Brigade]", {"holds", "note"}),
        ("aliases: []", "aliases: [Union of the South]", set()),
        ("kind: organisation", "kind: organisation\ndescription: A front.", set()),
        ("kind: organisation", "kind: organisation\nlink: off", {"holds", "front"}),
    ],
)
def test_only_articles_that_hold_a_new_name_are_linked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str, again: set[str]
) -> None:
    told = {
        "holds": "The Red Brigade and the Northern Front met.",
        "front": "The Northern Front met.",
        "parts": "A Red flag for the Brigade.",
        "note": "Nobody met.",
    }
    root = tmp_path / "archive"
    files = {f"articles/{slug}.md": f"---\ntitle: T\n---\n\n{text}\n" for slug, text in told.items()}
    files["annotations/note.md"] = "## Who\n\n- type: context\n- by: desk\n- date: 2026-01-01\n\nThe Red Brigade did.\n"
    files["entities/front.md"] = "---\nname: Northern Front\nkind: organisation\naliases: []\n---\n"
    for name, text in files.items():
        (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / name).write_text(text, encoding="utf-8")
    (root / "site.yaml").write_text("title: T\n", encoding="utf-8")
    studied: list[str] = []

    def counted(job: Job, rules: AnalysisContext) -> tuple[ArticleRecord, bytes]:
        studied.append(Path(job.file.path).stem)
        return analyze(job, rules)

    def understood() -> Site:
        studied.clear()
        with Cache(root / ".cache") as cache:
            return load_archive(load_config(root / "site.yaml"), Workers(cache, 1), drafts=False)[0]

    monkeypatch.setattr(article_store, "analyze", counted)
    understood()
    assert set(studied) == told.keys()
    path = root / "content/entities/front.md"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    changed = understood()
    assert set(studied) == again
    shutil.rmtree(root / ".cache")
    clean = understood()
    assert dict(changed.texts) == dict(clean.texts)
    assert changed.entities_in_annotations == clean.entities_in_annotations


def test_what_two_articles_have_alike_is_held_once(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    files = {f"articles/{slug}.md": "---\ntitle: T\n---\n\nThe Northern Front met.\n" for slug in ("one", "two")}
    files["entities/front.md"] = "---\nname: Northern Front\nkind: organisation\n---\n"
    for name, text in files.items():
        (root / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / name).write_text(text, encoding="utf-8")
    (root / "site.yaml").write_text("title: T\n", encoding="utf-8")
    with Cache(root / ".cache") as cache:
        site, _ = load_archive(load_config(root / "site.yaml"), Workers(cache, 1), drafts=False)
    assert [one.entity for one in site.named_entities["one"]] == ["front"]
    assert site.named_entities["one"][0] is site.named_entities["two"][0]


def test_an_edit_of_the_same_size_and_age_is_noticed(tmp_path: Path) -> None:
    edited = Archive(tmp_path)
    edited.build()
    path = edited.root / "content/articles/2014/harbour.md"
    status = path.stat()
    edited.edit("articles/2014/harbour.md", "on Friday", "on Sunday")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    edited.build()
    assert b"on Sunday" in edited.files()["2014/05/02/harbour/index.html"]


def test_what_is_done_to_the_published_site_between_builds_is_noticed_and_mended(tmp_path: Path) -> None:
    spoilt = Archive(tmp_path)
    spoilt.build()
    before = spoilt.files()
    page = spoilt.out / "2014/05/02/harbour/index.html"
    for spoil in (
        lambda: page.write_bytes(page.read_bytes().replace(b"Friday", b"Sunday")),
        page.unlink,
        lambda: page.chmod(0o600),
        lambda: page.rename(page.with_name("other.txt")),
    ):
        assert ": 0 written, 0 removed" in spoilt.build()
        status = page.stat()
        spoil()
        if page.exists():
            os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
        if page.with_name("other.txt").exists():
            assert "other.txt" in spoilt.run("build", "--output", str(spoilt.out)).stderr
            page.with_name("other.txt").unlink()
        spoilt.build()
        assert spoilt.files() == before


def test_an_error_keeps_the_site_that_is_there(archive: Archive) -> None:
    archive.build()
    before = archive.files()
    archive.edit("articles/2014/harbour.md", "title:", "titel:")
    archive.edit("topics/harbour.md", "title:", "titel:")
    done = archive.run("build", "--output", str(archive.out))
    assert done.returncode == 1
    assert done.stdout.startswith("not published: 4 errors")
    # Every problem of every file is said in one run.
    assert "content/articles/2014/harbour.md:2:1: error F007" in done.stderr
    assert "content/topics/harbour.md:2:1: error F007" in done.stderr
    assert archive.files() == before


def test_two_articles_with_one_former_address_are_told_by_their_files(archive: Archive) -> None:
    archive.build()
    before = archive.files()
    for name in ("2014/harbour.md", "undated/letter.md"):
        archive.edit(f"articles/{name}", "title:", "aliases: [/old/]\ntitle:")
    done = archive.run("build", "--output", str(archive.out))
    assert done.returncode == 1
    assert re.search(
        r"^content/articles/\S+\.md:2:\d+: error L404: .* /old/, as has content/articles/", done.stderr, re.MULTILINE
    )
    assert archive.files() == before


def test_a_note_without_a_place_is_published_as_such_unless_strict(archive: Archive) -> None:
    archive.edit(
        "annotations/2015/quay.md",
        "It is 400 metres long; the harbour office",
        "Nothing of this was ever written anywhere in it",
    )
    assert archive.run("check").returncode == 1
    done = archive.run("build", "--output", str(archive.out))
    assert (done.returncode, "error N101" in done.stderr) == (0, True)
    assert b"Nothing of this was ever written" in archive.files()["2015/11/03/quay/index.html"]
    with (archive.root / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("strict: true\n")
    assert archive.run("build", "--output", str(archive.out)).returncode == 1


def test_drafts_are_only_shown_when_asked_for(archive: Archive) -> None:
    archive.edit("articles/undated/letter.md", "title:", "status: draft\ntitle:")
    archive.build()
    assert "undated/letter/index.html" not in archive.files()
    archive.build("--drafts")
    assert "undated/letter/index.html" in archive.files()


def test_hostile_words_are_shown_and_never_run(archive: Archive) -> None:
    archive.edit(
        "articles/undated/letter.md",
        "A letter <b>without</b> a date & more",
        "'<img src=x onerror=alert(1)> \"</title><script>alert(1)</script>'",
    )
    archive.edit("entities/ada-lovelace.md", "An engineer.", "'</script><script>alert(1)</script> & <b>'")
    archive.edit("annotations/2015/quay.md", "Which quay", "</h3><script>alert(1)</script>")
    archive.build()
    for name, content in archive.files().items():
        text = content.decode("utf-8", "replace")
        if name.endswith((".html", ".xml")):
            assert "<script>alert" not in text, name
            assert "<img src=x" not in text, name
            assert 'href="javascript' not in text, name


def test_a_new_archive_builds_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-m", "builder", "new", "site", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    assert str(folder / "site.yaml") in made.stdout
    site = ["--site", str(folder / "site.yaml")]
    for words in (
        ["article", "Talks open", "--date", "2015-11-03"],
        ["entity", "Kofi Annan"],
        ["topic", "Peace talks"],
        ["annotation", "talks-open", "--quote", "The text of the article"],
    ):
        subprocess.run(
            [sys.executable, "-m", "builder", "new", *words, *site],
            cwd=ROOT,
            capture_output=True,
            check=True,
            env=environment,
        )
    for command in (["check"], ["build", "--drafts", "--output", str(tmp_path / "out")]):
        done = subprocess.run(
            [sys.executable, "-m", "builder", *command, *site],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
    again = subprocess.run(
        [sys.executable, "-m", "builder", "new", "entity", "Kofi Annan", *site],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (again.returncode, "error F015" in again.stderr) == (1, True)


def test_a_wrong_command_is_told_from_wrong_content(archive: Archive) -> None:
    assert archive.run("biuld").returncode == 2
    assert archive.run("build", "--url", "javascript:x").returncode == 2
    (archive.root / "site.yaml").unlink()
    assert archive.run("build").returncode == 1


def test_github_and_programs_read_the_problems_too(archive: Archive) -> None:
    archive.edit("articles/2014/harbour.md", "topics: [harbour]", "topics: [harbor]")
    github = archive.run("check", "--format", "github").stdout
    assert "::warning file=content/articles/2014/harbour.md,line=6,col=10,title=T301::unknown topic `harbor`" in github
    assert '"code": "T301"' in archive.run("check", "--format", "json").stdout


def test_a_page_that_cannot_be_rendered_keeps_the_whole_site_as_it_is(archive: Archive) -> None:
    archive.build()
    before = archive.files()
    shutil.copytree(ROOT / "themes" / "classic", archive.root / "themes" / "classic")
    (archive.root / "themes" / "classic" / "templates" / "topic.html").write_text("{{ view.no_such_field }}")
    archive.edit("articles/2014/harbour.md", "on Friday", "on Monday")
    done = archive.run("build", "--output", str(archive.out))
    assert (done.returncode, "error S603" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr
    assert archive.files() == before


def test_a_problem_hides_no_other_of_its_file(archive: Archive) -> None:
    archive.edit("articles/2014/harbour.md", "title:", "layout: post\ntitle:")
    archive.edit("articles/2014/harbour.md", "date: 2014-05-02", "date: 2014-05-02 12:00:00 -0500")
    archive.edit("articles/2014/harbour.md", "topics: [harbour]", "topics: [harbour, harbor, No Slug]")
    archive.edit("articles/2014/harbour.md", "on Friday", "on [Friday](/nowhere/)")
    note = "## Added\n\n> words that are nowhere in it\n\n- type: contexto\n- by: who\n- see: none\n\n[x](gone.md)\n"
    (archive.root / "content/annotations/2014").mkdir(exist_ok=True)
    (archive.root / "content/annotations/2014/harbour.md").write_text(note)
    archive.edit("entities/ada-lovelace.md", "kind: person", "kind: person\ncolour: red\nborn: 18155")
    with (archive.root / "content/entities/ada-lovelace.md").open("a") as file:
        file.write("\nAn [engineer](gone.md).\n")
    said = archive.run("check").stderr
    found = set(re.findall(r"^content/(\w+)/\S+ (?:error|warning) (\w+):", said, re.MULTILINE))
    assert found >= {("articles", code) for code in ("F007", "F008", "T301", "L401")}
    assert found >= {("annotations", code) for code in ("N101", "N121", "N122", "N132", "L401")}
    assert found >= {("entities", code) for code in ("F007", "F008", "L401")}
    assert said.count("F008") == 3


def test_a_flood_of_problems_is_printed_in_few_lines(archive: Archive) -> None:
    for number in range(40):
        path = archive.root / f"content/articles/2014/report-{number}.md"
        path.write_text(f"---\ntitle: Report\ntopics: [earn, t{number}]\n---\n\nText.\n")
    said = archive.run("build", "--no-search", "--output", str(archive.out)).stderr
    assert "unknown topic `earn` (40 times in 40 files: here, content/articles/2014/report-1.md:3:10, " in said
    assert len(said.splitlines()) < 60
    each = archive.run("check", "--all").stderr.count("T301")
    assert each >= 80
    assert archive.run("check", "--format", "json").stdout.count("T301") == each
    assert archive.run("check", "--format", "github").stdout.count("T301") == 11


def test_a_dead_link_of_an_archived_text_is_published_as_words(archive: Archive) -> None:
    archive.edit("articles/2014/harbour.md", "on Friday", "on [Friday](/nowhere/)")
    assert "warning L401" in archive.run("build", "--output", str(archive.out)).stderr
    page = archive.files()["2014/05/02/harbour/index.html"].decode()
    assert "/nowhere/" not in page
    assert "Friday</span>" in page
    (archive.root / "site.yaml").write_text((archive.root / "site.yaml").read_text() + "links: strict\n")
    assert "error L401" in archive.run("build", "--output", str(archive.out)).stderr


@pytest.mark.parametrize("name", ["content/articles/2014/harbour.md:2:1", "2014/harbour", "/2014/05/02/harbour/"])
def test_commands_take_the_paths_of_messages(archive: Archive, name: str) -> None:
    assert "ada-lovelace" in archive.run("check", "--explain", name).stdout
    done = archive.run("new", "annotation", name, "--type", "context")
    assert "content/annotations/2014/harbour/" in done.stdout
    assert archive.run("check", "--explain", "no-such").returncode == 2


def test_what_leads_to_a_file_with_errors_is_not_called_wrong_too(archive: Archive) -> None:
    archive.edit("articles/2015/quay.md", "date:", "dte:")
    archive.edit("entities/ada-lovelace.md", "kind: person", "kind: persn")
    archive.edit("topics/harbour.md", "title:", "titel:")
    said = archive.run("check").stderr
    assert [line.split()[2] for line in said.splitlines() if ": error " in line] == ["F007:", "F008:", "F007:", "F009:"]
