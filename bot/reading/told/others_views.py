"""What somebody else says, believes or wishes, which is no fact of a case: "our CTO says skip Azure", "the vendor thinks the model doesn't know law".

What they measured, what they demand, and what they allow or forbid are facts all the same: "my boss wants 96%", "legal says we may not train on it".
A view with which its teller agrees is theirs too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import LONGEST_TEXT, clause_around, listed, names, plain
from bot.reading.examples.barred import is_barred
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.sayings import techniques_named
from bot.reading.scores.scores import is_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What somebody is told of who may demand it, measure it or decide it.
_THEIRS_TO_SAY: Final = frozenset(
    {
        Criterion.BASELINE,
        Criterion.VOLUME,
        Criterion.CITATIONS,
        Criterion.PERMISSIONS,
        Criterion.LATENCY,
        Criterion.RESIDENCY,
        Criterion.DEADLINE,
        Criterion.STAKES,
        Criterion.TEAM,
        Criterion.UPKEEP,
        Criterion.SIGNAL,
    }
)
#: What those decide who say which model runs where; only where it is no proposal.
_DECIDED: Final = frozenset({Criterion.TUNABLE_MODEL, Criterion.PLATFORM})
#: What fails because of the model or the prompt, as people think who do not look at the answers.
_THEORIES: Final = frozenset({"missing_knowledge", "prompt_too_long"})
#: Words that may stand between who says it and that they do.
BETWEEN: Final = 2


#: Views of one text that are looked at.
MOST: Final = 5
_QUOTES: Final = {'"': '"', "“": "”", "„": "“", "'": "'"}
_END: Final = re.compile(
    r"[.;!?](?=\s|$)|\n|\)\s|,\s(?:(?:but|and|yet|although|while)\s)?(?=(?:we|i|we've|i've|our|my|it is|it's|that is|that's|there)\b)"
    # A list goes on with what is counted or where it runs: "VP wants FT, 45k labels, azure".
    r"|,\s(?=~?\d[\d.,]*\s?k?\s(?:[a-z-]+\s){0,2}(?:labels|examples|pairs|samples)\b)"
    r"|,\s(?=(?:on\s)?(?:azure|openai|bedrock|vertex|aws|foundry)\b[\w\s-]{0,20}(?:[,.;]|$))"
    r"|,\sbut\s|\s(?:but|although|while)\s(?=(?:we|i|our|my|it is|it's|that is|that's)\b)"
)
_LED_IN: Final = re.compile(r"\s?(?:(?:us|me|that|to)\s)?[:,]?\s{0,2}")
_DETERMINER: Final = re.compile(r"(?:\b(?:the|our|my|a|an|his|her|their|this|some|one)\s)(?:[\w&/-]{1,14}\s)?$")
#: A title stands by itself: "CTO said prompts don't scale".
_TITLES: Final = frozenset({"cto", "ceo", "cfo", "coo", "cio", "cdo", "cpo", "vp", "boss", "management", "director"})


@dataclass(frozen=True, slots=True)
class View:
    """What somebody else says, in a text.

    Attributes:
        who: Who says it, as it is told back: "your CTO".
        words: What they say.
        start, end: Where it stands.
        is_wish: Whether it is told as what they want or propose.
    """

    who: str
    words: str
    start: int
    end: int
    is_wish: bool

    @property
    def proposes(self) -> bool:
        """Whether it says what should be done, and not what is."""
        return self.is_wish or names(self.words, "others", "proposals") or bool(_imperative().match(self.words))

    @property
    def is_measured(self) -> bool:
        """Whether it tells a figure that somebody counted."""
        return any(one.kind is QuantityKind.SHARE for one in quantities(self.words))

    @property
    def demands(self) -> bool:
        """Whether it tells a figure that is wanted: "my boss says we need 95", "my boss wants 95"."""
        numbers = quantities(self.words)
        return any(is_wanted(self.words, one) or (self.is_wish and not one.counted) for one in numbers)


@dataclass(frozen=True, slots=True)
class Advice:
    """What somebody else says should be done: who, the outcome whose technique they name, and whether they are against it."""

    who: str
    outcome: str
    is_against: bool


def advised_in(text: str) -> Advice | None:
    """The one advice in a text, as in "the agency says we must fine-tune"; None where nobody gives one, or several do."""
    views = views_in(text[:LONGEST_TEXT])
    named = techniques_named(views[0].words) if len(views) == 1 else ()
    if len(named) != 1 or names(views[0].words, "others", "saying"):
        return None
    return Advice(views[0].who, named[0], names(views[0].words, "others", "against"))


def calls_a_view(text: str) -> bool:
    """Whether a text calls something that was told somebody's view: "no, that's only his opinion"."""
    return names(text, "others", "called")


