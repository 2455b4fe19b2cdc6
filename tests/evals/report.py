"""The table of an evaluation: each figure with its interval beside what was asked for, and the cases that fail."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

from rich.table import Table
from rich.text import Text

from knowledge.search import Arm

from .metrics import Estimate, bootstrap, wilson
from .retrieval import SHOWN, reciprocal_rank_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .runs import Result


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked for: a bound that a figure stays above or below."""

    kind: Literal["at least", "at most"]
    bound: float

    def is_met(self, value: float) -> bool:
        """Whether a figure keeps to it; the interval is for the reader."""
        return value >= self.bound if self.kind == "at least" else value <= self.bound


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: which evaluator's values, what is made of them, and the target if there is one.

    With `less` it is the mean difference to another evaluator on the same cases.
    """

    name: str
    evaluator: str
    form: Literal["share", "mean", "median", "most"]
    target: Target | None = None
    counts: Callable[[float], float] = float
    less: str = ""

    def estimate(self, results: Sequence[Result]) -> Estimate | None:
        """The figure over one set of results; None where no case expects anything of the kind."""
        values = {one.case: self.counts(float(one.value)) for one in results if one.evaluator == self.evaluator}
        if self.less:
            other = {one.case: self.counts(float(one.value)) for one in results if one.evaluator == self.less}
            values = {case: value - other[case] for case, value in values.items() if case in other}
        if not values:
            return None
        if self.form == "share":
            return wilson(sum(values.values()), len(values))
        if self.form == "median":
            middle = median(values.values())
            return Estimate(middle, middle, middle, len(values))
        if self.form == "most":
            most = max(values.values())
            return Estimate(most, most, most, len(values))
        return bootstrap(list(values.values()))


def _among(places: int) -> Callable[[float], float]:
    return lambda reciprocal_rank: float(reciprocal_rank >= 1 / places)


def _fails(value: float) -> float:
    return 1.0 - value


_HYBRID, _LEXICAL, _DENSE = (reciprocal_rank_of(arm) for arm in (Arm.HYBRID, Arm.LEXICAL, Arm.DENSE))
_ALL = Target("at least", 1.0)

#: Targets are those of the first issue, "How it is judged", and of architecture.md, "Budgets".
MEASURES = (
    *(
        Measure(
            f"acceptable section among {places}, {name}",
            evaluator,
            "share",
            Target("at least", 0.95) if (places, evaluator) == (SHOWN, _HYBRID) else None,
            _among(places),
        )
        for evaluator, name in ((_HYBRID, "hybrid"), (_LEXICAL, "BM25 alone"), (_DENSE, "dense alone"))
        for places in (1, 3, 5)
    ),
    Measure("mean reciprocal rank, hybrid", _HYBRID, "mean"),
    Measure("mean reciprocal rank, BM25 alone", _LEXICAL, "mean"),
    Measure("mean reciprocal rank, dense alone", _DENSE, "mean"),
    Measure("  hybrid less BM25 alone", _HYBRID, "mean", less=_LEXICAL),
    Measure("  hybrid less dense alone", _HYBRID, "mean", less=_DENSE),
    Measure("all key facts, of answerable questions", "key facts", "share", Target("at least", 0.90)),
    Measure("all key facts, of answers given", "key facts where answered", "share", Target("at least", 0.90)),
    Measure("answerable, wrongly declined", "answered", "share", Target("at most", 0.03), _fails),
    Measure("unanswerable, declined", "declined", "share", Target("at least", 0.90)),
    Measure("answers whose marks all resolve", "marks resolve", "share", _ALL),
    Measure("answers whose quotes are all verbatim", "quotes verbatim", "share", _ALL),
    Measure("all key facts in the short answer itself", "key facts at once", "share"),
    Measure("first sentence answers", "first sentence answers", "share", Target("at least", 0.90)),
    Measure("yes/no questions that get yes, no or it depends", "yes, no or it depends first", "share", _ALL),
    Measure("yes for no, or no for yes", "yes for no", "share", Target("at most", 0.0)),
    Measure("words of an answer, median", "words", "median", Target("at most", 80)),
    Measure("words of an answer, most", "words", "most", Target("at most", 160)),
    Measure("characters of an answer, mean", "length", "mean"),
    Measure("model calls a turn, most", "model calls", "most", Target("at most", 2)),
    Measure("answers that had to do without the model", "degraded", "share"),
)
#: Sets whose cases nobody who changes code may see.
NEVER_LISTED = ("blind", "unseen")
#: What must hold always: an evaluation that finds otherwise ends with status 1.
INVARIANTS = ("marks resolve", "quotes verbatim")


def table(results: Mapping[str, Sequence[Result]], title: str, measures: Sequence[Measure] = MEASURES) -> Table:
    """A row a measure, a column a set of cases."""
    grid = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    grid.add_column("measure", no_wrap=True)
    for name in results:
        grid.add_column(name, no_wrap=True)
    grid.add_column("target", no_wrap=True)
    for measure in measures:
        estimates = [measure.estimate(own) for own in results.values()]
        if any(estimates):
            cells = [_cell(measure, estimate) for estimate in estimates]
            grid.add_row(Text(measure.name), *cells, _target(measure))
    return grid


def failures(results: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    """A line for each case in which something with a target went wrong, with the reason."""
    for name, own in results.items():
        for result in own if name not in NEVER_LISTED else ():
            is_rank = result.evaluator == _HYBRID and result.value < 1 / SHOWN
            wrong = result.value is (result.evaluator == "yes for no") and isinstance(result.value, bool)
            if is_rank or (wrong and result.evaluator not in {"key facts where answered", "key facts at once"}):
                yield f"{name}  {result.case}  {result.evaluator}: {result.reason}"


def _cell(measure: Measure, estimate: Estimate | None) -> Text:
    if estimate is None:
        return Text("–", style="dim")
    if measure.form == "most":
        shown = f"{estimate.value:.0f}"
    elif measure.form == "share":
        shown = f"{estimate.value:6.1%} [{100 * estimate.low:.1f}–{100 * estimate.high:.1f}]"
    elif measure.evaluator == "length":
        shown = f"{estimate.value:6.0f} [{estimate.low:.0f}–{estimate.high:.0f}]"
    else:
        shown = f"{estimate.value:6.3f} [{estimate.low:.3f}–{estimate.high:.3f}]"
    text = Text(f"{shown} of {estimate.count}")
    if measure.target is not None:
        met = measure.target.is_met(estimate.value)
        text.append(" met" if met else " missed", style="green" if met else "red")
    return text


def _target(measure: Measure) -> str:
    if measure.target is None:
        return ""
    bound = f"{measure.target.bound:.0%}" if measure.form == "share" else f"{measure.target.bound:g}"
    return f"{'≥' if measure.target.kind == 'at least' else '≤'} {bound}"
