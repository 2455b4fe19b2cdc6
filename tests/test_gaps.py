"""Declined questions in groups: what they are called where others read it, and how well a person agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.gaps import Gap, find_gaps
from bot.storage.conversations import DeclinedQuestion
from knowledge.grouping import grouped
from knowledge.pointers import NEAR_POINTER, Pointer, PointerVectors
from knowledge.question_vectors import QuestionEncoder
from tests.evals.gaps import LEAST_PRECISION, LEAST_RECALL, agreement, evaluate, wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.embedder import LocalEmbedder

AT = datetime(2026, 11, 29, tzinfo=UTC)


def declined(question: str, user: str = "U1", channel: str = "C1", **more: object) -> DeclinedQuestion:
    """A question that was declined."""
    made = DeclinedQuestion("T1", AT, question, 1, user, f"T1/{channel}/1", channel, ("p1",))
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


@pytest.fixture(scope="module")
def encoder(embedder: LocalEmbedder) -> QuestionEncoder:
    """The packaged embedder's vectors of questions."""
    return QuestionEncoder(embedder)


def unit(*degrees: float) -> np.ndarray:
    """Unit vectors in a plane."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        ((), []),
        ((10,), [{0}]),
        ((0, 90, 2, 91, 180), [{0, 2}, {1, 3}, {4}]),
        ((0, 0, 0, 120), [{0, 1, 2}, {3}]),
    ],
)
def test_groups(degrees: Sequence[float], expected: list[set[int]]) -> None:
    """What is near is together, the largest group first; equal vectors end too."""
    assert [set(one) for one in grouped(unit(*degrees), 0.5)] == expected


def test_the_middle_one_is_first() -> None:
    """A group is called by its most central member."""
    assert grouped(unit(0, 20, 45), 0.5)[0][0] == 1


def test_as_exact_as_merging_the_nearest_two_again_and_again() -> None:
    """Chains of nearest neighbours come to the groups that the plain way comes to, on vectors of any kind."""
    vectors = np.random.default_rng(7).normal(size=(60, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    near = vectors @ vectors.T
    plain = [[place] for place in range(len(near))]
    while True:
        pairs = [(near[np.ix_(a, b)].mean(), i, j) for i, a in enumerate(plain) for j, b in enumerate(plain[:i])]
        best, first, second = max(pairs)
        if best < 0.24:
            break
        plain[second] += plain.pop(first)
    assert {frozenset(one) for one in grouped(vectors, 0.24)} == {frozenset(one) for one in plain}


def test_a_person_would_make_them_out(encoder: QuestionEncoder) -> None:
    """The held-out questions are put together about as a person does: 200 of them, in 52 groups."""
    found = evaluate("held-out", encoder)
    assert (found.questions, found.wanted) == (200, 52)
    assert found.precision >= LEAST_PRECISION
    assert found.recall >= LEAST_RECALL
    assert not {one for group in wanted("held-out") for one in group} & {
        one for name in ("development", "development-2") for group in wanted(name) for one in group
    }


def test_agreement_counts_pairs() -> None:
    """By hand: of three pairs put together one is a person's, who has two."""
    found = agreement([[0, 1, 2], [3]], [0, 0, 1, 1])
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == pytest.approx(0.5)
    assert agreement([[0], [1]], [0, 1]).precision == 1.0


def test_what_a_pointer_answers_and_what_is_off_topic_is_no_gap(encoder: QuestionEncoder) -> None:
    """The most asked first; people are counted once."""
    asked = [
        declined("is llama 4 licensed for commercial products"),
        declined("licence terms of llama 4 for commercial use"),
        declined("is there a terraform module for the deployment"),
        declined("will it rain in Bergen", passages=()),
        declined("what does a works council have to approve", "U2"),
    ]
    pointer = Pointer("a", ("does the works council have to approve it",), "S1", "p")
    answered = PointerVectors([pointer], encoder)
    near = answered.nearest(asked[4].question)
    assert near is not None
    assert near[0] == pointer
    assert NEAR_POINTER <= near[1] <= 1
    assert answered.nearest(asked[2].question) is None
    assert PointerVectors([], encoder).nearest("anything") is None
    gaps = find_gaps(asked, encoder, answered)
    assert [(gap.times, gap.people) for gap in gaps] == [(2, 1), (1, 1)]
    assert find_gaps([], encoder) == []


def test_what_a_group_is_called() -> None:
    """By a public question; in private by what three people said, never by what one said thrice, and by nothing where that is not."""
    said = ("my zarquonic licence of llama?", "Llama: which LICENCE for plinthorpe", "the wobblecroft llama licence")
    three = Gap(tuple(declined(text, f"U{place}", f"D{place}") for place, text in enumerate(said)))
    assert three.shown_as({"C1"}) == "licence · llama"
    assert Gap(tuple(declined(text, "U1", "D1") for text in said)).shown_as({"C1"}) == ""
    assert Gap((*three.questions, declined("in public"))).shown_as({"C1"}) == "in public"
    assert Gap((declined("in public"),)).shown_as(()) == ""
