"""Numbers, dates and units as they stand in a text, in one spelling each."""

from __future__ import annotations

import re
from typing import Final

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join((*MONTHS, "sept", *(month[:3] for month in MONTHS)))
_SPELLED = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\.?,? (?P<year>\d{{4}})"
    rf"|(?P<us_month>{_MONTH})\.? (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<us_year>\d{{4}})"
    rf"|(?P<only_month>{_MONTH})\.?,? (?:of )?(?P<only_year>\d{{4}}))\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")
#: Words that are numbers; "one" is as often a pronoun and stays a word.
WORDS: Final = {
    "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "k": 1_000}
UNITS: Final = {
    "kb": "KB", "mb": "MB", "gb": "GB", "tb": "TB", "kilobytes": "KB", "megabyte": "MB", "megabytes": "MB", "meg": "MB",
    "gigabyte": "GB", "gigabytes": "GB", "terabytes": "TB", "bytes": "B", "byte": "B",
    "second": "second", "seconds": "second", "minute": "minute", "minutes": "minute", "hour": "hour", "hours": "hour",
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year",
    "years": "year", "%": "%", "percent": "%", "$": "$", "dollar": "$", "dollars": "$", "usd": "$", "€": "€",
    "euro": "€", "euros": "€", "£": "£", "ms": "ms", "milliseconds": "ms",
}  # fmt: skip


def spell_dates(text: str) -> str:
    """The text with `3 March 2026` and `March 3, 2026` as `2026-03-03`, and `March 2026` as `2026-03`."""
    return _SPELLED.sub(_iso, text)


def _iso(match: re.Match[str]) -> str:
    found = match.groupdict()
    month = str(found["month"] or found["us_month"] or found["only_month"]).lower()[:3]
    number = next(place for place, name in enumerate(MONTHS, 1) if name.startswith(month))
    year, day = found["year"] or found["us_year"] or found["only_year"], found["day"] or found["us_day"]
    return f"{year}-{number:02}" + (f"-{int(day):02}" if day else "")


def is_date(token: str) -> bool:
    """Whether a token is a year, a month of a year or a day in ISO form."""
    return _DATE.fullmatch(token) is not None


def is_number(token: str) -> bool:
    """Whether a token is a number in digits."""
    return _NUMBER.fullmatch(token) is not None


def in_digits(token: str) -> str:
    """A number in one spelling: `48,000` and `48000`, `1.70` and `1.7` are the same; a word that is none gives ""."""
    if token in WORDS:
        return str(WORDS[token])
    if not is_number(token):
        return ""
    bare = token.replace(",", "")
    return bare.rstrip("0").rstrip(".") if "." in bare else bare.lstrip("0") or "0"


def times(number: str, scale: str) -> str:
    """`2` and `billion` as one number."""
    product = float(number) * SCALES[scale]
    return str(int(product)) if product == int(product) else str(product)
