"""Questions that are told by the words they hold: `asked_forms.toml` read, and what a message must hold to be one of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reading.asked.question_form import asks_tersely
from bot.reading.sayings import may_ask
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).with_name("asked_forms.toml")


@dataclass(frozen=True, slots=True)
class AskedForm:
    """The words that a question holds and does not hold; the head of the file says how.

    Attributes:
        least: How many words it has at least.
        most: And at most; longer messages ask or tell more than that.
        holds: Of each of these one word.
        never: Words that ask for something else.
        only: All that it may hold; empty where it may hold any word.
        words: Other words by which its module tells it, by what they are called.
    """

    least: int
    most: int
    holds: tuple[frozenset[str], ...]
    never: frozenset[str]
    only: frozenset[str]
    words: Mapping[str, frozenset[str]]

    def fits(self, text: str, besides: frozenset[str] = frozenset()) -> list[str]:
        """The words of a message that has this form; empty of every other. Words `besides` may stand in it as well."""
        words = plain_words(text)
        said = set(words)
        if not self.least <= len(words) <= self.most or said & self.never:
            return []
        if not may_ask(text) and not asks_tersely(text):
            return []
        if self.only and not said <= self.only | besides:
            return []
        return words if all(said & needed for needed in self.holds) else []


@cache
def asked_form(name: str) -> AskedForm:
    """The form of this name."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))[name]
    return AskedForm(
        data["least"],
        data["most"],
        tuple(map(frozenset, data["holds"])),
        frozenset(data["never"]),
        frozenset(data.get("only", ())),
        {called: frozenset(words) for called, words in data.get("words", {}).items()},
    )
