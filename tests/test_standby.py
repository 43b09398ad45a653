from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from builder.problems import ContentError, Place, Problem
from builder.publish import disk, publishing
from tests.output import MARKED, SITE, Archive, content_of, with_manifest


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """One whose site has been published twice, so that the spare is the first."""
    archive = Archive(tmp_path)
    archive.write({**SITE, **MARKED, "old.html": b"old"})
    archive.write({**SITE, **MARKED, "feed.xml": b"second"})
    return archive


def spare_of(archive: Archive) -> Path:
    (spare,) = archive.scratch.glob("sites/*/spare")
    return spare


def cut(path: Path) -> None:
    os.truncate(path, 2)


def protect(path: Path) -> None:
    path.chmod(0o600)


def name_twice(path: Path) -> None:
    os.link(path, path.with_name("other"))


def lose(path: Path) -> None:
    path.unlink()


def make_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def close_folder(path: Path) -> None:
    path.parent.chmod(0o700)


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


def put_stranger(path: Path) -> None:
    path.with_name("stranger").write_text("x")


@pytest.mark.parametrize("spoil", [cut, protect, name_twice, lose, make_link, close_folder, touch, put_stranger])
@pytest.mark.parametrize("path", ["index.html", "2015/11/03/talks/index.html"])
def test_what_is_spoilt_in_the_spare_is_not_published(archive: Archive, path: str, spoil: object):
    assert callable(spoil)
    spoil(spare_of(archive) / path)
    for number in range(3):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)
        for file in archive.site.rglob("*"):
            status = file.lstat()
            assert stat.S_IMODE(status.st_mode) == (0o755 if file.is_dir() else 0o644)
            assert file.is_dir() or (stat.S_ISREG(status.st_mode) and status.st_nlink == 1)
        assert stat.S_IMODE(archive.site.stat().st_mode) == 0o755


def test_a_page_that_is_wanted_and_was_spoilt_in_the_spare_is_made_anew(archive: Archive):
    cut(spare_of(archive) / "feed.xml")
    with publishing(archive.site, scratch=archive.scratch) as turn:
        turn.open_standby()
        for path, content in (SITE | MARKED).items():
            checksum = hashlib.sha256(content).digest()
            if not turn.reuse(path, checksum):
                placed = turn.write_in_worker(path, checksum, content)
                assert placed
                turn.record(path, placed)
        turn.finish()
    assert content_of(archive.site) == with_manifest(SITE | MARKED)


def test_what_a_build_had_placed_that_failed_is_not_published_by_the_next(archive: Archive):
    with suppress(ContentError), publishing(archive.site, scratch=archive.scratch) as turn:
        turn.open_standby()
        for path in (*SITE, "new.html"):
            assert turn.write_in_worker(path, hashlib.sha256(b"withdrawn").digest(), b"withdrawn")
        raise ContentError(Problem("S603", "another page could not be rendered", Place("page.html")))
    for number in range(2):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("first", [False, True])
def test_a_cache_that_is_deleted_during_the_build_leaves_the_site_as_it_was(archive: Archive, *, first: bool):
    if first:
        disk.remove_all(archive.site)
        disk.remove_all(archive.scratch)
    before = content_of(archive.site) if not first else {}
    with pytest.raises(ContentError, match="S604"), publishing(archive.site, scratch=archive.scratch) as turn:  # noqa: PT012
        turn.write("index.html", b"new")
        disk.remove_all(archive.scratch)
        turn.write("feed.xml", b"new")
        turn.finish()
    assert (content_of(archive.site) if archive.site.exists() else {}) == before
    site = {"index.html": b"new", "feed.xml": b"new"} | MARKED
    archive.write(site)
    assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("folder", ["", "2015/11"])
def test_a_folder_with_other_rights_is_mended_though_no_file_has_changed(archive: Archive, folder: str):
    site = content_of(archive.site)
    del site["manifest-sha256.txt"]
    (archive.site / folder).chmod(0o700)
    for number in range(3):
        assert archive.write(site | {"feed.xml": b"%d" % (number // 2)}).written == (number != 1)
        assert stat.S_IMODE((archive.site / folder).stat().st_mode) == 0o755


@pytest.mark.parametrize("far", [False, True])
def test_without_an_exchange_a_build_that_stops_between_the_renames_loses_no_site(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, *, far: bool
):
    monkeypatch.setattr(disk, "_swap_atomically", lambda *_: False)
    rename = Path.rename
    if far:
        monkeypatch.setattr(disk, "on_same_mount", lambda *_: False)

    def stopped(path: Path, target: Path) -> Path:
        if target == archive.site:
            raise KeyboardInterrupt
        return rename(path, target)

    before = content_of(archive.site)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", stopped)
        with suppress(KeyboardInterrupt):
            archive.write({**SITE, "feed.xml": b"third"})
    assert not archive.site.exists()
    with suppress(RuntimeError), publishing(archive.site, scratch=archive.scratch):
        assert content_of(archive.site) == before
        raise RuntimeError
    for number in range(2):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)
    assert {path.name for path in archive.root.iterdir()} == {"site", ".cache"}


def test_without_an_exchange_a_rename_that_fails_brings_the_site_back(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(disk, "_swap_atomically", lambda *_: False)
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "spare":
            raise OSError(5, os.strerror(5))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    archive.refused({**SITE, "feed.xml": b"third"}, "S604")
