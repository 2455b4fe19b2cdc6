"""The comparison of costs as plain data, for `ftn cost --json`; docs/json.md says what each field means."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.costs import words
from bot.costs.curve import alt_text, curve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.costs.compare import Comparison, WayCost
    from bot.costs.ways import Way

_PLACES = Decimal("0.000001")


def comparison_data(compared: Comparison, left_out: Sequence[tuple[Way, str]]) -> dict[str, Any]:
    """A comparison; amounts are exact decimals as text, so that no reader rounds them by accident."""
    return {
        "kind": "cost",
        "text": " ".join([words.headline(compared), *words.training_lines(compared)]),
        "currency": "USD",
        "ways": [_way_data(cost) for cost in compared.costs],
        "left_out": [{"way": way.value, "reason": reason} for way, reason in left_out],
        "sensitive_to": [
            {"input": each.place, "name": words.input_name(each.place), "way": each.way.value,
             "saves_at_half": _text(each.at_less), "saves_at_half_more": _text(each.at_more)}
            for each in compared.sensitive_to
        ],
        "ask": {"input": compared.ask, "name": words.input_name(compared.ask), "option": words.option_of(compared.ask)}
        if compared.ask
        else None,
        "inputs": [
            {"input": place, "name": words.input_name(place), "value": _text(given.value),
             "origin": given.origin.name.lower(), "note": given.note}
            for place, given in compared.scenario.numbers()
        ],
        "alt_text": alt_text(curve(compared)),
    }  # fmt: skip


def _way_data(cost: WayCost) -> dict[str, Any]:
    return {
        "way": cost.way.value,
        "name": words.way_name(cost),
        "model": cost.rates.model,
        "monthly": _text(cost.monthly),
        "first_year": _text(cost.first_year),
        "saves_a_month": _text(cost.saves_a_month),
        "saves_first_year": _text(cost.saves_first_year),
        "once": _text(cost.rates.once),
        "break_even": cost.break_even,
        "break_even_first_year": cost.break_even_year,
        "break_even_untuned": cost.break_even_untuned,
        "payback_months": None if cost.payback_months is None else _text(cost.payback_months),
    }


def _text(amount: Decimal) -> str:
    """A decimal as text, to a millionth of a dollar at most, without zeros at its end."""
    if int(amount.as_tuple().exponent) < int(_PLACES.as_tuple().exponent):
        amount = amount.quantize(_PLACES)
    return words.plain(amount).replace(",", "")
