"""Words: the few words of English that tell a name from its neighbours, and one kind of name from another."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january "
    "february march april may june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec spring summer autumn winter christmas easter gmt utc"
)
LITTLE = listed(
    "a about after again against all almost already also although among an and another any are around as at away back "
    "be because been before behind below between both but by can could did do does during each earlier eight either "
    "even every few first five for former four from had has have he her here him his how however i if in inside "
    "instead into is it its last later least less like many me meanwhile might more most much my near neither never "
    "next nine no none nor not nothing now of off on once one only or other our out outside over own per perhaps said "
    "same second seven several she should since six so some soon still such ten than that the their them then there "
    "these they third this those though three through thus to today together tomorrow too toward towards two under "
    "until up upon us very was we were what when where whether which while who whom whose why will with within "
    "without would yes yesterday yet you your"
)
"""Written large at the head of a sentence, they say nothing."""
TITLES = listed(
    "mr mrs ms miss dr sir lord lady dame king queen prince princess emir sultan sheikh pope cardinal archbishop "
    "bishop father sister brother rev rabbi imam ayatollah saint president vice-president prime premier minister "
    "chancellor secretary secretary-general chairman chairwoman director ambassador envoy commissioner governor mayor "
    "senator sen congressman congresswoman representative speaker judge justice general gen lieutenant lt colonel col "
    "major captain capt sergeant sgt commander admiral marshal professor prof spokesman spokeswoman deputy"
)
"""Before a name they belong to its bearer and not to the name."""
POSTS = listed("foreign prime special joint deputy vice permanent high us uk un chief former senior")
"""Before a title they belong to it."""
PARTICLES = listed(
    "al el de del della delle dei degli di der den des van von ter bin ben ibn bint ould arap du da das do dos la le "
    "los"
)
"""Small words within the names of people and places; several may follow each other: `van der`, `de la`."""
LINKING = listed("y e et i und pour sans sur für")
"""Small words of other languages, which within an English text stand within names alone: `Ramón y Cajal`."""
FAMILY = listed("de del della der dos du van von bin ben ibn al el")
"""Particles with which a surname may begin by itself."""
BODIES = listed(
    "academy agency alliance army assembly association authority bank board brigade brotherhood cabinet center centre "
    "chamber church club coalition college commission committee company congress corporation corps council court "
    "department embassy federation force forces foundation front fund government group guard guards house initiative "
    "institute league ministry mission movement nations network office organisation organization parliament party "
    "police senate service society team trust tribunal union university watch"
)
"""A name with one of these is that of an organisation, and may go on with `of` and `for`."""
BANDS = listed(
    "brothers children daughters doctors friends guardians keepers knights lawyers mothers reporters sisters soldiers "
    "sons students veterans women workers"
)
"""People who make a body together: its name may go on with `of`, `for` and `without`."""
LANDS = listed(
    "bay canal cape city coast county desert district governorate gulf heights horn island islands isle isles kingdom "
    "lake mount mountain mountains peninsula port province region republic river sea state states strait valley "
    "village airport airbase bridge cathedral church hall mosque palace square street temple"
)
EVENTS = listed(
    "battle campaign championship championships conference crisis cup elections festival games olympics operation "
    "referendum revolution round spring strike summit talks uprising war"
)
WORKS = listed(
    "accord accords act agreement annex article bill chapter charter code communique communiqué constitution "
    "convention declaration framework law pact plan platform principles protocol report resolution statement "
    "statements treaty"
)
HEADS = BODIES | BANDS | LANDS | EVENTS | WORKS
"""Words after which `of` goes on with the name: `Bank of England`, `Republic of Korea`."""
MINDING = listed("chamber commission committee department institute ministry")
"""Bodies that mind several things: `Ministry of Justice and Peace`."""
NUMBERED = listed("resolution flight article chapter protocol directive")
"""Words that make a name with the number after them."""
COMPASS = listed("north south east west northern southern eastern western central new san santa los las st")
"""First words of the names of places."""
PLACING = listed("in near outside inside at from to into around")
SPEAKING = listed("said told says added called announced asked answered spoke denied warned named met resigned")
"""What a person does directly after the name."""
