"""Dates of the year at which something comes back: "each black friday", "only in April and October", "before every season".

A month or a feast alone may be a deadline; it comes back where it is said to be each one, or the only ones, or where several are named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS: Final = r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_FEASTS: Final = (
    r"black friday|cyber monday|christmas|xmas|easter|new year'?s?(?: eve| day)?|ramadan|eid|diwali|thanksgiving|halloween|hanukkah|carnival|pentecost|golden week"
    r"|singles'? day|valentine'?s day|mother'?s day|oktoberfest|prime day"
)
_SEASONS: Final = r"spring|summer|autumn|winter|(?:fiscal|financial|school|academic|tax|budget|calendar) (?:year|season|round)|year[\s-]?end|inventory|stocktaking|harvest"
#: What comes several times a year, and how often.
_SEVERAL: Final = {
    "season": 2.0,
    "semester": 2.0,
    "term": 3.0,
    "trimester": 3.0,
    "collection": 2.0,
    "half year": 2.0,
    "half-year": 2.0,
}
_DATE: Final = (
    rf"(?:{_FEASTS}|{_SEASONS}|{'|'.join(_SEVERAL)}|{_MONTHS})(?:\s(?:1st|the first|season|sales?|break|holidays?))?"
)
_EACH: Final = r"(?:each|every|once (?:a|per|each|every)|per)\s(?:new\s)?"
_AND: Final = r"(?:\s?,\s?(?:and\s|or\s)?|\s?(?:and|or|&|\+|/)\s?)(?:(?:again\s)?in\s|at\s|before\s|around\s)?"
_RECURS: Final = re.compile(
    rf"(?<!\w)(?P<only>only\s|just\s|always\s)?(?:(?:shortly\s|right\s)?(?:before|after|around|at|for|over|during|in|on|by|from)\s)?(?P<each>{_EACH})?(?:the\s)?(?P<dates>{_DATE}(?:{_AND}{_DATE})*)(?!\w|\s\d{{4}})"
)
_ONE: Final = re.compile(rf"(?:{_DATE})")
#: What makes a date one of a single year.
_THIS_ONE: Final = re.compile(r"\b(?:next|this|last|until|till|by|since|coming)\s(?:the\s)?$|^by\s|^from\s")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Where a text says that something comes back, and how many times a year it does."""

    start: int
    end: int
    a_year: float


def recurrences(text: str, *, is_asked: bool = False) -> Iterator[Recurrence]:
    """The dates of a text, plain, at which something comes back; a date alone does where it `is_asked` how often."""
    for found in _RECURS.finditer(text):
        dates = _ONE.findall(found["dates"])
        is_month_alone = len(dates) == 1 and not (found["only"] or found["each"])
        if (is_month_alone and not is_asked) or _THIS_ONE.search(text[: found.start()]) or _THIS_ONE.search(found[0]):
            continue
        yield Recurrence(found.start(), found.end(), sum(_SEVERAL.get(one, 1.0) for one in dates))
