"""Time limit: one capture that is slow to read must not hold up the others."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from builder.problems import ContentError, Place, Problem


class _OvertimeError(BaseException):
    """Not an Exception, which the libraries that read captures may catch."""


@contextmanager
def time_limit(seconds: float, place: Place) -> Iterator[None]:
    """Raises ContentError when what is done within takes longer, as soon as Python runs again.

    It has no effect outside of the main thread and on systems without interval timers.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _OvertimeError:
        message = f"reading the capture took more than {seconds:g} seconds"
        help_ = "save the text of the page as a .txt file, and convert that"
        raise ContentError(Problem("C503", message, place, help_)) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_: int, __: FrameType | None) -> None:
    raise _OvertimeError
