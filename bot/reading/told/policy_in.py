"""Whether a sentence of a company's own document is a rule that bears on a gate: "we may not train on customer data", "all workloads run in Sweden Central only".

Only what forbids or demands is taken, and only of a few criteria: where data must stay, whether anything may be trained, whether answers must show
their source, and whether everybody may see the same. The trained reader says what the sentence means; it is stated where the sentence is plain, and likely,
so that a person is asked, where it has a condition, or may be about another system than the one that is decided on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.decision import Certainty, Criterion, Fact
from bot.decision.criteria import CitationNeed, Permissions, Residency, TunableModel
from bot.reading.facts_in import speaks_of_data, thresholds
from bot.reading.language import ENGLISH
from bot.reading.read_message import read_message

if TYPE_CHECKING:
    from bot.reading.encoder import Encoded

#: What a rule can say of a criterion: what restricts.
RESTRICTS: Final = {
    Criterion.RESIDENCY: (Residency.REGION_BOUND, Residency.ON_PREM),
    Criterion.TUNABLE_MODEL: (TunableModel.NO,),
    Criterion.CITATIONS: (CitationNeed.YES,),
    Criterion.PERMISSIONS: (Permissions.PER_USER,),
}
#: Criteria of which a rule is about everything that a company runs; a rule on sources or on who sees what may be about another system.
_FOR_ALL: Final = frozenset({Criterion.RESIDENCY, Criterion.TUNABLE_MODEL})
#: Characters of a sentence that is read; a longer one is no rule that a card could quote.
LONGEST_RULE: Final = 300
#: What a rule has: it forbids or demands, or says of all or of "us" what is done only so, or never.
_RULE = re.compile(
    r"\b(?:must|shall|may\s+(?:not(?!\s+(?:be\s+)?(?:support|available|need|have))|never|only)|(?:not|never)\s+(?:be\s+)?(?:allowed|permitted)|no\s+(?:\w+\s+){1,2}(?:may|must|shall)"
    r"|(?:is|are)\s+(?:strictly\s+)?(?:prohibited|forbidden|banned)|residency\s*:[^.;]*\bonly"
    r"|(?:we|our|all|every)\b[^.;]*\b(?:only|never|do\s+not|don[’']t))\b",
    re.IGNORECASE,
)
#: What it is about, so that most sentences of a library need no reader.
_ABOUT = re.compile(
    r"\b(?:train\w*|re-?train\w*|fine-?tun\w*|data|workloads?|models?|regions?|EU|EEA|premis\w*|residency|clouds?|servers?|cit(?:e|es|ed|ing|ations?)"
    r"|sources?|permissions?|documents?|access)\b",
    re.IGNORECASE,
)
#: What makes a rule one that a person has to look at: it has conditions or exceptions, or only wishes.
_CONDITION = re.compile(
    r"\b(?:unless|except\w*|without|if|where|when|until|should|prefer\w*|subject\s+to|approv\w+|consent|otherwise|some|certain|agree\w*)\b",
    re.IGNORECASE,
)
#: What is trained, or trained on, where it is a model.
_OF_A_MODEL = re.compile(
    r"\b(?:fine-?tun\w*|models?|LLMs?|AI|weights|data|records|logs|tickets|transcripts|conversations|documents|e?-?mails|chats)\b",
    re.IGNORECASE,
)
#: Where a rule says where things run, rather than where data "must stay".
_RUNS_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)


def policy_in(sentence: str) -> Fact | None:
    """The fact that a sentence of a document lays down as a rule, in its own words; None for nearly every sentence. Takes a few milliseconds where it may be one.

    Args:
        sentence: One sentence, as `knowledge.passages.sentences` cuts them.
    """
    if len(sentence) > LONGEST_RULE or not _RULE.search(sentence) or not _ABOUT.search(sentence):
        return None
    reading = read_message(sentence)
    if reading.encoded is None or reading.language != ENGLISH:
        return None
    found = [fact for criterion in RESTRICTS if (fact := _restricted(criterion, sentence, reading.encoded))]
    # A sentence lays down one thing; what the reader is surest of.
    return max(found, key=lambda fact: _probability(fact, reading.encoded), default=None)


def _restricted(criterion: Criterion, sentence: str, encoded: Encoded) -> Fact | None:
    value = max(RESTRICTS[criterion], key=lambda one: encoded.probability(criterion, one))
    at = thresholds()
    is_stated = encoded.probability(criterion, value) >= at.stated[criterion]
    if not is_stated and encoded.at_least_likely(criterion, value) < at.likely[criterion]:
        return None
    is_plain = criterion in _FOR_ALL and not _CONDITION.search(sentence)
    if criterion is Criterion.TUNABLE_MODEL:
        if not _OF_A_MODEL.search(sentence):
            # "New colleagues must not be trained on the old system."
            return None
        # "Customer data may not be used for training" closes training where the examples are customer data, which a person knows.
        is_plain &= is_stated and not speaks_of_data(sentence)
    else:
        is_plain &= is_stated or bool(_RUNS_ONLY.search(sentence))
    certainty = Certainty.STATED if is_plain else Certainty.LIKELY
    return Fact(criterion, (value,), certainty, " ".join(sentence.split()))


def _probability(fact: Fact, encoded: Encoded | None) -> float:
    return encoded.probability(fact.criterion, fact.values[0]) if encoded else 0.0
