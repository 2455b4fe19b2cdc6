"""What a message asks for on the way to a verdict, told by its form: a command, a walk, a change, an option."""

from __future__ import annotations

import re
from enum import StrEnum


class Command(StrEnum):
    """What a person can do at any point of a walk besides answering."""

    BACK = "back"
    START_OVER = "start over"
    VERDICT_NOW = "verdict now"
    STOP = "stop"


_COMMANDS = {
    Command.BACK: re.compile(r"^\W*(?:go )?back\W*$|^\W*undo\W*$", re.IGNORECASE),
    Command.START_OVER: re.compile(
        r"^\W*(?:let['’]?s )?(?:start over|start again|restart|begin again|reset)\W*$", re.IGNORECASE
    ),
    Command.STOP: re.compile(r"^\W*(?:stop|cancel|never ?mind|forget it|quit|leave it)\W*$", re.IGNORECASE),
    Command.VERDICT_NOW: re.compile(
        r"\bverdict (?:now|please|already)\b|^\W*(?:the )?verdict\W*$|\b(?:give|tell|show) (?:me|us) (?:the|your|a) (?:verdict|answer)\b"
        r"|\b(?:enough|no more|stop (?:asking|with)(?: the)?|skip the) questions\b|\bwhat['’]?s (?:the|your) verdict\b"
        r"|\bjust (?:tell|answer|decide|say)\b",
        re.IGNORECASE,
    ),
}
_WALK_ME = re.compile(
    r"^\W*(?:(?:please|can you|could you|hi|hey|ok(?:ay)?|let['’]?s)\W+)*"
    r"(?:walk (?:me|us) through|guide (?:me|us)|help (?:me|us)(?: to)? decide|start (?:a|the) walk|take (?:me|us) through)\b"
    r"(?:(?: (?:it|this|that|the decision|with it))?\W*$|[^:.?!\n]{0,40}[:.]\s*(?P<case>.*)|.*)",
    re.IGNORECASE | re.DOTALL,
)
_CHANGE = re.compile(
    r"^\W*(?:change|correct|edit)\b(?:\s+(?:my|the|an?))?(?:\s+answer)?(?:\s+(?:to|about|on|for))?\s*(?P<what>.*)$",
    re.IGNORECASE,
)
_WHY_NOT = re.compile(
    r"\bwhy (?:not|don['’]?t we|can['’]?t we|shouldn['’]?t we)\b[^?]*?\b(?P<what>rag|retrieval|fine-?\s?tun\w*|train\w*|prompt\w*|distil\w*)\b",
    re.IGNORECASE,
)
_OUTCOMES = (
    (re.compile(r"rag|retrieval", re.IGNORECASE), "rag"),
    (re.compile(r"fine|train", re.IGNORECASE), "fine_tune"),
    (re.compile(r"distil", re.IGNORECASE), "prompt_plus_distill"),
    (re.compile(r"prompt", re.IGNORECASE), "prompt_engineering"),
)
_ASKS = re.compile(r"\?\W*$")
_OPENS_A_QUESTION = re.compile(
    r"^\W*(?:(?:sorry|wait|hm+|ok(?:ay)?|btw|by the way|and|but|so|one question|quick question)\W+)*"
    r"(?:what|which|how|why|when|where|who|is|are|does|do|can|could|should|explain)\b.*\?\W*$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"^\W*(?:option\s+)?([a-z])\W*$", re.IGNORECASE)


def command_in(text: str) -> Command | None:
    """The command a message gives, if it gives one."""
    return next((command for command, pattern in _COMMANDS.items() if pattern.search(text)), None)


def asks_for_a_walk(text: str) -> bool:
    """Whether a message asks to be walked through the decision, with a case or without."""
    return bool(_WALK_ME.match(text))


def asks_for_change(text: str) -> bool:
    """Whether a message asks to change an answer."""
    return bool(_CHANGE.match(text))


def change_named(text: str) -> str:
    """Which answer "change …" names, in lower case; empty where it names none."""
    match = _CHANGE.match(text)
    return match.group("what").strip().lower() if match else ""


def why_not_asked(text: str) -> str | None:
    """The outcome that "why not retrieval?" is about; None where nothing like it is asked."""
    match = _WHY_NOT.search(text)
    return next(name for pattern, name in _OUTCOMES if pattern.search(match.group("what"))) if match else None


def ends_as_a_question(text: str) -> bool:
    """Whether a message ends with a question mark."""
    return bool(_ASKS.search(text))


def opens_as_a_question(text: str) -> bool:
    """Whether a message begins and ends like a question."""
    return bool(_OPENS_A_QUESTION.search(text))


def letter_in(text: str) -> str:
    """The letter of an option, in lower case, that is all a message says; empty where it says something else."""
    match = _LETTER.match(text)
    return match.group(1).lower() if match else ""
