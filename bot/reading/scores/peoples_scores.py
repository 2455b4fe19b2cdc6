"""How often people do a task right, or agree on it: "the human is at 91%", "our agents agree 91% with one another", "by hand 95 of 100".

That is what a model is compared with, and no score of what there is. Who rates answers or uses them reaches nothing: "two clerks find 30
of 100 too stiff", "customers get the right answer in 80%". How often a model agrees with people is a score of the model: "78% agreement with
our clerks".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.decision import Criterion
from bot.reading.evidence import clause_around, listed, names, plain
from bot.reading.numbers.named_scores import PER_CENT
from bot.reading.numbers.quantities import QuantityKind, quantities
from bot.reading.scores.agreements import agreement_told_apart

if TYPE_CHECKING:
    from bot.decision import Fact
    from bot.reading.numbers.quantities import Quantity

#: From this share on people agree on what is right, as far as a share tells that; own choice.
AGREES: Final = 0.8
#: Characters before and after a share in which people may be named.
BEFORE: Final = 90
AFTER: Final = 48
#: What parts a clause from what another one says of the model.
_PARTS: Final = re.compile(r"\b(?:and|but|while|whereas|though|although)\b|(?<!\bvs)[,;.!](?=\s|$)|\n|\s[(–-]")
_WHO: Final = (
    r"(?:humans?|people|ppl|persons?|workers?|staff|clerks?|experts?|specialists?|lawyers?|paralegals?|doctors?|nurses?|annotators?|labell?ers?|coders|editors?"
    r"|translators?|colleagues?|employees?|team|teachers|accountants?|bookkeepers?|adjusters?|underwriters?|analysts?|secretary|secretaries|engineers?|technicians?|ladies|guys|girls|boys|operators?|seniors?|juniors?|raters?|reviewers?|coworkers?|dispatchers?|librarians?|pharmacists?|physicians?|radiologists?)"
)
_LED: Final = r"^(?:\s?(?:now|today|so far|currently|even|only|when|if|on average|in comparison|for comparison|without the model|without ai))?\s?"
_WHICH: Final = r"(?:(?:the|our|a|an|my|two|three|four|five|all|most|one|average|trained|experienced|good|best|senior|typical|normal|\d{1,3})\s){0,4}(?:\w{3,16}\s)?"
#: People as those who do it, up to its share: "two of our clerks agree on only", "a human gets it right in".
_DO: Final = re.compile(
    rf"{_LED}{_WHICH}(?:of\s(?:our|the)\s)?{_WHO}\s?(?:(?:themselves|alone|too|also|only|would|can|could)\s)?"
    r"(?:(?:is|are|was|were|sit|sits|stand|stands)\s(?:at|around|about|right|correct|wrong)?|gets?|got|reach(?:es|ed)?|achieve[sd]?|manage[sd]?|scores?|scored|hits?|make|makes|made|do|does|did|sort|sorts|sorted|code|codes|coded|read|reads|classif(?:y|ies|ied)"
    r"|agree[sd]?|match(?:es)?|have|has|had|miss(?:es|ed)?|err(?:s|ed)?)?\s?(?:(?!answers?\b|replies\b|responses?\b)[\w'-]{1,14}\s?){0,6}[=:~]?\s?$"
)
#: What is also a name of programs does it only where it agrees: "our agents agree on 91%".
_AGREE: Final = re.compile(
    rf"{_LED}{_WHICH}(?:agents|assistants|testers|partners)\s(?:themselves\s)?(?:only\s)?agree[sd]?\b[\s\w'-]{{0,40}}$"
)
#: Whoever does it "themselves": "receptionists themselves get".
_THEMSELVES: Final = re.compile(
    rf"{_LED}(?:(?:the|our|most)\s)?[\w-]{{3,20}}\s(?:themselves|by themselves|by hand|without (?:the|a) model|without ai)\s(?:only\s)?(?:are|get|got|reach|reached|manage|score|hit|do|have|had|make|agree)\b(?:\s(?!answers?\b)[\w'-]{{1,14}}){{0,5}}\s?$"
)
#: The same as a clause of its own after those who labelled were named: "done by two people, they agree on 88%", "2 annotators, agree 88%".
_SHORTLY_AGREE: Final = re.compile(
    r"^(?:\s?(?:who|they|both|these|which|the two|only|with|about|roughly))*\s?(?:agree[sd]?|agreement|agreeing|same (?:label|answer|class)|in agreement)\s?(?:(?:is|was|are|of|on|at|in|about|around|only|roughly|~)\s?)*$"
)
_LABELLING: Final = re.compile(
    rf"\b(?:label\w*|annotat\w*|tagged|coded|classified|sorted)\b[^.;!?]{{0,60}}\b(?:two|2|three|3|four|both|several)\b|\b(?:two|2|three|3|four|both|several)\s(?:[a-z]{{3,14}}\s)?{_WHO}\b"
)
#: What may follow a share that people reach.
_GOES_ON: Final = re.compile(
    r"^\s*(?:$|\)|(?:right|correct|correctly|accurate|accuracy|of (?:the )?(?:cases|times?|them)|on|when|with|mistakes?|errors?|wrong|in|at|by|for|here|there|too|as well|themselves|only|agree\w*|of (?:the )?(?:mails|letters|tickets|documents|forms|invoices|items|inputs|calls|records|claims|answers?)|mails|letters|tickets|documents|forms|invoices|cases|f1|human)\b)"
)
#: The same as a name of a measure: "human accuracy", "inter-annotator agreement".
_NAMED: Final = re.compile(
    r"\b(?:human|people's|peoples|manual|annotator|expert|clerk|inter[\s-]?(?:annotator|rater|coder))s?[\s-](?:level\s|labell?er\s|expert\s)?(?:accuracy|performance|score|scores|level|baseline|quality|agreement|f1|result|error rate|rate|ceiling|benchmark|coding|sorting|work)\b"
    r"|\b(?:agreement|consistency)\s(?:between|among|of)\s(?:the\s|our\s|two\s|three\s|all\s)*" + _WHO + r"\b"
    r"|\b(?:by hand|done manually|manually)(?:\s(?:we|they|people|it|is|are|was|get|gets|got|reach|have|about|only|alone)){0,3}\s?[:=]?\s?$"
)
_AFTER: Final = re.compile(
    r"^\s?(?:(?:right|correct|correctly|accuracy|accurate|of cases|of the cases)\s)?(?:when\s)?(?:done\s)?(?:by hand|manually|(?:by|for|among|between)\s(?:the\s|our\s|a\s|two\s)?(?:humans?|people|annotators|clerks|experts|agents)|human agreement|agreement between|human accuracy|inter[\s-]annotator)\b"
)
#: What a model agrees with, after its share and before it: "78% agreement with our clerks", "matches the coders' choice in 78%".
_WITH_PEOPLE: Final = rf"(?:with|to)\s{_WHICH}(?:(?:{_WHO})(?!\s(?:agree|each|one another))\b|humans?\b|(?:what|how)\s(?:the\s|our\s)?{_WHO}\b)"
_AGREES_AFTER: Final = re.compile(
    rf"^\s?(?:\w+\s)?(?:agreement|concordance|overlap|match|matches|match rate|agreed|agrees|agree|in agreement|identical)\s(?:rate\s)?{_WITH_PEOPLE}"
)
_AGREES_BEFORE: Final = re.compile(
    rf"\b(?:agreement|concordance|overlap|match rate)\s{_WITH_PEOPLE}[\w'\s]{{0,16}}?(?:(?:is|was|are|of|at|only|about|now|currently|around|stands|reaches|reached)\s?|[:=~]\s?){{1,4}}$"
    rf"|\b(?:it|model|prompt|bot|gpt\S*|answers?|codes?|labels?|outputs?|assistant)\s(?:\w+\s){{0,2}}?(?:agree[sd]?|coincide[sd]?)\s{_WITH_PEOPLE}[\w'\s]{{0,24}}?(?:in|on|at)\s(?:only\s|about\s|around\s)?$"
)
#: What people are only compared with, or what they look at.
_OF_ANSWERS: Final = re.compile(
    r"\b(?:model|bot|ai|llm|gpt\S*|prompts?|output|outputs|its answers|the answers|replies|drafts?|assistant|tool|machine|it's|its|eval|evaluation|mean|rating|from)\b|\b(?:vs|versus|against|than|like|as)\b"
    r"|\b(?:find|finds|found|rated?|rates|rating|rewr\w+|redo|redid|reject\w*|accept\w*|approv\w*|judg\w+|said|say|says|saw|see|sees|think|thinks|thought|liked?|check\w*|review\w*|correct(?:ed|s)\s|fix\w*|edit(?:ed|s)\b|use|uses|used|need|needs|needed|want|wants|require|requires|required|expect|expects|expected|demand|demands|insist|insists|ask for|asks for|must|should)\b"
    r"|\bcorrect\s$|\bit\s(?:hits|gets|reaches|scores|reached|scored)\b|\bstudent\b"
)
#: What says that a share counts what people get wrong.
_ERRORS: Final = re.compile(r"\b(?:errors?|mistakes?|wrong|miss|misses|missed|disagree\w*)\b")

#: What a reader guesses from it.
_GUESSED: Final = frozenset({Criterion.GOAL, Criterion.FAILURE, Criterion.BASELINE})
#: What is no agreement between people.
_NO_AGREEMENT: Final = frozenset({Criterion.BASELINE, Criterion.EXAMPLES, Criterion.DATA_QUALITY})


@dataclass(frozen=True, slots=True)
class PeoplesScore:
    """What people reach by themselves.

    Attributes:
        share: The share as it was told, and where.
        is_agreement: Whether it says how often people agree, rather than how often they are right.
        is_of_errors: Whether it counts what goes wrong.
    """

    share: Quantity
    is_agreement: bool
    is_of_errors: bool

    @property
    def right(self) -> float:
        """The part that people get right, or agree on, of 1."""
        return 1 - self.share.value if self.is_of_errors else self.share.value


def is_of_people(text: str, share: Quantity) -> bool:
    """Whether a share is one that people reach without a model."""
    return _told_of_people(text, share) is not None


def agrees_with_people(text: str, share: Quantity) -> bool:
    """Whether a share says how often a model decides as people do, and not how often they agree with one another."""
    before, after = plain(text[max(0, share.start - BEFORE) : share.start]), plain(text[share.end : share.end + BEFORE])
    if "one another" in after or "each other" in after:
        return False
    return bool(_AGREES_AFTER.match(after) or _AGREES_BEFORE.search(before))


def peoples_score(text: str) -> PeoplesScore | None:
    """What a text says that people reach by themselves; None where it says none, or asks."""
    if "?" in text:
        return None
    found = (_told_of_people(text, one) for one in quantities(text) if one.kind is QuantityKind.SHARE)
    apart = agreement_told_apart(text)
    told_apart = PeoplesScore(apart, is_agreement=True, is_of_errors=False) if apart else None
    return next((one for one in found if one is not None), told_apart)


def rests_on_an_agreement(fact: Fact, text: str) -> bool:
    """Whether a fact rests on the numbers of an agreement between people: they are no score and no examples, and who agrees has checked none."""
    theirs = peoples_score(text) if fact.criterion in _NO_AGREEMENT else None
    if theirs is None or not theirs.is_agreement:
        return False
    if fact.criterion is Criterion.DATA_QUALITY:
        start, end = clause_around(text, theirs.share.start)
        is_within = plain(fact.words) in plain(text[start : max(end, theirs.share.end)])
        return fact.values == ("curated",) and is_within and not names(fact.words, "data_quality", "checked")
    if theirs.share.of is None:
        return False
    counts = {theirs.share.of, theirs.share.of * theirs.share.value}
    return fact.number is not None and any(abs(fact.number - one) < 1 / PER_CENT for one in counts)


def guessed_from_it(fact: Fact, text: str) -> bool:
    """Whether a guess rests on no more than the words that tell what people reach: "the human is at 93%" speaks of no tone."""
    theirs = peoples_score(text) if fact.is_likely and fact.criterion in _GUESSED else None
    if theirs is None:
        return False
    start, end = clause_around(text, theirs.share.start)
    return plain(fact.words) in plain(text[start : max(end, theirs.share.end)])


def _agree_on_labels(text: str, share: Quantity, before: str) -> bool:
    """Whether a clause says no more than that they agree, after the words on who labelled."""
    if not _SHORTLY_AGREE.match(before):
        return False
    return bool(_LABELLING.search(plain(text[max(0, share.start - BEFORE) : share.start])))


def _told_of_people(text: str, share: Quantity) -> PeoplesScore | None:
    if share.kind is not QuantityKind.SHARE:
        return None
    # More words before or after a share are of another thing.
    before = _PARTS.split(plain(text[max(0, share.start - BEFORE) : share.start]))[-1]
    after = _PARTS.split(plain(text[share.end : share.end + AFTER]))[0]
    if _agree_on_labels(text, share, before):
        return PeoplesScore(share, is_agreement=True, is_of_errors=False)
    is_theirs = _DO.match(before) or _THEMSELVES.match(before) or _AGREE.match(before) or _NAMED.search(before)
    if not ((is_theirs and _GOES_ON.match(after)) or _AFTER.match(after)):
        return None
    if _OF_ANSWERS.search(before) or _OF_ANSWERS.search(after) or names(before, "baseline", "of_money"):
        return None
    said = f"{before} {after}"
    is_agreement = "agree" in said or "consisten" in said
    return PeoplesScore(
        share, is_agreement, bool(_ERRORS.search(said)) and not listed("baseline", "right").search(said)
    )
