"""A case told back in clauses: figures as the person wrote them, and corrections in one line."""

from __future__ import annotations

import pytest

from bot.conversation.case import Case
from bot.conversation.own_words import capital, noted, said, sentence, taken, together, wanted
from bot.decision import VALUES, Assessment, Certainty, Criterion, Fact, clause, judge

TONE = Fact(Criterion.GOAL, ("tone_style",), words="sound like us")
PROMPT = Fact(Criterion.TRIED, ("basic_prompt",), words="a one-line prompt")
FEW_SHOT = Fact(Criterion.TRIED, ("few_shot_prompt",), words="our few-shot prompt")


def examples(words: str, number: float | None, value: str = "50_499") -> Fact:
    """A number of examples."""
    return Fact(Criterion.EXAMPLES, (value,), words=words, number=number)


def volume(words: str, number: float) -> Fact:
    """A number of calls a day."""
    return Fact(Criterion.VOLUME, ("high",), words=words, number=number)


def score(words: str, number: float | None = None) -> Fact:
    """A score that was measured."""
    return Fact(Criterion.BASELINE, ("measured",), words=words, number=number)


def knowing(*facts: Fact, opening: str = "") -> Case:
    """A case that knows these facts."""
    assessment = Assessment()
    for fact in facts:
        assessment = assessment.put(fact)
    return Case(opening=opening, assessment=assessment, begun=True)


@pytest.mark.parametrize("criterion", Criterion)
def test_every_value_is_a_clause(criterion: Criterion) -> None:
    """Each fits into "I assume …, right?": it begins in lower case and has no full stop."""
    for value in VALUES[criterion]:
        told = said(Fact(criterion, (value.value,)))
        assert told == clause(criterion, value.value)
        assert told[0].islower()
        assert not told.endswith((".", "?"))


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (examples("4,000 labelled ones checked by two people", 4_000), "you have 4,000 labelled ones"),
        (examples("a few hundred old replies", 300), "you have a few hundred old replies"),
        (examples("wrote about a dozen question-answer records in", 12), "you have a dozen question-answer records"),
        (examples("a 10 line dataset", 10), "you have 10 examples"),
        (examples("thousands", 5_000), "you have thousands of examples"),
        (examples("50 to 499", None), "you have 50 to 499 examples"),
        (volume("20k a day", 20_000), "you run 20k a day"),
        (volume("1.4k tickets a day", 1_400), "there are 1.4k tickets a day"),
        (score("prompt gets 82% on 300 test invoices", 300), "it gets 82% on 300 test invoices"),
        (score("12% on our 400-case test", 400), "it gets 12% on 400 cases"),
        (score("17 of 25 came out right", 25), "it gets 17 of 25 right"),
        (score("it is 91.2 on the control sample", 91.2), "it scores 91.2"),
        (score("800 pairs, 20% kept aside for testing"), "you have a score on test cases"),
        (score("the validator rejects 7.4 percent of them"), "it gets 7.4 percent wrong"),
        (score("40", 40), "the test has 40 cases"),
        (
            Fact(Criterion.CITATIONS, certainty=Certainty.UNSURE),
            "you are not sure whether answers must show their source",
        ),
        (
            Fact(Criterion.EXAMPLES, certainty=Certainty.VAGUE),
            "you have not said the number yet, how many examples there are",
        ),
        (
            Fact(Criterion.GOAL, ("tone_style", "format_structure")),
            "you want it to sound different, and you want it to keep a format",
        ),
    ],
)
def test_a_fact_in_the_persons_figures(fact: Fact, told: str) -> None:
    """A number stands as it was written; where the words tell none worth repeating, the band does."""
    assert said(fact) == told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((), (PROMPT,), ["you have tried only a basic prompt"]),
        ((PROMPT,), (PROMPT,), []),
        (
            (),
            (Fact(Criterion.TRIED, ("fine_tuning",), Certainty.LIKELY),),
            ["I assume you have fine-tuned a model"],
        ),
        ((examples("400 pairs", 400),), (examples("only 40 pairs", 40, "10_49"),), ["you have 40 pairs, not 400"]),
        ((score("91% on 400 invoices", 400),), (score("40", 40),), ["the test has 40 cases, not 400"]),
        (
            (TONE,),
            (Fact(Criterion.GOAL, ("new_facts",)),),
            ["you want it to know your facts (instead of: you want it to sound different)"],
        ),
    ],
)
def test_what_is_noted(before: tuple[Fact, ...], after: tuple[Fact, ...], told: list[str]) -> None:
    """What a message added and what it corrected; what is only likely says so."""
    assert noted(knowing(*before), knowing(*after)) == told


@pytest.mark.parametrize(
    ("opening", "told"),
    [
        ("Our prompt gets 82%, we need 95%.", "you need 95%"),
        ("The target is 93, and 95% is required by law", "you need 95%"),
        ("We are at 82% and pay 20% too much.", ""),
        ("", ""),
    ],
)
def test_what_is_wanted(opening: str, told: str) -> None:
    """A share that is needed is told from one that was measured."""
    assert wanted(knowing(FEW_SHOT, opening=opening)) == told


def test_a_sentence_rests_on_what_was_said() -> None:
    """What was stated is in it, in the order a person would tell it; what was guessed is not."""
    case = knowing(TONE, PROMPT)
    assert (
        sentence(case, judge(case.assessment))
        == "you want it to sound different, and you have tried only a basic prompt"
    )
    guessed = knowing(Fact(Criterion.GOAL, ("tone_style",), Certainty.LIKELY))
    assert sentence(guessed, judge(guessed.assessment)) == ""
    assert taken(guessed.assessment.facts) == "I assume you want it to sound different, right?"
    assert taken([TONE]) == ""


@pytest.mark.parametrize(
    ("parts", "row"),
    [
        ([], ""),
        (["a"], "a"),
        (["red", "blue"], "red and blue"),
        (["a b", "c"], "a b, and c"),
        (["a", "b", "c"], "a, b, and c"),
    ],
)
def test_parts_in_a_row(parts: list[str], row: str) -> None:
    """Clauses have commas between them, two words have none."""
    assert together(parts) == row
    assert capital(row) == row[:1].upper() + row[1:]
