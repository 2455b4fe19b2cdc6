"""What somebody asks who wants to know whether the verdict changes, when to look at it again, or how sure it is and what to do."""

from __future__ import annotations

import pytest

from bot import phrases
from bot.reading.asked.change_asked import ChangeAsked, asks_how_sure, asks_what_next, change_asked, review_asked
from bot.reading.asked.lines_wanted import lines_wanted
from bot.replies import Notice
from tests.person import Person, only

TOLD = (
    "we draft reply letters for claims in our house style, the style is wrong, we only tried a basic prompt, we have 900 letters that were checked",
    "the works council has not agreed, so we may not use the letters for training",
)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("our boss says the board already approved the budget, so does the verdict change?", ChangeAsked("", True)),
        ("management has decided it already. would that change your advice?", ChangeAsked("", True)),
        ("does the funding change anything?", ChangeAsked("", True)),
        ("the competitor trained one, is your answer still the same?", ChangeAsked("", True)),
        ("would the verdict be different if the union agrees?", ChangeAsked("the union agrees", False)),
        (
            "how sure are you and would it be different if the labels were clean",
            ChangeAsked("the labels were clean", False),
        ),
        ("does the temperature change anything?", None),
        ("does tuning change the answer format?", None),
        ("is the verdict still the same?", None),
        ("the decision changed because of the budget", None),
        ("the facts change monthly", None),
    ],
)
def test_what_changes_the_verdict(text: str, asked: ChangeAsked | None) -> None:
    """A question on the verdict with a reason, and nothing that asks of training or tells of a case."""
    assert change_asked(text) == asked


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("when should we look at this again?", True),
        ("after how long do we revisit the decision?", True),
        ("when do i ask you again?", True),
        ("when should we review the training data?", False),
        ("when do the prices get reviewed?", False),
        ("we look at it again when the boss is back", False),
    ],
)
def test_when_to_look_again(text: str, is_asked: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """A question for a day on which to judge once more, and no other question for a day."""
    assert review_asked(text) is is_asked


def test_how_sure_and_what_next() -> None:
    """Both questions of one message are heard, and neither in a question on something else."""
    assert asks_how_sure("how sure are you, and what would you do this week if you were me?")
    assert asks_what_next("how sure are you, and what would you do this week if you were me?")
    assert asks_what_next("what would you do first on monday morning")
    assert not asks_how_sure("how sure are you about GDPR?")
    assert not asks_what_next("what should we do about retention?")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("can you give me the verdict in words I can forward to the CIO?", 3),
        ("something i can send to my boss please", 3),
        ("put it in plain words for the committee", 3),
        ("we forward the letters to the CIO", 0),
    ],
)
def test_words_to_forward(text: str, lines: int) -> None:
    """Who wants words for somebody else gets the verdict in lines."""
    assert lines_wanted(text) == lines


async def test_in_a_case(person: Person) -> None:
    """Each gets what it asks for in its first words, and nothing of the case is changed by it."""
    await person.talk(*TOLD)
    texts = {
        "our boss says the board approved the budget, so does the verdict change?": phrases.NO_EVIDENCE,
        "would your answer be the same if the moon was green?": phrases.NOT_READ_AS_FACT,
        "when should we look at this again?": phrases.LOOK_AGAIN,
        "would the verdict be different if the works council agrees?": "If you have 900 usable examples: ",
        "how sure are you, and would it be different if the works council agrees?": "Now ",
        "how sure are you, and what would you do this week?": "",
    }
    for text, begins in texts.items():
        said = only(Notice, await person.talk(text)).text
        assert said.startswith(begins), text
        assert ("% sure (" in said) is ("how sure" in text), text
