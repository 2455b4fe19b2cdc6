"""The comparison as a section of a Markdown record: a table of the ways, and what it was worked out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.costs.words import assumptions, dollars, pays_from, way_name

if TYPE_CHECKING:
    from bot.costs.compare import Comparison


def as_markdown(made: Comparison) -> str:
    """The section, with a heading of the second level, in US dollars."""
    ways = [
        f"| {way_name(cost)} | {dollars(cost.monthly)} | {dollars(cost.first_year)} | {dollars(cost.saves_a_month)} | {pays_from(cost)} |"
        for cost in made.costs
    ]
    inputs = [f"| {name} | {value} | {origin} |" for name, value, origin in assumptions(made)]
    return "\n".join([
        "## What it would cost", "",
        "USD by list prices; *pays from*: calls a day at which a month costs no more than now. It says nothing of how good the answers are.", "",
        "| way | a month | first year | saves a month | pays from |", "|---|---|---|---|---|", *ways, "",
        "| it rests on | number | from |", "|---|---|---|", *inputs, "",
    ])  # fmt: skip
