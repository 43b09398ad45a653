"""A look at a published folder overlooks nothing, whatever it remembers of the last one."""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from builder import cache
from builder.publish import publishing, snapshot
from builder.publish.snapshot import DirectorySnapshot, files
from tests.examples import examples

SITE = ("index.html", "2015/11/03/talks/index.html", "2015/11/03/talks/text.txt", "topics/peace/index.html")


class Folder:
    """A site, and the folder where the names in it are kept."""

    def __init__(self, root: Path) -> None:
        self.site = root / "site"
        self.home = root / "home"
        self.home.mkdir()
        for path in SITE:
            self.path(path).parent.mkdir(parents=True, exist_ok=True)
            self.path(path).write_bytes(b"old")
        self.path("empty").mkdir()

    def path(self, path: str) -> Path:
        return self.site / path

    @property
    def kept(self) -> Path:
        """The file in which the names are kept."""
        return self.home / f"names-{self.site.stat().st_ino}"

    def look(self) -> dict[str, bytes]:
        """What is seen by the kept names, if they hold; they are kept anew if not."""
        seen = DirectorySnapshot(self.site, self.home)
        seen.save()
        return seen.files


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def _settled(folder: Folder) -> None:
    """Look until the names are kept, which they are not in the very moment of a change."""
    for _ in range(1000):
        folder.look()
        if folder.kept.exists() and all(msgspec.msgpack.decode(cache.read_checksummed(folder.kept))[1]):
            return
    raise AssertionError("the names are never kept")


