"""Where a text says that all it takes stands in the input, and that looking things up is beside the point."""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Certainty, Criterion, Fact
from bot.reading.evidence import as_written, clauses, names
from bot.reading.numbers.quantities import QuantityKind, quantities

#: Characters of somebody's words that are quoted.
LONGEST_WORDS: Final = 160
#: Pages up to here fit into a prompt: at some 500 words a page 20,000 words, a fifth of the smallest context window on offer.
FEW_PAGES: Final = 40
#: A message that tells the size of what is known has no more words than this.
FEW_WORDS: Final = 12
#: Characters in which a number's unit stands.
LONGEST_UNIT: Final = 12
_LOOK_UP: Final = r"(?:rag|retrieval|look[- ]?ups?|searching|a search|search)"
_BESIDE: Final = re.compile(
    rf"\b{_LOOK_UP}(?: (?:is|was|are))?(?: ?(?:isn't|isnt|not|never|hardly|no longer))(?: \w{{1,10}})? (?:relevant|needed|necessary|the (?:point|issue|problem|topic)|an issue|a topic|involved|required|used|of use)\b"
    rf"|\b{_LOOK_UP} (?:is|was|are) (?:irrelevant|beside the point|unnecessary|pointless)\b"
    rf"|\b(?:don't|dont|doesn't|doesnt|not|no|never) (?:really )?(?:need|needs|want)(?: any| a| the)? {_LOOK_UP}\b"
    rf"|\bno need (?:for|of)(?: any| a)? {_LOOK_UP}\b"
)
_INPUT: Final = r"(?:briefs?|briefing|inputs?|tickets?|e?-?mails?|letters?|texts?|messages?|requests?|forms?|notes?|transcripts?|calls?|clauses?|contracts?|invoices?|claims?|orders?|comments?|reviews?|photos?|images?|posts?|adverts?)"
_IN_IT: Final = re.compile(
    rf"\b(?:everything|all|all of it|it all)(?:'s| is| it needs is| we need is| that is needed is| needed is| stands| that counts is)? (?:already )?(?:there )?(?:in|inside|within) (?:the|each|every|that|one)(?: \w{{1,12}})? {_INPUT}\b"
    rf"|\bthe {_INPUT}(?: \w{{1,10}})? (?:has|have|holds|contains|contain|gives) (?:everything|all)\b"
)


def retrieval_beside_the_point(text: str) -> bool:
    """Whether a text says that there is nothing to look up: "retrieval isn't relevant", "we don't need any look-up"."""
    return any(_BESIDE.search(clause) for clause in clauses(text))


def all_in_the_input(text: str) -> Fact | None:
    """That all it takes stands in the input, as a text says in so many words: "everything's in the brief"; None where it does not, or asks it."""
    said = next((clause for clause in clauses(text) if _IN_IT.search(clause)), "")
    if not said or text.rstrip().endswith("?"):
        return None
    return Fact(Criterion.KNOWLEDGE_HOME, ("none_needed",), words=as_written(said, text)[:LONGEST_WORDS])


def nothing_looked_up(text: str, known: Fact | None) -> Fact | None:
    """That the input may hold all it takes, where a text says that there is nothing to look up, and not where its facts are."""
    said = next((clause for clause in clauses(text) if _BESIDE.search(clause)), "")
    if not said or known is not None or text.rstrip().endswith("?"):
        return None
    return Fact(Criterion.KNOWLEDGE_HOME, ("none_needed",), Certainty.LIKELY, as_written(said, text)[:LONGEST_WORDS])


def few_pages(text: str, known: Fact | None) -> Fact | None:
    """That the knowledge fits into a prompt, where it is counted in pages and they are few; None where a text says no such thing."""
    is_all = len(text.split()) <= FEW_WORDS and names(text, "size", "all_there_is")
    if known.values != ("large_corpus",) if known else not is_all:
        return None
    counts = [one for one in quantities(text) if one.kind is QuantityKind.COUNT]
    pages = [one for one in counts if set(one.counted[:1]) & {"page", "pages"}]
    if len(pages) != 1 or any(one.value > FEW_PAGES for one in counts):
        return None
    if names(text, "size", "each") or names(text, "tried", "prompts"):
        # So many pages of each of many, or of the prompt.
        return None
    words = text[pages[0].start : pages[0].end + LONGEST_UNIT].split()
    return Fact(Criterion.KNOWLEDGE_HOME, ("fits_in_prompt",), words=" ".join(words[:2]))
