"""Word lists used by the linker."""

from builder.languages import word_lists

ENGLISH = word_lists("en")

CALENDAR_WORDS = ENGLISH["calendar"]
CALENDAR_NAMES = frozenset({*map(str.capitalize, CALENDAR_WORDS), *map(str.upper, CALENDAR_WORDS)})
"""As they are written in a text."""
DATE_WORDS = ENGLISH["date words"]
FUNCTION_WORDS = ENGLISH["function words"] | ENGLISH["function words of articles"]
COMPASS = ENGLISH["directions"] | ENGLISH["more directions"]
INSTITUTIONS = ENGLISH["institutions"]
BODIES = ENGLISH["bodies of places"]
LEGAL_FORMS = ENGLISH["legal forms"]
LOCATION_PREPOSITIONS = ENGLISH["location prepositions"]
PARTICLES = ENGLISH["particles"] | {"ad", "ar", "ash", "az", "ten"}
CLITICS = ENGLISH["clitics"]
ELISIONS = word_lists("fr")["elisions"] | word_lists("it")["elisions"]
KOREAN_PARTICLES = word_lists("ko")["particles"]

LOWERCASE_WORDS = CALENDAR_WORDS | FUNCTION_WORDS | ENGLISH["titles"] | ENGLISH["roles"]
"""A capital on one of these does not make it part of the name beside it."""
COMMON_WORDS = LOWERCASE_WORDS | INSTITUTIONS | COMPASS
"""Too common to be a person's name without other evidence."""
