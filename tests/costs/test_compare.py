"""The cost model against cases computed by hand, to the cent, and what must hold for all numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.costs.compare import Comparison, WayCost, compare, first_that_pays
from bot.costs.given import Scenario, default, said
from bot.costs.ways import Way, WayRates, later_trainings
from bot.errors import CostInputError
from tests.costs.scenarios import scenario, training_of, with_hosting


def cost(compared: Comparison, way: Way) -> WayCost:
    """What a way costs, which was compared."""
    found = compared.of(way)
    assert found
    return found


def cents(amount: Decimal) -> str:
    """To the cent, as a person checks it."""
    return f"{amount:.2f}"


@pytest.mark.parametrize(
    ("now", "trained", "way", "into", "once_tuned", "calls"),
    [
        # 1,000 in, 200 out: (3,600 - 720) / 10^6 x 30 = 0.0864 a month for each call a day; 1,224 / 0.0864 = 14,166.67
        ("gpt-4.1", "gpt-4.1-mini", Way.TUNED_SMALLER, 1_000, 1_000, 14_167),
        # 3,000 -> 500: (7,600 - 520) / 10^6 x 30 = 0.2124; 1,224 / 0.2124 = 5,762.71
        ("gpt-4.1", "gpt-4.1-mini", Way.TUNED_SMALLER, 3_000, 500, 5_763),
        # 2,500 x 2 / 10^6 x 30 = 0.15; 1,224 / 0.15 = 8,160
        ("gpt-4.1", "gpt-4.1-mini", Way.TUNED, 3_000, 500, 8_160),
        # 2,500 x 0.40 / 10^6 x 30 = 0.03; 1,224 / 0.03 = 40,800
        ("gpt-4.1-mini", "gpt-4.1-nano", Way.TUNED, 3_000, 500, 40_800),
        # 2,500 x 0.10 / 10^6 x 30 = 0.0075; 1,224 / 0.0075 = 163,200
        ("gpt-4.1-nano", "gpt-4.1-nano", Way.TUNED, 3_000, 500, 163_200),
        # The same model and the same prompt: nothing is saved by a call, hosting is paid.
        ("gpt-4.1", "gpt-4.1-mini", Way.TUNED, 1_000, 1_000, None),
    ],
)
def test_from_how_many_calls_training_pays(
    now: str, trained: str, way: Way, into: int, once_tuned: int, calls: int | None
) -> None:
    """The break-evens of the design, and "never"."""
    made = scenario(now, trained, into=into, once_tuned=once_tuned)
    assert cost(compare(made), way).break_even == calls


def test_the_cheapest_way_is_often_no_training() -> None:
    """At 20,000 calls a day: 4,560 a month now, 1,536 tuned with hosting, 912 with the small model and the long prompt."""
    compared = compare(scenario())
    assert cents(cost(compared, Way.NOW).monthly) == "4560.00"  # 600,000 x (3,000 x 2 + 200 x 8) / 10^6
    assert cents(cost(compared, Way.TUNED_SMALLER).monthly) == "1536.00"  # 600,000 x 520 / 10^6 + 1,224
    assert cents(cost(compared, Way.SMALLER).monthly) == "912.00"  # 600,000 x (1,200 + 320) / 10^6
    assert compared.cheapest.way is Way.SMALLER
    # The tuned small model against itself untrained: 40,800 calls a day, as mini alone.
    assert cost(compared, Way.TUNED_SMALLER).break_even_untuned == 40_800


@pytest.mark.parametrize(
    ("way", "monthly", "first_year", "saves"),
    [
        (Way.NOW, "4560.00", "54720.00", "0.00"),
        # 600,000 x (1,500 x 2 + 1,600) / 10^6
        (Way.SHORTER, "2760.00", "33120.00", "1800.00"),
        # 600,000 x (3,000 x 1 + 200 x 4) / 10^6
        (Way.BATCH, "2280.00", "27360.00", "2280.00"),
        # 600,000 x ((1,500 + 2,000) x 2 + 1,600 + 50 x 0.02) / 10^6 = 600,000 x 8,601 / 10^6
        (Way.RETRIEVAL, "5160.60", "61927.20", "-600.60"),
        # 600,000 x (500 x 2 + 1,600) / 10^6 + 1,224
        (Way.TUNED, "2784.00", "33408.00", "1776.00"),
    ],
)
def test_what_each_way_costs(way: Way, monthly: str, first_year: str, saves: str) -> None:
    """Monthly cost, first year and saving, where nothing is paid once."""
    found = cost(compare(scenario()), way)
    assert (cents(found.monthly), cents(found.first_year), cents(found.saves_a_month)) == (monthly, first_year, saves)


def test_training_is_paid_once_and_pays_back() -> None:
    """What is paid before: 2,000,000 x 3 x 5 / 10^6 = 30, a test set of 400, 20 hours at 60 = 1,200; 1,630 in all."""
    training = training_of(tokens=2_000_000, epochs=3, test_set=400, labelling_hours=20, labelling_rate=60)
    found = cost(compare(scenario(training=training)), Way.TUNED_SMALLER)
    assert cents(found.rates.once) == "1630.00"
    # 12 x 1,536 + 1,630
    assert cents(found.first_year) == "20062.00"
    # 1,630 / (4,560 - 1,536) = 0.539 months
    assert found.payback_months is not None
    assert f"{found.payback_months:.3f}" == "0.539"
    # (1,224 + 1,630 / 12) / 0.2124 = 6,402.23
    assert (found.break_even, found.break_even_year) == (5_763, 6_403)


def test_training_again_counts_every_month() -> None:
    """Every 3 months: three more runs in the first year, 3 x 300 / 12 = 75 a month; every 12 months or never: none."""
    training = training_of(tokens=4_000_000, epochs=3, months=3)  # gpt-4.1: 12 x 25 = 300
    found = cost(compare(scenario(training=training)), Way.TUNED)
    assert cents(found.monthly) == "2859.00"  # 2,784 + 75
    assert cents(found.first_year) == "34608.00"  # 300 + 12 x 2,859
    assert [later_trainings(Decimal(months)) for months in (0, 1, 5, 6, 12, 24)] == [0, 11, 2, 1, 0, 0]


def test_a_distilled_model_learns_from_what_the_larger_one_writes() -> None:
    """5,000 examples x 7,600 / 10^6 = 38 for writing, 30 for training, and nobody labels."""
    training = training_of(tokens=2_000_000, epochs=3, examples=5_000, labelling_hours=20, labelling_rate=60)
    found = cost(compare(scenario(training=training)), Way.DISTILLED)
    assert cents(found.rates.once) == "68.00"


def test_training_sold_by_the_hour() -> None:
    """6 hours x 100 = 600, whatever the tokens."""
    made = scenario(training=training_of(hours=6, tokens=9_000_000, epochs=3))
    assert made.tuned
    made = replace(made, tuned=replace(made.tuned, training=None, training_hour=said(100)))
    assert cents(cost(compare(made), Way.TUNED).rates.once) == "600.00"


def test_cached_tokens_cost_less_where_their_price_is_known() -> None:
    """Half of 3,000 from the cache: 600,000 x (1,500 x 2 + 1,500 x 0.50 + 1,600) / 10^6 = 3,210; unpriced, as the rest."""
    made = scenario().having("usage.cached_share", Decimal("0.5"))
    assert cents(cost(compare(made), Way.NOW).monthly) == "3210.00"
    assert cents(cost(compare(replace(made, now=replace(made.now, cached=None))), Way.NOW).monthly) == "4560.00"


def test_hosting_that_costs_nothing_pays_at_once() -> None:
    """A Developer deployment has no hosting: from the first call, and forever less."""
    found = cost(compare(with_hosting(scenario(), "0")), Way.TUNED)
    assert (found.break_even, cents(found.monthly)) == (0, "1560.00")  # 600,000 x 2,600 / 10^6


def test_a_dearer_region() -> None:
    """gpt-4o regional in Southeast Asia hosts at 2.04: 1,468.80 a month; 1,468.80 / 0.15 = 9,792 calls a day."""
    assert cost(compare(with_hosting(scenario(), "2.04")), Way.TUNED).break_even == 9_792


def test_no_calls_cost_only_what_stands_still() -> None:
    """At 0 calls a day a tuned model costs its hosting and saves nothing; it never pays back."""
    compared = compare(scenario(calls=0, training=training_of(tokens=1_000_000, epochs=1)))
    found = cost(compared, Way.TUNED)
    assert (cents(found.monthly), cents(cost(compared, Way.NOW).monthly)) == ("1224.00", "0.00")
    assert found.payback_months is None
    assert compared.cheapest.way is Way.NOW


def test_a_fraction_of_a_cent_is_kept() -> None:
    """One call a day of 1 token in and out with nano: 30 x 0.5 / 10^6 = 0.000015 a month, not 0."""
    made = scenario("gpt-4.1-nano", "gpt-4.1-nano", calls=1, into=1, out=1)
    assert cost(compare(made), Way.NOW).monthly == Decimal("0.000015")


def test_what_moves_the_result_most() -> None:
    """Calls at half and half as much again move the saving of the tuned small model by 12 x 0.2124 x 20,000 = 50,976."""
    compared = compare(scenario())
    first, second = compared.sensitive_to
    assert (first.place, cents(first.swing)) == ("usage.calls_a_day", "50976.00")
    # 12 x 600,000 x 3,000 x 2 / 10^6 = 43,200, for the tokens of today's prompt and for the rate alike.
    assert (second.place, cents(second.swing)) == ("usage.input_tokens", "43200.00")
    assert compared.ask is None


def test_the_default_that_matters_most_is_asked_about() -> None:
    """Of what nobody has said, the input that moves the result most."""
    made = scenario()
    usage = replace(made.usage, input_tokens=default(3_000), output_tokens=default(200))
    assert compare(replace(made, usage=usage)).ask == "usage.input_tokens"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("usage.calls_a_day", "-1"), ("usage.cached_share", "1.01"), ("usage.input_tokens", "NaN"),
        ("usage.output_tokens", "Infinity"), ("now.input", "-0.01"), ("training.epochs", "1e13"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_named(place: str, value: str) -> None:
    """A number out of its range is refused by name, with what is allowed."""
    with pytest.raises(CostInputError, match=place.rpartition(".")[2].replace("_", " ")):
        compare(scenario().having(place, Decimal(value)))


amounts = st.decimals(0, 10_000, places=4)
scenarios = st.builds(
    scenario,
    st.sampled_from(["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano"]),
    st.sampled_from(["gpt-4.1-mini", "gpt-4.1-nano"]),
    calls=st.integers(0, 10**7),
    into=st.integers(0, 10**5),
    once_tuned=st.integers(0, 10**5),
    out=st.integers(0, 10**4),
    short=st.integers(0, 10**5),
)


@given(scenarios, st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_more_calls_never_cost_less(made: Scenario, more: int) -> None:
    """No way is cheaper with more calls."""
    fewer = compare(made)
    many = compare(made.having("usage.calls_a_day", made.usage.calls_a_day.value + more))
    for each in fewer.costs:
        assert cost(many, each.way).monthly >= each.monthly
        assert cost(many, each.way).first_year >= each.first_year


@given(scenarios, st.data(), amounts)
@settings(max_examples=80, deadline=None)
def test_a_higher_rate_never_costs_less(made: Scenario, data: st.DataObject, more: Decimal) -> None:
    """No way is cheaper when a price rises."""
    rates = [
        place for place, _ in made.numbers() if place.partition(".")[0] in {"now", "smaller", "tuned", "tuned_smaller"}
    ]
    place = data.draw(st.sampled_from(rates))
    before, after = compare(made), compare(made.having(place, made.at(place).value + more))
    for each in before.costs:
        assert cost(after, each.way).monthly >= each.monthly


@given(scenarios)
@settings(max_examples=60, deadline=None)
def test_a_break_even_is_the_first_number_that_pays(made: Scenario) -> None:
    """At the break-even a month costs no more than now, one call below it does; never is never, however many calls."""
    compared = compare(made)
    now = cost(compared, Way.NOW).rates
    for each in compared.costs:
        if each.break_even is None:
            assert each.rates.monthly(Decimal(10**15)) > now.monthly(Decimal(10**15))
            continue
        at = Decimal(each.break_even)
        assert each.rates.monthly(at) <= now.monthly(at)
        assert not at or each.rates.monthly(at - 1) > now.monthly(at - 1)


@given(amounts, amounts, st.decimals("0.0001", 1_000, places=4))
@settings(max_examples=60, deadline=None)
def test_hosting_that_exceeds_any_saving_never_pays(a_call: Decimal, dearer: Decimal, fixed: Decimal) -> None:
    """A way that saves nothing by a call and costs something in any case never pays."""
    now = WayRates(Way.NOW, "m", a_call)
    assert first_that_pays(WayRates(Way.TUNED, "m", a_call + dearer, fixed), now) is None


@given(scenarios)
@settings(max_examples=30, deadline=None)
def test_the_cheapest_comes_first(made: Scenario) -> None:
    """Ways stand in the order of their first year."""
    years = [each.first_year for each in compare(made).costs]
    assert years == sorted(years)
