"""Date lines: a whole line that is a date of publication, in any of the languages and calendars known here."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from builder.dates import Date
from builder.languages import HEADS, head_lists, head_words

FIRST_YEAR, LAST_YEAR = 1583, 2099
"""Of the Gregorian calendar. A year outside belongs to another calendar, such as 1366, 5747 or 2530."""
_LONGEST = 80
_MONTHS_OF_YEAR = 12
_ZONES = "UTC|GMT|[ECMP][SD]?T|BST|CES?T|EES?T|WES?T|MES?Z|MSK|JST|KST|IST|AES?T|HKT|SGT"
_TIME = re.compile(
    r"(?:(?<=\d)T|\b(?:at|um|à|kl\.?|klo|alle|ore|às|saat|o)? ?)\d\d?[:h]\d\d(?::\d\d(?:[.,]\d+)?)?"
    rf"(?: ?[ap]\.?m\b\.?)?(?: ?(?:Z\b|[+-]\d\d:?\d\d\b|\(?(?:{_ZONES})\b\)?))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'״׳\"][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?:(?:st|nd|rd|th|er|re|ste|de)\b)?", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|re|ste)\b")
_SIGNS = re.compile(r"[\s,.:：（）;/|·•()\[\]'’\"«»،־׳°ºª*–—-]*")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4}) ?([-./]) ?(\d\d?)(?: ?\2 ?(\d\d?))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?:(\d\d?) ?([-./]) ?)?(\d\d?) ?([-./]) ?(\d{4})(?!\d)")
_POINTS = re.compile("[\u064b-\u0652\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Vowel points of Arabic, and marks of joining and direction, which do not belong to a word."""
_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d\d?)\s?[月월](?:\s?(\d\d?)\s?[日号號일])?")
_EAST_ASIAN_REST = re.compile(
    r"(?:于|於|星期.|周.|週.|[月火水木金土日]曜日?|[（(][月火水木金土日][)）]"
    r"|[월화수목금토일]요일|\([월화수목금토일]\)|입력|등록|승인|기사입력|오전|오후|上午|下午|午前|午後|[\s:：,，、./|()（）-])*"
)
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|民國|民国|光緒|宣統|康熙|乾隆)"
    r"\s?(?:\d{1,3}|元)\s?年\s?\d\d?\s?月(?:\s?\d\d?\s?日)?"
)
_ERAS = {
    "民國": "Republic of China",
    "民国": "Republic of China",
    **dict.fromkeys(("光緒", "宣統", "康熙", "乾隆"), "Chinese"),
}
_HEBREW_DAY = re.compile(
    r"(?:יום \S+ )?[א-ת]{1,2}[׳״'\"]?[א-ת]?['׳]? "
    r"ב?(\w+(?: [אב]['׳])?) (?:ה['׳]?)?ת[א-ת]{1,3}[״\"][א-ת]"
)
_REPUBLICAN = re.compile(
    r"(?:le )?\w{1,5} (?:vendémiaire|brumaire|frimaire|niv[ôo]se|pluvi[ôo]se|vent[ôo]se|germinal|floréal|prairial"
    r"|messidor|thermidor|fructidor),? an (?:\d\d?|[ivx]+)",
    re.IGNORECASE,
)
_THAI_MONTHS = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
                "พฤศจิกายน", "ธันวาคม")  # fmt: skip
_THAI = re.compile(rf"(?:วัน\S* ?(?:ที่ ?)?)?(\d\d?) ?({'|'.join(_THAI_MONTHS)}) ?(?:[พค]\.ศ\. ?)?(\d{{4}})")
_OTHER_MONTHS = {
    "Persian": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند farvardin ordibehesht khordad tir"
    " mordad shahrivar mehr aban azar dey bahman esfand",
    "Hijri": "محرم صفر ربيع جمادى جمادي رجب شعبان رمضان شوال القعدة الحجة muharram safar rabi jumada rajab shaban"
    " ramadan shawwal qadah hijjah qa'dah dhu",
    "Hebrew": "תשרי חשוון מרחשוון חשון כסלו טבת שבט אדר ניסן אייר סיוון סיון תמוז אב אלול tishri tishrei cheshvan"
    " heshvan kislev tevet shevat adar nisan iyar sivan tammuz av elul",
}
_CALENDARS = {month: name for name, months in _OTHER_MONTHS.items() for month in months.split()}
_CALENDAR_WORDS = frozenset(
    {
        *_CALENDARS,
        *("الأول", "الأولى", "الثاني", "الآخر", "الآخرة", "ذو", "ذي", "هـ", "ق", "ش", "هجري", "هجرية", "هجری"),
        *("شمسی", "قمری", "الموافق", "ال", "ah", "h", "ap", "i", "ii", "al", "awwal", "thani", "el"),
    }
)
"""May occur in a date of one of these calendars."""


