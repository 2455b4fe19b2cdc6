"""What was changed before and holds since, which is told apart from what still moves: "only 350 follow the new rule", "older than the 2024 change"."""

from __future__ import annotations

import re
from typing import Final

from bot.reading.evidence import clauses, plain

#: What is measured by a rule or by the day of a change, and how: "only 350 of them follow the new rule", "half of them older than the reform".
_MEASURED_BY: Final = re.compile(
    r"\b(?:of (?:them|these|those|it|(?:the|our|all) [\w'-]{3,16})|(?!(?:19|20)\d\d\b)\d[\d.,]{0,9}k?(?: [a-z'-]{3,16})?|half|some|most|many|they)\b[^.;!?]{0,30}?"
    r"\b(?:follow\w*|uses?|using|compl(?:y|ies|iant)|conform\w*|match(?:es|ing)?|meets?|fits?|older than|newer than|younger than|(?:from|written|made|dated?)(?: from)? (?:before|after|under|since)|predat\w+|in line with|in accordance with)\b"
)
#: A change as a thing, which is no word on whether there will be another.
_A_CHANGE: Final = re.compile(
    r"(?:\b(?:the|a|an|this|that|last|(?:19|20)\d\d)|'s)\s(?:[\w'-]{2,14}\s){0,2}?(?:change|reform|revision|update|switch|amendment)\b"
)
#: What says that it goes on, or will.
_GOES_ON: Final = re.compile(
    r"\b(?:still|will|would|may|might|could|changes|changing|change|chang(?:es|ed) (?:again|often)|keeps?|again|often|always|constantly|moving|moves|move|shifts?|shifting|every|each|monthly|weekly|daily|quarterly|yearly|next|soon|coming|upcoming|expected|planned|going to|about to|not settled|unsettled|unclear|open|in flux|evolv\w+|draft|not final|until|being|discuss\w*|negotiat\w*|argue|disagree)\b|'ll\b"
)
#: What says that it has stood still since.
_SINCE: Final = re.compile(
    r"\b(?:settled|stable|fixed|final|unchanged|the same|in force|done) (?:since|now|by now|again|ever since)\b|\bnow (?:settled|stable|fixed|final)\b|\b(?:settled|stable|unchanged|nothing (?:new|changed)|no changes?|not changed|hasn't changed|haven't changed|hasnt changed) (?:ever )?since\b|\bis (?:settled|in force|final) now\b"
)


def moved_before_only(words: str, text: str) -> bool:
    """Whether some words of a text stand in a clause that measures examples by what was changed before, and says nothing of what goes on."""
    said = next((clause for clause in clauses(text) if plain(words).strip(" .,;!?") in clause), plain(words))
    return bool(_MEASURED_BY.search(said)) and not _GOES_ON.search(_A_CHANGE.sub("", said))


def settled_since(text: str) -> str:
    """The clause in which a text says that something stands still since it was changed: "settled since 2024"; empty where none does."""
    if "?" in text:
        return ""
    return next((clause for clause in clauses(text) if _SINCE.search(clause)), "")
