"""The words of a case: the question, the card, what changed, and the short replies about a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.conversation.about_verdict import AboutVerdict
from bot.conversation.case import Case, GivenVerdict
from bot.conversation.compose import Composer, known_fact, lean_of
from bot.conversation.grounding import Grounding
from bot.conversation.own_words import capital, said
from bot.decision import Assessment, Certainty, Criterion, Fact, Outcome, judge, question_for, rubric
from bot.replies import KnownFact, guessed, resting
from tests.person import check_marks

if TYPE_CHECKING:
    from knowledge.search import Searcher

TONE = Fact(Criterion.GOAL, ("tone_style",), words="sound like us")
PROMPT = Fact(Criterion.TRIED, ("basic_prompt",), words="a one-line prompt")
TUNED = Fact(Criterion.TRIED, ("fine_tuning",), Certainty.LIKELY, "we trained it")
FORTY = Fact(Criterion.EXAMPLES, ("10_49",), words="only 40 pairs", number=40)
FOUR_HUNDRED = Fact(Criterion.EXAMPLES, ("50_499",), words="400 pairs", number=400)


@pytest.fixture
def composer(searcher: Searcher) -> Composer:
    """A composer over the built-in notes."""
    return Composer(Grounding(searcher))


def knowing(*facts: Fact) -> Case:
    """A case whose interview has begun and that knows these facts."""
    assessment = Assessment()
    for fact in facts:
        assessment = assessment.put(fact)
    return Case(assessment=assessment, begun=True)


# ------------------------------------------------------------------------------------------------------------ facts in a clause


@pytest.mark.parametrize("criterion", Criterion)
def test_facts_as_people_read_them(criterion: Criterion) -> None:
    """Every value has its label; words and number come along, and whether it is only a guess."""
    for value, row in rubric().criteria[criterion].values.items():
        known = known_fact(Fact(criterion, (value,), Certainty.LIKELY, "so they said", number=7))
        assert known == KnownFact(
            criterion.value,
            (value,),
            "likely",
            "so they said",
            7,
            rubric().criteria[criterion].label,
            row.label.lower(),
            said(Fact(criterion, (value,), Certainty.LIKELY, "so they said", number=7)),
        )
        assert known.is_likely
        assert known.line == f"{capital(known.clause)} (“so they said”)"


# ------------------------------------------------------------------------------------------------------- questions and cards


async def test_the_first_question_says_why(composer: Composer) -> None:
    """The first question says what the lean rests on and why, with its mark; a later one is short."""
    case, question = knowing(TONE).advance()
    assert question is not None
    first = await composer.question(question, case, is_first=True)
    check_marks(first)
    assert first.lean is not None
    assert first.lean.because == "You want it to sound different. Prompting is the starting point [1]."
    later = await composer.question(question, case, ["you want it to sound different"])
    assert later.lean is not None
    assert (later.lean.because, later.noted) == ("", ("you want it to sound different",))
    assert later.lean.text == first.lean.text


async def test_a_question_about_nothing_has_no_lean(composer: Composer) -> None:
    """Where nothing is known, nothing is said of where it leans."""
    case, question = Case().begin().advance()
    assert question is not None
    assert (await composer.question(question, case, is_first=True)).lean is None


async def test_a_guess_is_asked_about(composer: Composer) -> None:
    """What is likely is named in the question, offered first, and said to be taken for granted where the lean rests on it."""
    case = replace(knowing(replace(TONE, certainty=Certainty.LIKELY)), pending=Criterion.GOAL)
    question = case.question()
    assert question is not None
    asked = await composer.question(question, case, is_first=True)
    assert asked.guess == asked.options[0].value == "tone_style"
    assert asked.text == "I assume you want it to sound different, right?"
    other = await composer.question(question_for(case.assessment, Criterion.TRIED), case, is_first=True)
    assert other.lean is not None
    assert other.lean.because.startswith("I assume you want it to sound different. ")


async def test_a_card_tells_what_was_said_from_what_was_guessed(composer: Composer) -> None:
    """What the verdict rests on that somebody said, and what is only likely, are two lists."""
    card = await composer.card(knowing(TONE, TUNED))
    check_marks(card)
    assert card.provisional
    assert any("sound like us" in line for line in resting(card))
    assert not any("we trained it" in line for line in resting(card))
    assert any("we trained it" in line for line in guessed(card))
    final = await composer.card(knowing(TONE, PROMPT))
    assert not final.provisional
    assert guessed(final) == ()


@pytest.mark.parametrize("outcome", Outcome)
async def test_why_not_another_outcome(composer: Composer, outcome: Outcome) -> None:
    """Every other outcome has its reason, and the verdict itself is said to be where it stands."""
    case = knowing(TONE, PROMPT)
    notice = await AboutVerdict(composer.reasons).why_not(case, outcome.value)
    check_marks(notice)
    is_verdict = judge(case.assessment).outcome is outcome
    assert notice.text.startswith("That is the verdict already" if is_verdict else rubric().outcomes[outcome].headline)


@pytest.mark.parametrize("criterion", Criterion)
async def test_what_a_question_means(composer: Composer, criterion: Criterion) -> None:
    """Each question is explained by why it is asked and by what two of its answers mean."""
    question = Case(pending=criterion).question()
    assert question is not None
    text = composer.meaning(question).text
    assert text.startswith(question.why.text)
    assert text.count("” means: ") == 2


# --------------------------------------------------------------------------------------------------------------- what changed


async def test_a_verdict_that_turned(composer: Composer) -> None:
    """The new verdict, how sure, the one before, and why, with its mark."""
    after = knowing(TONE, PROMPT)
    given = GivenVerdict("rag", 0.8, provisional=False)
    changed = await composer.changed(knowing(TONE), after, given)
    assert changed.text.startswith("Now prompt engineering, ")
    assert changed.text.endswith(" (was retrieval): prompting is the starting point [1].")
    assert changed.outcome == "prompt_engineering"
    assert changed.noted == ("you have tried only a basic prompt",)
    assert [one.number for one in changed.citations] == [1]


@pytest.mark.parametrize(
    ("moved", "provisional", "ends"),
    [
        (0.0, False, "What would change it: people disagree on what is right → not ready yet."),
        (0.2, False, " [1]."),
        (-0.2, False, " [1]."),
        (0.0, True, " [1]."),
    ],
)
async def test_a_verdict_that_stands(composer: Composer, moved: float, ends: str, *, provisional: bool) -> None:
    """It is said to stand; how sure it is now is said where that moved, or where it is no longer provisional."""
    after = knowing(TONE, PROMPT)
    verdict = judge(after.assessment)
    given = GivenVerdict(verdict.outcome.value, verdict.confidence.number - moved, provisional)
    changed = await composer.changed(knowing(TONE), after, given)
    assert changed.text.startswith("Still prompt engineering")
    assert changed.text.endswith(ends)
    assert bool(changed.citations) is ("[1]" in changed.text)


TRAINED = (
    Fact(Criterion.GOAL, ("task_accuracy",)), Fact(Criterion.TRIED, ("few_shot_prompt",)), Fact(Criterion.FAILURE, ("edge_cases",)),
    Fact(Criterion.EXAMPLES, ("500_4999",), words="4,000 labelled invoices", number=4_000),
)  # fmt: skip


def scored(words: str, number: float) -> Fact:
    """A score on so many cases."""
    return Fact(Criterion.BASELINE, ("measured",), words=words, number=number)


async def test_too_few_cases_are_why_it_is_less_sure(composer: Composer) -> None:
    """A test that turns out to be small is the reason, said in a clause, and the first step is to enlarge it."""
    before, after = knowing(*TRAINED, scored("91% on 400 invoices", 400)), knowing(*TRAINED, scored("40", 40))
    given = GivenVerdict.of(judge(before.assessment))
    changed = await composer.changed(before, after, replace(given, confidence=given.confidence + 0.1))
    assert changed.noted == ("the test has 40 cases, not 400",)
    assert changed.text.startswith("Still fine-tuning, likely, now ")
    assert changed.text.endswith("%: 40 test cases are too few to tell a small gain from chance.")
    card = await composer.card(after)
    assert card.today == "Label 60 more test cases, so that the score rests on about 100."
    assert card.open_line.startswith("Provisional: 40 test cases are too few to")


@pytest.mark.parametrize(("quality", "is_said"), [("raw_logs", True), ("curated", False)])
async def test_unchecked_examples_are_checked_first(composer: Composer, quality: str, *, is_said: bool) -> None:
    """A card that leans to training says it where nobody has checked the examples, with what comes first."""
    checked = Fact(Criterion.DATA_QUALITY, (quality,))
    card = await composer.card(knowing(*TRAINED, scored("82% on 300 mails", 300), checked))
    assert card.title.startswith("Fine-tuning")
    assert ("check a sample of the labels first" in card.open_line) is is_said


async def test_a_card_speaks_in_the_persons_figures(composer: Composer) -> None:
    """One sentence with the score, what it was measured on, what is wanted and the examples, and the reason with one mark."""
    case = replace(knowing(*TRAINED, scored("gets 82% on 300 test invoices", 300)), opening="It is 82%, we need 95%.")
    card = await composer.card(case)
    check_marks(card)
    assert card.summary == (
        "Your prompt with examples gets 82% on 300 test invoices, you need 95%, and you have 4,000 labelled invoices. Fine-tuning is "
        "for a style, format or skill that prompting misses [1]."
    )
    assert card.title == f"Fine-tuning, likely · {card.confidence:.0%}"
    assert (
        card.open_line
        == "Provisional until you say whether somebody checked the examples, and which model you may train."
    )
    assert len(card.checks) <= 3
    assert all(" → " in check for check in card.checks)


async def test_what_is_likely_is_asked_on_the_card(composer: Composer) -> None:
    """What a provisional verdict takes for granted is a question that a yes confirms; a final one takes nothing for granted."""
    card = await composer.card(knowing(replace(TONE, certainty=Certainty.LIKELY)))
    assert (card.taken, card.confirms) == (
        "I assume you want it to sound different, right?",
        ("goal", ("tone_style",)),
    )
    final = await composer.card(knowing(TONE, PROMPT))
    assert (final.taken, final.confirms, final.open_line) == ("", None, "")


async def test_all_steps_in_words(composer: Composer) -> None:
    """Somebody who asks for all steps gets them all, the first one doable today."""
    case = knowing(TONE, PROMPT)
    notice = await AboutVerdict(composer.reasons).steps(case)
    check_marks(notice)
    assert notice.text.splitlines()[1].startswith("- Today: add three good examples")
    assert len(notice.text.splitlines()) == 1 + len(judge(case.assessment).next_steps)


@pytest.mark.parametrize("facts", [(TONE,), (TONE, PROMPT), (TONE, TUNED), (FORTY,)])
def test_a_lean_is_as_sure_as_its_verdict(facts: tuple[Fact, ...]) -> None:
    """The lean names the outcome of the verdict, its confidence, and that it is so far only where it is provisional."""
    verdict = judge(knowing(*facts).assessment)
    lean = lean_of(verdict)
    assert (lean.outcome, lean.confidence) == (verdict.outcome.value, verdict.confidence.number)
    is_so_far = verdict.provisional and verdict.outcome is not Outcome.NOT_READY
    assert (f"{verdict.confidence.number:.0%}" in lean.text) is is_so_far
    assert lean.text.endswith((".", "?"))