class DateLine(NamedTuple):
    """A line that is a date and little else."""

    date: Date | None
    """None for a date of another calendar, and for one that is not the date of publication."""
    calendar: str = ""
    """Of a date that is not Gregorian: its name, as in a sentence."""
    is_update: bool = False
    """The date of a later change."""
    is_labelled: bool = False
    """Whether words such as `Published on` say what the date is."""


def read_date_line(line: str) -> DateLine | None:
    """The date that the whole line is; None for any other line, and for a date that can be read in two ways."""
    if not line or len(line) > _LONGEST:
        return None
    line = _POINTS.sub("", _ascii_digits(line)).strip()
    if found := _without_digits(line):
        return found
    if not re.search("[0-9年]", line):
        return None
    before, update = _split_update(line)
    if update and not before:
        return DateLine(None, is_update=True) if _read(update) else None
    return _read(before) if not update or _read(update) or _is_time(update) else None


def _ascii_digits(line: str) -> str:
    if line.isascii():
        return line
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in line)


def _is_time(text: str) -> bool:
    return _SIGNS.fullmatch(_TIME.sub("", text)) is not None


def _split_update(line: str) -> tuple[str, str]:
    """The line before the first word such as `updated`, and what follows it, empty without such a word."""
    for match in _WORD.finditer(line):
        if match[0].lower() in head_words("update words"):
            return line[: match.start()].strip(" ,;|-–—("), line[match.end() :] or " "
    return line, ""


def _read(line: str) -> DateLine | None:
    """A date of month names and numbers, in any order, among words that occur with dates."""
    if re.search("[年년]", line):
        return _east_asian(line)
    line = _TIME.sub(" ", line)
    if thai := _THAI.search(line):
        is_alone = _SIGNS.fullmatch(line[: thai.start()] + line[thai.end() :])
        return _of(int(thai[3]), _THAI_MONTHS.index(thai[2]) + 1, int(thai[1]), "Buddhist") if is_alone else None
    line, joined = _join_names(line)
    words = [_fold(match[0], joined) for match in _WORD.finditer(_ORDINAL.sub("", line))]
    if _SIGNS.fullmatch(re.sub(r"\d+", "", _WORD.sub("", line))) is None:
        return None
    found = _of_words(line, words)
    is_labelled = any(word in head_words("date words") and len(word) > 3 for word in words)
    return found._replace(is_labelled=is_labelled) if found else None


def _of_words(line: str, words: Sequence[str]) -> DateLine | None:
    """The date in a line of these words, each of which must be a month or occur with dates."""
    known = head_words("date words") | head_words("weekdays")
    months = [word for word in words if word in _months()]
    # `mar` is Tuesday in French and March in Spanish.
    months = [word for word in months if word not in known] or months
    rest = [word for word in words if word not in months and word not in known]
    if not months and any(word in _CALENDARS for word in rest):
        return _of_other_calendar(line, rest)
    if rest or len(set(months)) > 1:
        return None
    return _named(line, _months()[months[0]]) if months else _numeric(line)


def _of_other_calendar(line: str, words: Sequence[str]) -> DateLine | None:
    has_year = re.search(r"(?<!\d)\d{3,4}(?!\d)", line) is not None
    if not has_year or set(words) - _CALENDAR_WORDS:
        return None
    return DateLine(None, next(_CALENDARS[word] for word in words if word in _CALENDARS))


def _named(line: str, month: int) -> DateLine | None:
    numbers = _NUMBER.findall(line)
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if len(years) != 1 or len(days) > 1 or len(numbers) != len(years) + len(days):
        return None
    return _of(years[0], month, days[0] if days else 0, "another")


