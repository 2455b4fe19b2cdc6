"""Whether a text says that the right passage is found and the answer gets it wrong all the same: "finds the right article but writes the wrong number".

A reader takes the search that is named there for what fails; it is what works.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import as_written, clauses, names_undenied, plain
from bot.reading.facts_in import LONGEST_WORDS
from bot.reading.sayings import asks

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUE: Final = "ignores_context"
_SENTENCE_END: Final = re.compile(r"[.;!?\n](?=\s|$)")
_RIGHT: Final = r"(?:right|correct|proper|good|matching|relevant|true|exact|appropriate)"
_PASSAGE: Final = r"(?:articles?|pages?|passages?|chunks?|documents?|docs?|files?|manuals?|sections?|sources?|paragraphs?|entry|entries|links?|sheets?|pdfs?|snippets?|faqs?|polic(?:y|ies)|lines?|clauses?)"
_FINDS: Final = r"(?:finds?|found|finding|shows?|showed|showing|picks?|picked|retrieves?|retrieved|gets?|got|returns?|returned|cites?|cited|opens?|opened|pulls?|pulled|brings?|brought|displays?|lists?|points? to|links? to|refers? to|quotes?|selects?|fetches|has|have|with|hits?)"
#: "Finds the right article", "right document found", "the link is correct".
_FOUND: Final = re.compile(
    rf"\b{_FINDS}\s(?:(?:up|out|always|usually|often|mostly|even|us|the|a|our|to|very|all|most|of)\s){{0,4}}{_RIGHT}\s(?:[a-z-]{{2,14}}\s)?{_PASSAGE}\b"
    rf"|\b{_RIGHT}\s(?:[a-z-]{{2,14}}\s)?{_PASSAGE}\s(?:(?:is|are|was|were|gets?|always|usually|often|mostly)\s){{0,2}}(?:found|there|shown|retrieved|linked|cited|opened|returned|in\s(?:the\s)?context|on\stop|in\sthe\stop)\b"
    rf"|\b(?:search|retrieval|{_PASSAGE})\s(?:it\s(?:shows|finds|cites|gives)\s)?(?:is|are|was|were)\s(?:always\s|usually\s|mostly\s|often\s)?(?:to\sthe\s|to\s|the\s)?{_RIGHT}\b"
    rf"|\b(?:search|retrieval)\s(?:itself\s)?(?:works|is\s(?:fine|good|ok|okay))\b"
)
_VALUE: Final = r"(?:numbers?|amounts?|values?|figures?|answers?|prices?|dates?|rates?|totals?|days|sums?|names?|facts?|details?|things?|conditions?|texts?|repl(?:y|ies)|results?|fields?|units?|percentages?|deadlines?|periods?|limits?|conclusions?)"
_GONE_WRONG: Final = re.compile(
    rf"\b(?:wrong|other|another|different|false|incorrect|invented|made[\s-]up|bad|mistaken)\s(?:[a-z-]{{2,14}}\s){{0,2}}{_VALUE}\b"
    rf"|\b{_VALUE}\s(?:it\s\w+\s|in\sthe\sanswers?\s|after\sthat\s)?(?:is|are|was|were|comes?\sout|come\sout)\s(?:still\s|often\s|then\s|sometimes\s|always\s|just\s|not\s){{0,2}}(?:wrong|false|incorrect|invented|different|made\sup|off)\b"
    rf"|\b{_VALUE}\s(?:is|are|was|were)\s?(?:not|n't)\s(?:right|correct)\b|\b(?:answers?|numbers?|values?|amounts?)\s(?:isn't|aren't|wasn't|isnt|arent)\b"
    r"|\b(?:invents?|invented|misquotes?|misquoted|misreads?|misread|misstates?|makes?\sup|hallucinates?|fabricates?|misinterprets?|misunderstands?|twists?|garbles|contradicts?|ignores?|does(?:n't|\snot)\suse)\b"
    r"|\b(?:answers?|writes?|says?|states?|reads?|copies|quotes|calculates)\s(?:(?:it|them|that|then|still|out|down)\s){0,2}(?:wrong|wrongly|incorrectly|something\s(?:else|different|other))\b"
)
#: Whose finding is none of a machine.
_PEOPLE: Final = re.compile(
    r"\b(?:agents?|people|we|they|users?|customers?|clients?|staff|colleagues?|employees|i|you|clerks?|humans?)\s(?:can\s|do\s|always\s|usually\s)?$"
)
_NOT_ALWAYS: Final = re.compile(
    r"\b(?:sometimes not|not always|only sometimes|rarely|seldom|hardly ever|half the time)\b"
)
#: What a reader takes it for.
_TAKEN_FOR: Final = frozenset(
    {"bad_retrieval", "hallucination", "missing_knowledge", "edge_cases", "unspecified", VALUE}
)
_RETRIEVED: Final = frozenset({"rag", "prompt_and_rag"})


def misread_passage(text: str) -> Fact | None:
    """That the right passage is found and misused, as a fact of what fails: stated, and likely where it is asked; None where a text says no such thing."""
    said = next(_found(text), "")
    if not said or not any(names_undenied(clause, _GONE_WRONG) for clause in _others(text, said)):
        return None
    is_asked = asks(said) or text.strip().lower().startswith(("if ", "suppose", "what if"))
    certainty = Certainty.LIKELY if is_asked else Certainty.STATED
    return Fact(
        Criterion.FAILURE, (VALUE,), certainty, as_written(_with_what_follows(said, text), text)[:LONGEST_WORDS]
    )


def _with_what_follows(said: str, text: str) -> str:
    """A clause with the rest of its sentence, which says what goes wrong."""
    rest = plain(text).partition(said)[2]
    end = _SENTENCE_END.search(rest)
    return f"{said}{rest[: end.start()] if end else rest}"


def _found(text: str) -> Iterator[str]:
    """The clauses of a text that say that a machine finds the right passage."""
    for clause in clauses(text):
        found = _FOUND.search(clause)
        is_told = found is not None and names_undenied(clause, _FOUND) and not _NOT_ALWAYS.search(plain(text))
        if found is not None and is_told and not _PEOPLE.search(clause[: found.start()]):
            yield clause


def _others(text: str, said: str) -> Iterator[str]:
    """The clauses of a text, and what the one that says that the passage is found goes on with."""
    for clause in clauses(text):
        if clause != said:
            yield clause
        elif found := _FOUND.search(clause):
            yield clause[found.end() :]


def take_misread_passage(kept: dict[Criterion, Fact], text: str) -> None:
    """Put that into facts as what fails, and the look-up that found the passage as tried."""
    found = misread_passage(text)
    failure, tried = kept.get(Criterion.FAILURE), kept.get(Criterion.TRIED)
    if found is None or (failure is not None and not _TAKEN_FOR.issuperset(failure.values)):
        return
    if failure is None or failure.values != (VALUE,) or not failure.is_stated:
        kept[Criterion.FAILURE] = found
    if tried is None or (tried.is_likely and _RETRIEVED.issuperset(tried.values)):
        kept[Criterion.TRIED] = Fact(Criterion.TRIED, ("rag",), found.certainty, found.words)
