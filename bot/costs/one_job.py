"""What one job costs that is done once: tokens of all its pieces, and for a trained model the training and a day of hosting."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.costs.asked_way import asked_ways, seller_said
from bot.costs.given import Origin
from bot.costs.short_sum import compared
from bot.costs.ways import DAYS_A_MONTH, Way
from bot.costs.words import dollars, plain, said_as

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.costs.compare import Comparison, WayCost
    from knowledge.prices.book import PriceBook

#: By what name a job's pieces are kept among what is said.
JOB = "job"
_TOKENS = {"usage.input_tokens": "tokens in", "usage.output_tokens": "out"}
_TRAINING = {"training.examples": "examples to train on"}


def job_made(said: Mapping[str, str], book: PriceBook) -> tuple[Comparison, dict[str, str]]:
    """The comparison of a job, as a use of one month that has all its pieces, and what it was made of.

    Args:
        said: What is known, with the pieces of the `job` among it.
        book: The prices that hold.

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    of_job = {name: value for name, value in said.items() if name not in {"calls_a_day", "bill", "budget"}}
    of_job |= {"calls_a_day": str(Decimal(said[JOB]) / DAYS_A_MONTH), "may_wait": "yes"}
    return compared(of_job, book), of_job


def job_in_short(made: Comparison, said: Mapping[str, str], *, trains: bool = False) -> str:
    """What the whole job costs as it is, in batches and trained; trained first where that is asked."""
    pieces, ways = Decimal(said[JOB]), asked_ways(made, said)
    now, batch, trained = made.of(Way.NOW), made.of(Way.BATCH), ways.trained
    assert now  # noqa: S101 - the present way is always compared
    told = [f"{dollars(_of(now, pieces))} USD with {now.rates.model} untuned"]
    if batch is not None:
        told[0] += f" ({dollars(_of(batch, pieces))} in batches, answered within a day)"
    if trained is not None:
        of_it = f"{dollars(trained.rates.once)} of it training and {dollars(_a_day(trained))} a day of hosting"
        told.append(f"{dollars(_of(trained, pieces))} USD with a tuned {trained.rates.model}, {of_it}")
    told = told[::-1] if trains else told
    return f"The whole job, {plain(pieces)} once: {'; '.join(told)}. {_rests_on(made, said, has_training=trained is not None)}"


def job_line(said: Mapping[str, str], book: PriceBook) -> str:
    """What a card says of a job that is done once, in one sentence.

    Raises:
        UnknownPriceError: The model has no price.
        CostInputError: The numbers can't be together.
    """
    made, of_job = job_made(said, book)
    return f"One-off job. {job_in_short(made, of_job)}"


def _of(cost: WayCost, pieces: Decimal) -> Decimal:
    return cost.rates.a_call * pieces + cost.rates.once + (_a_day(cost) if cost.way.trains else 0)


def _a_day(cost: WayCost) -> Decimal:
    return cost.rates.fixed / DAYS_A_MONTH


def _rests_on(made: Comparison, said: Mapping[str, str], *, has_training: bool) -> str:
    places = _TOKENS | (_TRAINING if has_training else {})
    given = [
        (made.scenario.at(place), f"{said_as(place, made.scenario.at(place).value)} {name}")
        for place, name in places.items()
    ]
    own = [told for one, told in given if one.origin is not Origin.DEFAULT]
    taken = [] if "model" in said else [made.scenario.now.model]
    taken += [told for one, told in given if one.origin is Origin.DEFAULT]
    day = made.scenario.now.input.note.rpartition(" ")[2]
    told = f"For {', '.join(own)}. " if own else ""
    told += f"Assumed: {', '.join(taken)}. " if taken else ""
    return f"{told}List prices{seller_said(said)} of {day}."
