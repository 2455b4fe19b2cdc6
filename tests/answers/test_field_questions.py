"""What people in the field ask of rules, risks and other customers, in words that no note has: what comes first, and whether yes or no may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.replies import Answer, Question
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("Which uses of a tuned model does our supplier prohibit?", "code of conduct prohibits"),
        ("Shall the risk assessment be done again when the model was fine-tuned?", "should evaluate a fine-tuned model"),
        ("Which additional risks come with fine-tuning for an insurer?", "new risks: flaws taken over from the data"),
        ("Are we allowed to train with personal data of our clients?", "responsible for removing personal data"),
        ("Would another firm be able to use the model that we tuned?", "exclusively to the customer"),
        ("Is the quality in Czech the same as in English?", "trained primarily on English text"),
        ("Is prompting alone sufficient for our brand's voice?", "example of prompt engineering"),
        ("how must I write the prompt so that it has our company's tone", "sets expectations, constraints and style"),
        ("is an outside agency needed or can our team tune it by itself", "managed fine-tuning"),
    ],
)  # fmt: skip
async def test_what_comes_first(person: Person, asked: str, part: str) -> None:
    """The sentence that answers."""
    text = only(Answer, await person.say(asked, once=True)).text
    assert part in text.partition(" [1]")[0]


async def test_a_question_on_a_wish_begins_no_interview(person: Person) -> None:
    """What wants the brand's voice and asks whether a prompt does it is answered; whether one should train is a case."""
    assert (
        "example of prompt engineering"
        in only(Answer, await person.say("can a prompt alone give us our brand voice?")).text
    )
    assert only(Question, await person.say("should we train a model on our brand voice?", "another")).options


@pytest.mark.parametrize(
    "asked",
    [
        "Will our clients' letters then be within the model forever?",
        "is the data of our patients in the model for ever then?",
    ],
)
async def test_no_word_that_the_sentence_does_not_carry(person: Person, asked: str) -> None:
    """Nobody hears yes or no by a sentence on something else."""
    replies = await person.say(asked, once=True)
    said = [reply.text for reply in replies if isinstance(reply, Answer)]
    assert not [text for text in said if text.startswith(("Yes.", "No."))], said
