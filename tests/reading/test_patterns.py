"""The precise patterns."""

import pytest

from bot.decision import VALUES, Criterion
from bot.reading.clauses import pieces
from bot.reading.patterns import hits, sayings


def found(text: str) -> set[tuple[str, str | None]]:
    """What the patterns find in a text."""
    return {(str(hit.criterion), hit.value) for piece in pieces(text) if piece.sentence for hit in hits(piece)}


def test_every_criterion_has_patterns() -> None:
    """Every value that is not a band of numbers can be said."""
    counted = {Criterion.VOLUME, Criterion.EXAMPLES}
    every = {
        (criterion, str(value)) for criterion in Criterion if criterion not in counted for value in VALUES[criterion]
    }
    # Both at once is put together from its two halves.
    assert every - {(one.criterion, one.value) for one in sayings()} == {(Criterion.TRIED, "prompt_and_rag")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we fine-tuned it last year and it invents rules", ("tried", "fine_tuning")),
        ("we have no training data", ("examples", "none")),
        ("we don't need citations", ("citations", "no")),
        ("nothing may leave the hospital", ("residency", "on_prem")),
        ("we have lots of data", ("examples", None)),
        ("we have evals", ("baseline", None)),
        ("the retriever returns junk", ("failure", "bad_retrieval")),
        ("the manuals do change, new firmware every week", ("volatility", "frequent")),
    ],
)
def test_said(text: str, expected: tuple[str, str | None]) -> None:
    """A plain way of saying a value is found; a claim without its number is vague."""
    assert expected in found(text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("we want to fine-tune on our 400 PDFs", ("tried", "fine_tuning")),
        ("should we fine-tune?", ("tried", "fine_tuning")),
        ("we have never fine-tuned anything", ("tried", "fine_tuning")),
        ("should we use RAG?", ("tried", "rag")),
        ("it must not invent rules", ("failure", "hallucination")),
        ("no complaints about the price, cost is fine", ("failure", "slow_or_costly")),
        ("the wiki never changes", ("volatility", "frequent")),
        ("nobody reviewed them", ("data_quality", "curated")),
    ],
)
def test_not_said(text: str, absent: tuple[str, str]) -> None:
    """A technique asked for, a wish and a negation are not evidence."""
    assert absent not in found(text)
