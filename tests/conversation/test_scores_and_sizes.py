"""A score and the size of its test are two facts; numbers of tokens, ranks, labels and the search are neither."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import noted, said
from bot.conversation.understand import locally
from bot.decision import Criterion, Fact
from bot.reading.read_message import read_message
from tests.conversation.told import case_after

OPENING = "invoice coding with a few-shot prompt, 88% on 400 test invoices. fine-tune?"


def told(*texts: str, asked: Criterion | None = None) -> tuple[Case, Case]:
    """The case before the last of some messages and after it; `asked` is open when the last comes."""
    before = case = Case()
    for place, text in enumerate(texts):
        before = case.asking(asked) if asked and place == len(texts) - 1 else case
        understood = locally(text, read_message(text, before.pending), before)
        case = before.take(understood.facts, replacing=understood.replaces)
    return before, case


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("now 0.71 on claims", None), ("the eval set is 220 claims", 220)),
        (("the eval set is 220 claims", 220), ("now 0.71 on claims", None)),
        (("0.71 on 90 claims", 90), ("the eval set is 220 claims", 220)),
    ],
)
def test_neither_takes_the_others_place(first: tuple[str, float | None], second: tuple[str, float | None]) -> None:
    """A size that is told later leaves the score, and a score the size; what is noted takes no score back."""
    before = Case().take([Fact(Criterion.BASELINE, ("measured",), words=first[0], number=first[1])])
    after = before.take([Fact(Criterion.BASELINE, ("measured",), words=second[0], number=second[1])])
    baseline = after.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert (baseline.number, "0.71" in said(baseline), "220" in said(baseline)) == (220, True, True)
    assert not any("instead of: it gets 0.71" in clause for clause in noted(before, after))


def test_a_test_set_is_no_training_data() -> None:
    """What the test set holds is no number of examples, and takes no score back."""
    opening = "we need 0.85 on claim classes, now 0.71 with few-shot, 700 examples. finetune?"
    before, after = told(opening, "eval set is 220 claims, double annotated")
    assert after.assessment.fact(Criterion.EXAMPLES) == before.assessment.fact(Criterion.EXAMPLES)
    baseline = after.assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert (baseline.number, "0.71" in said(baseline)) == (220, True)


@pytest.mark.parametrize(
    "text",
    [
        "the search finds the right chunk in 94% of the queries, measured as recall@10",
        "hit rate at 5 is 0.9 btw",
        "the labels are fine. a lead audited 200 of them, 96% right",
        "annotators agree, kappa is 0.83 on the labels",
        "1.8k in (1.5k retrieved), 90 out",
    ],
)
def test_what_is_no_score_of_the_answers(text: str) -> None:
    """Neither a score nor a size comes from the search, from labels or from tokens; nor is a search that finds most a bad one."""
    before, after = told(OPENING, text)
    assert after.assessment.fact(Criterion.BASELINE) == before.assessment.fact(Criterion.BASELINE)
    assert after.assessment.value(Criterion.FAILURE) != "bad_retrieval"


@pytest.mark.parametrize("tokens", ["4k in (3k retrieved), 120 out", "in: 900, out: 120", "900 in / 120 out"])
def test_tokens_of_a_first_message(tokens: str) -> None:
    """Tokens are no test and no examples in a first message either."""
    _, after = told(f"support bot on gpt-4.1, 3,000 calls/day, {tokens}. make it cheaper")
    assert after.assessment.fact(Criterion.BASELINE) is None
    assert after.assessment.fact(Criterion.EXAMPLES) is None


@pytest.mark.parametrize(
    ("text", "score", "size"),
    [
        ("the new prompt was 92% on 600 test invoices", "92%", 600),
        ("answers were audited: 83% of 250 correct", "83%", 250),
    ],
)
def test_a_new_score_on_a_new_test(text: str, score: str, size: float) -> None:
    """A score with a size of its own takes the place of both."""
    baseline = told(OPENING, text)[1].assessment.fact(Criterion.BASELINE)
    assert baseline is not None
    assert (baseline.number, score in said(baseline)) == (size, True)


def test_a_bad_search_stays_one() -> None:
    """A search that often misses is what is wrong."""
    _, after = told("our RAG bot for manuals", "retrieval brings the wrong pages, recall@5 is only 0.4")
    assert after.assessment.value(Criterion.FAILURE) == "bad_retrieval"


@pytest.mark.parametrize(
    ("text", "value"),
    [("no, our annotations are fine, 8,000 closed claims", None), ("no, legal forbids it", "no"), ("no", "no")],
)
def test_a_no_to_something_else(text: str, value: str | None) -> None:
    """A "no" that goes on to say that something is in order leaves the question open."""
    understood = told(OPENING, text, asked=Criterion.TUNABLE_MODEL)[1]
    assert understood.assessment.value(Criterion.TUNABLE_MODEL) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no personal data", None),
        ("No secrets in it, only order numbers", None),
        ("no the students did it in summer", "raw_logs"),
        ("no review so far", "raw_logs"),
        ("no one", "raw_logs"),
    ],
)
def test_a_no_that_belongs_to_a_thing(text: str, value: str | None) -> None:
    """To who checked the examples, "no personal data" is a remark on another thing."""
    understood = told(OPENING, text, asked=Criterion.DATA_QUALITY)[1]
    assert understood.assessment.value(Criterion.DATA_QUALITY) == value


@pytest.mark.parametrize(
    "text",
    [
        "We pull totals from receipts, 74% right with the layout in the prompt, want 92%.",
        "subject lines by model: 66% accepted with a short prompt, goal 85%",
    ],
)
def test_a_score_beside_what_is_wanted_is_stated(text: str) -> None:
    """However bare the words between the two."""
    fact = told(OPENING, text)[1].assessment.stated.fact(Criterion.BASELINE)
    assert fact is not None
    assert fact.values == ("measured",)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("tag leases for a landlord, few-shot prompt, F1 79, need 88, 1,900 labelled by paralegals", None),
        ("tag leases for a landlord, few-shot prompt, F1 79, need 88, 1,900 labelled", None),
        ("tag leases for a landlord, few-shot prompt, F1 79 on 300 labelled by paralegals, need 88", 300),
    ],
)
def test_what_is_labelled_is_no_test_unless_a_score_is_on_it(text: str, size: float | None) -> None:
    """So many labelled by somebody are examples."""
    fact = case_after(text).told_so_far.fact(Criterion.BASELINE)
    assert fact is not None
    assert fact.number == size