def views_in(text: str) -> tuple[View, ...]:
    """The views of others in a text; none where its teller says that they are right."""
    whole = plain(text)
    if names(whole, "others", "agreed_with"):
        return ()
    found: list[View] = []
    for said in list(_saying().finditer(whole))[:MOST]:
        start = said.end() + len((_LED_IN.match(whole[said.end() :]) or said)[0])
        opening = whole[start : start + 1]
        closing = whole.find(_QUOTES[opening], start + 1) if opening in _QUOTES else -1
        ends = _END.search(whole, start)
        end = closing if closing > 0 else ends.start() if ends else len(whole)
        is_somebody = bool(_DETERMINER.search(whole[: said.start()])) or said["who"] in _TITLES
        if not is_somebody or any(one.start <= start < one.end for one in found) or end <= start:
            continue
        is_wish = names(said["verb"] or "", "others", "wishing")
        found.append(View(_told_back(text, said), whole[start:end].strip(" \"'“”„"), start, end, is_wish))
    return tuple(found)


def without_views(facts: Iterable[Fact], text: str) -> tuple[tuple[Fact, ...], str]:
    """The facts of a text without what rests on others' views, or only likely, and who holds a view that counts for nothing; empty where nobody does."""
    facts, views = tuple(facts), views_in(text)
    kept, holder = [], ""
    for fact in facts:
        view = _view_of(fact, text, views)
        seen = fact if view is None else _as_a_view(fact, view)
        holder = holder or (view.who if view is not None and seen is not fact else "")
        if seen is not None:
            kept.append(seen)
    if not facts and views and not any(view.is_measured or view.demands for view in views):
        holder = views[0].who
    return tuple(kept), holder


def _as_a_view(fact: Fact, view: View) -> Fact | None:
    """What is left of a fact that rests on somebody's view."""
    criterion = fact.criterion
    counts_none = criterion is Criterion.EXAMPLES and fact.number is None
    if criterion in _THEIRS_TO_SAY or counts_none or is_barred(fact) or view.is_measured:
        return fact
    if criterion is Criterion.GOAL:
        # What is wanted is theirs to say, and what is guessed from what they think is not.
        return fact if fact.is_stated or view.is_wish else None
    if criterion is Criterion.FAILURE:
        return _failing(fact, view)
    if view.proposes:
        return None
    return fact if criterion in _DECIDED or not fact.is_stated else replace(fact, certainty=Certainty.LIKELY)


def _failing(fact: Fact, view: View) -> Fact | None:
    """What fails as somebody sees it: what they wish for and what they pay is theirs to say, and why the model fails is not."""
    if _THEORIES & set(fact.values):
        return None
    is_theirs = view.is_wish or fact.values == ("slow_or_costly",) or not fact.is_stated
    return fact if is_theirs else replace(fact, certainty=Certainty.LIKELY)


def _view_of(fact: Fact, text: str, views: tuple[View, ...]) -> View | None:
    """The view that a fact rests on, as far as its words stand in it; they may begin with who says it."""
    if not fact.words or not views:
        return None
    whole, words = plain(text), plain(fact.words)
    at = whole.find(words)
    if at < 0:
        return None
    for view in views:
        begins, _ = clause_around(whole, view.start)
        if begins <= at < view.end and at + len(words) > view.start:
            return view
    return None


def _told_back(text: str, said: re.Match[str]) -> str:
    """Who says something in the words of somebody who is told it: "our CTO" is "your CTO"."""
    start, end = said.span("who")
    before = _DETERMINER.search(plain(text[:start]))
    if said["who"] == "head of":
        end = next((word.end() for word in re.finditer(r"\S+", text[:LONGEST_TEXT]) if word.start() > end), end)
    who = " ".join(text[before.start() if before else start : end].split())
    if before is None:
        return f"the {who}"
    first, _, rest = who.partition(" ")
    return f"{'your' if first.lower() in {'our', 'my'} else first.lower()} {rest}"


@cache
def _saying() -> re.Pattern[str]:
    who, verb = listed("others", "who").pattern, listed("others", "saying").pattern
    return re.compile(rf"(?P<who>{who})(?:(?:\s[\w'-]{{1,14}}){{0,{BETWEEN}}}?\s(?P<verb>{verb})|:(?=\s[\"“„]))")


@cache
def _imperative() -> re.Pattern[str]:
    return re.compile(listed("others", "imperatives").pattern)
