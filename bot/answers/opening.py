"""The word that an answer to a yes/no question begins with: yes, no, or that it depends.

The notes say of their own ways of asking whether yes or no is right. What those near to a question say, turned where they ask the other way round,
makes each word more or less likely (`votes.py`); where none is likely enough, the sentence itself is asked whether it says less than a question that
claims something without exception.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answers.enough_examples import enough_examples
from bot.answers.lead import lead
from bot.answers.universal import claims_too_much
from bot.answers.votes import WORDS, features, votes
from bot.reading.asked.demands import without_demand
from bot.reading.asked.question_form import asks_yes_or_no, bare_question, denies_and_asks
from bot.reading.linear import LinearClassifier
from knowledge.passages import Lead

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.answers.relevance import Telling
    from bot.answers.votes import Vote

OPENINGS = {Lead.YES: "Yes.", Lead.NO: "No.", Lead.DEPENDS: "It depends."}
#: What one vendor's pages say of its own platform, asked of the other's, is no word on that.
ON_AZURE = {lead: f"On Azure, {said[0].lower()}{said[1:]}" for lead, said in OPENINGS.items()}
_RULED = {"Yes": Lead.YES, "No": Lead.NO}
#: What a word's probability must be, and how near a way of asking must be that the sentence answers with it, claiming as much. Of 527 questions by
#: strangers 238 get a word so, or by `SAME`, when their writers are held out, and 12 of them another than the judged one (`make train` prints it).
LIKELY, NEAR = 0.82, 0.6
#: From the first on a way of asking is the question itself, and its word the right one, if none that is as near as the second says otherwise.
SAME, AS_GOOD = 0.9, 0.8
#: What is somebody's own, so that whether it may be used is a matter of law or contract and not of form; and what a sentence on that has.
_OF_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|personal|patients?|employees?|users?|private|confidential)\W+(?:\w+\W+)?(?:data|e-?mails?|tickets?|records?|messages?|letters?|chats?|conversations?|files?|documents?)\b",
    re.IGNORECASE,
)
_CLEARS = re.compile(
    r"\b(?:may|allow\w*|permit\w*|permission|consent\w*|lawful\w*|legal\w*|prohibit\w*|forbid\w*|agree\w*|polic(?:y|ies)|rights?|personal|sensitive|masked?|anonymi[sz]ed?|remov\w+|used)\b",
    re.IGNORECASE,
)

#: What a sentence says that is not done, by the participle and what it is done for.
_DENIED = re.compile(r"\b(?:is|are|was|were) not ((?:\w+) to \w+)", re.IGNORECASE)
#: OpenAI as who does something; and whose platform the sources are on.
_OPENAI = re.compile(
    r"\bopen ?ai\b(?!['’]s? (?:guide|models?|gpt)| (?:models?|gpt|guide|on|in|through|via|resource|service|deployment|subscription)\b)",
    re.IGNORECASE,
)
_MICROSOFT = re.compile(r"\b(?:azure|microsoft|ms|msft|foundry)\b", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:not|no|never|none|nobody|cannot|without|out of|stay\w*)\b|n['’]t\b", re.IGNORECASE)
#: A method of tuning by its short name.
_METHOD = re.compile(r"\b(?:SFT|DPO|RFT)\b", re.IGNORECASE)


def opening(question: str, telling: Telling, beside: Iterable[Telling] = ()) -> Lead:
    """The word to begin with; none where the question does not ask for it, or where it can't be told.

    Args:
        question: What was asked.
        telling: The sentence that speaks first.
        beside: Sentences that were found with it, whose ways of asking count too.
    """
    if not asks_yes_or_no(question):
        return Lead.NONE
    # "Yes or no" denies nothing of what is asked before it.
    question = without_demand(question)
    if ruled := enough_examples(question, telling.text) or _RULED.get(lead(question, telling.text)):
        return ruled
    own, others = votes_of(question, telling, beside)
    word, likely = likeliest(own, others, telling.likelihood)
    known = word if likely >= LIKELY else of_the_same(own)
    if known is Lead.YES and _OF_PEOPLE.search(question) and not _CLEARS.search(telling.text):
        # What suits as an example may still be what nobody may take: that is for those to say who may.
        return Lead.NONE
    if known is Lead.YES and (
        _is_of_another_method(question, telling.text) or _denies_what_is_asked(question, telling.text)
    ):
        return Lead.NONE
    if known:
        return known
    return Lead.NO if claims_too_much(question, telling.text) else Lead.NONE


def opening_said(lead: Lead, question: str, telling: Telling) -> str:
    """A word to begin with as it is said; with the platform that it holds for where OpenAI is asked about and one of Microsoft's pages on Azure answers."""
    is_of_openai = _OPENAI.search(question) and not _MICROSOFT.search(question)
    on_azure = is_of_openai and "//learn.microsoft.com/" in telling.passage.url
    return (ON_AZURE if on_azure else OPENINGS).get(lead, "")


def is_opening(sentence: str) -> bool:
    """Whether a sentence is but a word that an answer begins with."""
    return sentence in {*OPENINGS.values(), *ON_AZURE.values()}


def _denies_what_is_asked(question: str, sentence: str) -> bool:
    """Whether a sentence denies in its main clause just what a question puts forward: "is it used to train?", "data are not used to train"."""
    asked = bare_question(question)
    if _DENIAL.search(asked) or denies_and_asks(question):
        return False
    return any(re.search(rf"\b{found[1]}\b", asked, re.IGNORECASE) for found in _DENIED.finditer(sentence))


def _is_of_another_method(question: str, sentence: str) -> bool:
    """Whether a question names methods of tuning, and a sentence names others alone: that Llama is tuned with SFT is no yes to RFT."""
    asked, told = ({one.upper() for one in _METHOD.findall(text)} for text in (question, sentence))
    return bool(asked and told) and not asked & told


def votes_of(question: str, telling: Telling, beside: Iterable[Telling]) -> tuple[list[Vote], list[Vote]]:
    """What the ways of asking say that the sentence answers, and what those say that other sentences of what was found answer."""
    passages = {one.passage.id: one for one in (telling, *beside)}
    rows = [
        (near, asked, told.lead, one.passage.id == telling.passage.id and told.sentence == telling.place)
        for one in passages.values()
        for asked, told, near in zip(one.passage.asked, one.passage.told, one.likewise, strict=False)
    ]
    own, others = ([row[:3] for row in rows if row[3] is is_own] for is_own in (True, False))
    return votes(question, own), votes(question, others)


def likeliest(own: Sequence[Vote], others: Sequence[Vote], likelihood: float) -> tuple[Lead, float]:
    """The likeliest word and its probability; 0 where no way of asking is near that the sentence answers so."""
    rows = [features(word, own, others, likelihood) for word in WORDS]
    likely, word = max(zip(_classifier().likelihoods(rows), WORDS, strict=True))
    is_borne_out = any(one.near >= NEAR and one.as_much and one.speaks_for is word for one in own)
    return word, likely if is_borne_out else 0.0


def of_the_same(own: Sequence[Vote]) -> Lead:
    """The word of a way of asking that is the question itself; none where there is no such way, or another near one is at odds with it."""
    said = [(one.near, one.speaks_for) for one in own if one.as_much and one.speaks_for and one.near >= AS_GOOD]
    is_told = bool(said) and said[0][0] >= SAME and len({word for _, word in said}) == 1
    return said[0][1] if is_told else Lead.NONE


@lru_cache(maxsize=1)
def _classifier() -> LinearClassifier:
    return LinearClassifier.load("opening")