def _numeric(line: str) -> DateLine | None:
    """A date of numbers: none where day and month could be swapped. With dots the day is always first."""
    match = _YEAR_FIRST.search(line) or _YEAR_LAST.search(line)
    if match is None or re.search(r"\d", line[: match.start()] + line[match.end() :]):
        return None
    if match.re is _YEAR_FIRST:
        return _of(int(match[1]), int(match[3]), int(match[4] or 0), "another")
    first, month, year = int(match[1] or 0), int(match[3]), int(match[5])
    if not first:
        return _of(year, month, 0, "another") if match[4] != "." else None
    if match[2] != match[4]:
        return None
    if match[4] == "." or first == month or first > _MONTHS_OF_YEAR:
        return _of(year, month, first, "another")
    return _of(year, first, month, "another") if month > _MONTHS_OF_YEAR else None


def _of(year: int, month: int, day: int, calendar: str) -> DateLine | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        names = {2: "Buddhist", 5: "Hebrew"}
        if not (1 <= month <= 13 and day <= 32 and year >= 1000):
            return None
        return DateLine(None, names.get(year // 1000, "Persian or Hijri") if calendar == "another" else calendar)
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return None
    return DateLine(Date(year, month, day))


def _east_asian(line: str) -> DateLine | None:
    """`1987年4月7日`, also in Han numerals and Hangul; the years of eras are another calendar."""
    for word in sorted(head_words("date words"), key=len, reverse=True):
        line = line if word.isascii() else line.replace(word, " ")
    line = _han_numbers(line)
    if era := _ERA.search(line):
        rest = line[: era.start()] + line[era.end() :]
        name = _ERAS.get(era[1], "Japanese")
        # `1987年（昭和62年）4月7日` has both.
        return DateLine(None, name) if _EAST_ASIAN_REST.fullmatch(_TIME.sub("", rest)) else None
    line = re.sub(r"[（(](?:明治|大正|昭和|平成|令和)\s?\d+\s?年[)）]", "", line)
    match = _EAST_ASIAN.search(line)
    if match is None or not _EAST_ASIAN_REST.fullmatch(_TIME.sub("", line[: match.start()] + line[match.end() :])):
        return None
    return _of(int(match[1]), int(match[2]), int(match[3] or 0), "another")


def _han_numbers(line: str) -> str:
    """Han numerals as digits: `十一月` and `一九八七年`."""
    line = re.sub(
        "([一二三]?)十([一二三四五六七八九]?)(?=[月日号號年])",
        lambda match: f"{match[1].translate(_HAN) or 1}{match[2].translate(_HAN) or 0}",
        line,
    )
    return re.sub("[〇零一二三四五六七八九]+(?=[年月日号號])", lambda match: match[0].translate(_HAN), line)


def _without_digits(line: str) -> DateLine | None:
    """Dates of calendars that are written without digits."""
    if (match := _HEBREW_DAY.fullmatch(line)) and match[1].split(" ")[0] in _CALENDARS:
        return DateLine(None, "Hebrew")
    return DateLine(None, "French Republican") if _REPUBLICAN.fullmatch(line.rstrip(".")) else None


def _join_names(line: str) -> tuple[str, dict[str, str]]:
    """The line with each name of several words as one word."""
    for name in _names_of_several_words():
        spaced = name.replace("_", " ")
        if spaced in line:
            joined = name.replace("_", "")
            return line.replace(spaced, joined), {joined: name}
    return line, {}


def _fold(word: str, joined: dict[str, str]) -> str:
    low = word.replace("İ", "i").lower()
    low = joined.get(low, low)
    # Turkish capitals: KASIM is kasım.
    turkish = word.replace("I", "ı").lower()
    return turkish if low not in _months() and turkish in _months() else low


@cache
def _months() -> dict[str, int]:
    """Number by name in any language."""
    return {
        word: number
        for language in HEADS
        for number, line in enumerate(head_lists(language).get("months", ()), 1)
        for word in line.split()
    }


@cache
def _names_of_several_words() -> tuple[str, ...]:
    return tuple(word for word in _months() if "_" in word)
