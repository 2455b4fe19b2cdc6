"""What a gain between two scores is: how much, whether a test of some size can tell it from chance, and what the sum on it lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.citations import Citations
from bot.costs.answer import PriceTold, cite_prices
from bot.costs.chance import is_told_apart, sizes_needed
from bot.costs.ways import HOURS_A_MONTH
from bot.costs.words import dollars
from knowledge.prices.rows import PriceKind

if TYPE_CHECKING:
    from bot.reading.asked.gain_asked import GainAsked
    from knowledge.prices.book import PriceBook

_DAYS_A_MONTH = 30
_POINTS = 100


def gain_told(
    asked: GainAsked, model: str, book: PriceBook, cases: float | None, lacking: tuple[str, ...]
) -> PriceTold:
    """The gain, whether the test tells it from chance, from which cost of a wrong answer hosting alone pays, and what is not known.

    The scores are taken as shares of right answers of two separate tests of the same size; the same cases scored twice tell smaller gains.

    Args:
        asked: The two scores, and the uses a day where they are said.
        model: The model whose hosting is held against the gain.
        book: The prices that hold.
        cases: How many cases the test has; None where nobody said.
        lacking: What else would be needed for a sum, as people call it.
    """
    gain, cited = asked.after - asked.before, Citations()
    told = [_gain(asked, gain), _tells(asked, cases)]
    hosting = book.find(model, PriceKind.HOSTING)
    if hosting and asked.calls_a_day:
        month = hosting.usd * HOURS_A_MONTH
        more_right = Decimal(str(gain * asked.calls_a_day * _DAYS_A_MONTH))
        text = (
            f"Hosting a tuned {model} alone costs {dollars(month)} USD a month, so it pays only where a wrong answer costs you more than "
            f"{dollars(month / more_right)} USD (list of {hosting.read})."
        )
        told.append(cite_prices(text, [hosting], book, cited))
    missing = [*lacking, "what a wrong answer costs you"]
    told.append(
        f"For the whole sum I lack {', '.join(missing[:-1])} and {missing[-1]}."
        if missing[:-1]
        else f"For the whole sum I lack {missing[0]}."
    )
    return PriceTold(" ".join(told), tuple(cited))


def _gain(asked: GainAsked, gain: float) -> str:
    points = f"The gain is {_number(gain * _POINTS)} points ({_number(asked.before * _POINTS)} to {_number(asked.after * _POINTS)} of 100)"
    if not asked.calls_a_day:
        return f"{points}."
    more = gain * asked.calls_a_day
    return f"{points}: if these are shares of right answers, about {more:,.0f} more of {asked.calls_a_day:,.0f} a day."


def _tells(asked: GainAsked, cases: float | None) -> str:
    """Whether a test tells the gain from chance, or how many cases it would take."""
    scores, ours = (asked.before, asked.after), "(our own sum, 95%)"
    if cases is not None and is_told_apart(scores, (cases, cases)):
        return f"A test of {cases:,.0f} cases can tell that from chance {ours}."
    needed = sizes_needed(*scores, beyond=cases or 0.0)
    if cases is None:
        return f"Whether that is more than chance hangs on the test: it takes about {needed:,} cases {ours}."
    return f"A test of {cases:,.0f} cases can't tell that from chance: it takes about {needed:,} {ours}."


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
