"""Replies as JSON and back, for the socket between the command line and the running bot: nothing but what is listed here is ever made."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Final

from bot.errors import OperatorError
from bot.indexing import Indexed, Indexing, Registered
from bot.replies import (
    Abstention,
    Answer,
    Author,
    Changed,
    Citation,
    Done,
    KnownFact,
    Lean,
    Notice,
    Option,
    Progress,
    Question,
    TextDelta,
    VerdictCard,
)
from knowledge.own.skipped import Skipped
from knowledge.passages import Lead, Passage, Status, Told

#: What may come over the socket, by name; nothing else is made of what it says.
_KNOWN: Final[dict[str, Any]] = {
    kind.__name__: kind
    for kind in (
        Abstention, Answer, Author, Changed, Citation, Done, Indexed, Indexing, KnownFact, Lead, Lean, Notice, Option, Passage, Progress, Question,
        Registered, Skipped, Status, TextDelta, Told, VerdictCard,
    )
}  # fmt: skip
#: Names the type of an object.
_TYPE: Final = "is"


def encode(value: Any) -> Any:
    """A reply, or a part of one, as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {_TYPE: type(value).__name__} | {
            one.name: encode(getattr(value, one.name)) for one in fields(value) if one.init
        }
    if isinstance(value, StrEnum):
        return {_TYPE: type(value).__name__, "value": value.value}
    if isinstance(value, list | tuple):
        return [encode(one) for one in value]
    return value


def decode(value: Any) -> Any:
    """What was encoded.

    Raises:
        OperatorError: It is of another version, or none of ours.
    """
    if isinstance(value, list):
        return tuple(decode(one) for one in value)
    if not isinstance(value, dict):
        return value
    try:
        kind = _KNOWN[str(value.get(_TYPE))]
        parts = {name: decode(part) for name, part in value.items() if name != _TYPE}
        return kind(parts["value"]) if issubclass(kind, StrEnum) else kind(**parts)
    except (TypeError, ValueError, KeyError) as error:
        raise OperatorError(
            f"the running bot answers in a form that is not known here ({value.get(_TYPE)!r}): it is of another version. Restart it."
        ) from error
