"""Inline writer: the runs of a paragraph as Markdown."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from unicodedata import category
from urllib.parse import quote

from builder.convert.blocks import Run, Runs
from builder.convert.markup import escape_line
from builder.markdown import is_allowed

_DELIMITERS = {"strong": "**", "em": "*", "del": "~~"}
_MARKUP = re.compile(r"[\\`*_~\[\]<>&|^!#{}]")
_START = re.compile(r"(\d{1,9})?([-+=:.)])")
_NOT_IN_ADDRESS = re.compile(r'[\s\x00-\x20\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"<>\\^`{|}]')
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~"


def inline(runs: Runs, kinds: set[str], *, fewest: bool, marks: bool, links: bool) -> str:
    """The Markdown of a paragraph, with or without its marks and links.

    If `fewest`, only these kinds of markup are escaped, else all.
    """
    prepared = [_simplified(run, marks=marks, links=links) for run in runs]
    prepared = _checked_marks(_merged(_with_spaces_outside(_merged(prepared))))
    out = ""
    stack: list[str] = []
    for run, wanted in zip(prepared, _stacks(prepared), strict=True):
        common = 0
        while common < min(len(stack), len(wanted)) and stack[common] == wanted[common]:
            common += 1
        while len(stack) > common:
            out += _closing(stack.pop())
        for one in wanted[common:]:
            out += _DELIMITERS.get(one, "[")
            stack.append(one)
        out = _with_run(out, run, kinds, fewest=fewest)
    while stack:
        out += _closing(stack.pop())
    return out.strip(" ")


def address(url: str) -> str:
    """An address as the archive's Markdown may have it; empty if it may not be a link."""
    url = re.sub("[\t\n\r]", "", url).strip()
    url = f"https:{url}" if re.match("//[^/]", url) else url
    url = _NOT_IN_ADDRESS.sub(lambda match: quote(match[0]), url)
    # The parser counts the address with all other characters encoded.
    return url if url and is_allowed(url) and is_allowed(quote(url, safe=_URL_SAFE)) else ""


def _simplified(run: Run, *, marks: bool, links: bool) -> Run:
    if not marks:
        run = run._replace(marks=frozenset(), kind="text" if run.kind == "code" else run.kind)
    return run._replace(href=address(run.href) if links and run.href else "")


def _merged(runs: Iterable[Run]) -> list[Run]:
    """The runs with white space collapsed, as one run where they differ in nothing."""
    merged: list[Run] = []
    for run in runs:
        if run.kind in ("image", "break"):
            merged.append(run)
            continue
        text = re.sub(r"\s+", " ", run.text)
        last = merged[-1] if merged else None
        if text.startswith(" ") and (last is None or last.kind == "break" or (last.words.endswith(" "))):
            text = text[1:]
        if last and text and last[1:] == run[1:]:
            merged[-1] = last._replace(text=last.text + text)
        elif text:
            merged.append(run._replace(text=text))
    return merged


def _with_spaces_outside(runs: list[Run]) -> Iterator[Run]:
    """The runs with the space at the edges of marks and links outside of them, where Markdown wants it."""
    none = Run("")
    for number, run in enumerate(runs):
        core = run.text.strip(" ")
        before = runs[number - 1] if number else none
        after = runs[number + 1] if number + 1 < len(runs) else none
        if run.kind not in ("text", "code") or core == run.text:
            yield run
            continue
        if not core:
            yield _between(before, after)
            continue
        if run.text.startswith(" "):
            yield _between(before, run)
        yield run._replace(text=core)
        if run.text.endswith(" "):
            yield _between(run, after)


def _between(before: Run, after: Run) -> Run:
    """A space with what the runs around it have in common."""
    return Run(" ", href=before.href if before.href == after.href else "", marks=before.marks & after.marks)


def _checked_marks(runs: list[Run]) -> list[Run]:
    """The runs without the marks that Markdown cannot have there, such as a quotation in bold before a letter."""
    for mark in _DELIMITERS:
        start = 0
        for has_mark, group in groupby(runs, partial(_has_mark, mark)):
            end = start + len(list(group))
            if has_mark and not _may_be_marked(runs, start, end):
                runs[start:end] = [run._replace(marks=run.marks - {mark}) for run in runs[start:end]]
            start = end
    return runs


def _has_mark(mark: str, run: Run) -> bool:
    return mark in run.marks


def _may_be_marked(runs: list[Run], start: int, end: int) -> bool:
    """Whether delimiters can open and close here (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run)."""
    before = _edge(runs[start - 1], -1) if start else " "
    after = _edge(runs[end], 0) if end < len(runs) else " "
    first, last = _edge(runs[start], 0), _edge(runs[end - 1], -1)
    opens = first != " " and (not _is_sign(first) or before == " " or _is_sign(before))
    return opens and last != " " and (not _is_sign(last) or after == " " or _is_sign(after))


def _edge(run: Run, position: int) -> str:
    """The first or last character of a run as it is written."""
    if run.kind == "break":
        return " "
    return run.text[position] if run.kind == "text" and not run.href and run.text else "`"


def _is_sign(character: str) -> bool:
    return category(character)[0] in "PS"


def _stacks(runs: list[Run]) -> list[list[str]]:
    """What each run is in, outermost first: marks that a whole link has are around it, others inside."""
    stacks: list[list[str]] = []
    for href, group in groupby(runs, lambda run: run.href):
        linked = list(group)
        outside = frozenset.intersection(*(run.marks for run in linked)) if href else frozenset()
        for run in linked:
            link = [f"({href})"] if href else []
            before = stacks[-1] if stacks else []
            stacks.append([*_ordered(outside, before), *link, *_ordered(run.marks - outside, before)])
    return stacks


def _ordered(marks: frozenset[str], before: list[str]) -> list[str]:
    """The marks, those first that the run before has too."""
    return sorted(marks, key=lambda mark: before.index(mark) if mark in before else len(before) + len(mark))


def _closing(name: str) -> str:
    return _DELIMITERS.get(name) or f"]({_destination(name[1:-1])})"


def _destination(url: str) -> str:
    """An address as the destination of a link or image."""
    url = re.sub(r"&(?=#?\w+;)", "&amp;", url)
    return f"<{url}>" if re.search(r"[()\s]", url) else url


def _with_run(out: str, run: Run, kinds: set[str], *, fewest: bool) -> str:
    """The Markdown so far and a run after it."""
    if run.kind == "break":
        out = out.rstrip(" ")
        return f"{out}\\\n" if out else out
    if run.kind == "code":
        return out + _code_span(run.text)
    if run.kind == "image":
        source = address(run.source)
        alt = _MARKUP.sub(r"\\\g<0>", " ".join(run.text.split()))
        return f"{out}![{alt}]({_destination(source)})" if source else out
    is_start = not out or out.endswith("\n")
    text = run.text.lstrip(" ") if is_start else run.text
    if fewest:
        text = escape_line(text, kinds, is_start=is_start) if kinds else text
        return out + (re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", text) if run.href else text)
    text = _MARKUP.sub(r"\\\g<0>", text)
    return out + (_START.sub(r"\1\\\2", text, count=1) if is_start and _START.match(text) else text)


def _code_span(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    edge = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{edge}{text}{edge}{fence}"
