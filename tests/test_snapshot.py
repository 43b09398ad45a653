"""A snapshot of a published folder misses no change, whatever listing was saved before."""

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
from builder.publish.snapshot import DirectorySnapshot
from tests.examples import examples
from tests.output import files_of

SITE = ("index.html", "2015/11/03/talks/index.html", "2015/11/03/talks/text.txt", "topics/peace/index.html")


class Folder:
    """A site, and the folder in which its listing is saved."""

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
    def saved(self) -> Path:
        """The file in which the names are saved."""
        return self.home / f"listing-{self.site.stat().st_ino}"

    def files(self) -> dict[str, bytes]:
        """The files of a snapshot, which uses and saves the listing."""
        snapshot = DirectorySnapshot(self.site, self.home)
        snapshot.save()
        return snapshot.files


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def _until_saved(folder: Folder) -> None:
    """Take snapshots until the listing is saved, which it is not at the moment of a change."""
    for _ in range(1000):
        folder.files()
        if folder.saved.exists() and all(msgspec.msgpack.decode(cache.read_checksummed(folder.saved))[1]):
            return
    raise AssertionError("the listing is never saved")


def _record_listing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
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


def test_files_are_found_by_path_in_order(folder: Folder):
    folder.path("link").symlink_to("/etc")
    assert list(files_of(folder.site)) == sorted([*SITE, "link"])
    assert files_of(folder.site / "nowhere") == {}


def test_with_a_saved_listing_no_folder_is_listed_again(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    _until_saved(folder)
    seen = files_of(folder.site)
    _forbid_listing(monkeypatch)
    assert folder.files() == seen


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
    "other permissions": lambda folder: folder.path(SITE[1]).chmod(0o600),
    "a hard link elsewhere": lambda folder: os.link(folder.path(SITE[1]), folder.home / "copy"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_change_is_missed_with_a_saved_listing(folder: Folder, change: Callable[[Folder], object]):
    _until_saved(folder)
    before = folder.files()
    change(folder)
    after = folder.files()
    assert after != before
    assert after == files_of(folder.site)


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_each_snapshot_is_correct_however_the_site_is_changed(
    tmp_path_factory: pytest.TempPathFactory, choice: random.Random
):
    folder = Folder(tmp_path_factory.mktemp("snapshot"))
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
            assert folder.files() == files_of(folder.site)
    assert folder.files() == files_of(folder.site)


def test_a_folder_changed_just_now_is_not_saved(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    """A second change within the same tick of the clock would leave the same signature."""
    now = max(path.stat().st_ctime_ns for path in folder.site.rglob("*") if stat.S_ISDIR(path.stat().st_mode))
    monkeypatch.setattr(snapshot, "_filesystem_time", lambda *_: now)
    folder.files()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_filesystem_time", lambda *_: now + 1)
        _forbid_listing(patch)
        with pytest.raises(AssertionError, match="listed"):
            folder.files()
    monkeypatch.setattr(snapshot, "_filesystem_time", lambda *_: now + 1)
    folder.files()
    _forbid_listing(monkeypatch)
    folder.files()


def test_only_the_folders_that_have_changed_are_listed_again(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    _until_saved(folder)
    folder.path("topics/peace/more").touch()
    folder.path("2015/12").mkdir()
    folder.path("2015/12/new").touch()
    expected = files_of(folder.site)
    listed = _record_listing(monkeypatch)
    assert folder.files() == expected
    assert sorted(listed) == ["2015", "2015/12", "topics/peace"]


@pytest.mark.parametrize("damage", ["none", "cut short", "one letter changed", "of another folder"])
def test_a_damaged_listing_is_replaced(folder: Folder, tmp_path: Path, damage: str):
    _until_saved(folder)
    saved = folder.saved
    content = saved.read_bytes()
    if damage == "of another folder":
        (tmp_path / "other").mkdir()
        other = Folder(tmp_path / "other")
        other.path("more").touch()
        _until_saved(other)
        damaged = other.saved.read_bytes()
    else:
        damaged = {
            "none": b"",
            "cut short": content[:-3],
            "one letter changed": content.replace(b"index", b"indox", 1),
        }[damage]
    saved.write_bytes(damaged)
    assert folder.files() == files_of(folder.site)
    assert saved.read_bytes() == content


def test_without_a_saved_listing_all_files_are_found(folder: Folder):
    assert DirectorySnapshot(folder.site, folder.home / "nowhere").files == files_of(folder.site)
    folder.path(os.fsdecode(b"\xff")).touch()
    assert os.fsdecode(b"\xff") in folder.files()
    assert folder.files() == files_of(folder.site)


def test_the_listings_of_a_first_site_are_saved_as_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder, scratch = tmp_path / "site", tmp_path / "scratch"
    with publishing(folder, scratch=scratch) as publisher:
        for path in SITE:
            publisher.write(path, b"new")
        time.sleep(0.02)  # a folder changed within the current tick of the clock is not saved
        publisher.finish()
    (home,) = (scratch / "sites").iterdir()
    seen = files_of(folder)
    names = {f"listing-{one.stat().st_ino}" for one in (folder, home / "standby")}
    assert {path.name for path in home.glob("listing-*")} == names
    listed = _record_listing(monkeypatch)
    assert DirectorySnapshot(folder, home).files == seen
    assert listed == ["."]  # the swap renamed it
