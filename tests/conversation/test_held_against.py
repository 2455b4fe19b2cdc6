"""What training is held against: the model that is paid now, and what the smaller one reached as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.reading.costs.held_against import held_against
from bot.reading.costs.models_in_costs import models_said
from bot.reading.costs.untuned_scores import untuned_scores
from bot.replies import Changed, Notice, VerdictCard
from knowledge.prices.book import open_book
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

MODELS = open_book().models
PROVEN = (
    "91% on 350 test cases with a prompt with examples, and we need 90%. 2,000 checked pairs. the task stands still"
)
DISTILS = (
    "we sort tenant mails with gpt-4.1, 60,000 calls a day, 1000 tokens in, 200 tokens out. we only want it cheaper"
)


@pytest.mark.parametrize(
    ("text", "now", "tuned", "is_taken"),
    [
        ("Tuned 4o-mini 0.97/0.84, big prompted 0.95/0.93", "gpt-4o", "gpt-4o-mini", True),
        ("our fine-tuned gpt-4.1-nano reads menus at 91%, the large model gets 94 at nine times the price", "gpt-4.1", "gpt-4.1-nano", True),
        ("we tried a gpt-4.1-mini finetune in May, prompted gpt-4o was better", "gpt-4o", "gpt-4.1-mini", False),
        ("tuned mini .95, prompted gpt-4.1 .94 at 9x the price", "gpt-4.1", "gpt-4.1-mini", False),
        ("we run a tuned gpt-4.1-mini", "gpt-4.1-mini", "gpt-4.1-mini", False),
    ],
)  # fmt: skip
def test_a_tuned_model_beside_the_big_one(text: str, now: str, tuned: str, *, is_taken: bool) -> None:
    """What is paid now is the other one, and where it has no name it is taken to be the large one of the family."""
    said = models_said(text, MODELS)
    assert (said["model"], said["tuned"], "model_taken" in said) == (now, tuned, is_taken)


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("compare with the big model, gpt-4.1, not with 4o-mini. Redo the cost.", "gpt-4.1"),
        ("compare it with gpt-4o please", "gpt-4o"),
        ("hold it against the big one, not against mini", "gpt-4o"),
        ("it must be versus gpt-4.1, not versus untuned mini", "gpt-4.1"),
        ("compare our numbers with last year", None),
        ("we have 300 mails against us", None),
        ("don't compare it with gpt-4.1", None),
        ("compare with a tuned gpt-4.1", None),
    ],
)
def test_against_which_model(text: str, now: str | None) -> None:
    """Only a model that is to be held up against it, and none that is denied."""
    assert held_against(text, MODELS, {"model": "gpt-4o-mini", "tuned": "gpt-4o-mini"}).get("model") == now


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("4.1 is at 0.957, nano w/ same prompt 0.89", {"gpt-4.1": "0.957", "gpt-4.1-nano": "0.89"}),
        ("gpt-4o-mini out of the box: 81%", {"gpt-4o-mini": "81%"}),
        ("81% is what 4.1-mini gets untuned", {"gpt-4.1-mini": "81%"}),
        ("we tried mini untuned, it was not good enough", {"gpt-4.1-mini": ""}),
        ("tuned nano 0.93, prompted 4.1 0.95", {"gpt-4.1": "0.95"}),
        ("nano untuned would need 0.9", {}),
        ("is mini untuned good enough?", {}),
        ("gpt-4.1-mini handles 90% of the mails", {}),
        ("gpt-4.1-mini is 80% cheaper", {}),
    ],
)
def test_what_models_reached_as_they_are(text: str, scores: dict[str, str]) -> None:
    """A score in the clause of a model, or that it fell short; nothing wished, asked or of another kind."""
    assert untuned_scores(text, MODELS) == scores


async def test_the_sum_starts_from_the_big_one(person: Person) -> None:
    """Who has a tuned small model and pays for the big one is compared with that, as taken, and with a named one once it is named."""
    await person.talk(
        "insurance letters, tuned 4o-mini 0.97, big one prompted 0.95. 240k letters a day, cost is the point",
        "we tuned it last year on 1,500 checked examples, definitions stand still",
    )
    card = only(VerdictCard, await person.say("what is the verdict?"))
    assert "a tuned gpt-4o-mini costs less than gpt-4o as now" in card.costs
    assert "assumed: gpt-4o" in card.costs
    assert "untuned" not in card.answer

    told = [
        one.text
        for one in await person.say("compare with gpt-4.1, not with 4o-mini. redo the cost")
        if isinstance(one, Notice)
    ]
    assert told[0].startswith("A tuned gpt-4o-mini costs ")
    assert "With gpt-4.1 as now it is " in told[0]


@pytest.mark.parametrize(
    "told", ["mini with the same prompt gets 74%", "gpt-4.1-mini untuned: 74%, that misses too much", "we tried mini untuned, it fell short"]
)  # fmt: skip
async def test_who_tried_the_small_one_is_not_sent_back_to_it(person: Person, told: str) -> None:
    """It is told back, its score is none of the model in use, and the card no longer wants it tried."""
    await person.talk(DISTILS, PROVEN)
    noted = str(await person.say(told))
    assert "gpt-4.1-mini untuned " in noted

    card = only(VerdictCard, await person.say("what is the verdict?"))
    assert "First try" not in card.answer
    assert "try that first" not in card.costs
    assert "91% on 350 test cases" in card.summary
    assert ("untuned (74%) saves more" in card.costs) is ("74%" in told)


async def test_told_after_the_card_it_counts_too(person: Person) -> None:
    """The advice to try it untuned goes, and who says it a third time hears that it counts."""
    card = only(VerdictCard, await person.talk(DISTILS, PROVEN, "what is the verdict?"))
    assert card.answer.startswith("First try gpt-4.1-mini untuned")

    changed = only(Changed, await person.say("no, I told you mini untuned is 74%. that doesn't cut it."))
    assert "gpt-4.1-mini untuned gets 74%" in changed.noted
    again = next(one for one in await person.say("mini untuned is 74%, as I said") if isinstance(one, Notice))
    assert "gpt-4.1-mini untuned gets 74%" in again.text


async def test_the_model_in_use_keeps_its_own_score(person: Person) -> None:
    """The contrary: where the small one is what is used, what it reaches is the score of the case."""
    await person.talk("we sort tenant mails with gpt-4.1-mini and a prompt with examples, too many wrong ones")
    await person.say("gpt-4.1-mini gets 74% on 350 test cases")
    assert (await person.case()).assessment.fact(Criterion.BASELINE) is not None
