"""Threads: each reply joins the annotation that it is about, below the reply that it answers."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from builder.model import Annotation, Reply
from builder.problems import Problem, did_you_mean


def with_replies(
    annotations: Sequence[Annotation], replies: Iterable[Reply]
) -> tuple[tuple[Annotation, ...], tuple[Reply, ...]]:
    """The annotations of an article with the replies that have `reply-to`, and the replies that answer nothing known.

    An annotation is found by its id before a reply is, and a reply only if no other of the article has its id; with
    the id of its annotation before it, as in addresses, it is always found.
    """
    found = _Threads(annotations, replies)
    joined = (replace(one, replies=_in_order(found.threads[index])) for index, one in enumerate(annotations))
    unknown = sorted((reply for group in found.waiting.values() for reply in group), key=attrgetter("place"))
    return tuple(joined), tuple(unknown)


def reply_problems(unknown: Sequence[Reply], annotations: Sequence[Annotation]) -> Iterator[Problem]:
    """A problem for each reply that answers nothing known; none for the replies to such a reply."""
    notes = [one.id for one in annotations]
    replies = Counter(reply.id for one in annotations for reply in one.replies)
    by_id = {reply.id: reply for reply in unknown}
    for one in unknown:
        wanted = _last_id(one.answers)
        if _is_cycle(one, by_id):
            message = f"`reply-to: {one.answers}`: the replies answer each other"
            yield Problem("N132", message, one.place, "in one of them, write the id of the annotation")
        elif "--" not in one.answers and replies[wanted] > 1:
            message = f"`reply-to: {wanted}` may be one of {replies[wanted]} replies"
            places = [f"{note.id}--{wanted}" for note in annotations if any(wanted == its.id for its in note.replies)]
            yield Problem("N132", message, one.place, f"write one of {', '.join(dict.fromkeys(places))}")
        elif wanted not in by_id:
            known = [*notes, *replies]
            help_ = did_you_mean(one.answers, known) or f"known: {', '.join(notes) or 'none'}"
            message = f"the article has no annotation or reply `{one.answers}` to reply to"
            yield Problem("N132", message, one.place, help_)


class _Threads:
    """Finds the annotation of each reply, from the annotations down."""

    def __init__(self, annotations: Sequence[Annotation], replies: Iterable[Reply]) -> None:
        self.threads: defaultdict[int, list[Reply]] = defaultdict(list)
        """By position of the annotation."""
        self.waiting: dict[str, list[Reply]] = {}
        """By what they answer: the replies whose annotation is not found."""
        for reply in sorted(replies, key=attrgetter("place")):
            self.waiting.setdefault(reply.answers, []).append(reply)
        groups = (*(one.replies for one in annotations), *self.waiting.values())
        self._count = Counter(reply.id for group in groups for reply in group)
        self._notes = {one.id for one in annotations}
        for index, one in enumerate(annotations):
            self._add(index, one)

    def _add(self, index: int, note: Annotation) -> None:
        """Find the thread of an annotation."""
        found = deque([*note.replies, *self.waiting.pop(note.id, ())])
        while found:
            reply = found.popleft()
            self.threads[index].append(reply)
            keys = [f"{note.id}--{reply.id}"]
            keys += [reply.id] if self._count[reply.id] == 1 and reply.id not in self._notes else []
            found += (replace(one, parent=reply.id) for key in keys for one in self.waiting.pop(key, ()))


def _in_order(thread: Sequence[Reply]) -> tuple[Reply, ...]:
    """The replies, each followed by those to it. Where one has `reply-to`, all of its level are sorted by day."""
    by_parent: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in thread:
        by_parent[reply.parent].append(reply)
    for level in by_parent.values():
        if any(reply.answers for reply in level):
            level.sort(key=attrgetter("date"))
    ordered, stack = [], by_parent.pop("", [])[::-1]
    while stack:
        reply = stack.pop()
        ordered.append(reply)
        stack += by_parent.pop(reply.id, [])[::-1]
    return tuple(ordered)


def _is_cycle(reply: Reply, by_id: Mapping[str, Reply]) -> bool:
    """Whether the replies that a reply answers lead back to it."""
    above, seen = by_id.get(_last_id(reply.answers)), set[str]()
    while above and above.id not in seen:
        if above.id == reply.id:
            return True
        seen.add(above.id)
        above = by_id.get(_last_id(above.answers))
    return False


def _last_id(target: str) -> str:
    """The id of the reply in `note--reply`, or the only id."""
    return target.rpartition("--")[2]
