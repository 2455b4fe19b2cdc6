"""What somebody asks of a verdict: a few lines to hand on, train or not in other words, whether examples suffice, another target."""

from __future__ import annotations

import pytest

from bot.reading.asked.lines_wanted import lines_wanted
from bot.reading.asked.verdict_asked import Closing, ClosingQuestion, EnoughAsked, asked_if_enough, closing_question
from bot.replies import Notice
from tests.person import Person, only

CASE = (
    "we word refusal letters. a prompt with examples gets 66 of 90 right, need 95%, the tone is off. "
    "1,300 letters approved by lawyers"
)
SORTING = "sort claims into 5 types, prompt with examples gets 66 of 90 right, need 95%. 1,300 approved claims"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("put it into one line for our board", 1),
        ("what do I tell my director?", 3),
        ("4 bullet points for the deck please", 4),
        ("a slide for the cfo pls", 3),
        ("Thanks! She never reads mails. What do I say to her in one sentence", 1),
        ("the answers must be two bullets", 0),
        ("we tell the customer in one sentence why a claim was refused", 0),
        ("what should the bot tell the customer?", 0),
        ("one line of the log holds it", 0),
    ],
)
def test_what_wants_lines(text: str, lines: int) -> None:
    """A wish for the verdict in few words, and nothing that a model is to write."""
    assert lines_wanted(text) == lines


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("well what do you say, tune it or not", ClosingQuestion(Closing.WHETHER, "fine_tune")),
        ("lora y/n", ClosingQuestion(Closing.WHETHER, "fine_tune", demands=True)),
        ("director wants RAG and SFT both, right?", ClosingQuestion(Closing.WHETHER, "rag_plus_fine_tune")),
        ("should I tell him no?", ClosingQuestion(Closing.DROP)),
        ("what should the model say, yes or no", None),
    ],
)
def test_train_or_not(text: str, question: ClosingQuestion | None) -> None:
    """However it is put, it asks for the verdict; "or not" puts no "no" forward."""
    assert closing_question(text) == question


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is 250 above the bar?", EnoughAsked(250, too_few=False)),
        ("the agency says our 700 are too few, is that so?", EnoughAsked(700, too_few=True)),
        ("are 5,000 raw scans enough?", None),
        ("is 300 test cases enough?", None),
        ("250 is enough", None),
        ("is few enough?", None),
    ],
)
def test_whether_examples_suffice(text: str, asked: EnoughAsked | None) -> None:
    """A number of examples that is asked about; raw documents and test cases are none."""
    assert asked_if_enough(text) == asked


async def test_lines_are_handed_on(person: Person) -> None:
    """As many as were wanted, the verdict first; nothing of it becomes a fact of the case."""
    await person.say(CASE)
    before = await person.case()
    told = only(Notice, await person.say("two bullets for my director pls"))
    assert told.text.partition("\nStill open")[0].count("\n- ") == 2
    assert "Yes, it looks like fine-tuning" in told.text
    assert (await person.case()).told_so_far == before.told_so_far


async def test_few_or_enough_is_answered_by_its_word(person: Person) -> None:
    """Yes and no are those of the question."""
    await person.say(CASE)
    assert only(Notice, await person.say("the agency says 1,300 is too few, true?")).text.startswith("No, not too few")
    assert only(Notice, await person.say("and are 20 too few?")).text.startswith("Yes, too few")


async def test_another_target_is_worked_out(person: Person) -> None:
    """A supposed target counts no examples, and one that the score reaches leaves nothing to train for."""
    await person.say(SORTING)
    low = only(Notice, await person.say("what if the bar was 70?")).text
    assert low.startswith("If you need 70%: keep the prompt you have; it works and needs no training.")
    assert only(Notice, await person.say("what if the bar was 90?")).text.startswith(
        "If you need 90%: still fine-tuning"
    )


async def test_a_worry_beside_the_question_is_no_more(person: Person) -> None:
    """What stands after the question mark tells nothing of the case."""
    await person.say(CASE)
    assert only(Notice, await person.say("so is it tuning? the cfo will not like that")).text.startswith(
        "Yes, it looks"
    )


@pytest.mark.parametrize(
    "text",
    [
        "explain it to my board",
        "summary for the board please",
        "board summary",
        "summarise for management",
        "can you put that in an email to my CEO",
        "one line for my boss",
        "what do I tell my manager?",
    ],
)
async def test_figures_are_handed_on(person: Person, text: str) -> None:
    """Whoever hands it on gets the figures that they told, the first time and again."""
    await person.say(
        "20k invoices a day, few-shot gets 82% on 300 invoices, we need 95, 4000 checked invoices, gpt-4.1"
    )
    first, again = [only(Notice, (await person.say(text))[:1]).text for _ in range(2)]
    assert all(figure in first for figure in ("82%", "300", "95%"))
    assert all(figure in again for figure in ("82%", "300", "95%"))


@pytest.mark.parametrize(
    "text", ["the report for the board is late", "my boss reads the summary", "we summarise mails for the team"]
)
def test_what_tells_of_a_summary(text: str) -> None:
    """A summary that is told of is not asked for."""
    assert lines_wanted(text) == 0
