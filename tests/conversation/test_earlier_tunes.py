"""A model that was tuned earlier: how that went is taken in whenever it is told, told back, and never made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.decision import Criterion
from bot.reading.asked.training_cost_asked import training_cost_asked
from bot.reading.scores.tuned_results import tuned_without_gain
from bot.reading.told.gain_told import gain_told
from bot.replies import Changed, VerdictCard
from knowledge.prices.book import open_book
from tests.person import only

if TYPE_CHECKING:
    from tests.person import Person

CASE = "we read dates from scanned leases with gpt-4o and a few examples in the prompt, wrong dates too often, 84% on 500, need 95"
MORE = "3,000 checked pairs, definitions stand still"
TUNED, NO_GAIN = "fine_tuning", "tuned_no_gain"


@pytest.mark.parametrize(
    "told",
    [
        "by the way we fine-tuned mini in march, recall cratered on old scans",
        "and I trained a LoRA on it last summer, accuracy dropped",
        "oh, and a colleague fine-tuned a small one two years ago, it was a flop",
    ],
)
async def test_a_tune_that_failed_is_told_back(person: Person, told: str) -> None:
    """In passing, in the middle of a conversation."""
    await person.talk(CASE, MORE)
    shown = str(await person.say(told))

    assert (await person.case()).assessment.value(Criterion.TRIED) == NO_GAIN
    assert "you have fine-tuned a model" in shown
    assert ("it did worse" in shown) is ("flop" not in told)


@pytest.mark.parametrize(
    ("text", "says_no_gain"),
    [
        ("our tuned model gets 0.93, the prompt 0.92", True),
        ("tuned mini .97, big prompted .95 at 9x the price", False),
        ("our tuned gpt-4o-mini gets 0.94, prompted gpt-4o 0.94", False),
        ("the fine-tuned one reads 81%, the prompt 82%, and it is much cheaper", False),
        ("tuned 0.93, prompted 0.91, tested on 12,000 forms", False),
        ("tuned 0.93, prompted 0.91, tested on 200 forms", True),
        ("the fine-tuned one gets 82%, the prompt 82%. it is not cheaper", True),
    ],
)
def test_what_is_hardly_a_gain(text: str, *, says_no_gain: bool) -> None:
    """Two points are none but against a larger model, for less money, or on so many cases that it is no chance."""
    assert (tuned_without_gain(text) is not None) is says_no_gain


@pytest.mark.parametrize(
    "denied",
    [
        "Hardly any gain? It is +3 points on our 9k letters.",
        "no gain? tuning did help",
        "that's wrong, training did bring a gain",
        "it was +4 pts F1",
    ],
)
async def test_no_gain_is_withdrawn(person: Person, denied: str) -> None:
    """Whoever denies it is believed, and nothing else is read into the denial."""
    await person.talk(CASE, MORE, "we fine-tuned mini in march, no better than the prompt", "what is the verdict?")
    changed = only(Changed, await person.say(denied))

    assert (await person.case()).assessment.value(Criterion.TRIED) == TUNED
    assert any(told.startswith("you have fine-tuned a model (instead of") for told in changed.noted)
    assert len(changed.noted) == 1


@pytest.mark.parametrize(
    "text",
    [
        "if it brought a gain we would be happy",
        "only +1 point",
        "training did not bring a gain",
        "would tuning bring +3 points?",
        "it was no better, I said",
    ],
)
def test_what_denies_no_lack_of_gain(text: str) -> None:
    """Suppositions, small gains and the lack itself."""
    assert not gain_told(text)


async def test_what_was_never_told_is_not_made_up(person: Person) -> None:
    """Near the large model's score, for less: no card says that training brought nothing."""
    await person.talk(
        "our tuned gpt-4o-mini gets 0.94 on claim letters, the big prompted one 0.93 at nine times the price. tune again?",
        "some letters go wrong, and 1,500 checked examples. definitions stand still",
    )
    card = only(VerdictCard, await person.say("what is the verdict?"))
    assert "hardly any gain" not in card.summary
    assert "brought no gain" not in card.answer


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("tried a gpt-4o-mini fine-tune, 1,500 examples, 3 epochs. the big one was better at 9x the price. what now", False),
        ("fine-tuned mini on 900 examples, half the cost of the prompt. what now?", False),
        ("what does a gpt-4o-mini fine-tune on 1,500 examples cost?", True),
    ],
)  # fmt: skip
def test_a_price_that_compares_asks_for_none(text: str, *, asks: bool) -> None:
    """A tune that is told beside a ratio of prices is a case."""
    assert (training_cost_asked(text, open_book().models) is not None) is asks


async def test_a_failed_tune_in_the_first_message_is_told_back(person: Person) -> None:
    """Beside a verdict that argues by costs as well."""
    opening = "90k menus a day with gpt-4.1, too expensive, 8,000 menus keyed twice, and we already fine-tuned a small one last year, recall cratered. So?"
    assert "you have fine-tuned a model, and it did worse" in str(await person.say(opening))
