from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from builder.model import Output
from builder.problems import ContentError
from builder.publish import MANIFEST, Written, disk, publishing, snapshot_output
from tests.examples import examples
from tests.output import MARKED, SITE, Archive, content_of, files_of, listed, outputs, with_manifest, write


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_a_first_site_is_written_whole_with_its_manifest(archive: Archive):
    assert archive.write(SITE) == Written(3, 0, 0)
    assert content_of(archive.site) == with_manifest(SITE)


def test_a_first_site_has_a_standby_copy_so_that_a_small_change_writes_little(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    large = {"archive.json": b"x" * 200_000}
    with publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        for path, content in SITE.items():
            state = publisher.write_in_worker(path, hashlib.sha256(content).digest(), content)
            assert state
            publisher.record(path, state)
        for path, content in (MARKED | large).items():
            publisher.write(path, content)
        assert publisher.finish() == Written(5, 0, 0)
    created = []
    create = disk.create

    def counted(path: str, content: bytes) -> bytes:
        created.append(path)
        return create(path, content)

    monkeypatch.setattr(disk, "create", counted)
    changed = {**SITE, **MARKED, **large, "feed.xml": b"<feed></feed>"}
    assert archive.write(changed) == Written(1, 4, 0)
    assert [Path(path).name for path in created] == ["feed.xml", MANIFEST]
    assert content_of(archive.site) == with_manifest(changed)


def test_a_first_site_is_published_even_if_no_standby_can_be_made(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    def full(source: int, path: str) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    monkeypatch.setattr(disk, "copy", full)
    assert archive.write(SITE) == Written(3, 0, 0)
    assert content_of(archive.site) == with_manifest(SITE)
    assert not list(archive.scratch.glob("sites/*/standby"))
    monkeypatch.undo()
    assert archive.write({**SITE, "feed.xml": b"new"}) == Written(1, 2, 0)


def test_a_first_build_that_is_stopped_leaves_nothing_that_a_later_one_publishes(archive: Archive):
    with suppress(KeyboardInterrupt), publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        assert publisher.write_in_worker("index.html", hashlib.sha256(b"other").digest(), b"other")
        assert publisher.write_in_worker("gone.html", hashlib.sha256(b"gone").digest(), b"gone")
        raise KeyboardInterrupt
    assert not archive.site.exists()
    for number in range(3):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)
    assert not list(archive.scratch.glob("sites/*/initial-copy"))


def test_a_page_is_overwritten_whether_it_grows_or_shrinks(archive: Archive):
    for content in (b"long" * 100_000, b"short", b"", b"a little longer"):
        for number in range(2):
            site = {**MARKED, "page": content, "other": b"%d" % number}
            archive.write(site)
            assert content_of(archive.site) == with_manifest(site)
    for folder in (archive.site, *archive.scratch.glob("sites/*/standby")):
        assert (folder / "page").read_bytes() == b"a little longer"


def test_records_of_deleted_folders_are_removed(archive: Archive):
    for number in range(3):
        archive.write({**SITE, "feed.xml": b"%d" % number})
        archive.site.rename(archive.root / f"moved-{number}")
    archive.write(SITE)
    archive.write({**SITE, "feed.xml": b"last"})
    (standby,) = archive.scratch.glob("sites/*/standby")
    half_written = standby.parent / "record-1.new"
    half_written.touch()
    archive.write({**SITE, "feed.xml": b"and one more"})
    assert not half_written.exists()
    inodes = {one.stat().st_ino for one in (archive.site, standby)}
    assert {int(path.name.rpartition("-")[2]) for path in standby.parent.glob("*-*")} == inodes


def test_a_second_build_writes_nothing_and_leaves_every_file_alone(archive: Archive):
    archive.write(SITE)
    before = files_of(archive.site)
    assert archive.write(SITE) == Written(0, 3, 0)
    assert files_of(archive.site) == before


def test_only_what_changed_is_counted_as_written(archive: Archive):
    archive.write(SITE)
    for number in range(4):
        files = {**SITE, "feed.xml": b"%d" % number}
        assert archive.write(files) == Written(1, 2, 0)
        assert content_of(archive.site) == with_manifest(files)


def test_removed_pages_are_deleted_with_their_folders(archive: Archive):
    archive.write(SITE)
    assert archive.write({"index.html": b"front"}) == Written(0, 1, 2)
    assert sorted(path.name for path in archive.site.iterdir()) == ["index.html", MANIFEST]
    archive.write({"index.html": b"front", "x.html": b"x"})
    assert sorted(path.name for path in archive.site.iterdir()) == ["index.html", MANIFEST, "x.html"]


def test_a_file_may_become_a_folder_and_a_folder_a_file(archive: Archive):
    for files in (
        {"a": b"1", "b/c": b"2"},
        {"a/d": b"3", "b": b"4"},
        {"a": b"1", "b/c": b"2"},
        {"a/d": b"3", "b": b"5"},
    ):
        archive.write(files)
        assert content_of(archive.site) == with_manifest(files)


def test_files_of_workers_are_published_and_obstructed_ones_are_returned(archive: Archive):
    """As other processes do: they write files, and the publisher records them."""
    archive.write({**MARKED, "folder/inner": b"old", "file": b"old", "same": b"same"})
    archive.write({**MARKED, "folder/inner": b"old", "file": b"old", "same": b"other"})  # so that standby has them
    site = {**MARKED, "new/page": b"new", "same": b"same", "folder": b"now a file", "file/inner": b"now in a folder"}
    with publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        for path, content in site.items():
            checksum = hashlib.sha256(content).digest()
            state = None if publisher.contains(path, checksum) else publisher.write_in_worker(path, checksum, content)
            assert (state is None) == (path in {".nojekyll", "folder", "file/inner"})
            if state:
                publisher.record(path, state)
            else:
                publisher.write(path, content)
        assert publisher.finish() == Written(4, 1, 2)
    assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("path", ["../out", "a//b", "a/../b", "/a", MANIFEST, "a\nb"])
def test_a_worker_writes_nothing_outside_the_site(archive: Archive, path: str):
    with publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        assert publisher.write_in_worker(path, hashlib.sha256(b"").digest(), b"") is None


def test_a_snapshot_from_before_another_build_is_taken_again(archive: Archive):
    archive.write({**MARKED, "page": b"one"})
    snapshot = snapshot_output(archive.site, archive.root)
    archive.write({**MARKED, "page": b"two", "more": b"more"})
    with publishing(archive.site, scratch=archive.scratch, snapshot=snapshot) as publisher:
        assert publisher.write("page", b"one")
        publisher.write(".nojekyll", b"")
        assert publisher.finish() == Written(1, 1, 1)
    assert content_of(archive.site) == with_manifest({**MARKED, "page": b"one"})


def test_a_page_damaged_during_a_build_is_not_published_later(archive: Archive):
    archive.write({**MARKED, "page": b"one", "other": b"1"})
    archive.write({**MARKED, "page": b"one", "other": b"2"})
    snapshot = snapshot_output(archive.site, archive.root)
    (archive.site / "page").write_bytes(b"bad")
    with publishing(archive.site, scratch=archive.scratch, snapshot=snapshot) as publisher:
        for path, content in {**MARKED, "page": b"one", "other": b"3"}.items():
            publisher.write(path, content)
        publisher.finish()
    assert content_of(archive.site) == with_manifest({**MARKED, "page": b"one", "other": b"3"})
    archive.write({**MARKED, "page": b"one", "other": b"4"})
    assert content_of(archive.site) == with_manifest({**MARKED, "page": b"one", "other": b"4"})


def test_modes_are_fixed_whatever_the_umask_and_no_file_is_a_link(archive: Archive):
    old = os.umask(0o077)
    try:
        for number in range(3):
            archive.write({**SITE, "feed.xml": b"%d" % number})
    finally:
        os.umask(old)
    for folder, _, names in os.walk(archive.site):
        assert Path(folder).stat().st_mode & 0o777 == 0o755
        for name in names:
            status = Path(folder, name).lstat()
            assert (status.st_mode & 0o777, status.st_nlink) == (0o644, 1)


def test_a_page_changed_by_hand_is_restored_even_with_the_same_size_and_time(archive: Archive):
    archive.write(SITE)
    page = archive.site / "index.html"
    times = page.stat()
    page.write_bytes(b"FRONT")
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert archive.write(SITE) == Written(1, 2, 0)
    assert content_of(archive.site) == with_manifest(SITE)


def test_a_page_with_other_permissions_or_a_hard_link_is_written_again(archive: Archive):
    archive.write(SITE)
    (archive.site / "index.html").chmod(0o600)
    (archive.root / "copy").hardlink_to(archive.site / "feed.xml")
    assert archive.write(SITE) == Written(2, 1, 0)
    archive.write({**SITE, "feed.xml": b"other"})
    archive.write({**SITE, "feed.xml": b"another"})
    assert (archive.root / "copy").read_bytes() == b"<feed/>"


def test_without_the_cache_the_site_is_compared_and_not_written(archive: Archive):
    archive.write(SITE | MARKED)
    archive.scratch.rename(archive.root / "gone")
    assert archive.write(SITE | MARKED) == Written(0, 4, 0)


def test_the_standby_of_a_killed_build_is_not_trusted(archive: Archive):
    archive.write(SITE)
    archive.write({**SITE, "feed.xml": b"2"})

    def killed() -> Iterator[Output]:
        yield Output("index.html", b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(killed(), archive.site, scratch=archive.scratch)
    archive.write({**SITE, "feed.xml": b"3"})
    assert content_of(archive.site) == with_manifest({**SITE, "feed.xml": b"3"})


def test_a_problem_leaves_the_site_unchanged_and_the_next_build_is_correct(archive: Archive):
    archive.write(SITE)

    def invalid() -> Iterator[Output]:
        yield Output("index.html", b"half")
        yield Output("../outside", b"x")

    with pytest.raises(ContentError):
        write(invalid(), archive.site, scratch=archive.scratch)
    assert content_of(archive.site) == with_manifest(SITE)
    assert archive.write({**SITE, "feed.xml": b"4"}) == Written(1, 2, 0)
    assert content_of(archive.site) == with_manifest({**SITE, "feed.xml": b"4"})


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/../../x", ".", "", "a\\b", "a\nb", "a\0b", MANIFEST])
def test_a_path_outside_the_site_is_refused(archive: Archive, path: str):
    archive.refused({path: b"x"}, "S604")
    assert not (archive.root / "x").exists()


def test_two_files_with_the_same_path_are_refused(archive: Archive):
    with pytest.raises(ContentError, match="L404"):
        write([Output("a", b"1"), Output("a", b"2")], archive.site, scratch=archive.scratch)
    archive.refused({"a": b"1", "a/b": b"2"}, "L404")


def test_a_folder_that_the_builder_did_not_make_is_refused_with_its_first_file(archive: Archive):
    archive.site.mkdir()
    (archive.site / "notes.txt").write_text("mine")
    (archive.site / "later.txt").write_text("mine")
    assert "'later.txt'" in archive.refused(SITE, "S602")


def test_a_file_that_the_builder_did_not_make_is_never_deleted(archive: Archive):
    archive.write(SITE)
    (archive.site / "2015" / "mine.txt").write_text("mine")
    message = archive.refused({"index.html": b"new"}, "S602")
    assert "'2015/mine.txt'" in message
    assert "content/assets/" in message


def test_a_file_added_during_the_build_is_not_lost(archive: Archive):
    archive.write(SITE)

    def late() -> Iterator[Output]:
        yield Output("index.html", b"new")
        (archive.site / "mine.txt").write_text("mine")

    with pytest.raises(ContentError, match=r"'mine\.txt' .* during the build"):
        write(late(), archive.site, scratch=archive.scratch)
    assert content_of(archive.site) == {**with_manifest(SITE), "mine.txt": b"mine"}


def test_a_file_added_at_the_moment_of_the_swap_is_not_lost(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    archive.write(SITE | MARKED)
    before = content_of(archive.site)
    swap = disk.swap

    def late(one: Path, other: Path) -> None:
        if not (other / "2015/mine.txt").exists():
            (one / "2015/mine.txt").write_bytes(b"mine")
        swap(one, other)

    monkeypatch.setattr(disk, "swap", late)
    with pytest.raises(ContentError, match="S602"):
        archive.write({**SITE, **MARKED, "feed.xml": b"new"})
    assert content_of(archive.site) == before | {"2015/mine.txt": b"mine"}


def test_an_old_file_does_not_obstruct_a_folder(archive: Archive):
    archive.write({**SITE, **MARKED, "a": b""})
    disk.remove_all(archive.scratch)
    for number in range(3):
        site = {**SITE, **MARKED, "a/b": b"", "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)


def test_a_manifest_of_another_program_is_refused(archive: Archive):
    archive.site.mkdir()
    (archive.site / MANIFEST).write_text("a list of my own")
    archive.refused(SITE, "S602")


def test_a_bag_with_checksums_is_refused(archive: Archive):
    archive.site.mkdir()
    (archive.site / "precious.txt").write_bytes(b"precious")
    (archive.site / MANIFEST).write_bytes(listed({"precious.txt": b"precious"}))
    archive.refused(SITE, "S602")
    assert (archive.site / "precious.txt").read_bytes() == b"precious"


@pytest.mark.parametrize("order", ["b.txt .nojekyll a.txt", f".nojekyll a.txt b.txt {MANIFEST}"])
def test_a_list_of_checksums_made_by_a_shell_is_refused(archive: Archive, order: str):
    archive.site.mkdir()
    for name in (".nojekyll", "a.txt", "b.txt"):
        (archive.site / name).touch()
    empty = hashlib.sha256(b"").hexdigest()
    (archive.site / MANIFEST).write_text("".join(f"{empty}  {name}\n" for name in order.split()))
    archive.refused(SITE, "S602")


def test_an_empty_folder_may_be_filled(archive: Archive):
    archive.site.mkdir()
    assert archive.write(SITE) == Written(3, 0, 0)


def test_unsafe_output_folders_are_refused(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    (archive.root / "content").mkdir()
    (archive.root / "home").mkdir()
    (archive.root / "file").write_text("x")
    (archive.root / "link").symlink_to(archive.root / "elsewhere")
    monkeypatch.setenv("HOME", str(archive.root / "home"))
    for name in ("", "..", "content", "content/articles", "content/../themes/new", "home", "file", "link", ".git/x"):
        with pytest.raises(ContentError, match="S602"):
            snapshot_output(archive.root / name, archive.root)
    with pytest.raises(ContentError, match="S602"):
        snapshot_output(Path("/"), archive.root)
    for folder in (archive.root, archive.root.parent, archive.scratch, archive.root / "link", archive.root / "file"):
        with pytest.raises(ContentError, match="S602"):
            write(outputs(SITE), folder, scratch=archive.scratch)
    snapshot_output(archive.root / "site", archive.root)
    snapshot_output(archive.root / ".cache" / "preview", archive.root)


def test_where_the_cache_cannot_be_written_standby_is_beside_the_site(archive: Archive):
    archive.scratch.write_text("no folder")
    for number in range(3):
        archive.write({**SITE, **MARKED, "feed.xml": b"%d" % number})
        assert content_of(archive.site) == with_manifest({**SITE, **MARKED, "feed.xml": b"%d" % number})
        assert {path.name for path in archive.root.iterdir()} == {"site", ".cache"}
    descriptor = os.open(archive.root, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert "another build" in archive.refused(SITE, "S604", timeout=0.1)
    os.close(descriptor)
    assert archive.scratch.read_text() == "no folder"


def test_a_cache_of_another_user_is_not_changed(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    archive.scratch.mkdir()
    monkeypatch.setattr(os, "access", lambda path, _: path != archive.scratch)
    for number in range(2):
        archive.write({**SITE, **MARKED, "feed.xml": b"%d" % number})
        assert content_of(archive.site) == with_manifest({**SITE, **MARKED, "feed.xml": b"%d" % number})
    assert {path.name for path in archive.root.iterdir()} == {"site", ".cache"}
    assert not list(archive.scratch.iterdir())


def test_two_builds_at_once_do_not_mix(archive: Archive):
    archive.scratch.mkdir()
    with (archive.scratch / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another build" in archive.refused(SITE, "S604", timeout=0.1)
        timer = threading.Timer(0.2, lambda: fcntl.flock(lock, fcntl.LOCK_UN))
        timer.start()
        assert archive.write(SITE, timeout=10) == Written(3, 0, 0)
        timer.join()


def test_without_an_atomic_swap_two_renames_are_used(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "_swap_atomically", lambda *_: False)
    for number in range(3):
        archive.write({**SITE, "feed.xml": b"%d" % number})
        assert content_of(archive.site) == with_manifest({**SITE, "feed.xml": b"%d" % number})


def test_across_file_systems_standby_is_beside_the_site_and_is_removed(archive: Archive, tmp_path: Path):
    far = Path("/dev/shm")
    if not far.is_dir() or far.stat().st_dev == tmp_path.stat().st_dev:
        far = tmp_path
    with_far = far / f"archive-test-{os.getpid()}"
    with_far.mkdir()
    try:
        for number in range(3):
            write(outputs({**SITE, "feed.xml": b"%d" % number}), with_far / "site", scratch=archive.scratch)
            assert content_of(with_far / "site") == with_manifest({**SITE, "feed.xml": b"%d" % number})
        assert [path.name for path in with_far.iterdir()] == ["site"]
    finally:
        disk.remove_all(with_far)


def test_files_are_copied_and_links_among_them_refused(archive: Archive):
    image = archive.root / "image.png"
    image.write_bytes(b"x" * 3_000_000)
    assert archive.write(SITE, copies=[("assets/image.png", image)]) == Written(4, 0, 0)
    assert (archive.site / "assets/image.png").read_bytes() == image.read_bytes()
    assert archive.write(SITE, copies=[("assets/image.png", image)]) == Written(0, 4, 0)
    link = archive.root / "link.png"
    link.symlink_to("/etc/passwd")
    archive.refused(SITE, "F012", copies=[("assets/link.png", link)])
    os.mkfifo(archive.root / "pipe")
    archive.refused(SITE, "F012", copies=[("assets/pipe", archive.root / "pipe")])


def test_state_of_deleted_folders_is_removed_and_nothing_else_in_the_cache(archive: Archive):
    (archive.scratch / "other").mkdir(parents=True)
    for number in range(6):
        for content in (b"0", b"1"):
            folder = archive.root / f"site{number}"
            write([Output("a", content)], folder, scratch=archive.scratch)
    assert len(list((archive.scratch / "sites").iterdir())) == 3
    for number in range(6):
        disk.remove_all(archive.root / f"site{number}")
    archive.write(SITE)
    assert len(list((archive.scratch / "sites").iterdir())) == 1
    assert (archive.scratch / "other").is_dir()


names = st.sampled_from(["a", "b", "a/x", "b/y/z", "c/index.html", "d"])
sites = st.dictionaries(names, st.binary(max_size=2), max_size=5)


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(sites, min_size=1, max_size=6))
def test_after_any_history_the_folder_has_exactly_the_last_site(
    history: list[dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory
):
    archive = Archive(tmp_path_factory.mktemp("history"))
    for files in history:
        usable = {
            path: content for path, content in files.items() if not any(other.startswith(f"{path}/") for other in files)
        }
        archive.write(usable)
        assert content_of(archive.site) == with_manifest(usable)
        folders = {Path(folder) for folder, _, found in os.walk(archive.site) if not found and not _}
        assert folders <= {archive.site}


def test_the_second_copy_of_an_earlier_version_is_removed(archive: Archive) -> None:
    archive.write(SITE)
    (folder,) = (archive.scratch / "sites").iterdir()
    (folder / "spare").mkdir()
    (folder / "spare" / "index.html").write_text("old")
    archive.write(SITE)
    assert not (folder / "spare").exists()
