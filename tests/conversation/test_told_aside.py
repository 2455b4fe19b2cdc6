"""What no training mends, and what is told beside the facts of a case, as somebody hears it."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.conversation.case import Case
from bot.decision import Criterion, Outcome, judge
from bot.replies import Changed, Notice, Question, Reply, VerdictCard
from tests.person import Person, only, texts_of

OPENING = "we sort delivery notes into 9 types, prompt with examples gets 70 of 100 right, we need 90, 1,200 pairs checked by us"


def words_of(replies: list[Reply]) -> str:
    """All that is said."""
    return "\n".join(text for reply in replies for text in texts_of(reply))


@pytest.mark.parametrize(
    "text", ["the scans are unreadable", "most mistakes come from the OCR", "the export is truncated after 500 signs"]
)
async def test_broken_input_comes_before_training(person: Person, text: str) -> None:
    """Whatever else speaks for training, the input is said to be at fault, and what to do about it."""
    await person.say(OPENING)
    assert judge((await person.case()).assessment).trains
    card = only(VerdictCard, await person.say(text))
    assert card.answer.startswith("Mend the input first")
    assert "the input is broken before the model sees it" in words_of([card])
    assert "look at the input as the model gets it" in words_of([card])


async def test_a_model_that_brought_no_gain_speaks_against_another(person: Person) -> None:
    """What was tried is said, beside the score that it did not better, and what was tried before it is not taken back."""
    await person.say(OPENING)
    replies = await person.say("our tuned model was no better than the prompt")
    said = words_of(replies)
    assert "you have fine-tuned a model with hardly any gain" in said
    assert "instead of" not in said
    assert "Keep prompting, and do not train again yet: find out first why training brought no gain." in said
    assert judge((await person.case()).assessment).outcome is Outcome.NOT_READY


async def test_no_gain_does_not_speak_against_facts(person: Person) -> None:
    """Where facts are missing they are looked up, however training went."""
    await person.say("the bot must know our 900 manuals, which change weekly, we fine-tuned and it was no better")
    assert judge((await person.case()).assessment).outcome is Outcome.RAG


async def test_what_people_reach_is_no_score(person: Person) -> None:
    """It is said to be what a model is compared with, and that more is wanted than that."""
    await person.say(OPENING.replace("need 90", "need 95"))
    before = await person.case()
    notice = only(Notice, await person.say("experts manage 93 out of 100"))
    assert notice.text.startswith("People reach 93 out of 100: a model is compared with that")
    assert "You need 95" in notice.text
    assert "more than people reach" in notice.text
    assert (await person.case()).assessment == before.assessment


async def test_what_people_agree_on_is_a_ceiling(person: Person) -> None:
    """And no word on bad examples."""
    await person.say(OPENING)
    notice = only(Notice, await person.say("our coders agree 91% with one another"))
    assert notice.text.startswith("People agree on 91%")
    quality = (await person.case()).assessment.fact(Criterion.DATA_QUALITY)
    assert quality is None or quality.values != ("poor",)


async def test_a_list_that_was_not_given_comes_first(person: Person) -> None:
    """Before training, which the case would have gone on to."""
    await person.say(OPENING)
    replies = await person.say("we never gave it the list of article groups")
    assert phrases.LIST_FIRST in words_of(replies)
    assert not judge((await person.case()).assessment).trains


async def test_a_rule_that_a_person_decides(person: Person) -> None:
    """Is no answer and no bar."""
    await person.say(OPENING)
    before = await person.case()
    notice = only(Notice, await person.say("by law a clerk has to approve each of them"))
    assert notice.text.startswith(phrases.HUMAN_DECIDES)
    assert (await person.case()).assessment == before.assessment


@pytest.mark.parametrize(
    "text",
    ["and the other project: a bot that answers staff questions from 200 pages", "what about our second use case?"],
)
async def test_one_case_at_a_time(person: Person, text: str) -> None:
    """Which one is on the table is said, and the other's facts stay out."""
    await person.say(OPENING)
    before = await person.case()
    notice = only(Notice, await person.say(text))
    assert notice.text.startswith(phrases.one_case_at_a_time("we sort delivery notes into 9 types"))
    assert (await person.case()).assessment == before.assessment


async def test_an_opening_with_a_bare_question_is_a_case(person: Person) -> None:
    """And is gone through."""
    replies = await person.say("We need an AI that assigns repair requests to 11 trades, finetuning?")
    assert only(Question, replies).lean is not None


async def test_too_many_that_break_a_rule_are_a_score(person: Person) -> None:
    """Of what went wrong, and no target."""
    await person.say("we summarise meetings, prompt with 3 examples, at most 5 bullets")
    replies = await person.say("9 of 30 have more")
    assert any(
        "9 of 30 wrong" in text for reply in replies if not isinstance(reply, Changed) for text in texts_of(reply)
    )


@pytest.mark.parametrize("text", ["at most 90 words", "under 4 lines", "max 6 bullets", "no longer than 2 sentences"])
async def test_a_rule_of_form_is_noted_as_one(person: Person, text: str) -> None:
    """No failure, no target, and before a verdict no wish for one in so many lines."""
    await person.say(OPENING)
    replies = await person.say(text)
    assert phrases.RULE_OF_FORM in words_of(replies)
    assert "To hand on" not in words_of(replies)
    facts = (await person.case()).assessment
    assert facts.value(Criterion.FAILURE) in {None, "edge_cases"}


@pytest.mark.parametrize("text", ["is 2 thousand notes each day", "are about 900 letters per week"])
async def test_a_number_without_a_subject_is_taken(person: Person, text: str) -> None:
    """Whatever was asked."""
    await person.say("we want AI that sorts delivery notes into 8 groups, finetune?")
    await person.say(text)
    assert (await person.case()).assessment.fact(Criterion.VOLUME) is not None


def test_a_case_is_called_by_its_first_words() -> None:
    """Where they were kept."""
    assert phrases.one_case_at_a_time("") != phrases.one_case_at_a_time("mails")
    assert Case().opening == ""