def _listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are listed from now on."""
    listed = []
    of_folder = snapshot._list

    def counted(root: int, path: str, names: snapshot.DirectoryListing) -> None:
        listed.append(path)
        of_folder(root, path, names)

    monkeypatch.setattr(snapshot, "_list", counted)
    return listed


def _forbid_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(*_: object) -> None:
        raise AssertionError("a folder was listed")

    monkeypatch.setattr(snapshot, "_list", listed)


def test_what_is_no_folder_is_seen_by_its_path_in_order(folder: Folder):
    folder.path("link").symlink_to("/etc")
    assert list(files(folder.site)) == sorted([*SITE, "link"])
    assert files(folder.site / "nowhere") == {}


def test_the_names_are_kept_and_no_folder_is_listed_again(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    _settled(folder)
    seen = files(folder.site)
    _forbid_listing(monkeypatch)
    assert folder.look() == seen


def _edit_behind_an_old_time(folder: Folder) -> None:
    path = folder.path(SITE[1])
    before = path.stat()
    path.write_bytes(b"new")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _add_behind_an_old_time(folder: Folder) -> None:
    path = folder.path("topics/peace")
    before = path.stat()
    (path / "more").write_bytes(b"")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _replace_a_folder_by_a_link(folder: Folder) -> None:
    folder.path("topics").rename(folder.home / "topics")
    folder.path("topics").symlink_to(folder.home / "topics")


def _swap_two_files(folder: Folder) -> None:
    one, other = folder.path(SITE[1]), folder.path(SITE[2])
    one.rename(folder.home / "one")
    other.rename(one)
    (folder.home / "one").rename(other)


def _add_a_folder(folder: Folder) -> None:
    folder.path("a/b").mkdir(parents=True)
    folder.path("a/b/c").touch()


def _replace_a_file_by_a_folder(folder: Folder) -> None:
    folder.path(SITE[0]).unlink()
    folder.path(SITE[0]).mkdir()


CHANGES: dict[str, Callable[[Folder], object]] = {
    "edited in place, with its old size and time": _edit_behind_an_old_time,
    "added, its folder with the old time": _add_behind_an_old_time,
    "added at the top": lambda folder: folder.path("more").touch(),
    "added in a folder that had no file": lambda folder: folder.path("empty/more").touch(),
    "added in a folder of its own": _add_a_folder,
    "a link added": lambda folder: folder.path("2015/link").symlink_to("index.html"),
    "removed": lambda folder: folder.path(SITE[3]).unlink(),
    "renamed": lambda folder: folder.path(SITE[3]).rename(folder.path("topics/peace/other.html")),
    "two that changed places": _swap_two_files,
    "moved to another folder": lambda folder: folder.path(SITE[3]).rename(folder.path("empty/index.html")),
    "a folder renamed": lambda folder: folder.path("2015/11").rename(folder.path("2015/12")),
    "a folder become a link": _replace_a_folder_by_a_link,
    "a file become a folder": _replace_a_file_by_a_folder,
    "other rights": lambda folder: folder.path(SITE[1]).chmod(0o600),
    "a second name elsewhere": lambda folder: os.link(folder.path(SITE[1]), folder.home / "copy"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_change_is_overlooked_by_the_kept_names(folder: Folder, change: Callable[[Folder], object]):
    _settled(folder)
    before = folder.look()
    change(folder)
    after = folder.look()
    assert after != before
    assert after == files(folder.site)


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_however_a_site_is_changed_between_looks_each_sees_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, choice: random.Random
):
    folder = Folder(tmp_path_factory.mktemp("look"))
    for number in range(25):
        there = [path for path in sorted(folder.site.rglob("*")) if not path.is_symlink()]
        folders = [folder.site, *(path for path in there if path.is_dir())]
        path = choice.choice([path for path in there if not path.is_dir()] or there)
        target = choice.choice(folders) / f"{choice.randrange(4)}"
        match choice.randrange(7):
            case 0 if path.is_file():
                path.write_bytes(b"%d" % choice.randrange(3))
            case 1 if path.is_file():
                path.unlink()
            case 2 if not os.path.lexists(target):
                target.mkdir()
            case 3 if not os.path.lexists(target):
                target.write_bytes(b"%d" % number)
            case 4 if not os.path.lexists(target) and path.exists():
                path.rename(target)
            case 5 if not os.path.lexists(target):
                target.symlink_to(choice.choice(folders))
        if choice.randrange(3):
            assert folder.look() == files(folder.site)
    assert folder.look() == files(folder.site)


def test_names_in_a_folder_changed_just_now_are_not_kept(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    """It could be changed once more within the same tick of the clock, and nothing would tell."""
    now = max(path.stat().st_ctime_ns for path in folder.site.rglob("*") if stat.S_ISDIR(path.stat().st_mode))
    monkeypatch.setattr(snapshot, "_filesystem_time", lambda *_: now)
    folder.look()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_filesystem_time", lambda *_: now + 1)
        _forbid_listing(patch)
        with pytest.raises(AssertionError, match="listed"):
            folder.look()
    monkeypatch.setattr(snapshot, "_filesystem_time", lambda *_: now + 1)
    folder.look()
    _forbid_listing(monkeypatch)
    folder.look()


def test_only_the_folders_that_have_changed_are_listed_again(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    _settled(folder)
    folder.path("topics/peace/more").touch()
    folder.path("2015/12").mkdir()
    folder.path("2015/12/new").touch()
    expected = files(folder.site)
    listed = _listed(monkeypatch)
    assert folder.look() == expected
    assert sorted(listed) == ["2015", "2015/12", "topics/peace"]


@pytest.mark.parametrize("damage", ["none", "cut short", "one letter changed", "of another folder"])
def test_kept_names_that_cannot_be_trusted_are_found_anew(folder: Folder, tmp_path: Path, damage: str):
    _settled(folder)
    kept = folder.kept
    content = kept.read_bytes()
    if damage == "of another folder":
        (tmp_path / "other").mkdir()
        other = Folder(tmp_path / "other")
        other.path("more").touch()
        _settled(other)
        spoilt = other.kept.read_bytes()
    else:
        spoilt = {
            "none": b"",
            "cut short": content[:-3],
            "one letter changed": content.replace(b"index", b"indox", 1),
        }[damage]
    kept.write_bytes(spoilt)
    assert folder.look() == files(folder.site)
    assert kept.read_bytes() == content


def test_where_nothing_can_be_kept_all_is_seen_all_the_same(folder: Folder):
    assert DirectorySnapshot(folder.site, folder.home / "nowhere").files == files(folder.site)
    folder.path(os.fsdecode(b"\xff")).touch()
    assert os.fsdecode(b"\xff") in folder.look()
    assert folder.look() == files(folder.site)


def test_the_names_of_a_site_made_from_nothing_are_kept_as_listing_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, scratch = tmp_path / "site", tmp_path / "scratch"
    with publishing(folder, scratch=scratch) as turn:
        for path in SITE:
            turn.write(path, b"new")
        time.sleep(0.02)  # what was made within one tick of the clock could be changed again unseen
        turn.finish()
    (home,) = (scratch / "sites").iterdir()
    seen = files(folder)
    names = {f"names-{one.stat().st_ino}" for one in (folder, home / "spare")}
    assert {path.name for path in home.glob("names-*")} == names
    listed = _listed(monkeypatch)
    assert DirectorySnapshot(folder, home).files == seen
    assert listed == ["."]  # which has been renamed
