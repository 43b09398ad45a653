"""Respelling: the words of a quotation that an article spells in another way, as it spells them."""

import re
from difflib import SequenceMatcher

from rapidfuzz.distance import OSA

from builder.annotate.lexicon import Lexicon, folded
from builder.annotate.tokens import NOT, POSSESSIVE, word_pattern

MIN_CONSONANTS = 3
"""A shorter name may be another one with other vowels: `Jane`, `June`."""
MIN_TYPO = 4
"""Letters from which a slip of one letter leaves no other name."""
MISREAD = (("rn", "m"), ("li", "h"), ("cl", "d"), ("vv", "w"), ("ii", "u"), ("1", "l"), ("0", "o"))
"""What text recognition confuses."""
SOUNDS = (
    (re.compile(r"[^a-z0-9а-яёіїєґ\u0590-\u06ff]"), ""),
    (re.compile("(?:aa|ae)"), "a"),
    (re.compile("oe"), "o"),
    (re.compile("ue"), "u"),
    (re.compile("ph"), "f"),
    (re.compile("(?:ck|kh|ch|c|q)"), "k"),
    (re.compile("(?:gh|dh|th|sh|zh)"), lambda match: match[0][0]),
    (re.compile("w"), "v"),
    (re.compile("(?<=v)f|f$"), "v"),
    (re.compile("z"), "s"),
    (re.compile("j"), "y"),
    (re.compile("x"), "ks"),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Spellings of one sound in names brought from other alphabets."""
VOWELS = re.compile("[aeiouyаеёиоуыэюяіїє]+")
ALIKE_VOWELS = ({"o", "u"}, {"e", "i", "y"})
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
ENDINGS = frozenset({"", "n", "an", "ian", "i", "ese", "ish", "s", "es", "ns", "ans", "ians", "is"})
"""What a name takes when it becomes an adjective or a plural: `Syria`, `Syrian`, `Syrians`."""
GIVEN_NAME_S = re.compile(r"(?:an|ian|ist|crat|ish|er|i)$")
"""A plural in `s` is one of these; elsewhere it makes another name: `Robert`, `Roberts`."""


def respelled(quote: str, passage: str, article: str, lexicon: Lexicon) -> str:
    """The quotation with its names and misspelled words as the passage spells them."""
    words = word_pattern(lexicon)
    old, new = list(words.finditer(quote)), list(words.finditer(passage))
    matcher = SequenceMatcher(None, [one[0].lower() for one in old], [one[0].lower() for one in new], autojunk=False)
    parts: list[str] = []
    position = 0
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "replace":
            continue
        left = [one[0] for one in new[new_start:new_end]]
        for match in old[start:end]:
            same = next((word for word in left if _is_same(match[0], word, article, lexicon)), None)
            if same:
                left.remove(same)
                parts += quote[position : match.start()], same
                position = match.end()
    return "".join((*parts, quote[position:]))


def _is_same(word: str, other: str, article: str, lexicon: Lexicon) -> bool:
    if NOT.search(word) or NOT.search(other):
        return False
    one, two = folded(POSSESSIVE.sub("", word)), folded(POSSESSIVE.sub("", other))
    may_be_names = not word.islower() and not other.islower()
    known = [lexicon.decides(key, may_be_name=may_be_names) for key in (one, two)]
    if all(known) or lexicon.are_different_names(one, two):
        return False
    if any(known):
        is_long = max(len(one), len(two)) >= MIN_TYPO
        return is_long and (OSA.distance(one, two) == 1 or _is_misread(one, two))
    if not may_be_names:
        return False
    # Where the article has both spellings elsewhere, they are two names.
    counts = [len(re.findall(rf"\b{re.escape(name)}\b", article)) for name in (word, other)]
    return (is_respelled(one, two) or lexicon.is_same_name(one, two)) and not (counts[0] and counts[1] > 1)


def is_respelled(one: str, two: str) -> bool:
    """Whether two names, folded, are one in two spellings, with a slip of the pen, or inflected."""
    return one == two or is_inflected(one, two) or _sounds_same(one, two) or _is_misread(one, two) or is_typo(one, two)


def _is_misread(one: str, two: str) -> bool:
    for misread, meant in MISREAD:
        one, two = one.replace(misread, meant), two.replace(misread, meant)
    return one == two


def is_inflected(one: str, two: str) -> bool:
    """Whether one is the other with the ending of an adjective or plural."""
    short, long = sorted((one, two), key=len)
    stem = short.rstrip("aeo") if short[-1:] in "aeo" else short
    if len(stem) < 3 or not long.startswith(stem):
        return False
    ending, own = long[len(stem) :], short[len(stem) :]
    if ending.removeprefix(own) == "s":
        return bool(GIVEN_NAME_S.search(short))
    return ending.lstrip("ae") in ENDINGS - {"", "s"} or ending in ENDINGS - {"s"} or ending == own


def is_typo(one: str, two: str) -> bool:
    """Whether one slip of the pen, after the first letter, makes one of the other."""
    short, long = sorted((one, two), key=len)
    if len(long) < MIN_TYPO or one[0] != two[0] or OSA.distance(one, two) != 1:
        return False
    if len(one) == len(two):
        slips = [(left, right) for left, right in zip(one, two, strict=True) if left != right]
        return len(slips) == 2 or (one[-1] == two[-1] and _is_slip(*slips[0], one, two))
    # A letter at the end makes another name: `Martin` and `Martina`.
    return short[-1] == long[-1]


def _sounds_same(one: str, two: str) -> bool:
    sound, other = _sound(one), _sound(two)
    if sound == other:
        return True
    consonants = VOWELS.sub("", sound)
    is_same_end = bool(VOWELS.search(sound[-1:])) == bool(VOWELS.search(other[-1:]))
    ends_alike = is_same_end and (not VOWELS.search(sound[-1:]) or sound[-1] == other[-1])
    if len(consonants) < MIN_CONSONANTS or consonants != VOWELS.sub("", other) or not ends_alike:
        return False
    return _is_same_vowel(sound, other)


def _is_same_vowel(one: str, two: str) -> bool:
    """Whether the first vowels may be one, since that is heard: `Ridley` and `Radley` are two names."""
    first, other = ([run[0] for run in VOWELS.findall(word)[:1]] for word in (one, two))
    return first == other or any(alike.issuperset(first + other) for alike in ALIKE_VOWELS)


def _sound(word: str) -> str:
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def _is_slip(letter: str, meant: str, one: str, two: str) -> bool:
    """Whether two letters, in which the words differ, are neighbours on a keyboard, or vowels but not the first."""
    if VOWELS.fullmatch(letter) and VOWELS.fullmatch(meant):
        return _is_same_vowel(one, two)
    return any(abs(row.index(letter) - row.index(meant)) == 1 for row in KEYBOARD if letter in row and meant in row)
