"""Whether a claim follows from one stored sentence: verbatim, or claim by claim by the rules of `rules.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.answers.check.alignment import Alignment
from bot.answers.check.plain import plain, same_text
from bot.answers.check.rules import RULES
from bot.answers.check.sentence import CONTENT, read

#: The longest claim that is looked at, in characters (grounding.md, "Bounds").
LONGEST_CLAIM = 400


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stored sentence, and what stands above it: its title and headings, and the ISO date of its document."""

    sentence: str
    header: str = ""
    date: str = ""


def follows(claim: str, evidence: Evidence) -> bool:
    """Whether a claim is the stored sentence itself or follows from it alone."""
    return not why_not(claim, evidence)


def why_not(claim: str, evidence: Evidence) -> str:
    """What keeps a claim from following, in a few words; "" if it follows."""
    if len(claim) > LONGEST_CLAIM:
        return "too long"
    if same_text(claim, evidence.sentence):
        return ""
    if claim.rstrip(" \"'”’)").endswith("?"):
        return "a question"
    said = read(plain(claim))
    if not said.content:
        return "empty"
    found = Alignment(said, read(evidence.sentence), _context(evidence.header, evidence.date))
    return next((wrong for rule in RULES if (wrong := rule(found))), "")


@lru_cache(maxsize=2_048)
def _context(header: str, date: str) -> frozenset[str]:
    """The keys of what stands above a sentence."""
    keys = {key for token in read(header).content if token.kind in CONTENT for key in token.keys}
    parts = date.split("-") if date else []
    return frozenset(keys | {f"#{'-'.join(parts[: length + 1])}" for length in range(len(parts))})
