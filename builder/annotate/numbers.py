"""Numbers: amounts, times and dates as one token each, however they are written."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from builder.annotate.lexicon import Lexicon
from builder.annotate.tokens import Kind, Token

VALUE = re.compile(r"-?\d+(?:/\d+)?")
ONLY_AFTER_NUMBER = ("k", "m", "bn", "tn", "score")
"""Multiples that are other words elsewhere."""
CURRENCY = re.compile(r"[$€£¥₽₴]")
CLOCK_PARTS: dict[tuple[str, ...], int] = {("half", "past"): 30, ("quarter", "past"): 15, ("quarter", "to"): -15}
MAX_WORDS = 12
"""Of one number."""


def amounts(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens with each number in words, with its multiple or half of a day, as one: `4.5 million`, `3 pm`."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        amount, index = _amount(tokens, index, lexicon) if _may_begin_amount(token, lexicon) else (None, index)
        if amount:
            yield amount
            continue
        index += 1
        following, after = _amount(tokens, index, lexicon) if CURRENCY.fullmatch(token.text) else (None, index)
        if following:
            index = after
            yield following._replace(start=token.start)
            yield token._replace(start=following.end, end=following.end)  # in the order of `4 dollars`
        elif token.kind == "word" and token.key in lexicon.units:
            yield token._replace(key=f"unit {lexicon.units[token.key]}", kind="unit")
        elif index < len(tokens) and (token.key, tokens[index].key) in lexicon.percent:
            yield _joined(f"unit {lexicon.units.get('%', '%')}", "unit", tokens[index - 1 : index + 1])
            index += 1
        elif lexicon.is_vague_number(token.key):
            yield token._replace(kind="number", is_weak=True)
        else:
            yield token


def _may_begin_amount(token: Token, lexicon: Lexicon) -> bool:
    key = token.key
    is_word = key in lexicon.multiples or key in lexicon.minus or lexicon.number(key) is not None
    return token.kind == "number" or is_word


def dates(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The tokens with day and month as one, in whatever order they are written: `5 April`, `April the 5th`."""
    index = 0
    while index < len(tokens):
        following = index + 1
        while following < min(len(tokens), index + 3) and tokens[following].key in lexicon.date_links:
            following += 1
        pair = [tokens[index], *tokens[following : following + 1]]
        if len(pair) == 2 and sorted(_part(one, lexicon) for one in pair) == ["day", "month"]:
            day, month = sorted(pair, key=lambda one: _part(one, lexicon))
            yield _joined(f"{month.key} day {day.key}", "date", pair)
            index = following + 1
        else:
            yield tokens[index]
            index += 1


def _part(token: Token, lexicon: Lexicon) -> str:
    """`day`, `month`, or nothing."""
    is_article = token.text.lower() in lexicon.determiners
    if token.kind == "number" and token.key.isdigit() and 1 <= int(token.key) <= 31 and not is_article:
        return "day"
    return "month" if token.kind == "date" and token.key.startswith("month ") else ""


def _joined(key: str, kind: Kind, parts: Sequence[Token]) -> Token:
    return Token(key, kind, " ".join(part.text for part in parts), parts[0].start, parts[-1].end)


def _amount(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Token | None, int]:
    """The number or time that begins there, and the index after it; or None and the same index."""
    if index < len(tokens) and tokens[index].key.startswith("time "):
        return _time(tokens[index], tokens, index + 1, lexicon)
    spoken, after = _spoken_time(tokens, index, lexicon)
    if spoken:
        return spoken, after
    sign = index < len(tokens) - 1 and tokens[index].key in lexicon.minus
    number, after = _number(tokens, index + sign, lexicon)
    if number is None:
        return None, index
    amount = _joined(str(-number if sign else number), "number", tokens[index:after])
    is_weak = after == index + 1 and number == 1 and not amount.text[0].isdigit()
    return _time(amount._replace(is_weak=is_weak), tokens, after, lexicon)


