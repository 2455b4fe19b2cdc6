"""How often something is used, where a message says two things of it, and the reply to which of them holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact
from bot.reading.facts_in import SAYS_NOTHING, USES, with_number
from bot.reading.kinds import MessageKind
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.numbers.rates import ADVERBS, ONE_USE, PERIODS
from bot.reading.numbers.rates_at_odds import rates_at_odds
from bot.reading.sayings import may_ask
from bot.reading.told.correction_clauses import says_it_corrects

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.reading.numbers.quantities import Quantity

#: A use so many times larger or smaller than the one that was told is another one, unless its words speak of calls; own choice.
FAR = 100
#: What people do with so many by a period that are no calls: "we score 50 messages monthly".
_CHECKS = frozenset(["score", "check", "test", "sample", "review", "grade", "rate", "audit", "label", "annotate", "evaluate", "inspect", "read"])  # fmt: skip
_NO_THINGS = frozenset({*PERIODS, *ADVERBS, *SAYS_NOTHING, "a", "per", "every", "each", "million", "thousand", "mio", "avg", "peak", "only", "not"})  # fmt: skip


def with_rates(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with a use of which two figures are told only likely, and with the one that is told again stated."""
    if rates_at_odds(text) is not None:
        return replace(understood, facts=tuple(_unsure(one) for one in understood.facts))
    known = case.told_so_far.fact(Criterion.VOLUME)
    if known is not None and (doubted := _of_something_else(understood, text, known, case)) is not None:
        return doubted
    is_told = any(one.criterion is Criterion.VOLUME and one.is_stated for one in understood.facts)
    if known is None or not known.is_likely or is_told or may_ask(text) or understood.command is not None:
        return understood
    rates = [one for one in quantities(text) if one.kind is QuantityKind.RATE and one.value > 0]
    rates = [one for one in rates if not _CHECKS & set(one.led)]
    if len(rates) != 1 or (
        known.number and not _speaks_of_calls(rates[0], text, known) and _is_far(rates[0].value, known)
    ):
        return understood
    others = (one for one in understood.facts if one.criterion is not Criterion.VOLUME)
    facts = (*others, with_number(Criterion.VOLUME, rates[0], text))
    replaces = understood.replaces | {Criterion.VOLUME}
    return replace(understood, kind=MessageKind.REMARK, facts=facts, replaces=replaces)


def _of_something_else(understood: Understanding, text: str, known: Fact, case: Case) -> Understanding | None:
    """The same without a use that is another by orders of magnitude, in words that do not speak of calls; which of them holds is asked then."""
    told = next((one for one in understood.facts if one.criterion is Criterion.VOLUME and one.number), None)
    is_answer = case.pending is Criterion.VOLUME or says_it_corrects(text)
    if told is None or not known.number or is_answer or not _is_far(told.number or 0.0, known):
        return None
    rates = [one for one in quantities(text) if one.kind is QuantityKind.RATE and one.value == told.number]
    if not rates or _speaks_of_calls(rates[0], text, known):
        return None
    others = (one for one in understood.facts if one.criterion is not Criterion.VOLUME)
    facts = (*others, replace(known, certainty=Certainty.LIKELY))
    return replace(understood, facts=facts, replaces=understood.replaces | {Criterion.VOLUME})


def _is_far(number: float, known: Fact) -> bool:
    times = number / (known.number or number)
    return not 1 / FAR < times < FAR


def _speaks_of_calls(rate: Quantity, text: str, known: Fact) -> bool:
    """Whether the words of a rate name calls, what was counted before, or nothing at all: "4M/day"."""
    end = rate.end if rate.counted[:1] == () else text.lower().find(rate.counted[0], rate.end) + len(rate.counted[0])
    said = {one for one in _names(text[rate.start : end]) if one not in _NO_THINGS}
    return not said or bool(said & {*_names(" ".join([*USES, *ONE_USE])), "msg", "req", *_names(known.words)})


def _names(words: str) -> set[str]:
    """The words of some letters in lower case, without their plural."""
    parts = words.lower().replace("/", " ").split()
    return {one.strip(".,;:!?()~").removesuffix("s") for one in parts if one.strip(".,;:!?()~").isalpha()} - {"k", "m"}


def _unsure(fact: Fact) -> Fact:
    is_stated = fact.criterion is Criterion.VOLUME and fact.is_stated
    return replace(fact, certainty=Certainty.LIKELY) if is_stated else fact
