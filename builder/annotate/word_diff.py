"""Word diff: how the text of a quotation has changed, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from builder.annotate.normalize import normalize


def word_diff(before: str, after: str) -> str:
    """`the [-old-]{+new+} words`; differences in quotation marks or capitals alone are ignored."""
    old, new = before.split(), after.split()
    matcher = SequenceMatcher(
        None, [normalize(word).text for word in old], [normalize(word).text for word in new], autojunk=False
    )
    return " ".join(_changes(matcher, old, new))


def _changes(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[str]:
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield " ".join(new[new_start:new_end])
            continue
        removed = f"[-{' '.join(old[old_start:old_end])}-]" if old_end > old_start else ""
        added = f"{{+{' '.join(new[new_start:new_end])}+}}" if new_end > new_start else ""
        yield removed + added
