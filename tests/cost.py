"""Cost: how much computing something takes, in a unit that is the same on a slow, a fast and a busy machine."""

from __future__ import annotations

import time
from collections.abc import Callable

ADDITIONS = 500_000


def cost(work: Callable[[], object], *, tries: int = 1) -> float:
    """CPU time of `work`, in units of half a million additions (about 40 ms); the least of several tries."""
    return min(_cpu_time(work) / _cpu_time(_add) for _ in range(tries))


def _add() -> int:
    return sum(number * 3 for number in range(ADDITIONS))


def _cpu_time(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
