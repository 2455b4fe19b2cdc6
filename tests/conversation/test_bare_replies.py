"""Replies of a word or two, and what somebody wants to hear again: they say something of what was asked, and of nothing else."""

from __future__ import annotations

import pytest

from bot.decision import Criterion, RunsOn
from bot.replies import Notice, Question
from tests.person import Person, only, texts_of

OPENING = "our reply bot should sound like us, a prompt with 8 examples is off in half of the mails, 700 approved mails, wrong tone"


@pytest.mark.parametrize("text", ["nothing yet", "nothing so far"])
async def test_nothing_belongs_to_what_was_asked(person: Person, text: str) -> None:
    """It is no platform, or no score, and what was tried stays."""
    await person.say(OPENING)
    tried = (await person.case()).told_so_far.fact(Criterion.TRIED)
    while (await person.case()).pending is not Criterion.PLATFORM:
        await person.say("not sure")
    await person.say(text)
    told = (await person.case()).told_so_far
    assert told.fact(Criterion.TRIED) == tried
    platform = told.fact(Criterion.PLATFORM)
    assert platform is not None
    assert platform.values == (RunsOn.UNDECIDED,)


async def test_a_number_behind_what_is_right_is_wanted(person: Person) -> None:
    """The need is the second number, and the score the first."""
    await person.say("we translate offers de-fr, a prompt with examples, quality is not good enough")
    said = "\n".join(text for reply in await person.say("41 of 50 right and need 48") for text in texts_of(reply))
    assert "41 of 50" in said
    assert "you need 41" not in said


@pytest.mark.parametrize(
    "text", ["what have you understood so far?", "recap please", "can you summarize my case", "what do you know about our case?"]
)  # fmt: skip
async def test_what_was_understood_is_told_back(person: Person, text: str) -> None:
    """All of it in a sentence, and what is still open."""
    await person.say(OPENING)
    notice = only(Notice, await person.say(text))
    for clause in ("you have tried a prompt with examples", "700 approved mails", "Still open"):
        assert clause in notice.text


@pytest.mark.parametrize("text", ["so LLM or no", "so training or no", "ok so do it or no"])
async def test_a_no_that_ends_a_question_answers_nothing(person: Person, text: str) -> None:
    """The verdict as it stands is told, and the open question stays."""
    await person.say(OPENING)
    before = await person.case()
    assert not [reply for reply in await person.say(text) if isinstance(reply, Question)]
    assert (await person.case()).pending is before.pending
    assert (await person.case()).assessment == before.assessment


async def test_whether_training_can_be_avoided(person: Person) -> None:
    """Yes where nothing speaks for it, no where it does."""
    await person.say("our bot must know 900 manuals that change every week, nothing tried")
    assert only(Notice, await person.say("can we avoid fine-tuning?")).text.startswith("Yes")


@pytest.mark.parametrize(
    "text", ["our reviewers disagree on what counts as urgent", "6 agents wrote them, everyone writes differently", "the editors can't agree what a good reply is"]
)  # fmt: skip
async def test_people_who_do_not_agree(person: Person, text: str) -> None:
    """No examples of theirs are consistent."""
    await person.say(OPENING)
    await person.say(text)
    quality = (await person.case()).told_so_far.fact(Criterion.DATA_QUALITY)
    assert quality is not None
    assert quality.values == ("poor",)
