"""What a message asks of the bot's own verdict, told from what may be asked of training in general: "what exactly is missing?", "so turn that on?".

The bot's verdict is named ("your verdict", "the 73%"), or pointed to by a question that has no other subject.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from bot.reading.asked.towards_asked import towards_asked
from bot.reading.asked.verdict_asked import names_a_model
from bot.reading.evidence import plain

#: Longer messages tell a case.
_LONGEST: Final = 300


class OwnVerdict(StrEnum):
    """What is asked of it."""

    MISSING = "missing"  # "what exactly is missing?"
    EVIDENCE = "evidence"  # "which evidence supports the 73%?"
    FLIPS = "flips"  # "what would change your verdict, I need to tell the board"
    TOWARDS = "towards"  # "what must happen before you would say train it?"
    WHICH = "which"  # "so which one is it now, train or not"
    MODEL = "model"  # "does your verdict refer to GPT-5 or to a local one?"
    DO_IT = "do it"  # "so turn that on?"


_NOUN: Final = r"(?:verdict|recommendation|advice|decision|assessment|conclusion|opinion|judge?ment|answer|mind|view)"
_ITS: Final = rf"(?:your|the|this|that) (?:own |whole |final )?{_NOUN}"
_SHARE: Final = r"(?:the|your|that|this|those|these) \d{1,3} ?(?:%|percent|per cent)"
_ENDS: Final = r"(?=\s*(?:$|[?.!,;:]| and\b| or\b| then\b| here\b| now\b| so\b| for (?:that|it|you|a yes|training|fine|the verdict)))"
_BEGINS: Final = r"^(?:(?:so|but|and|ok|okay|well|then|now|please|right|hm+|wait|sorry|no|fine),? )*"
_TRAINING: Final = r"(?:train(?:ing)?|tun(?:e|ing)|fine.?tun(?:e|ing)|finetun(?:e|ing)|prompt(?:ing)?|retrieval|rag)"
_FORMS: Final = (
    (
        OwnVerdict.FLIPS,
        re.compile(
            rf"\bwhat (?:else |exactly |precisely |then )?(?:(?:would|could|might|can|will|does|must happen to|has to happen to|needs to happen to|would have to|needs? to|has to) )?(?:ever )?"
            rf"(?:change|changes|flip|flips|turn|alter|alters|overturn|reverse|move) {_ITS}(?=\s*(?:$|[?.!,;:]| (?:and|or|if|then|now|so|here|because|for|to|in|at|from|back|around|over)\b))"
            rf"|(?:^|[.?!] )(?:and |but |so |ok )?what(?:,? then,?)? (?:would|could|might|can) (?:change|flip|turn) (?:it|that)\s?[?.!]"
        ),
    ),
    (
        OwnVerdict.MISSING,
        re.compile(
            rf"\bwhat(?: exactly| precisely| else| then)?(?: is| are|'s) (?:it that is |it that's )?(?:exactly |precisely |still |then |now |actually )*(?:missing|lacking){_ENDS}"
            rf"|\bwhat('s| is| are) the missing (?:thing|piece|part|bit)s?{_ENDS}|\bwhich (?:things?|parts?|piece|one)s? (?:is|are) (?:still )?missing{_ENDS}|^missing what\b"
            rf"|\bwhat (?:do|does) (?:training|tuning|fine.?tuning|you|it) (?:still )?(?:need|lack|miss) (?:then|exactly|still|from us|from me)"
        ),
    ),
    (
        OwnVerdict.EVIDENCE,
        re.compile(
            rf"\b(?:which|what) (?:evidence|facts?|sources?|data|studies|papers?) (?:exactly )?(?:supports?|backs?|(?:is|are|stands?) behind|speaks? for|underlies?|underpins?|proves?|do you have for|is there for) (?:{_ITS}|{_SHARE})"
            rf"|\bon (?:what|which) (?:grounds?|bas[ie]s|evidence)\b.{{0,40}}(?:{_ITS}|{_SHARE}|\byou (?:conclude|say|recommend|decide|judge|advise)\b)"
            rf"|\bwhat (?:do|does) (?:{_ITS}|{_SHARE}) (?:rest|stand|depend|base|build) on\b|\bwhat (?:is|are) (?:{_ITS}|{_SHARE}) (?:based|built|founded) on\b"
            rf"|\bwhere (?:do|does|did) (?:{_SHARE}) come from\b|\bwhere(?:'s| is| are) (?:the )?(?:evidence|proof) for (?:{_ITS}|{_SHARE})"
        ),
    ),
    (
        OwnVerdict.MODEL,
        re.compile(
            rf"\b(?:does|do|did|is|was) {_ITS}(?:, [^,?]{{1,80}},)? (?:refer|relate|apply|hold|stand|valid|meant|about|for|good|based)\b"
            rf"|\bwhich model (?:does|do|is) {_ITS}\b|\bwhich model (?:do|did) you mean\b"
        ),
    ),
    (
        OwnVerdict.WHICH,
        re.compile(
            rf"(?:^|[.?!] )(?:so |and |but )*(?:does|is|will|would) it (?:then )?(?:still )?(?:(?:stay|remain|be|become) )?(?:still )?a (?:yes|no)(?: then| now)?\s?\?"
            rf"|{_BEGINS}(?:which (?:one )?(?:of (?:the two|them|these) )?is it|what is it|what's it|is it|which (?:one|way))(?: then| now| finally)*[,: ]+(?:to )?{_TRAINING}(?:,? or (?:to )?(?:not(?: to)?(?: {_TRAINING})?|no|{_TRAINING}))(?: then| now)?\W*$"
        ),
    ),
    (
        OwnVerdict.DO_IT,
        re.compile(
            r"^(?:(?:so|ok|okay|then|right|well|and),? )+(?:(?:do|should|shall|must|can|may) (?:i|we) |(?:i|we) (?:should |must |just |can )?|just )?(?:turn|switch|put|try|use|add|do|start with|begin with) (?:that|this|those|them|these)(?: one| bit)?"
            r"(?: on| in| first| now| then| today)*\s?\?+$"
        ),
    ),
)
#: What a verdict may hold for, where no model is named.
_KIND_OF_MODEL: Final = re.compile(
    r"\b(?:local|own|hosted|open|small|large|big|smaller|larger|on.prem\w*|cloud|model)\b"
)
#: Who supposes something of the verdict's own asks that.
_OF_A_WAY: Final = re.compile(r"\bif\b|\bsuppos\w+|\bassum\w+")


def own_verdict_asked(text: str) -> OwnVerdict | None:
    """What a message asks of the verdict; None where it asks or tells something else, or supposes something in the same sentence."""
    said = " ".join(plain(text).split())
    if len(said) > _LONGEST:
        return None
    if towards_asked(text):
        return OwnVerdict.TOWARDS
    spoken = said.replace(", then,", " then").replace(", then ", " then ").replace("  ", " ")
    for asked, form in _FORMS:
        found = form.search(spoken)
        if found is None or (asked is OwnVerdict.MODEL and not _of_a_model(spoken, found)):
            continue
        return asked
    return None


def _of_a_model(said: str, found: re.Match[str]) -> bool:
    """Whether it is a model that the verdict is asked to hold for: "does the verdict hold for 2 weeks?" asks another thing."""
    rest = said[found.end() :]
    is_supposed = _OF_A_WAY.search(rest) is not None
    return not is_supposed and (
        "which model" in found[0] or names_a_model(rest) or _KIND_OF_MODEL.search(rest) is not None
    )
