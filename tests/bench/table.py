"""Table: the runs as ratios to Hugo, which carry from one machine to another as seconds do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from tests.bench.measure import Run

Runs = Mapping[str, Mapping[str, Sequence[Run]]]
"""By case and by builder, in the order in which they were run."""


HUGO, PLAIN, PELICAN = "hugo", "hugo, plain pages", "pelican"
AGAIN = "nothing changed"
"""What a build of theirs takes whatever has changed, since it makes everything anew: one a turn stands for all."""
PLAINLY = ("cold", AGAIN, "one word of an article")
"""Cases that are also shown beside plain pages."""


def table(runs: Runs, articles: int) -> str:
    """For each case our part of what Hugo takes for the same pages: the median, and the least and most of all turns."""
    head = f"build of {articles:,} articles, against Hugo with the same pages"
    lines = [f"| {head} | processor time | wait | most memory | files written (Hugo) |", "|---|---|---|---|---|"]
    for case, by_builder in runs.items():
        ours, hugo = by_builder["ours"], _theirs(runs, case, HUGO)
        lines.append(f"| {' | '.join([case, *_ratios(ours, hugo), _written(ours, hugo)])} |")
    return "\n".join(lines)


def plain_table(runs: Runs) -> str:
    """Our part, and Pelican's, of what Hugo takes for plain pages."""
    head = "against Hugo with plain pages | processor time | wait | most memory | files written (Hugo)"
    lines = [f"| {head} | Pelican: processor time | wait | most memory |", "|---|---|---|---|---|---|---|---|"]
    for case in PLAINLY:
        hugo, pelican = (_theirs(runs, case, name) for name in (PLAIN, PELICAN))
        ours = runs[case]["ours"]
        cells = [case, *_ratios(ours, hugo), _written(ours, hugo), *_ratios(pelican, hugo)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def growth(small: Runs, large: Runs, articles: int, times: int) -> str:
    """What so many times the articles cost, for each case of our own builder."""
    head = f"{articles * times:,} articles against {articles:,} | processor time | wait"
    lines = [f"| {head} | memory for each more article |", "|---|---|---|---|"]
    for case in small:
        few, many = small[case]["ours"], large[case]["ours"]
        more = median(map(_memory, many)) - median(map(_memory, few))
        each = f"{more * 1000 / (articles * (times - 1)):.1f} kB"
        lines.append(f"| {case} | {ratio(many, few, _cpu)} | {ratio(many, few, _wall)} | {each} |")
    return "\n".join(lines)


def seconds(case: str, builder: str, runs: Sequence[Run]) -> str:
    """A line for whoever waits; it says nothing of another machine."""
    figures = f"{median(map(_cpu, runs)):8.2f} s processor {median(map(_wall, runs)):8.2f} s wait"
    last = f"{median(map(_memory, runs)):7.0f} MB {runs[-1].written:7,} written"
    return f"{case:34}{builder:18}{figures} {last}"


def _theirs(runs: Runs, case: str, builder: str) -> Sequence[Run]:
    return runs[case].get(builder) or runs[AGAIN][builder]


def _ratios(ours: Sequence[Run], theirs: Sequence[Run]) -> tuple[str, str, str]:
    return ratio(ours, theirs, _cpu), ratio(ours, theirs, _wall), ratio(ours, theirs, _memory)


def _written(ours: Sequence[Run], theirs: Sequence[Run]) -> str:
    return f"{median(run.written for run in ours):,.0f} ({median(run.written for run in theirs):,.0f})"


def ratio(ours: Sequence[Run], theirs: Sequence[Run], figure: Callable[[Run], float]) -> str:
    """`0.51 (0.48-0.55)`: pair by pair, since a machine has slow minutes and both of a pair were run in one."""
    pairs = [figure(one) / max(figure(other), 1e-9) for one, other in zip(ours, theirs, strict=True)]
    low, middle, high = (f"{value:.2f}" for value in (min(pairs), median(pairs), max(pairs)))
    return f"{middle} ({low}-{high})" if low != high else middle


def _cpu(run: Run) -> float:
    return run.cpu


def _wall(run: Run) -> float:
    return run.wall


def _memory(run: Run) -> float:
    return run.memory
