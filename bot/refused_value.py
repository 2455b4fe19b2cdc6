"""Why a setting's value is refused, in words for people instead of those of the library that found it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

#: What pydantic finds wrong with a value, in our words.
_WRONG: Final = {
    "int_parsing": "it is no whole number",
    "int_from_float": "it is no whole number",
    "float_parsing": "it is no number",
    "bool_parsing": "it is neither true nor false",
    "enum": "it is none of {expected}",
    "greater_than": "it has to be more than {gt:g}",
    "greater_than_equal": "it has to be {ge:g} or more",
    "less_than": "it has to be less than {lt:g}",
    "less_than_equal": "it has to be {le:g} or less",
    "string_pattern_mismatch": "it has not the form that it needs",
    "too_short": "it is shorter than {min_length} characters",
}

#: The form itself, where a setting's description doesn't show it.
_NOT_OF_FORM: Final = {r"^https?://\S+$": "it is no address that begins with https:// or http://"}


def why_refused(detail: ErrorDetails) -> str:
    """What is wrong with a value, in words for people."""
    bounds = {name: value for name, value in detail.get("ctx", {}).items() if isinstance(value, int | float | str)}
    said = _NOT_OF_FORM.get(str(bounds.get("pattern"))) or _WRONG.get(detail["type"])
    return said.format(**bounds) if said else detail["msg"].removeprefix("Value error, ")
