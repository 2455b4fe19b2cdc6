"""From what a team says to a scenario: its own numbers, stated defaults, the prices that hold, and what is not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.costs.compare import Comparison, compare
from bot.costs.from_prices import CostQuestion, CostScenario, make_scenario
from bot.costs.given import Origin
from bot.costs.ways import Way
from bot.errors import CostInputError, UnknownPriceError
from knowledge.prices.book import PriceBook, open_book
from knowledge.prices.rows import Price, PriceKind, Tier

BOOK = open_book()


def made(model: str = "gpt-4.1", tier: Tier = Tier.GLOBAL, region: str | None = None, **said: str) -> CostScenario:
    """The scenario of some numbers."""
    return make_scenario(
        CostQuestion(model, None, tier, region, None, {name: Decimal(value) for name, value in said.items()}), BOOK
    )


def monthly(compared: Comparison, way: Way) -> str:
    """USD a month of a way, to the cent."""
    found = compared.of(way)
    assert found
    return f"{found.monthly:.2f}"


def test_the_case_of_the_design_over_list_prices() -> None:
    """At 20,000 calls a day with 3,000 tokens in, 500 once tuned: 4,560, 1,536 and 912, as computed by hand."""
    compared = compare(made(calls_a_day="20000", input_tokens="3000", tuned_tokens="500").scenario)
    assert [monthly(compared, way) for way in (Way.NOW, Way.TUNED_SMALLER, Way.SMALLER)] == [
        "4560.00",
        "1536.00",
        "912.00",
    ]
    # 500 examples x 3,200 tokens x 3 passes x 5 / 10^6
    tuned = compared.of(Way.TUNED_SMALLER)
    assert tuned
    assert f"{tuned.rates.once:.2f}" == "24.00"


def test_every_default_is_stated() -> None:
    """Nothing said: every number has an origin, and none claims to be said."""
    origins = {place: given.origin for place, given in made().scenario.numbers()}
    assert Origin.SAID not in origins.values()
    assert origins["usage.calls_a_day"] is Origin.DEFAULT
    assert origins["now.input"] is Origin.PRICE
    assert origins["training.tokens"] is Origin.DERIVED
    assert made().scenario.now.input.note == "Azure Retail Prices API 2026-08-11"


def test_a_bill_says_how_long_a_prompt_is() -> None:
    """9,000 USD at 60,000 calls a day: 9,000 / 1,800,000 = 0.005 a call; gpt-4o 200 x 10 / 10^6 = 0.002 of it; 1,200 tokens at 2.50."""
    scenario = made("gpt-4o", bill="9000", calls_a_day="60000").scenario
    assert (scenario.usage.input_tokens.value, scenario.usage.input_tokens.origin) == (Decimal(1200), Origin.DERIVED)
    assert monthly(compare(scenario), Way.NOW) == "9000.00"


@pytest.mark.parametrize("calls", ["60000", "0"])
def test_a_bill_that_can_not_be(calls: str) -> None:
    """A bill below the price of the answers names the bill and what to say instead."""
    with pytest.raises(CostInputError, match=r"a bill of 3 a month .* Say how long a prompt is with --prompt-tokens"):
        made("gpt-4o", bill="3", calls_a_day=calls)


def test_tiers_and_regions() -> None:
    """Regional in Southeast Asia hosts gpt-4o at 2.04, elsewhere at 1.70; a Developer deployment has no hosting."""
    hosting = {
        (tier, region): rates.hosting.value
        for tier, region in ((Tier.REGIONAL, "southeastasia"), (Tier.REGIONAL, None), (Tier.DEVELOPER, None))
        if (rates := made("gpt-4o-mini", tier, region).scenario.tuned)
    }
    assert hosting[Tier.REGIONAL, "southeastasia"] == Decimal("2.04")
    assert hosting[Tier.REGIONAL, None] == Decimal("1.7")
    # The developer list of gpt-4o-mini contradicts itself, so it is not tuned there at all.
    assert (Tier.DEVELOPER, None) not in hosting
    developer = made("gpt-4.1", Tier.DEVELOPER).scenario.tuned
    assert developer
    assert (developer.hosting.value, developer.hosting.origin) == (Decimal(0), Origin.DEFAULT)
    assert developer.training
    assert developer.training.value == Decimal("12.5")


def test_what_has_no_price_is_left_out_with_the_reason() -> None:
    """gpt-5 has no price of training: the other ways are compared, and the reason is said."""
    told = made("gpt-5")
    assert dict(told.left_out)[Way.TUNED] == "no price known for training gpt-5"
    assert {cost.way for cost in compare(told.scenario).costs} == {
        Way.NOW,
        Way.SHORTER,
        Way.BATCH,
        Way.SMALLER,
        Way.RETRIEVAL,
    }
    with pytest.raises(UnknownPriceError, match="No price known for input tokens of gpt-99"):
        made("gpt-99")


def test_another_provider_s_model() -> None:
    """A model that Azure does not sell is compared over its own list, whatever tier is the default."""
    told = made("claude-haiku-4-5")
    assert told.scenario.now.input.note.startswith("Anthropic's price list")
    assert dict(told.left_out)[Way.SMALLER].startswith("no smaller model than claude-haiku-4-5 is known")


def test_training_sold_by_the_hour_takes_hours() -> None:
    """o4-mini: 5 hours at 100 USD."""
    found = compare(made("o4-mini", training_hours="5").scenario).of(Way.TUNED)
    assert found
    assert found.rates.once == 500


def test_a_short_prompt_is_not_cached() -> None:
    """Caching begins at 1,024 tokens; what a person says of their cache holds for the shorter prompt too."""
    assert made(short_tokens="1023").scenario.prompts.short_cached_share.value == 0
    assert made(short_tokens="1024").scenario.prompts.short_cached_share.value == Decimal("0.5")
    assert made(short_tokens="1024", cached_share="0.9").scenario.prompts.short_cached_share.value == Decimal("0.9")


def test_own_prices_reach_the_comparison() -> None:
    """A company's own price is what is counted with, and is named."""
    own = Price(
        "", "gpt-4.1", PriceKind.INPUT, Tier.GLOBAL, ("*",), Decimal(1), "", "", "your own prices", "2026-11-01"
    )
    scenario = make_scenario(CostQuestion("gpt-4.1"), PriceBook((own, *BOOK.prices))).scenario
    assert (scenario.now.input.value, scenario.now.input.note) == (Decimal(1), "your own prices 2026-11-01")
