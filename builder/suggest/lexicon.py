"""Word lists used to find and classify names."""

from builder.languages import word_lists

ENGLISH = word_lists("en")

CALENDAR_WORDS = ENGLISH["calendar"] | ENGLISH["time zones"]
FUNCTION_WORDS = ENGLISH["function words"] | ENGLISH["number words"]
COMMON_WORDS = CALENDAR_WORDS | FUNCTION_WORDS
TITLES = ENGLISH["titles"] | ENGLISH["compound titles"]
TITLE_MODIFIERS = ENGLISH["title modifiers"]
PARTICLES = ENGLISH["particles"] | ENGLISH["more particles"]
SURNAME_PARTICLES = ENGLISH["surname particles"]
JOINING_WORDS = ENGLISH["joining words"]
ORGANISATIONS = ENGLISH["organisations"]
GROUPS = ENGLISH["groups of people"]
PLACES = ENGLISH["places"]
EVENTS = ENGLISH["events"]
WORKS = ENGLISH["works"]
HEAD_NOUNS = ORGANISATIONS | GROUPS | PLACES | EVENTS | WORKS
"""Nouns after which `of` continues the name: `Bank of England`, `Republic of Korea`."""
SUBJECT_BODIES = ENGLISH["subject bodies"]
NUMBERED = ENGLISH["numbered"]
PLACE_BEGINNINGS = ENGLISH["directions"] | ENGLISH["more place name beginnings"]
LOCATION_PREPOSITIONS = ENGLISH["location prepositions"]
SPEECH_VERBS = ENGLISH["speech verbs"]
PLACE_PREPOSITIONS = ENGLISH["place prepositions"]
TOOL_PREPOSITIONS = ENGLISH["tool prepositions"]
WIRE_WORDS = ENGLISH["wire words"]
DEMONYMS = ENGLISH["demonyms"]
COUNTRIES = ENGLISH["countries"]
COUNTRIES_OF_DEMONYMS = ENGLISH["countries of demonyms"]