def _number(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Fraction | None, int]:
    """The value of the number words and digits that follow each other."""
    total, current, last = Fraction(0), None, Fraction(0)
    end = min(len(tokens), index + MAX_WORDS)
    while index < end:
        index, has_and = _skip_and(tokens, index, lexicon) if current is not None else (index, False)
        token = tokens[index]
        value, multiple = _value(token, lexicon), _multiple(token, lexicon)
        if multiple and (current is not None or token.key not in ONLY_AFTER_NUMBER):
            last = multiple
            current = (1 if current is None else current) * multiple
            if multiple >= 1000:
                total, current = total + current, Fraction(0)
        elif value is not None and (
            current is None or _continues(tokens[index - 1], token, last, lexicon, has_and=has_and)
        ):
            current, last = (current or 0) + value, value
        else:
            index -= 1 + (tokens[index - 1].key == "a") if has_and else 0
            break
        index += 1
    return None if current is None else total + current, index


def _skip_and(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[int, bool]:
    """The index after `and` or `and a` where a number word follows: `hundred and five`, `four and a half`."""
    if tokens[index].key not in lexicon.number_links:
        return index, False
    for after in (index + 1, index + 2):
        if after < len(tokens) and tokens[after].kind == "word" and _value(tokens[after], lexicon) is not None:
            return after, True
        if after < len(tokens) and tokens[after].key != "a":
            break
    return index, False


def _value(token: Token, lexicon: Lexicon) -> Fraction | None:
    if token.kind == "number":
        return Fraction(token.key) if VALUE.fullmatch(token.key) else None
    return lexicon.number(token.key) if token.kind in ("word", "name") else None


def _multiple(token: Token, lexicon: Lexicon) -> Fraction | None:
    return lexicon.multiples.get(token.key) if token.kind in ("word", "name") else None


def _continues(before: Token, token: Token, last: Fraction, lexicon: Lexicon, *, has_and: bool) -> bool:
    """Whether a number word adds to those before it: `twenty five`, `hundred and five`; digits are one number each."""
    value = _value(token, lexicon) or Fraction(0)
    if value < 1:
        return has_and
    if "number" in (before.kind, token.kind):
        return False
    if 20 <= last < 100:
        return 1 <= value < 10 and (not has_and or bool(lexicon.tens_links))
    return last >= 100 and value < (last if last >= 1000 else 100)


def _spoken_time(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Token | None, int]:
    """`half past six`, `quarter to six`."""
    words = tokens[index : index + 3]
    minutes = CLOCK_PARTS.get(tuple(token.key for token in words[:2]))
    hour = _value(words[2], lexicon) if len(words) == 3 else None
    if minutes is None or hour is None or hour.denominator > 1:
        return None, index
    return _time(_joined(f"time {hour * 60 + minutes}", "number", words), tokens, index + 3, lexicon)


def _time(amount: Token, tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Token, int]:
    """The amount as minutes since midnight where `am`, `pm` or `Uhr` follows; and the index after it."""
    if index < len(tokens) and tokens[index].key in lexicon.hours:
        return _hours(amount, tokens, index + 1, lexicon)
    half = tokens[index] if index < len(tokens) and tokens[index].key in ("am", "pm") else None
    if half is None:
        return amount, index
    minutes = Fraction(amount.key.removeprefix("time ")) * (1 if amount.key.startswith("time ") else 60)
    return _joined(f"time {minutes % 720 + 720 * (half.key == 'pm')}", "number", (amount, half)), index + 1


def _hours(amount: Token, tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[Token, int]:
    """The time of an amount before a word such as `Uhr`, with the minutes after it; and the index after them."""
    if amount.key.startswith("time "):
        return _joined(amount.key, "number", (amount, tokens[index - 1])), index
    minutes = _value(tokens[index], lexicon) if index < len(tokens) else None
    has_minutes = minutes is not None and tokens[index].text.isdigit() and 0 < minutes < 60
    value = Fraction(amount.key) * 60 + (minutes or 0) * has_minutes
    index += has_minutes
    return _joined(f"time {value}", "number", tokens[index - 1 - has_minutes : index])._replace(
        start=amount.start
    ), index
