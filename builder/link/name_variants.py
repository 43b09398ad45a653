"""Name variants: spellings of an organisation's or event's name that every text uses and no registry lists."""

import re
from collections.abc import Iterator

from builder.link.lexicon import LEGAL_FORMS

COUNTRY = re.compile(r"^(?:(?:the )?United States(?: of America)?|U\. ?S\.|US) (?=\w+ \w)")
COUNTRY_SPELLINGS = ("United States", "U.S.", "US")
DEPARTMENT = re.compile(r"(?:.* )?Department of (?:the )?(\w+(?: \w+)?)")
"""`United States Department of Commerce`, also called the Commerce Department."""
SPELLINGS = (
    ("isation", "ization"),
    ("Centre", "Center"),
    ("Labour", "Labor"),
    ("Defence", "Defense"),
    ("Programme", "Program"),
)
"""British and American spelling."""


def full_variants(name: str) -> Iterator[str]:
    """Names that mean the same as this one: without the legal form, with the country and words spelled otherwise."""
    words = name.split()
    if len(words) > 2 and words[-1].lower().replace(".", "").rstrip(",") in LEGAL_FORMS:
        yield " ".join(words[:-1]).rstrip(",")
    if country := COUNTRY.match(name):
        rest = name[country.end() :]
        yield from (f"{one} {rest}" for one in COUNTRY_SPELLINGS if not name.startswith(f"{one} "))
    for british, american in SPELLINGS:
        if british in name:
            yield name.replace(british, american)
        elif american in name:
            yield name.replace(american, british)


def short_variants(name: str) -> Iterator[str]:
    """Names that mean it where no other has them: `Commerce Department`."""
    if country := COUNTRY.match(name):
        yield name[country.end() :]
    if department := DEPARTMENT.fullmatch(name):
        yield f"{department[1]} Department"
