"""Which number counts what, where a message says so of numbers that were told: the size of the test, the examples, or neither."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.decision import Criterion, Fact
from bot.reading.facts_in import with_number
from bot.reading.kinds import MessageKind
from bot.reading.numbers.number_roles import Role, data_counted, number_roles

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.conversation.understanding import Understanding
    from bot.reading.numbers.number_roles import NumberRole

_NUMBERED = frozenset({Criterion.EXAMPLES, Criterion.BASELINE})


def with_number_roles(understood: Understanding, text: str, case: Case) -> Understanding:
    """The same with the numbers of a case where a message says that they belong; as it is where it says of none that was told."""
    roles = number_roles(text) if case.begun and understood.command is None else []
    known = {one: fact for one in _NUMBERED if (fact := case.told_so_far.fact(one)) is not None}
    told = {fact.number for fact in known.values()} | {None}
    is_of_them = any(one.number.value in told or one.role in {Role.TESTS, Role.EXAMPLES} for one in roles)
    if not known or not is_of_them:
        return understood
    put = _examples(roles, known.get(Criterion.EXAMPLES), text) + _score(roles, known.get(Criterion.BASELINE))
    examples = known.get(Criterion.EXAMPLES)
    is_none = examples is not None and any(
        one.number.value == examples.number and one.role is not Role.EXAMPLES for one in roles
    )
    withdrawn = (
        {Criterion.EXAMPLES} if is_none and all(one.criterion is not Criterion.EXAMPLES for one in put) else set()
    )
    # A score would get its old size back beside the one that is known.
    withdrawn |= {one.criterion for one in put if one.criterion is Criterion.BASELINE and one.number is None}
    corrected = {one.criterion for one in put} | withdrawn
    if not corrected:
        return understood
    # What a reader made of the same numbers goes with it.
    values = {one.number.value for one in roles}
    others = (
        one
        for one in understood.facts
        if one.criterion not in corrected and not (one.criterion in _NUMBERED and one.number in values)
    )
    return replace(
        understood,
        kind=MessageKind.REMARK,
        facts=(*put, *others),
        replaces=understood.replaces | {one.criterion for one in put},
        withdrawn=understood.withdrawn | withdrawn,
        questions=(),
    )


def _examples(roles: list[NumberRole], known: Fact | None, text: str) -> list[Fact]:
    said = next((one for one in roles if one.role is Role.EXAMPLES), None)
    if said is not None:
        counted = with_number(Criterion.EXAMPLES, said.number, said.words)
        return [replace(counted, words=said.words)]
    is_denied = known is not None and any(
        one.number.value == known.number and one.role is Role.ANOTHER for one in roles
    )
    meant = data_counted(text, roles) if is_denied else None
    return [with_number(Criterion.EXAMPLES, meant, text)] if meant is not None else []


def _score(roles: list[NumberRole], known: Fact | None) -> list[Fact]:
    """The score with the size of its test, or without one that is none."""
    if known is None or not known.values:
        return []
    size = next((one.number.value for one in roles if one.role is Role.TESTS), None)
    is_none = any(one.number.value == known.number for one in roles if one.role is not Role.TESTS)
    if size is None and not is_none:
        return []
    return [replace(known, number=size)] if size != known.number else []
