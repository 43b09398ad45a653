"""Wire stories of every shape, invented: what agencies sent by telex, as archives have it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

COMPANIES = ["Harbour Mills", "Northgate Foods", "Tollan Steel", "Quay Bancorp", "Ostrava Ore", "Lindholm & Sons"]
PLACES = ["LONDON", "NEW YORK", "ZURICH", "TOKYO", "PORT ELIZABETH", "BUENOS AIRES", "ST. LOUIS"]
MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
VERBS = ["said it will sell", "agreed to buy", "raised prices for", "has delayed", "will close", "expects to ship"]
THINGS = ["its grain terminal", "50,000 tonnes of ore", "the night ferry", "two flour mills", "its wool contracts"]
SIGN_OFFS = ["", "", "Reuter", "REUTER", "Reuter&#3;", " Reuter...", "-- Harbour newsroom 1-234-5678", "BT-BR"]


def wire(random: Random) -> str:
    """One story."""
    firm, place = random.choice(COMPANIES), random.choice(PLACES)
    headline = f"{firm.upper()} <{firm[:3].upper()}> {random.choice(['4TH QTR NET', 'SEES LOWER PROFIT', 'IN DEAL'])}"
    shape = random.choice([_brief, _story, _figures, _table, _columns, _headline_only, _list])
    text = shape(random, firm, f"{place}, {random.choice(MONTHS)} {random.randint(1, 28)} -")
    if random.random() < 0.2:
        headline += f" OF {random.randint(1, 99)} MLN DLRS"
    date = f"{random.randint(1, 28):2}-{random.choice(MONTHS)[:3].upper()}-1987 {random.randint(0, 23):02}:01:01.79"
    head = f"{headline}\n" + random.choice(["", "\n", f"{date}\n", f"\n{date}\n\n", "    By Jane Doe, Reuters\n"])
    return head + text + "\n" + random.choice(SIGN_OFFS) + "\n"


def wires(number: int, seed: int = 1) -> Iterator[str]:
    random = Random(seed)
    yield from (wire(random) for _ in range(number))


def _sentence(random: Random, firm: str) -> str:
    amount = f"{random.randint(2, 900)}.{random.randint(0, 9)} mln dlrs"
    return f"{firm} {random.choice(VERBS)} {random.choice(THINGS)} for {amount}."


def _brief(random: Random, firm: str, dateline: str) -> str:
    return f"    {dateline} {_sentence(random, firm)}"


def _story(random: Random, firm: str, dateline: str) -> str:
    paragraphs = [" ".join(_sentence(random, firm) for _ in range(random.randint(1, 4))) for _ in range(4)]
    lines = [f"    {paragraph}" for paragraph in [f"{dateline} {paragraphs[0]}", *paragraphs[1:]]]
    if random.random() < 0.5:
        return "\n".join(_wrapped(line, 65) for line in lines)
    return "\n\n".join(lines)


def _wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "    " + "\n".join(lines)


def _figures(random: Random, firm: str, dateline: str) -> str:
    def amount() -> str:
        return f"{random.randint(1, 999)},{random.randint(100, 999)},000"

    lines = [
        f"    Shr {random.choice(['profit', 'loss'])} {random.randint(1, 90)} cts vs {random.randint(1, 90)} cts",
        f"    Net {amount()} vs {amount()}",
        f"    Revs {random.randint(1, 90)}.{random.randint(0, 9)} mln vs {random.randint(1, 90)}.1 mln",
    ]
    if random.random() < 0.6:
        lines += ["    YEAR", f"    Net {amount()} vs {amount()}", f"    Avg shrs {amount()} vs {amount()}"]
    if random.random() < 0.4:
        lines.append(f"    NOTE: {firm} figures include a gain of {random.randint(1, 9)} mln dlrs")
    return "\n".join(lines)


def _table(random: Random, firm: str, dateline: str) -> str:
    rows = [
        f"{name:<24}{random.randint(10, 999):>8}.{random.randint(0, 9)}{random.randint(10, 999):>9}" for name in PLACES
    ]
    return f"    {dateline} Prices in dlrs a tonne:\n\n" + "\n".join(rows)


def _columns(random: Random, firm: str, dateline: str) -> str:
    rows = [f"  {month}   {random.randint(100, 999)} - {random.randint(100, 999)}   unch" for month in MONTHS[:6]]
    return "\n".join(rows) + "\n\n" + "\n".join(rows[::-1])


def _headline_only(random: Random, firm: str, dateline: str) -> str:
    return f"    Qtly div {random.randint(1, 99)} cts vs {random.randint(1, 99)} cts prior"


def _list(random: Random, firm: str, dateline: str) -> str:
    return "\n".join(f"    -- {random.choice(THINGS)}" for _ in range(4)) + f"\n\n    {_sentence(random, firm)}"
