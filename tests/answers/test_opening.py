"""The word that an answer to a yes/no question begins with."""

import pytest

from bot.answers.claims import direction
from bot.answers.opening import is_opening, opening, opening_said
from bot.answers.relevance import Telling
from knowledge.passages import Lead, Passage, Told
from knowledge.search import Hit

ASKED = ("is global training cheaper?", "what does it cost?", "may it ever fail?")
TEXT = "Prices of global training are lower. It may fail now and then."


def telling(near: float = 0.95, place: int = 0) -> Telling:
    """A sentence of a passage whose ways of asking are as near as this."""
    told = (Told(Lead.YES, 0), Told(Lead.NONE, 0), Told(Lead.DEPENDS, 1))
    passage = Passage(TEXT, "S90", "Guide", ("Prices",), asked=ASKED, told=told)
    return Telling(TEXT.split(". ")[place], place, Hit(passage, 1.0, near, 1.0), 0.9, [near] * len(ASKED))


def test_what_the_notes_say_of_a_question_that_is_very_near() -> None:
    """The same word for the same question, the other one for its opposite, none for what is only similar."""
    assert opening("global training, is it cheaper?", telling()) is Lead.YES
    assert opening("is global training not cheaper?", telling()) is Lead.NO
    assert opening("is global training cheaper for us?", telling(near=0.75)) is Lead.NONE
    assert opening("global training always is cheaper?", telling()) is Lead.NONE
    assert opening("is only global training cheaper?", telling()) is Lead.NONE
    assert opening("must global training be cheaper?", telling()) is Lead.NONE
    assert opening("may it ever fail?", telling(place=1)) is Lead.DEPENDS


def test_other_questions_get_no_such_word() -> None:
    """What asks for a number begins with none of them."""
    assert opening("what does global training cost?", telling()) is Lead.NONE
    assert opening("quick one: max size of global training?", telling()) is Lead.NONE
    assert opening("quota of global training?", telling()) is Lead.NONE


@pytest.mark.parametrize(
    ("question", "asked", "expected"),
    [
        ("is it cheaper?", "is it less expensive?", 1),
        ("is it cheaper?", "is it dearer?", -1),
        ("is it not needed?", "is it needed?", -1),
        ("is it not cheaper?", "is it dearer?", 0),
        ("so it should work with it, no?", "does it work with it?", 1),
        ("it is cheaper, isn't it.", "is it cheaper?", 1),
        ("isn't it cheaper?", "is it cheaper?", 1),
        ("so we can't tune it, right?", "can we tune it?", -1),
        ("don't we need it", "do we need it?", 1),
        ("we can go back, can't we?", "can we go back?", 1),
        ("a cancelled run isn't charged, right?", "is a cancelled run charged?", -1),
        ("does the copy stay?", "is the copy gone?", -1),
        ("is a long prompt faster than a tuned model?", "is a tuned model faster than one with a long prompt?", 0),
        ("is the full method cheaper than LoRA?", "is LoRA cheaper than the full method?", 0),
        ("is LoRA cheaper than full tuning?", "is LoRA cheaper than the full method?", 1),
        ("is more than 50 rows cheaper?", "is it cheaper?", 1),
        ("is it deleted after two weeks of silence", "is it deleted after two weeks without calls?", 0),
    ],
)
def test_direction(question: str, asked: str, expected: int) -> None:
    """Whether two questions ask the same way round."""
    assert direction(question, asked) == expected


def test_what_holds_for_ones_own_users_says_nothing_of_others() -> None:
    """A word is not taken from ways of asking that are not about other customers, nor the other way round."""

    def at(asked: str) -> Telling:
        text = "A tuned model can repeat what it was trained on."
        passage = Passage(text, "S90", "Guide", ("Leaks",), asked=(asked,), told=(Told(Lead.YES, 0),))
        return Telling(text, 0, Hit(passage, 1.0, 0.95, 1.0), 0.9, [0.95])

    leaks = "can a tuned model show what is in the training set"
    assert opening(f"{leaks}?", at(leaks)) is Lead.YES
    for others in (
        "to a competitor",
        "to other tenants",
        "to somebody else",
        "to another company",
        "to other paying clients",
    ):
        assert opening(f"{leaks} {others}?", at(leaks)) is Lead.NONE
        assert opening(f"{leaks}?", at(f"{leaks} {others}")) is Lead.NONE
    assert opening(f"{leaks} to other tenants?", at(f"{leaks} to another customer")) is Lead.YES


def test_what_suits_is_no_permission() -> None:
    """That examples have a form says nothing of whose they are; a sentence on what may be done with them does."""
    suits = "Chats with good answers make training examples."
    may = "Chats may be used once people have agreed."
    for text, expected in ((suits, Lead.NONE), (may, Lead.YES)):
        asked = ("can we train on our customers' chats?",)
        passage = Passage(text, "S90", "Guide", ("Data",), asked=asked, told=(Told(Lead.YES, 0),))
        told = Telling(text, 0, Hit(passage, 1.0, 0.95, 1.0), 0.9, [0.95])
        assert opening("can we train on our customers' chats?", told) is expected


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("does OpenAI keep our prompts?", "On Azure, no."),
        ("are our files used by openai?", "On Azure, no."),
        ("does OpenAI keep our prompts when we use Foundry?", "No."),
        ("does Microsoft keep our prompts?", "No."),
        ("are prompts kept by OpenAI's models?", "No."),
        ("are our prompts kept?", "No."),
    ],
)
def test_whose_platform_a_word_is_on(question: str, said: str) -> None:
    """Microsoft's pages on Azure say nothing of OpenAI's own platform; a page of others is no matter of it."""
    asked, told = ("are prompts kept?",), (Told(Lead.NO, 0),)
    address = "https://learn.microsoft.com/en-us/azure/data"
    on_azure, other = (
        Telling(
            TEXT,
            0,
            Hit(Passage(TEXT, "S90", "Guide", ("Data",), url=url, asked=asked, told=told), 1.0, 0.9, 1.0),
            0.9,
            [0.9],
        )
        for url in (address, "https://example.org/guide")
    )
    assert opening_said(Lead.NO, question, on_azure) == said
    assert opening_said(Lead.NO, question, other) == "No."
    assert opening_said(Lead.NONE, question, on_azure) == ""
    assert is_opening(said)
