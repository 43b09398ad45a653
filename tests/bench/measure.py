"""Measure: a command as a whole process: its processor time, its wait, its memory and the files it wrote."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.2
"""Between two looks at the memory: each costs a few milliseconds."""


@dataclass(frozen=True)
class Run:
    """What one run of a command took, with all processes it started."""

    cpu: float
    """Seconds of all processors, in the program and in the system for it."""
    wall: float
    memory: float
    """Most MB in use at one time by all its processes, shared pages counted once."""
    written: int = 0
    """Files in its output that are newer than its start, and those that are gone."""


def measure(command: Sequence[str | Path], folder: Path, output: Path, environment: Mapping[str, str]) -> Run:
    """Run the command in `folder`, with this added to its environment; raises CalledProcessError when it fails."""
    before = _stamps(output)
    begun = time.time_ns()
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, **environment}
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        printed = process.stdout.read() if process.stdout else b""
        # Of the process and of those it waited for, as the kernel has counted them.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        watch.done.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(map(str, command)), printed)
    after = _stamps(output)
    written = sum(changed >= begun for changed in after.values()) + len(before.keys() - after.keys())
    return Run(usage.ru_utime + usage.ru_stime, wall, watch.most / 1e6, written)


def _stamps(folder: Path) -> Mapping[str, int]:
    """When each file was written, in nanoseconds."""
    found: dict[str, int] = {}
    folders = [folder] if folder.is_dir() else []
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            else:
                found[entry.path] = entry.stat(follow_symlinks=False).st_mtime_ns
    return found


class _Watch(threading.Thread):
    """Looks at the memory of a process and its descendants until it is told that all is done."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.most = 0
        self._pid = pid

    def run(self) -> None:
        while not self.done.wait(LOOK_SECONDS):
            self.most = max(self.most, _high(self._pid), sum(map(_proportional, _process_tree(self._pid))))


def _high(pid: int) -> int:
    """Most bytes one process ever had. What the kernel tells of its end counts those of whoever started it, too."""
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmHWM:")


def _process_tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue
        found += map(int, children.split())
    return found


def _proportional(pid: int) -> int:
    """Bytes in memory, of those it shares with others its part; 0 for a process that is gone."""
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def _kilobytes(file: Path, name: str) -> int:
    """What the kernel tells under this name, in bytes; 0 of a process that is gone."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(name))
