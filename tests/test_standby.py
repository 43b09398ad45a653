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
    """An archive published twice, so that standby holds what both sites have."""
    archive = Archive(tmp_path)
    archive.write({**SITE, **MARKED, "old.html": b"old"})
    archive.write({**SITE, **MARKED, "feed.xml": b"second"})
    return archive


def standby_of(archive: Archive) -> Path:
    (standby,) = archive.scratch.glob("sites/*/standby")
    return standby


def truncate(path: Path) -> None:
    os.truncate(path, 2)


def protect(path: Path) -> None:
    path.chmod(0o600)


def add_hard_link(path: Path) -> None:
    os.link(path, path.with_name("other"))


def delete(path: Path) -> None:
    path.unlink()


def make_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def close_folder(path: Path) -> None:
    path.parent.chmod(0o700)


def reset_times(path: Path) -> None:
    os.utime(path, (1, 1))


def add_file(path: Path) -> None:
    path.with_name("added").write_text("x")


@pytest.mark.parametrize(
    "damage", [truncate, protect, add_hard_link, delete, make_link, close_folder, reset_times, add_file]
)
@pytest.mark.parametrize("path", ["index.html", "2015/11/03/talks/index.html"])
def test_damage_in_standby_is_not_published(archive: Archive, path: str, damage: object):
    assert callable(damage)
    damage(standby_of(archive) / path)
    for number in range(3):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)
        for file in archive.site.rglob("*"):
            status = file.lstat()
            assert stat.S_IMODE(status.st_mode) == (0o755 if file.is_dir() else 0o644)
            assert file.is_dir() or (stat.S_ISREG(status.st_mode) and status.st_nlink == 1)
        assert stat.S_IMODE(archive.site.stat().st_mode) == 0o755


def test_what_was_taken_off_the_site_is_in_neither_slot(archive: Archive):
    standby = standby_of(archive)
    assert content_of(standby).keys() == {*SITE, *MARKED} - {"feed.xml"}
    archive.write({**MARKED, "index.html": b"another"})
    assert content_of(standby) == MARKED
    archive.write({**SITE, **MARKED})
    assert content_of(archive.site) == with_manifest(SITE | MARKED)


def test_a_damaged_page_of_standby_is_written_again(archive: Archive):
    truncate(standby_of(archive) / "index.html")
    with publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        for path, content in (SITE | MARKED).items():
            checksum = hashlib.sha256(content).digest()
            if not publisher.reuse(path, checksum):
                state = publisher.write_in_worker(path, checksum, content)
                assert state
                publisher.record(path, state)
        publisher.finish()
    assert content_of(archive.site) == with_manifest(SITE | MARKED)


def test_files_of_a_failed_build_are_not_published_by_the_next(archive: Archive):
    with suppress(ContentError), publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        for path in (*SITE, "new.html"):
            assert publisher.write_in_worker(path, hashlib.sha256(b"withdrawn").digest(), b"withdrawn")
        raise ContentError(Problem("S603", "another page could not be rendered", Place("page.html")))
    for number in range(2):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("first", [False, True])
def test_a_cache_deleted_during_the_build_leaves_the_site_unchanged(archive: Archive, *, first: bool):
    if first:
        disk.remove_all(archive.site)
        disk.remove_all(archive.scratch)
    before = content_of(archive.site) if not first else {}
    with pytest.raises(ContentError, match="S604"), publishing(archive.site, scratch=archive.scratch) as publisher:  # noqa: PT012
        publisher.write("index.html", b"new")
        disk.remove_all(archive.scratch)
        publisher.write("feed.xml", b"new")
        publisher.finish()
    assert (content_of(archive.site) if archive.site.exists() else {}) == before
    site = {"index.html": b"new", "feed.xml": b"new"} | MARKED
    archive.write(site)
    assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("folder", ["", "2015/11"])
def test_permissions_of_a_folder_are_fixed_even_if_no_file_has_changed(archive: Archive, folder: str):
    site = content_of(archive.site)
    del site["manifest-sha256.txt"]
    (archive.site / folder).chmod(0o700)
    for number in range(3):
        assert archive.write(site | {"feed.xml": b"%d" % (number // 2)}).written == (number != 1)
        assert stat.S_IMODE((archive.site / folder).stat().st_mode) == 0o755


@pytest.mark.parametrize("far", [False, True])
def test_without_an_atomic_swap_a_build_stopped_between_the_renames_loses_no_site(
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


def test_without_an_atomic_swap_a_failing_rename_restores_the_site(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "_swap_atomically", lambda *_: False)
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name == "standby":
            raise OSError(5, os.strerror(5))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    archive.refused({**SITE, "feed.xml": b"third"}, "S604")
