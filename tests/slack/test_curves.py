"""The curve of a sum in Slack: a press brings a picture with what it shows in words; where none can be made, a drawing in letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.costs.curve import curve
from bot.costs.short_sum import compared
from bot.slack.handlers.curves import curve_file
from knowledge.prices.book import open_book
from tests.slack.interview import FIRST, SECOND, TRIED, opened, picks

if TYPE_CHECKING:
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

SUM = "what would 20k calls a day cost with gpt-4.1 and 3000 tokens in?"


@pytest.mark.usefixtures("bot")
async def test_a_press_brings_the_curve(slack: SlackServer, ann: Person) -> None:
    """The picture lies in the thread, and its alt text says what it shows."""
    told = await slack.workspace.wait_for_answer(await ann.mentions(SUM, channel=slack.workspace.channel("general")))
    assert "cheapest is gpt-4.1-mini" in told.words.lower()
    assert "Show the curve" in told.buttons
    await ann.clicks(told, "Show the curve")
    (file,) = await slack.wait_for(lambda: [each for each in slack.workspace.files.values() if each.completed])
    assert file.name == "costs.png"
    assert file.content.startswith(b"\x89PNG")
    assert file.alt_text.startswith("Line chart, both axes logarithmic: monthly cost in US dollars")


@pytest.mark.usefixtures("bot")
async def test_a_press_brings_all_ways(slack: SlackServer, ann: Person) -> None:
    """Each way with its month, in words, and only for whoever pressed; with the lists behind it, and nothing more to press but these."""
    told = await slack.workspace.wait_for_answer(await ann.mentions(SUM, channel=slack.workspace.channel("general")))
    await ann.clicks(told, "More")
    (full,) = await slack.wait_for(
        lambda: [each for each in slack.workspace.ephemerals(ann) if "All ways, list prices" in each.words]
    )
    assert "gpt-4.1-mini" in full.words
    assert full.buttons == ["Sources"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("what does training gpt-4.1 cost", "Training gpt-4.1 costs 25.00 USD per 1M tokens, Azure Global (meter gpt-4.1 FT Training"),
        (SUM, "List prices of gpt-4.1-mini, read on 2026-08-11."),
    ],
)  # fmt: skip
async def test_sources_of_a_price(slack: SlackServer, ann: Person, text: str, quoted: str) -> None:
    """A press opens the list that a price is from, with its address and the line that says it."""
    told = await slack.workspace.wait_for_answer(await ann.says(text))
    assert "[1]" in told.words
    assert "Azure Retail Prices API" in told.words
    await ann.clicks(told, "Sources")
    view = await slack.workspace.wait_for_modal(ann, title="Sources")
    assert quoted in view.words
    assert "Azure Retail Prices API › gpt-4.1  · 2026-08-11" in view.words
    assert {link.url for link in view.links} == {"https://prices.azure.com/api/retail/prices"}


@pytest.mark.usefixtures("bot")
async def test_what_is_open_is_asked_again_after_a_sum(slack: SlackServer, ann: Person) -> None:
    """With its buttons, one of which is the answer; the sum was none, and says what was taken."""
    opening, question = await opened(slack, ann)
    await ann.says("what would that cost at 20k a day?", thread=opening)
    again = await slack.workspace.wait_for_answer(opening, count=3)
    (told,) = [each for each in slack.workspace.answers(opening) if each.ts not in {question.ts, again.ts}]
    assert "cheapest is gpt-4.1-mini" in told.words.lower()
    assert "Assumed: gpt-4.1, 1,000 tokens in, 200 out" in told.words
    assert "?" not in told.words
    assert FIRST in again.words
    assert set(question.buttons) <= set(again.buttons)
    assert SECOND in (await picks(slack, ann, again, TRIED)).words


def test_without_matplotlib_it_is_drawn_in_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not installed stops nobody."""
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    file = curve_file(curve(compared({"calls_a_day": "20000"}, open_book())))
    assert file.name == "costs.txt"
    assert b"calls a day; | is today (20,000)" in file.content
