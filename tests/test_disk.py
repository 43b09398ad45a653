"""When the disk fails or the build is killed, the site is the complete old one or the complete new one."""

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


def test_a_file_system_without_permissions_can_be_used(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "FILE_MODE", 0o600)
    monkeypatch.setattr(disk, "FOLDER_MODE", 0o700)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    for number in range(3):
        site = {**SITE, **MARKED, "feed.xml": b"%d" % number}
        archive.write(site)
        assert content_of(archive.site) == with_manifest(site)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("step", ["create", "swap", "sync"])
def test_an_error_of_the_disk_is_one_problem_and_the_old_site_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, code: int, step: str
):
    archive.write(SITE)

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(disk, step, fail)
        message = archive.refused({**SITE, "index.html": b"new"}, "S604")
    assert os.strerror(code).lower() in message
    assert len(message.splitlines()) == 2
    assert not list(archive.scratch.glob("sites/*/standby"))
    archive.write({**SITE, "index.html": b"new"})
    assert content_of(archive.site) == with_manifest({**SITE, "index.html": b"new"})


def test_a_first_build_frees_the_space_of_a_full_disk(archive: Archive):
    with suppress(ContentError), publishing(archive.site, scratch=archive.scratch) as publisher:
        publisher.open_standby()
        assert publisher.write_in_worker("index.html", hashlib.sha256(b"").digest(), b"")
        assert len(list(archive.scratch.glob("sites/*/*/index.html"))) == 2
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not list(archive.scratch.glob("sites/*/*/index.html"))


class OneError:
    """A disk that fails once, after a number of steps."""

    def __init__(self, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = steps
        for name in ("create", "remove", "swap", "sync", "make_folder", "copy"):
            monkeypatch.setattr(disk, name, self._counted(getattr(disk, name)))
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
def test_after_an_error_at_any_step_the_site_is_the_new_or_the_old_one_as_reported(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, *, first: bool
):
    old = {f"{number}/index.html": b"old" for number in range(4)} | {"gone": b""}
    new = {f"{number}/index.html": b"new" for number in range(4)}
    refused = steps = -1
    while steps < refused + 20:  # an error after the swap is not reported
        steps += 1
        if first:
            disk.remove_all(archive.site)
        else:
            archive.write(old)
        expected = None if first else with_manifest(old)
        with monkeypatch.context() as patch:
            failing = OneError(steps, patch)
            try:
                archive.write(new)
                expected = with_manifest(new)
            except ContentError:
                refused = steps
        assert (content_of(archive.site) if archive.site.exists() else None) == expected
    assert refused > 5
    assert failing.left >= 0


def test_a_record_that_cannot_be_saved_does_not_fail_the_build(archive: Archive, monkeypatch: pytest.MonkeyPatch):
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
from builder.publish import disk, publishing
root, step, content = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].encode()
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
with publishing(root / "site", scratch=root / ".cache") as publisher:
    for path in [".nojekyll", *(f"{n}/index.html" for n in range(5))]:
        publisher.write(path, content)
    publisher.finish()
"""

    def run(step: int, version: int) -> int:
        command = [sys.executable, "-c", script, str(archive.root), str(step), str(version)]
        return subprocess.run(command, check=False).returncode

    def site(version: int) -> dict[str, bytes]:
        paths = [".nojekyll", *(f"{number}/index.html" for number in range(5))]
        return with_manifest(dict.fromkeys(paths, b"%d" % version))

    assert run(1000, 0) == run(1000, 1) == 0
    version, killed = 1, 0
    for step in range(60):
        code = run(step, version + 1)
        assert content_of(archive.site) in (site(version), site(version + 1))
        if code == 0:
            break
        killed += 1
        assert run(1000, version + 2) == 0
        assert content_of(archive.site) == site(version + 2)
        version += 2
    assert killed > 5
