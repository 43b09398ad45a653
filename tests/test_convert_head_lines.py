"""What stands between a headline and its text is in the front matter, in every shape and language; nothing else is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest
from babel.dates import format_date

from builder.convert.date_lines import read_date_line
from builder.convert.head_lines import date_of_name, read_head
from builder.dates import Date
from tests.capture_factory import article, words

DAYS = [dt.date(1987, month, 3 + month * 2) for month in range(1, 13)]


class Text(NamedTuple):
    """An invented article of one language."""

    title: str
    by: str
    author: str
    before_date: str
    body: tuple[str, str]


TEXTS = {
    "en": Text("Council approves new bridge", "By ", "Jane Doe", "Published on ", (
        "The town council approved a new bridge on Tuesday, 7 April 1987, after a long debate.",
        "Three members voted against it. They said that the old one could be repaired.")),
    "de": Text("Stadtrat genehmigt neue Brücke", "Von ", "Max Muster", "Veröffentlicht am ", (
        "Der Stadtrat hat am Dienstag eine neue Brücke genehmigt, wie der Bürgermeister sagte.",
        "Von den Mitgliedern stimmten drei dagegen. Die alte Brücke könne bleiben.")),
    "fr": Text("Le conseil approuve un nouveau pont", "Par ", "Jeanne Dupont", "Publié le ", (
        "Le conseil a approuvé mardi un nouveau pont sur la rivière, a dit le maire.",
        "Par trois voix, les opposants ont demandé la réparation de l’ancien.")),
    "es": Text("El consejo aprueba un nuevo puente", "Por ", "Ana García", "Publicado el ", (
        "El consejo aprobó el martes un nuevo puente sobre el río, dijo el alcalde.",
        "Por la noche, tres miembros votaron en contra.")),
    "it": Text("Il consiglio approva un nuovo ponte", "Di ", "Mario Rossi", "Pubblicato il ", (
        "Il consiglio ha approvato martedì un nuovo ponte sul fiume, ha detto il sindaco.",
        "Di notte il ponte vecchio resta chiuso.")),
    "pt": Text("Conselho aprova nova ponte", "Por ", "João da Silva", "Publicado em ", (
        "O conselho aprovou na terça-feira uma nova ponte sobre o rio, disse o prefeito.",
        "Por enquanto, a ponte velha continua aberta.")),
    "nl": Text("Raad keurt nieuwe brug goed", "Door ", "Jan de Vries", "Gepubliceerd op ", (
        "De raad keurde dinsdag een nieuwe brug over de rivier goed, zei de burgemeester.",
        "Door de week blijft de oude brug open.")),
    "pl": Text("Rada zatwierdza nowy most", "Autor: ", "Jan Kowalski", "Opublikowano ", (
        "Rada zatwierdziła we wtorek nowy most na rzece, powiedział burmistrz.",
        "Trzech członków głosowało przeciw.")),
    "sv": Text("Rådet godkänner ny bro", "Av ", "Anna Svensson", "Publicerad ", (
        "Rådet godkände på tisdagen en ny bro över älven, sade borgmästaren.",
        "Av ledamöterna röstade tre emot.")),
    "cs": Text("Rada schválila nový most", "Autor: ", "Jan Novák", "Publikováno ", (
        "Rada v úterý schválila nový most přes řeku, řekl starosta.",
        "Tři členové hlasovali proti.")),
    "ru": Text("Совет одобрил новый мост", "Автор: ", "Иван Иванов", "Опубликовано ", (
        "Совет одобрил во вторник новый мост через реку, сказал мэр.",
        "Трое членов голосовали против.")),
    "tr": Text("Meclis yeni köprüyü onayladı", "Yazan: ", "Ahmet Yılmaz", "Yayınlanma tarihi: ", (
        "Meclis salı günü nehrin üzerindeki yeni köprüyü onayladı, dedi başkan.",
        "Üç üye karşı oy kullandı.")),
    "uk": Text("Рада схвалила новий міст", "Автор: ", "Іван Іваненко", "Опубліковано ", (
        "Рада схвалила у вівторок новий міст через річку, сказав мер.",
        "Троє членів голосували проти.")),
    "he": Text("המועצה אישרה גשר חדש", "מאת ", "דוד כהן", "פורסם ", (
        "המועצה אישרה ביום שלישי גשר חדש מעל הנהר, אמר ראש העיר.",
        "שלושה חברים הצביעו נגד.")),
    "ar": Text("المجلس يوافق على جسر جديد", "بقلم ", "محمد علي", "نشر في ", (
        "وافق المجلس يوم الثلاثاء على جسر جديد فوق النهر كما قال رئيس البلدية.",
        "وصوت ثلاثة أعضاء ضده.")),
    "zh": Text("市议会批准新桥", "作者：", "张三", "发布时间：", (
        "市议会周二批准在河上建一座新桥。市长说，工程将于秋季开始。", "三名议员投了反对票。")),
    "ja": Text("市議会が新しい橋を承認", "文：", "山田太郎", "公開日：", (
        "市議会は火曜日、川に新しい橋を架けることを承認した。", "三人の議員が反対した。")),
    "ko": Text("시의회, 새 다리 승인", "글: ", "홍길동", "입력 ", (
        "시의회는 화요일 강에 새 다리를 놓는 것을 승인했다고 시장이 말했다.", "세 명의 의원이 반대했다.")),
}  # fmt: skip

GAPS = ["\n", "\n\n", "\n\n\n"]
ORDERS = [("date",), ("byline",), ("byline", "date"), ("date", "byline"), ("published",), ("byline", "published")]


def shapes(language: str) -> Iterator[tuple[str, dt.date, bool, bool]]:
    """Captures with every order and spacing of head lines; whether they have a date, and an author."""
    text = TEXTS[language]
    for number, (order, gap, after, form) in enumerate(product(ORDERS, GAPS, GAPS[:2], ("full", "long", "medium"))):
        day = DAYS[number % 12]
        # The medium form of Arabic could be read in two ways.
        date = format_date(day, "long" if language == "ar" else form, locale=language)
        lines = {"date": date, "byline": text.by + text.author, "published": text.before_date + date}
        head = gap.join(lines[part] for part in order)
        yield f"{text.title}{gap}{head}{after}" + "\n\n".join(text.body), day, order != ("byline",), "byline" in order


@pytest.mark.parametrize("language", TEXTS)
def test_date_and_byline_are_read_in_every_shape(language: str) -> None:
    text = TEXTS[language]
    wrong = []
    for capture, day, has_date, has_author in shapes(language):
        front, _ = article(capture)
        found = (front.values.get("date"), front.values.get("authors"), words(front))
        wanted = (
            day.isoformat() if has_date else None,
            [text.author] if has_author else None,
            " ".join((text.title, *text.body)).split(),
        )
        if found != wanted:
            wrong.append((capture[:100], found[:2]))
    assert not wrong


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_without_head_lines_keeps_every_word(language: str) -> None:
    text = TEXTS[language]
    for gap in GAPS:
        capture = gap.join((text.title, *text.body))
        front, _ = article(capture)
        assert words(front) == capture.split()
        assert not front.values.keys() & {"date", "authors", "place"}


NOT_HEADS = {
    "the first paragraph begins with a date": "7 April 1987 was a day that the town will not forget, said the mayor.",
    "the first paragraph ends with a date": "The bridge will be opened by the mayor on 7 April 1987.",
    "a chronology": "7 April 1987\n\nThe bridge opens.\n\n9 May 1988\n\nThe bridge closes.\n\n10 May 1989\n\nIt opens.",
    "a list of dates": "7 April 1987\n9 May 1988\n10 May 1989\n12 June 1990\n\nAll of them are days of the bridge.",
    "a verse": "By River Banks\nwe sat and wept,\nby River Banks\nwe slept.",
    "a verse with capitals": "By Brooks Too Broad For Leaping,\nThe Lads Were Laid,\nAnd Girls Were Sleeping.",
    "a preposition": "By Tuesday The Bridge Was Open.\n\nNobody used it, the mayor said.",
    "an agent": "By the harbour\n\nThe bridge opens on Tuesday, the mayor said.",
    "German: a place": "Von Berlin nach Hamburg\n\nDie Brücke öffnet am Dienstag, sagte er.",
    "a date without a year": "7 April\n\nThe bridge opens on Tuesday, the mayor said.",
    "a date of two readings": "03/04/1987\n\nThe bridge opens on Tuesday, the mayor said.",
    "a day that does not exist": "31 April 1987\n\nThe bridge opens on Tuesday, the mayor said.",
    "a year": "1987\n\nThe bridge opens on Tuesday, the mayor said.",
    "two dates": "7 April 1987\n8 April 1987\n\nThe bridge opens on Tuesday, the mayor said.",
    "a heading with a date": "What the council decided on 7 April 1987\n\nThe bridge opens on Tuesday.",
    "a section": "Local news\n\nThe bridge opens on Tuesday, the mayor said.",
    "a salutation": "Dear Jane Doe,\n\nThe bridge opens on Tuesday, the mayor said.",
    "a number": "12 3 1987 44\n\nThe bridge opens on Tuesday, the mayor said.",
    "a result": "Arsenal 3, Chelsea 2\n\nThe bridge opens on Tuesday, the mayor said.",
    "a question": "By Jane Doe?\n\nNobody knows who painted it, the mayor said.",
    "only a date": "7 April 1987",
    "a date far below": "The bridge opens.\n\nIt is long.\n\nIt is wide.\n\n7 April 1987\n\nIt is high.",
}


@pytest.mark.parametrize("body", NOT_HEADS.values(), ids=NOT_HEADS.keys())
def test_what_only_looks_like_a_head_line_stays_in_the_text(body: str) -> None:
    capture = f"The bridge in the news\n\n{body}\n"
    front, _ = article(capture)
    assert words(front) == capture.split()
    assert not front.values.keys() & {"date", "authors", "place"}


def test_a_headline_that_is_a_date_is_a_headline() -> None:
    front, _ = article("7 April 1987\n\nThe bridge opens on Tuesday, the mayor said.")
    assert front.values["title"] == "7 April 1987"
    assert "date" not in front.values


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        ("London, 7 April 1987", {"date": "1987-04-07", "place": "London"}),
        ("LONDON, APRIL 7, 1987 (REUTERS)", {"date": "1987-04-07", "place": "LONDON"}),
        ("New York, 7 April 1987", {"date": "1987-04-07", "place": "New York"}),
        ("Berlin, den 7. April 1987", {"date": "1987-04-07", "place": "Berlin"}),
        ("Jane Doe, 7 April 1987", {"date": "1987-04-07"}),
        ("By Jane Doe, 7 April 1987", {"date": "1987-04-07", "authors": ["Jane Doe"]}),
        ("By Jane Doe | 7 April 1987", {"date": "1987-04-07", "authors": ["Jane Doe"]}),
        ("Posted by Jane Doe on 7 April 1987", {"date": "1987-04-07", "authors": ["Jane Doe"]}),
        ("By Jane Doe in London", {"authors": ["Jane Doe"], "place": "London"}),
        ("By Jane Doe and John Roe, Staff Writers", {"authors": ["Jane Doe", "John Roe"]}),
        ("By JANE DOE, Associated Press Writer", {"authors": ["JANE DOE"]}),
        ("By Reuters", {"authors": ["Reuters"]}),
        ("26-FEB-1987 15:01:01.79", {"date": "1987-02-26"}),
        ("7 April 1987 | 3 min read", {"date": "1987-04-07"}),
        ("Published: 7 April 1987, updated 9 April 1987", {"date": "1987-04-07"}),
        ("Updated 9 April 1987", {}),
        ("April 1987", {"date": "1987-04"}),
        (
            "A summary of what was decided.\n\nBy Jane Doe\n\n7 April 1987",
            {"date": "1987-04-07", "authors": ["Jane Doe"]},
        ),
        ("记者 张三", {"authors": ["张三"]}),
        ("홍길동 기자", {"authors": ["홍길동"]}),
    ],
)
def test_other_head_lines(lines: str, values: dict[str, object]) -> None:
    front, _ = article(f"Council approves new bridge\n{lines}\n\nThe bridge opens on Tuesday, the mayor said.")
    assert {key: front.values[key] for key in ("date", "authors", "place") if key in front.values} == values
    assert words(front)[-8:] == ["The", "bridge", "opens", "on", "Tuesday,", "the", "mayor", "said."]


def test_a_head_line_that_says_more_is_kept_as_it_is_written() -> None:
    front, _ = article("Council approves\n\nBy Jane Doe, Staff Writer\n\n7 April 1987\n\nThe bridge opens on Tuesday.")
    assert front.values["source"]["meta"] == {"head": ["By Jane Doe, Staff Writer"]}


OTHER_CALENDARS = [
    ("۱۲ آبان ۱۳۹۴", "Persian"),
    ("1395-08-12", "Persian or Hijri"),
    ("١٤ رمضان ١٤٠٧ هـ", "Hijri"),
    ("14 Nisan 5747", "Hebrew"),
    ("י״ד בניסן תשמ״ז", "Hebrew"),
    ("昭和62年4月7日", "Japanese"),
    ("民國76年4月7日", "Republic of China"),
    ("18 germinal an II", "French Republican"),
    ("7 เมษายน พ.ศ. 2530", "Buddhist"),
]


@pytest.mark.parametrize(("line", "calendar"), OTHER_CALENDARS)
def test_a_date_of_another_calendar_is_never_taken_as_gregorian(line: str, calendar: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert (found.date, found.calendar) == (None, calendar)
    front, _ = article(f"Council approves\n\n{line}\n\nThe bridge opens on Tuesday.")
    assert "date" not in front.values
    assert front.values["source"]["meta"] == {"head": [line]}


@pytest.mark.parametrize(
    ("file", "date"),
    [
        ("2012-09-13-d.txt", Date(2012, 9, 13)),
        ("20120913.txt", Date(2012, 9, 13)),
        ("2012/09/13/x.txt", Date(2012, 9, 13)),
        ("wire/1987/04/x.txt", Date(1987, 4)),
        ("1987-04/x.txt", Date(1987, 4)),
        ("1987/04/1987-04-07.txt", Date(1987, 4, 7)),
        ("2015/x.txt", None),
        ("1395-08-12.txt", None),
        ("2012-13-40.txt", None),
        ("2012-09-13-to-2012-09-14.txt", None),
        ("12345678901.txt", None),
    ],
)
def test_the_date_in_the_name_of_a_file(file: str, date: Date | None) -> None:
    assert date_of_name(file)[0] == date


def test_a_date_of_the_name_is_marked_and_a_stated_one_is_preferred() -> None:
    front, _ = article("Council approves\n\nThe bridge opens.", file="2012/09/13/x.txt")
    assert (front.values["date"], front.values["source"]["date_from"]) == ("2012-09-13", "the name of the folder")
    front, _ = article("Council approves\n\n7 April 1987\n\nThe bridge opens.", file="2012-09-13.txt")
    assert (front.values["date"], front.values["source"].get("date_from")) == ("1987-04-07", None)


def test_no_head_without_a_text_below_it() -> None:
    assert read_head(["By Jane Doe", "", "7 April 1987"]).lines == ()
