"""The words of a case: the question, the card, what changed, and the short replies about a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.conversation.case import Case, GivenVerdict
from bot.conversation.compose import LONGEST_QUOTE, Composer, known_fact, lean_of, lines_of, noted_lines
from bot.conversation.grounding import Grounding
from bot.decision import Assessment, Certainty, Criterion, Fact, Outcome, judge, rubric
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


# --------------------------------------------------------------------------------------------------------------- facts in a line


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        (PROMPT, "Tried so far: a basic prompt (“a one-line prompt”)"),
        # What a button says needs no quotation marks.
        (Fact(Criterion.TRIED, ("basic_prompt",), words="A basic prompt"), "Tried so far: a basic prompt"),
        (Fact(Criterion.TRIED, certainty=Certainty.UNSURE, words="no idea"), "Tried so far: not sure"),
        (Fact(Criterion.EXAMPLES, certainty=Certainty.VAGUE), "Examples: claimed, the number is missing"),
    ],
)
def test_a_fact_in_a_line(fact: Fact, line: str) -> None:
    """What was understood, with the person's own words where they say it differently."""
    assert lines_of([fact]) == [line]


def test_long_words_are_cut_at_a_word() -> None:
    """A quotation is short, and says that it was cut."""
    words = "we paste the product name into it " * 5
    (line,) = lines_of([Fact(Criterion.TRIED, ("basic_prompt",), words=words)])
    quoted = line.partition("“")[2].rstrip("”)")
    assert len(quoted) <= LONGEST_QUOTE
    assert quoted.endswith("…")
    assert words.startswith(f"{quoted[:-1]} ")


@pytest.mark.parametrize(
    ("before", "after", "noted"),
    [
        ((), (PROMPT,), ["Tried so far: a basic prompt (“a one-line prompt”)"]),
        ((PROMPT,), (PROMPT,), []),
        ((), (TUNED,), ["I take it, unconfirmed: Tried so far: fine-tuning (“we trained it”)"]),
        ((FOUR_HUNDRED,), (FORTY,), ["Examples: 10 to 49 (“only 40 pairs”); before: 50 to 499"]),
        ((TUNED,), (PROMPT,), ["Tried so far: a basic prompt (“a one-line prompt”)"]),
    ],
)
def test_what_is_noted(before: tuple[Fact, ...], after: tuple[Fact, ...], noted: list[str]) -> None:
    """What a message added, what it corrected, and what is only taken for granted."""
    assert noted_lines(knowing(*before), knowing(*after)) == noted


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
        )
        assert known.is_likely
        assert known.line == f"{known.label}: {known.said} (“so they said”)"


# ------------------------------------------------------------------------------------------------------- questions and cards


async def test_the_first_question_says_why(composer: Composer) -> None:
    """The first question quotes what the lean was read from, with its mark; a later one is short."""
    case, question = knowing(TONE).advance()
    assert question is not None
    first = await composer.question(question, case, is_first=True)
    check_marks(first)
    assert first.lean is not None
    assert "I go by “sound like us”." in first.lean.because
    assert first.lean.because.count("[1]") == 1
    later = await composer.question(question, case, ["Goal: tone"])
    assert later.lean is not None
    assert (later.lean.because, later.noted) == ("", ("Goal: tone",))
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
    assert asked.text.endswith("I take it: sound different: tone or style. Right?")
    assert asked.lean is not None
    assert "I take it, unconfirmed: goal: sound different: tone or style." in asked.lean.because


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
    notice = await composer.why_not(case, outcome.value)
    check_marks(notice)
    is_verdict = judge(case.assessment).outcome is outcome
    assert notice.text.startswith(
        "That is where the verdict stands" if is_verdict else rubric().outcomes[outcome].headline
    )


@pytest.mark.parametrize("criterion", Criterion)
async def test_what_a_question_means(composer: Composer, criterion: Criterion) -> None:
    """Each question is explained by why it is asked and by what two of its answers mean."""
    question = Case(pending=criterion).question()
    assert question is not None
    text = composer.meaning(question).text
    assert text.startswith(question.why.text)
    assert text.count("” means: ") == 2


# --------------------------------------------------------------------------------------------------------------- what changed


def test_a_verdict_that_turned(composer: Composer) -> None:
    """The new verdict, how sure, and the one before."""
    after = knowing(TONE, PROMPT)
    given = GivenVerdict("rag", 0.8, provisional=False)
    changed = composer.changed(knowing(TONE), after, given)
    assert changed.text.startswith("Now prompt engineering (")
    assert changed.text.endswith("; before: retrieval (RAG).")
    assert changed.outcome == "prompt_engineering"
    assert changed.noted == ("Tried so far: a basic prompt (“a one-line prompt”)",)


@pytest.mark.parametrize(
    ("moved", "provisional", "ends"),
    [(0.0, False, "; that changes nothing."), (0.2, False, "%."), (-0.2, False, "%."), (0.0, True, "%.")],
)
def test_a_verdict_that_stands(composer: Composer, moved: float, ends: str, *, provisional: bool) -> None:
    """It is said to stand; how sure it is now is said where that moved, or where it is no longer provisional."""
    after = knowing(TONE, PROMPT)
    verdict = judge(after.assessment)
    given = GivenVerdict(verdict.outcome.value, verdict.confidence.number - moved, provisional)
    text = composer.changed(knowing(TONE), after, given).text
    assert text.startswith("Still prompt engineering")
    assert text.endswith(ends)


@pytest.mark.parametrize("facts", [(TONE,), (TONE, PROMPT), (TONE, TUNED), (FORTY,)])
def test_a_lean_is_as_sure_as_its_verdict(facts: tuple[Fact, ...]) -> None:
    """The lean names the outcome of the verdict, its confidence, and that it is so far only where it is provisional."""
    verdict = judge(knowing(*facts).assessment)
    lean = lean_of(verdict)
    assert (lean.outcome, lean.confidence) == (verdict.outcome.value, verdict.confidence.number)
    assert (f"{verdict.confidence.number:.0%}" in lean.text) is verdict.provisional
    assert lean.text.endswith((".", "?"))
