"""Whether a text says that the examples may not be used for training, or that what stood in the way is gone.

A ban is a fact about the examples and none about the model: "legal has said we may not train on them". It is stated where its sentence speaks of
the examples, or of what the same text says they hold ("no personal data in training, and all letters contain names"); a rule on some kind of data
in general, and what is only feared or not decided, make it likely, so that a person is asked. What a provider may do with the data, and test
cases kept out of training, say nothing of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact, examples_band
from bot.decision.criteria import Examples, TunableModel
from bot.reading.evidence import affirms, as_written, clauses, listed, names, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Characters of somebody's words that are quoted.
LONGEST_WORDS: Final = 160
#: Words of a message that says or asks no more than whether there is leave.
FEW_WORDS: Final = 12
BARRED: Final = str(Examples.BARRED)
_PART = re.compile(r"\b\d[\d.,]{0,9}k? of (?:them|these|those|the)\b")
_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|\n")


def with_ban(facts: Iterable[Fact], text: str) -> tuple[Fact, ...]:
    """The facts of a text with the ban that it puts on the examples, if it does; their number stays known.

    Args:
        facts: What was read of the text, at most one fact a criterion.
        text: The whole text.
    """
    found = {fact.criterion: fact for fact in facts}
    ban = ban_in(text)
    if ban is None:
        return tuple(found.values())
    counted = found.get(Criterion.EXAMPLES)
    if counted is not None and any(
        _PART.search(clause) and names(clause, "barred", "bans") for clause in clauses(text)
    ):
        # "1,700 of them may not be used" leaves the others.
        return tuple(found.values())
    found[Criterion.EXAMPLES] = replace(ban, number=counted.number if counted else None)
    model = found.get(Criterion.TUNABLE_MODEL)
    if model is not None and model.values == (TunableModel.NO,) and not _names_a_model(model.words):
        # The data is barred, not the model.
        del found[Criterion.TUNABLE_MODEL]
    return tuple(found[criterion] for criterion in Criterion if criterion in found)


def ban_in(text: str) -> Fact | None:
    """The fact that the examples are barred from training, stated or likely; None where a text says no such thing, or takes it back."""
    whole = plain(text)
    if not any(names(whole, "barred", one) for one in ("training", "any_training", "consent_gone")):
        return None
    found, holds_it = None, names(whole, "barred", "holds")
    for sentence in _sentences(whole):
        certainty = _bans(sentence, holds_it=holds_it)
        # "They did not agree at first, but now they have."
        is_gone = clears(_after_the_ban(sentence)) or lifts(sentence) is Certainty.STATED
        if certainty is not None and not is_gone:
            found = Fact(Criterion.EXAMPLES, (BARRED,), certainty, as_written(sentence, text)[:LONGEST_WORDS])
        elif found and clears(sentence):
            found = None
    return found


def clears(text: str) -> bool:
    """Whether a text says that examples were made fit for training or were released for it: "all names are masked now", "legal cleared them"."""
    for clause in clauses(text):
        if any(names(clause, "barred", one) for one in ("must_first", "bans", "withheld")):
            continue
        is_allowed = names(clause, "barred", "allows") and names(clause, "barred", "training")
        if is_allowed or affirms(clause, listed("barred", "cleared")):
            return "?" not in text
    return False


def asks_leave(text: str) -> bool:
    """Whether a short question asks if training is allowed, of no model and no provider: "so we're not allowed to train?"."""
    is_short = text.rstrip().endswith("?") and len(text.split()) <= FEW_WORDS
    is_of_another = names(text, "barred", "models") or names(text, "barred", "others")
    return (
        is_short
        and not is_of_another
        and names(text, "barred", "any_training")
        and names(text, "barred", "asking_leave")
    )


def lifts(text: str) -> Certainty | None:
    """How surely a text takes back a ban that was told: likely where it ties that to a part or a condition; None where it takes none back.

    "They lifted the veto for anonymised data" says that some may be used, and not how many.
    """
    is_of_it = any(names(text, "barred", one) for one in ("training", "any_training", "rulers"))
    if "?" in text or not (is_of_it or len(text.split()) <= FEW_WORDS) or names(text, "barred", "agreeing_on_labels"):
        return None
    found = None
    for clause in clauses(text):
        if affirms(clause, listed("barred", "lifting")):
            found = Certainty.LIKELY if names(text, "barred", "tied") else Certainty.STATED
        elif names(clause, "barred", "withheld") or names(clause, "barred", "bans"):
            found = None
    return found


def _bans(sentence: str, *, holds_it: bool) -> Certainty | None:
    """How surely a sentence bars the examples, of which its text may say what they hold; None where it bars none."""
    is_ruled = names(sentence, "barred", "rulers")
    if sentence.endswith("?") or any(names(sentence, "barred", other) for other in ("no_ban", "others", "tests")):
        return None
    if is_ruled and _withholds(sentence):
        return Certainty.LIKELY if names(sentence, "barred", "parts") else Certainty.STATED
    if names(sentence, "barred", "consent_gone") and not names(sentence, "barred", "training"):
        # What the consent was asked for is not said; "I revoke my consent, remove all of it" is said to the bot.
        is_of_data = names(sentence, "barred", "kinds") or names(sentence, "barred", "consenting")
        return Certainty.LIKELY if is_of_data else None
    return _forbids(sentence, is_ruled=is_ruled, holds_it=holds_it)


def _forbids(sentence: str, *, is_ruled: bool, holds_it: bool) -> Certainty | None:
    """How surely a sentence forbids training on the examples in so many words; None where it forbids none."""
    forbids = names(sentence, "barred", "bans") or (is_ruled and names(sentence, "barred", "if_ruled"))
    is_for_number = names(sentence, "barred", "by_number") and not is_ruled
    if is_for_number or not forbids or not names(sentence, "barred", "training"):
        return None
    of_examples = names(sentence, "barred", "of_examples") or bool(_own().search(sentence))
    if not of_examples and not names(sentence, "barred", "kinds"):
        return None
    is_open = names(sentence, "barred", "open") or names(sentence, "barred", "parts")
    is_rule = is_ruled or names(sentence, "barred", "plain_bans")
    is_of_these = of_examples or holds_it or (is_ruled and names(sentence, "barred", "decided"))
    return Certainty.STATED if is_rule and is_of_these and not is_open else Certainty.LIKELY


def _withholds(sentence: str) -> bool:
    """Whether somebody whose word it takes has not given it for training, yet or at all: "the works council has not agreed to training"."""
    is_of_training = names(sentence, "barred", "training") or names(sentence, "barred", "any_training")
    is_open = any(names(sentence, "barred", one) for one in ("of_another", "must_know"))
    return is_of_training and not is_open and names(sentence, "barred", "withheld")


def _after_the_ban(sentence: str) -> str:
    found = listed("barred", "bans").search(sentence) or listed("barred", "if_ruled").search(sentence)
    return sentence[found.start() :] if found else sentence


@cache
def _own() -> re.Pattern[str]:
    """What names data as one's own, or as those that were spoken of: "our call notes"."""
    return re.compile(
        rf"\b(?:the|our|my|their|these|those|this|that)\s(?:[\w-]{{1,20}}\s)?{listed('barred', 'kinds').pattern}"
    )


def _names_a_model(words: str) -> bool:
    return names(words, "barred", "models")


def forbids_data(words: str) -> bool:
    """Whether words that forbid training name who lays it down, and no model: "the contract forbids training" may only be meant of its data."""
    return names(words, "barred", "rulers") and not _names_a_model(words)


def _sentences(text: str) -> Iterable[str]:
    start = 0
    for mark in _SENTENCE_END.finditer(text):
        yield text[start : mark.end()].strip()
        start = mark.end()
    yield text[start:].strip()


def is_barred(fact: Fact) -> bool:
    """Whether a fact says that the examples may not be used for training."""
    return fact.values == (BARRED,)


def allowed(fact: Fact) -> Fact:
    """Barred examples as they count once they may be used; without their number it is asked for."""
    if fact.number is None:
        return replace(fact, values=(), certainty=Certainty.VAGUE)
    return replace(fact, values=(str(examples_band(fact.number)),), certainty=Certainty.STATED)
