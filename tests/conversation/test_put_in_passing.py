"""What people put in passing: answers that need rewriting, labels beside a target, leave for the examples, a multiple of the volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.reading.read_message import read_message
from bot.reading.scores.peoples_scores import peoples_score

if TYPE_CHECKING:
    from bot.replies import Reply
    from tests.person import Person

LETTERS = "300 letters a day with gpt-4o, the tone is too stiff. Should we fine-tune?"


def texts(replies: list[Reply]) -> str:
    """All that was said, with what was noted beside a question."""
    return "\n".join(map(str, replies))


@pytest.mark.parametrize(
    "told", ["about 6 out of 10 need rewriting by staff", "7 of 20 replies need to be corrected", "4 of 9 need a fix"]
)
async def test_what_needs_work_went_wrong(person: Person, told: str) -> None:
    """A need of the answers is no target of their reader."""
    said = texts(await person.talk(LETTERS, "a prompt with 3 examples", told))
    assert "you need" not in said


async def test_so_many_may_be_wanted_all_the_same(person: Person) -> None:
    """Who needs so many right says what is wanted."""
    said = texts(await person.talk(LETTERS, "a prompt with 3 examples", "it gets 30 of 50 right", "we need 45 of 50"))
    assert "need 45 of 50" in said


@pytest.mark.parametrize("size", ["40k labelled", "1,200 annotated", "9000 labeled"])
def test_labels_beside_a_target_are_no_test(size: str) -> None:
    """They are examples; a test is what something was measured on."""
    facts = {fact.criterion: fact for fact in read_message(f"claims sorter: 92% acc vs target 97, {size}.").facts}
    assert facts[Criterion.BASELINE].number is None


def test_what_was_measured_on_labels_is_a_test() -> None:
    """The contrary case."""
    facts = {
        fact.criterion: fact
        for fact in read_message("the claims sorter gets 92% accuracy on 400 labelled claims").facts
    }
    assert facts[Criterion.BASELINE].number == 400


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("the labels were done by 2 people, agree 88%", 0.88),
        ("two nurses labelled them, they agree on 74%", 0.74),
        ("three clerks labelled them, agreement 81%", 0.81),
    ],
)
def test_how_far_labellers_agree_is_a_score_of_people(text: str, share: float) -> None:
    """Those who labelled were named before."""
    theirs = peoples_score(text)
    assert theirs is not None
    assert theirs.is_agreement
    assert theirs.right == share


@pytest.mark.parametrize("text", ["it agrees with 88% of the answers", "the model was trained, agreement 88%"])
def test_agreement_of_nobody_named_is_none(text: str) -> None:
    """Nobody labelled anything there."""
    assert peoples_score(text) is None


@pytest.mark.parametrize(
    "leave", ["yes they can be used, customers consented", "legal cleared them", "all customers agreed to that"]
)
async def test_leave_for_the_examples_is_noted(person: Person, leave: str) -> None:
    """Whatever is asked just then."""
    said = texts(
        await person.talk(
            LETTERS,
            "a prompt with 3 examples",
            "it gets 30 of 50 right",
            "15k old letters written by our best agents",
            leave,
        )
    )
    assert "Noted: the examples may be used for training." in said
    assert "did not get that" not in said


@pytest.mark.parametrize(
    ("more", "calls"), [("and if the volume doubles?", "600"), ("what about ten times as many letters?", "3,000")]
)
async def test_a_sum_is_told_for_a_multiple(person: Person, more: str, calls: str) -> None:
    """After a sum, for so many times what was told."""
    assert f"That is for {calls} calls a day" in texts(await person.talk(LETTERS, "what would it cost?", more))


async def test_a_supposed_multiple_is_not_kept(person: Person) -> None:
    """The next sum counts from what was told."""
    replies = await person.talk(LETTERS, "what would it cost?", "and if the volume doubles?", "and if it triples?")
    assert "That is for 900 calls a day" in texts(replies)


async def test_a_multiple_is_supposed_of_the_verdict(person: Person) -> None:
    """Without a sum before, what would follow is told."""
    assert "If you run 3,000 a day" in texts(await person.talk(LETTERS, "what if we had ten times as many letters?"))


@pytest.mark.parametrize("verb", ["score", "check", "sample"])
async def test_so_many_that_are_checked_are_no_calls(person: Person, verb: str) -> None:
    """How much is used stays as it was told."""
    await person.talk(
        "Guest messages, about 2k a day, Polish ones sound off. Tune?", f"we {verb} 50 msgs monthly, 71% are ok"
    )
    volume = (await person.case()).told_so_far.fact(Criterion.VOLUME)
    assert volume is not None
    assert volume.number == 2_000


@pytest.mark.parametrize(
    "corrects",
    [
        "it forgets the pick-up costs of 39,95. and i meant the team changes the bot's answer, not the policy",
        "no, i said the 38.000, you never said if that is much",
    ],
)
async def test_money_corrects_no_volume(person: Person, corrects: str) -> None:
    """Cents, or a sum that was told as one before."""
    told = "A consultant wants 38.000 euro to train on our mails, about 900 mails a day, the tone is off. Do it?"
    await person.talk(told, "a basic prompt", corrects)
    volume = (await person.case()).told_so_far.fact(Criterion.VOLUME)
    assert volume is not None
    assert volume.number == 900


async def test_a_page_for_the_boss_is_handed_on(person: Person) -> None:
    """Whatever is told of him beside."""
    await person.talk(LETTERS, "a prompt with 3 examples", "it gets 30 of 50 right")
    assert "To hand on" in texts(await person.say("can i have it on one page for my boss, he decides friday"))


async def test_what_a_team_has_is_nothing_to_hand_on(person: Person) -> None:
    """A document that is told of."""
    await person.talk(LETTERS, "a prompt with 3 examples", "it gets 30 of 50 right")
    assert "To hand on" not in texts(await person.say("we have a doc for our team, it changes weekly"))
