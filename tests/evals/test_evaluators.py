"""The evaluators: what they accept, what they fail, what they skip, and what is kept of a run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.replies import Abstention, Answer, Author, Citation, Done, Notice, Reply
from knowledge.passages import Passage
from knowledge.search import Found, Hit

from .answers import Reaction, judge
from .cases import Case, known_beforehand, load_questions
from .decisions import agreement
from .report import MEASURES
from .retrieval import rank
from .runs import Result, Run, save

CASE = Case("c1", "how many?", answerable=True, sources=("S1",), headings=("What isn’t it?",), facts=("10|ten", "hour"))
OPEN = replace(CASE, id="c2", answerable=False, sources=(), headings=(), facts=())
PASSAGE = Passage("Ten examples. It takes an hour.", "S1", "The Guide", ("What isn't it",))
#: Blind questions that by chance are worded like a way of asking or a training message.
ALIKE = {"h3-107", "h3-132", "h3-152"}


def passage(source: str, *path: str) -> Passage:
    """A passage somewhere."""
    return Passage("Text.", source, "The Guide", path)


def reaction(*replies: Reply, stored: tuple[Passage, ...] = (PASSAGE,)) -> Reaction:
    """What came back from a turn."""
    return Reaction((*replies, Done()), {one.id: one for one in stored}, 0)


def answer(text: str, *, number: int = 1, quote: str = "Ten examples.") -> Answer:
    """An answer that cites the passage once."""
    return Answer(text, (Citation(number, PASSAGE, quote),), Author.SOURCES)


def verdicts(case: Case, seen: Reaction) -> dict[str, bool | float]:
    """The values by evaluator, of those that say yes or no."""
    return {one.evaluator: one.value for one in judge(case, seen) if isinstance(one.value, bool)}


@pytest.mark.parametrize(
    ("headings", "found", "accepted"),
    [
        (("What isn’t it?",), passage("S1", "What isn't it"), True),
        (("What isn’t it?",), passage("S1", "What isn't it", "Deeper"), True),
        (("What isn’t it?",), passage("S1", "Chapter", "What isn't it?"), True),
        (("What isn’t it?",), passage("S2", "What isn't it"), False),
        (("What isn’t it?",), passage("S1", "What it is"), False),
        (("The guide",), passage("S1"), True),
        (("The guide",), passage("S1", "The Guide"), True),
        (("The guide",), passage("S1", "Chapter"), False),
        (("Chapter",), passage("S1"), False),
    ],
)
def test_acceptable_sections(headings: tuple[str, ...], found: Passage, accepted: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Source and heading decide, spelling aside; the title stands only for what is directly under it."""
    assert replace(CASE, headings=headings).accepts(found) is accepted


@pytest.mark.parametrize(("place", "value"), [(1, 1.0), (2, 0.5), (6, 1 / 6), (None, 0.0)])
def test_rank(place: int | None, value: float) -> None:
    """The rank counts sections, not passages, and says what was found where it is below the five shown."""
    others = [passage("S2", f"Heading {number // 2}") for number in range(2 * ((place or 7) - 1))]
    hits = tuple(Hit(one, 1.0, 1.0, 1.0) for one in (*others, *([PASSAGE] if place else [])))
    result = rank(CASE, Found("how many?", hits, None, (1.0,)))
    assert result.value == value
    assert bool(result.reason) is (value < 1 / 5)


