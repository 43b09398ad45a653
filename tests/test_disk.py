"""When the disk fails, or the build is killed: the site is the old one or the new one as a whole."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from builder.problems import ContentError
from builder.publish import DirectorySnapshot, Written, disk, publishing
from tests.output import MARKED, SITE, Archive, content_of, with_manifest


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_a_disk_that_keeps_no_rights_is_written_all_the_same(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "FILE_MODE", 0o600)
    monkeypatch.setattr(disk, "FOLDER_MODE", 0o700)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    for number in range(3):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("step", ["create", "swap", "sync"])
def test_an_error_of_the_disk_is_one_problem_and_the_old_site_stands(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, code: int, step: str
):
    archive.write(SITE)

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(disk, step, fail)
        said = archive.refused({**SITE, "index.html": b"new"}, "S604")
    assert os.strerror(code).lower() in said
    assert len(said.splitlines()) == 2
    assert not list(archive.scratch.glob("sites/*/spare"))
    archive.write({**SITE, "index.html": b"new"})
    assert content_of(archive.site) == with_manifest({**SITE, "index.html": b"new"})


def test_a_first_build_gives_back_all_it_took_of_a_disk_that_is_full(archive: Archive):
    with suppress(ContentError), publishing(archive.site, scratch=archive.scratch) as turn:
        turn.open_standby()
        assert turn.write_in_worker("index.html", hashlib.sha256(b"").digest(), b"")
        assert len(list(archive.scratch.glob("sites/*/*/index.html"))) == 2
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not list(archive.scratch.glob("sites/*/*/index.html"))


class OneError:
    """A disk that does so many steps, then fails in one, and is well again."""

    def __init__(self, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = steps
        for name in ("create", "remove", "swap", "sync", "make_folder", "copy"):
            monkeypatch.setattr(disk, name, self._counted(getattr(disk, name)))
        monkeypatch.setattr(disk, "read_small", self._counted(disk.read_small))
        monkeypatch.setattr(DirectorySnapshot, "added", self._counted(DirectorySnapshot.added))
        for module in ("publisher", "standby"):
            monkeypatch.setattr(f"builder.publish.{module}.DirectorySnapshot", self._counted(DirectorySnapshot))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            self.left -= 1
            if self.left == -1:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*arguments, **options)

        return call


@pytest.mark.parametrize("first", [False, True])
def test_after_an_error_at_any_step_the_site_is_the_new_or_what_it_was_as_it_is_said(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, *, first: bool
):
    old = {f"{number}/index.html": b"old" for number in range(4)} | {"gone": b""}
    new = {f"{number}/index.html": b"new" for number in range(4)}
    refused = steps = -1
    while steps < refused + 20:  # what comes after the new site stands is not worth a refusal
        steps += 1
        if first:
            disk.remove_all(archive.site)
        else:
            archive.write(old)
        stands = None if first else with_manifest(old)
        with monkeypatch.context() as patch:
            failing = OneError(steps, patch)
            try:
                archive.write(new)
                stands = with_manifest(new)
            except ContentError:
                refused = steps
        assert (content_of(archive.site) if archive.site.exists() else None) == stands
    assert refused > 5
    assert failing.left >= 0


def test_a_record_that_cannot_be_kept_does_not_fail_the_build(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    archive.write(SITE | MARKED)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        assert archive.write({**SITE, **MARKED, "index.html": b"new"}) == Written(1, 3, 0)
    assert archive.write(SITE | MARKED) == Written(1, 3, 0)
    assert content_of(archive.site) == with_manifest(SITE | MARKED)


def test_a_build_killed_at_any_step_leaves_the_old_site_or_the_new(archive: Archive):
    script = """
import os, sys
from pathlib import Path
from builder.model import Output
from builder.publish import write
from builder.publish import disk
root, step, turn = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
def counted(real):
    def call(*arguments, **options):
        global step
        step -= 1
        if step < 0:
            os._exit(9)
        return real(*arguments, **options)
    return call
for name in ("create", "remove", "swap", "sync", "make_folder", "copy"):
    setattr(disk, name, counted(getattr(disk, name)))
os.replace, os.rename = counted(os.replace), counted(os.rename)
paths = [".nojekyll", *(f"{n}/index.html" for n in range(5))]
write((Output(path, turn) for path in paths), root / "site", scratch=root / ".cache")
"""

    def run(step: int, turn: int) -> int:
        command = [sys.executable, "-c", script, str(archive.root), str(step), str(turn)]
        return subprocess.run(command, check=False).returncode

    def site(turn: int) -> dict[str, bytes]:
        paths = [".nojekyll", *(f"{number}/index.html" for number in range(5))]
        return with_manifest(dict.fromkeys(paths, b"%d" % turn))

    assert run(1000, 0) == run(1000, 1) == 0
    turn, killed = 1, 0
    for step in range(60):
        code = run(step, turn + 1)
        assert content_of(archive.site) in (site(turn), site(turn + 1))
        if code == 0:
            break
        killed += 1
        assert run(1000, turn + 2) == 0
        assert content_of(archive.site) == site(turn + 2)
        turn += 2
    assert killed > 5
