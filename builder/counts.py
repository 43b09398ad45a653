"""Counts: a number with its noun."""


def pluralize(number: int, singular: str, plural: str = "") -> str:
    """The number with its noun: `1 article`, `2,310 articles`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