@pytest.mark.parametrize(
    ("text", "right"),
    [("Ten of them take one HOUR [1].", True), ("It takes an hour [10].", False), ("Ten [1].", False)],
)
def test_key_facts(text: str, right: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Every fact must be there in one of its wordings, and the digits of a mark are no fact."""
    assert verdicts(CASE, reaction(answer(text)))["key facts"] is right


@pytest.mark.parametrize(
    ("given", "stored", "marks", "quotes"),
    [
        (answer("Ten [1]."), (PASSAGE,), True, True),
        (answer("Ten [1][2]."), (PASSAGE,), False, True),
        (answer("Ten [1, 2]."), (PASSAGE,), False, True),
        (answer("Ten."), (PASSAGE,), False, True),
        (answer("Ten [1]."), (), False, False),
        (answer("Ten [1].", number=2), (PASSAGE,), False, True),
        (answer("Ten [1].", quote="ten examples."), (PASSAGE,), True, False),
        (answer("Ten [1].", quote=""), (PASSAGE,), True, False),
    ],
)
def test_marks_and_quotes(given: Answer, stored: tuple[Passage, ...], marks: bool, quotes: bool) -> None:  # noqa: FBT001 - parameters of the table
    """A mark must name a citation whose passage is stored, and a quote must stand in that passage letter by letter."""
    found = verdicts(CASE, reaction(given, stored=stored))
    assert (found["marks resolve"], found["quotes verbatim"]) == (marks, quotes)


@pytest.mark.parametrize("reply", [Abstention("The sources don't say."), Notice("Hello.")])
def test_declining(reply: Reply) -> None:
    """What is declined is right where the sources are silent, wrong elsewhere, and has no marks to judge."""
    assert verdicts(OPEN, reaction(reply)) == {"declined": True}
    assert verdicts(CASE, reaction(reply)) == {"answered": False, "key facts": False}


def test_answering_what_is_unanswerable() -> None:
    """An answer to an unanswerable question is a failure, and so is neither answering nor declining."""
    assert verdicts(OPEN, reaction(answer("Ten [1].")))["declined"] is False
    assert verdicts(OPEN, reaction()) == {"declined": False}


def test_missing_expectation_is_skipped() -> None:
    """A case without key facts gets no result for them, and a measure without results has no figure."""
    results = judge(replace(CASE, facts=()), reaction(answer("Ten [1].")))
    assert not [one for one in results if one.evaluator.startswith("key facts")]
    measure = next(one for one in MEASURES if one.evaluator == "key facts")
    assert measure.estimate(results) is None


def test_difference_is_paired() -> None:
    """A difference between two evaluators is taken case by case, on the cases that both have judged."""
    values = {"a": (1.0, 0.5), "b": (0.5, 0.5)}
    results = [
        Result(case, f"reciprocal rank, {arm}", value, "", 1)
        for case, both in values.items()
        for arm, value in zip(("hybrid", "lexical"), both, strict=True)
    ]
    alone = Result("c", "reciprocal rank, hybrid", 0.0, "", 1)
    measure = next(one for one in MEASURES if one.less == "reciprocal rank, lexical")
    estimate = measure.estimate([*results, alone])
    assert estimate is not None
    assert (estimate.value, estimate.count) == (0.25, 2)


def test_save_keeps_the_newest(tmp_path: Path) -> None:
    """A kept run holds every value, every reason and every version, and takes the place of the one before it."""
    results = {"given": [Result("c1", "answered", False, "why", 1), Result("c2", "length", 1 / 3, "", 2)]}
    other = tmp_path / "2026-01-01-reading.json"
    other.write_text("{}")
    for date in ("2026-01-01", "2026-01-02"):
        save(Run(date, "none", "e", {"index": "d"}, results), "questions", tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"2026-01-02-questions.json", other.name}
    kept = json.loads((tmp_path / "2026-01-02-questions.json").read_text(encoding="utf-8"))
    assert kept["run"] == {"date": "2026-01-02", "model": "none", "embedder": "e", "digests": {"index": "d"}}
    assert kept["results"] == [
        {"set": "given", "evaluator": "answered", "version": 1, "values": {"c1": False}, "reasons": {"c1": "why"}},
        {"set": "given", "evaluator": "length", "version": 2, "values": {"c2": 0.3333}, "reasons": {}},
    ]


def test_blind_questions_stay_blind() -> None:
    """No blind question has found its way into the training messages or the notes' ways of asking."""
    assert set(known_beforehand(load_questions("questions-blind"))) <= ALIKE


def test_verdicts_given_the_criteria() -> None:
    """Every labelled case gets its label or an outcome an expert would accept, and all but two get the label."""
    assert agreement() == (46, 48, 48)
