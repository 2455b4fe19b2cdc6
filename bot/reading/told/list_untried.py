"""Whether a text says that a model was never given the list that it has to choose from: "we didn't try giving it the list of codes".

That comes before anything is trained: what it does not know it cannot choose.
"""

from __future__ import annotations

import re
from typing import Final

from bot.decision import Criterion, Fact
from bot.reading.evidence import as_written, clauses, plain
from bot.reading.facts_in import LONGEST_WORDS

_LIST: Final = r"(?:lists?|tables?|catalogu?es?|glossary|glossaries|dictionary|codebook|codes|code\sbook|definitions|taxonomy|nomenclature|chart\sof\saccounts|price\slists?|master\sdata|product\snames|register|directory)(?!\s(?:descriptions?|names|comments|schemas?|definitions))"
_NOT: Final = r"(?:not|n't|never|nobody|none\sof\sus|didnt|havent|hasnt|doesnt|dont|isnt|wasnt|werent|without)"
_FORMS: Final = (
    # "We didn't try giving it the list of codes", "nobody pasted the table into the prompt".
    re.compile(
        rf"(?:\b|(?<=\w)){_NOT}\s(?:yet\s|even\s|ever\s|really\s|tried\s|try\s|to\s|been\s){{0,3}}(?:giving|give|gave|given|put|putting|show|showed|shown|showing|paste|pasted|pasting|add|added|adding|include|included|including|provide|provided|providing|attach|attached|feed|fed|feeding|upload|uploaded|looking\sup|look\sup)\b(?:\s(?!(?:examples?|us|me|them|you|customers?|users?)\b)[\w'-]{{1,14}}){{0,6}}?\s{_LIST}\b"
    ),
    # "The model doesn't see our catalogue".
    re.compile(
        rf"\b(?:it|model|bot|prompt|gpt\S*|llm|ai)\s(?:does\s|has\s|had\s|was\s|did\s|do\s|is\s)?(?:doesn't|hasn't|didn't|wasn't|doesnt|hasnt|didnt|wasnt|not|never)\s(?:yet\s|even\s|ever\s)?(?:have|had|get|gets|got|see|sees|seen|saw|know|knows|contain|contains|hold|holds|given|shown|told)\s(?:the\s|our\s|any\s|that\s|this\s|a\s|all\s|full\s|whole\s|complete\s){{0,3}}(?:[\w-]{{2,16}}\s){{0,2}}{_LIST}\b"
    ),
    # "The list of codes isn't in the prompt".
    re.compile(
        rf"\b(?:the|our|that|this|full|whole)\s(?:[\w-]{{2,16}}\s){{0,2}}{_LIST}\b(?:\s(?:of|with)(?:\s[\w-]{{2,16}}){{1,3}}?)?\s(?:is|are|was|were|has|have)?\s?(?:not|never|n't|isn't|aren't|wasn't|weren't|isnt|wasnt|hasn't|hasnt)\s(?:yet\s|even\s|been\s){{0,2}}(?:in\sthe\sprompt|in\sit|in\sour\sprompt|given|part\sof|tried|pasted|provided|attached|shown|there\sin\sthe)"
    ),
)

#: What a reader takes the "not" of such a clause for.
_DENIED: Final = frozenset({(), ("none",), ("nothing",)})


def list_untried(text: str) -> str:
    """The clause that says that a model was never given a list; empty where none does, or where something is asked."""
    if "?" in text:
        return ""
    for clause in clauses(text):
        if any(form.search(clause) for form in _FORMS):
            return as_written(clause, text)
    return ""


def lacks_a_list(text: str) -> Fact | None:
    """That the model lacks what it has to choose from; None where a text says no such thing."""
    words = list_untried(text)
    return Fact(Criterion.FAILURE, ("missing_knowledge",), words=words[:LONGEST_WORDS]) if words else None


def take_list_untried(kept: dict[Criterion, Fact], text: str) -> None:
    """Put that into facts as what fails, and take out what its "not" was taken for besides."""
    found = lacks_a_list(text)
    if found is None:
        return
    for criterion in (Criterion.BASELINE, Criterion.EXAMPLES, Criterion.TRIED, Criterion.DATA_QUALITY):
        known = kept.get(criterion)
        if known is not None and known.values in _DENIED and plain(known.words) in plain(found.words):
            del kept[criterion]
    known = kept.get(Criterion.FAILURE)
    if known is None or known.is_likely or plain(known.words) in plain(found.words):
        kept[Criterion.FAILURE] = found
