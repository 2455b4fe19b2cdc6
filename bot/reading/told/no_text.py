"""Whether a text tells of data that are no text: positions, sensor values, series of numbers. A language model is not made to learn from those.

Text that goes in or comes out makes it a matter of language all the same: "explain the sensor alarms to the technician". Pictures are no
matter of this: some models are trained on them.
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import LONGEST_TEXT, clauses, listed, names, names_undenied, plain
from bot.reading.sayings import asks

_FORESEE: Final = r"(?:predict\w*|forecast\w*|prognos\w*|foresee|foretell|extrapolat\w*|guess\show\s(?:much|many)|know\show\s(?:much|many))"
_SERIES: Final = (
    r"(?:sales|revenues?|turnover|demand|consumption|load|stock|inventory|orders|quantit(?:y|ies)|visitors|bookings|occupancy|temperatures?|kwh|energy|cash\s?flow|profit|arrivals|yield|wear"
    r"|(?:next|coming|following)\s(?:day|week|month|quarter|year|season)s?)"
)
#: What is foreseen, or estimated, or priced besides.
_PRICES: Final = r"(?:usage|prices?|costs|volume|traffic|numbers|figures|power)"
#: "From table of sales we want predict next month", "forecast of energy use", "estimate how much stock we need".
_FORECAST: Final = re.compile(
    rf"\b{_FORESEE}\b(?:\s[\w'-]{{1,14}}){{0,6}}?\s(?:{_SERIES}|{_PRICES})\b|\bestimat\w*(?:\s[\w'-]{{1,14}}){{0,6}}?\s{_SERIES}\b|\b{_SERIES}\s(?:prediction|forecast|prognosis|estimation|forecasting)s?\b"
)
#: What is estimated of a model itself.
_OF_A_MODEL: Final = re.compile(r"\b(?:tokens?|calls|requests|training|hosting|latency)\b")
#: What says so as a clause of its own: "90k labels, tabular, 1.1M claims".
_TABULAR: Final = "tabular"
#: A longer text tells of more than its data.
LONGEST = LONGEST_TEXT // 10


def tells_of_no_text(text: str) -> bool:
    """Whether a text names data that are numbers, or says that there is no text, and names nothing that is read or written."""
    if len(text) > LONGEST:
        return False
    rest = listed("no_text", "says").sub(" ", plain(text))
    is_of_numbers = says_no_text(text) or names(rest, "no_text", "numbers") or forecasts(text)
    # "No prompt tried" names nothing that is read or written.
    language = listed("no_text", "language")
    return is_of_numbers and not any(names_undenied(clause, language) for clause in clauses(rest))


def forecasts(text: str) -> bool:
    """Whether a text tells of numbers that are to be foreseen from earlier ones, and of nothing that is read or written."""
    whole = plain(text)
    is_of_another = _OF_A_MODEL.search(whole) or names(text, "no_text", "language")
    return bool(_FORECAST.search(whole)) and not is_of_another


def wants_a_forecast(text: str) -> bool:
    """Whether a text begins by telling that numbers are to be foreseen, rather than by asking: "forecast of energy use, can we tune gpt?"."""
    first = next(clauses(text), "")
    is_one_question = "?" in text and len(list(clauses(text))) == 1
    return forecasts(text) and not (asks(first) or is_one_question)


def says_no_text(text: str) -> bool:
    """Whether a text says in so many words that there is no text: "it's numbers, not text"."""
    return names(text, "no_text", "says") or _TABULAR in clauses(text)
