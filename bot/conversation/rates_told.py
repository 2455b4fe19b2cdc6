"""How often something is used, where a message says two things of it, and the reply to which of them holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Certainty, Criterion, Fact
from bot.reading.facts_in import with_number
from bot.reading.kinds import MessageKind
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.numbers.rates_at_odds import rates_at_odds
from bot.reading.sayings import may_ask

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding


def with_rates(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with a use of which two figures are told only likely, and with the one that is told again stated."""
    if rates_at_odds(text) is not None:
        return replace(understood, facts=tuple(_unsure(one) for one in understood.facts))
    known = case.told_so_far.fact(Criterion.VOLUME)
    is_told = any(one.criterion is Criterion.VOLUME and one.is_stated for one in understood.facts)
    if known is None or not known.is_likely or is_told or may_ask(text) or understood.command is not None:
        return understood
    rates = [one for one in quantities(text) if one.kind is QuantityKind.RATE and one.value > 0]
    if len(rates) != 1:
        return understood
    others = (one for one in understood.facts if one.criterion is not Criterion.VOLUME)
    facts = (*others, with_number(Criterion.VOLUME, rates[0], text))
    replaces = understood.replaces | {Criterion.VOLUME}
    return replace(understood, kind=MessageKind.REMARK, facts=facts, replaces=replaces)


def _unsure(fact: Fact) -> Fact:
    is_stated = fact.criterion is Criterion.VOLUME and fact.is_stated
    return replace(fact, certainty=Certainty.LIKELY) if is_stated else fact
