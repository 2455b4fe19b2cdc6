"""The figures that stand in a text, in one spelling each: what tests hold the rubric's texts against."""

from __future__ import annotations

import re
from functools import lru_cache

_FIGURE = re.compile(r"[a-z]*[-.]?\d+(?:[.,]\d+)*(?:[-.]?[a-z0-9]+)*", re.IGNORECASE)
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(_MONTHS)
_SPELLED_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}}) (?P<month>{_MONTH})|(?P<us_month>{_MONTH}) (?P<us_day>\d{{1,2}}),?) (?P<year>\d{{4}})\b"
)
#: A span such as `80–90`, and not a part of a date or a name.
_SPAN = re.compile(r"(?<![\w.-])(\d+(?:[.,]\d+)*)\s?[-–—]\s?(\d+(?:[.,]\d+)*)(?![\w-])")
#: Words that are figures; "one" is as often a pronoun.
_NUMBER_WORDS = {
    "zero": "0", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000",
    "million": "1000000", "dozens": "dozens", "hundreds": "hundreds", "thousands": "thousands", "millions": "millions",
}  # fmt: skip


@lru_cache(maxsize=8_192)
def figures(text: str) -> frozenset[str]:
    """The figures of a text in one spelling: dates whole and taken apart, spans taken apart, number words as digits.

    Model names and versions count whole (`gpt-4o-mini`), so that a right number at a wrong name fails.
    """
    plain = _ISO_DATE.sub(_with_parts, _SPELLED_DATE.sub(_iso_date, text.lower()))
    plain = _SPAN.sub(r"\1 \2", plain)
    found: set[str] = set()
    for token in _FIGURE.findall(plain):
        found.add(_plain_number(token) if _DIGITS.fullmatch(token) else token.rstrip(".-"))
    found.update(month for month in _MONTHS if re.search(rf"\b{month}\s+\d|\d\s+{month}\b", plain))
    found.update(_NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", plain) if word in _NUMBER_WORDS)
    return frozenset(found)


def _iso_date(match: re.Match[str]) -> str:
    """`3 March 2026` and `March 3, 2026` as `2026-03-03`."""
    month = _MONTHS.index(match["month"] or match["us_month"]) + 1
    return f"{match['year']}-{month:02}-{int(match['day'] or match['us_day']):02}"


def _with_parts(match: re.Match[str]) -> str:
    """An ISO date with its parts before it: a text may name the month and the year only."""
    year, month, day = match.groups()
    name = _MONTHS[int(month) - 1] if 1 <= int(month) <= len(_MONTHS) else month
    return f"{int(day)} {name} {year} {match.group()}"


def _plain_number(token: str) -> str:
    """`48,000` and `48000` are one number; `1.70` and `1.7` too."""
    plain = token.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
