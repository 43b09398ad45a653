"""Words: the few words of a language that the linker has to know."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sep sept oct nov dec spring summer autumn winter christmas easter"
)
CALENDAR = frozenset({*map(str.capitalize, DAYS), *map(str.upper, DAYS)})
DATING = listed("in since last next this early late until till during every")
"""Before a name that is also a month, a day or a season: the date is meant."""
FUNCTION = listed(
    "a about above across after again against all almost along already also although am amid among an and "
    "another any are around as at away back be because been before behind being below between both but by came "
    "can could despite did do does down during each earlier either else even ever every few first for former "
    "four from given had has have he her here him his how however i if in inside instead into is it its just "
    "last later least less let like made many me meanwhile might more most much must my near neither never next "
    "no none nor not nothing now of off often old on once one only or other our out outside over own per "
    "perhaps put said same say says second she should since so some soon still such than that the their them "
    "then there these they third this those though three through thus to today together tomorrow tonight too "
    "toward towards two under until up upon us very was we well were what when where whether which while who "
    "whom whose why will with within without would yes yesterday yet you your"
)
TITLES = listed(
    "mr mrs ms miss dr sir lord lady dame king queen prince princess emperor empress sultan emir sheikh sheik "
    "shah pope cardinal archbishop bishop father sister brother rev reverend rabbi imam ayatollah mullah saint "
    "st president vice prime premier minister chancellor secretary chairman chairwoman chair chief head "
    "director ambassador envoy commissioner governor gov mayor senator sen congressman congresswoman rep "
    "representative speaker leader judge justice attorney prosecutor sheriff inspector detective officer "
    "general gen lieutenant lt colonel col major maj captain capt sergeant sgt corporal commander admiral "
    "marshal professor prof doctor coach manager trainer spokesman spokeswoman deputy foreign finance defence "
    "defense interior editor founder analyst economist actor actress singer author striker midfielder "
    "goalkeeper defender champion jr sr mp md ceo baroness baron count countess duke duchess comrade new"
)
"""Before a name, or just after it, they belong to its bearer and not to the name."""
COMPASS = listed(
    "north south east west northern southern eastern western central northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern new upper lower greater"
)
INSTITUTION = listed(
    "university college school institute academy ministry department bank airlines airways air post times "
    "herald tribune news press party congress council committee commission association federation league union "
    "club hospital museum court corp corporation inc company co group ltd open cup championship championships "
    "masters grand series games olympic olympics airport stadium street square road avenue river lake bridge "
    "embassy exchange fund foundation society church cathedral telecom radio television tv railways railway"
)
"""With a place or a people before them, the names of institutions."""
LOCATION_PREPOSITIONS = listed("in near outside inside at around from to into")
"""Before a name that a place shares with a team or a government: the place is meant."""
PARTICLES = listed("al ar ad az ash el de der den van von la le di da du dos ter ten bin ben ibn")
"""Small words that begin a family name, written large or small."""
ELISIONS = listed("l d qu j n s c m t dell nell all sull dall un jusqu lorsqu puisqu")
"""What stands before an apostrophe and a name: l'Iran, dell'Iran."""
ENDINGS = listed("s d ll re ve m t")
"""What stands after a name and an apostrophe."""
KOREAN_ENDINGS = listed(
    "은 는 이 가 을 를 의 에 와 과 도 만 로 으로 에서 에게 까지 부터 이나 나 라는 이라는 측 측은 씨 씨는 씨가"
)
"""What Korean puts after a name without a space."""
LOWERCASE_WORDS = DAYS | FUNCTION | TITLES
"""Words whose capital says nothing of the name beside them."""
COMMON = LOWERCASE_WORDS | INSTITUTION | COMPASS
"""Words that are too common to be a person's name by themselves."""
