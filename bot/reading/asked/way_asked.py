"""Whether a message asks if training, be it once more, is the wrong way or the right one: "so is retuning the wrong tool, yes or no?"."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import pairwise
from typing import Final

from bot.reading.asked.demands import without_demand
from bot.reading.asked.question_form import asks_yes_or_no
from bot.reading.asked.verdict_asked import FILE, Closing, ClosingQuestion
from bot.reading.sayings import plain, technique_in

#: Longer messages say something of their own.
_MOST_WORDS, _LONGEST = 14, 160
_TRAINING: Final = "fine_tune"
_AGAIN: Final = ("re-", "re")


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {
        name: frozenset(words) for name, words in tomllib.loads(FILE.read_text(encoding="utf-8"))["closing"].items()
    }


def way_asked(text: str) -> ClosingQuestion | None:
    """The closing question of a message that calls training the wrong way, or the right one, and asks nothing besides; None for all else."""
    if len(text) > _LONGEST or not asks_yes_or_no(text):
        return None
    asked, known = without_demand(text), _lists()
    said = [word for word in plain(asked).split() if not word.startswith("?")]
    called = next(
        (pair for pair in pairwise(said) if pair[0] in known["right"] | known["wrong"] and pair[1] in known["ways"]), ()
    )
    if not called or len(said) > _MOST_WORDS or set(said) & known["denying"]:
        return None
    named = {_technique(word) for word in said if word not in known["words"] and word not in called}
    if named != {_TRAINING}:
        return None
    is_wrong = called[0] in known["wrong"]
    return ClosingQuestion(Closing.DENIED if is_wrong else Closing.WHETHER, _TRAINING, demands=asked != text)


def _technique(word: str) -> str | None:
    """The technique that a word names, also where it says that it is done again: "retuning"."""
    bare = next((word.removeprefix(again) for again in _AGAIN if word.startswith(again)), word)
    return technique_in([bare])
