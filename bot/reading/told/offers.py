"""What somebody offers to do, which limits nothing: "one person could look after it", "I could get 50 questions by Friday"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import clauses, listed, plain

_WHO: Final = r"(?:i|we|he|she|they|you|who|one|two|somebody|someone|(?:a|an|the|our|my|one|two|some|this|that|another)(?: [\w'-]{2,16}){1,3})"
_CAN: Final = r"(?:could|can|would|will|might|may|am able to|are able to|is able to|would be able to|promised? to|offers? to|offered to|volunteers? to)|(?:i|we|he|she|they)'(?:ll|d)"
#: Who could do something, with what they could do.
_OFFER: Final = re.compile(
    rf"\b(?:{_WHO}(?:,? (?:part[ -]time|half[ -]time|maybe|perhaps|probably|easily|also|only))*? (?:{_CAN})|(?:i|we|he|she|they)'(?:ll|d))\b(?! (?:need|have to|go live|launch|like|love|want|prefer|rather|spend|not|never|hardly|only if)\b)"
)
_GETS: Final = re.compile(
    r"\b(?:get|bring|collect|write|label|send|have|gather|make|prepare|deliver|provide|share|check|review|annotate|ask|find|produce|export|assemble|put together|come up with|test|measure)\b"
)
_LOOKS_AFTER: Final = re.compile(
    r"\b(?:look after|looks after|care for|take care|takes care|maintain|keep (?:it|an eye|up)|own it|run it|retrain|watch|monitor|support it|handle it|do it|be responsible|spend)\b"
)
#: What must be by then, whoever offers what.
_DUE: Final = re.compile(
    r"\b(?:deadline|due|need|needs|needed|must|has to|have to|had to|go live|goes live|live by|launch\w*|go-live|release|ship|demo|until then|latest)\b"
)


def offers_to_get(words: str, text: str) -> bool:
    """Whether some words on when stand in a clause that only offers to get something by then."""
    said = _said(words, text)
    return _offers(said, _GETS) and not _DUE.search(said)


def offers_to_look_after(words: str, text: str) -> str:
    """The clause around some words in which somebody could look after a model; empty where none does."""
    said = _said(words, text)
    return said if _offers(said, _LOOKS_AFTER) else ""


def _offers(said: str, what: re.Pattern[str]) -> bool:
    found = _OFFER.search(said)
    return found is not None and bool(what.search(said, found.end())) and not listed("negations").search(said)


def _said(words: str, text: str) -> str:
    return "" if "?" in text else next((one for one in clauses(text) if plain(words).strip(" .,;!") in one), "")
