"""Questions beside a case that people ask again and again, each as it is asked alone: "also how long would this take and do I have to hire someone?".

What is asked of the case itself, such as whether to train or what it costs, is none of them.
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.asked.legal_asked import legal_asked
from bot.reading.asked.verdict_asked import supposition
from bot.reading.evidence import plain
from bot.reading.sayings import may_ask

#: At most so many are answered beside what a message tells.
MOST: Final = 2
_IT: Final = r"(?:this|it|that|all this|all that|the (?:whole )?(?:thing|training|tuning|project)|fine.?tuning|finetuning|training|tuning|such a (?:thing|project|training))"
_WE: Final = r"(?:i|we)"
_MUST: Final = r"(?:have to|need to|must|should|got to)"
_EACH: Final = (
    (
        re.compile(
            rf"\bhow (?:long|much time) (?:(?:would|will|does|do|is|can|could|might|should) )?{_IT}(?: all)?(?: be)?(?: going)?(?: to)? (?:take|last|need|run)\w*"
            rf"|\bhow (?:long|much time) (?:it|this|that|training|fine.?tuning) (?:takes?|lasts?|needs?|would take|will take)|(?<!for )\bhow (?:long|much time)(?=\??,? and (?:do|must|should|would|will|what does) (?:i|we|it|that)\b)"
            rf"|\bhow many (?:days|weeks|months) (?:would|will|does|do) {_IT} (?:take|need|last)"
        ),
        "How long does fine-tuning take?",
    ),
    (
        re.compile(
            rf"\b(?:do|must|should|would|will) {_WE} (?:really |then |even )?(?:{_MUST} |then )?(?:hire|employ|recruit)\b|\b(?:if|whether) {_WE} {_MUST} (?:hire|employ|recruit)\b"
            rf"|\b(?:do|would|will) {_WE} (?:really |then )?need (?:to (?:hire|employ|recruit)\b|(?:a|an|some|any|our own) (?:data scientist|ml|machine.learning|ai (?:expert|engineer|specialist)|specialist|data engineer|expert|developer|consultant)s?\b)"
            r"|\bcan (?:my|our) (?:own )?(?:developers?|devs?|people|team|staff) do (?:this|it|that)\b"
        ),
        "Do we need a data scientist to fine-tune?",
    ),
    (
        re.compile(
            rf"\b(?:do|would|will) {_WE} (?:then )?own (?:the|that|this) (?:trained |tuned |fine.tuned |resulting )?(?:model|weights)|\bwho (?:then )?owns (?:it\b|(?:the|that|this) (?:trained |tuned |fine.tuned |resulting )?(?:model|weights))|\b(?:is|would) (?:the|that) (?:tuned |trained )?model (?:be )?ours\b"
        ),
        "If we fine-tune, do we own the model?",
    ),
    (
        re.compile(
            rf"\bhow often (?:would|will|do|must|should) {_WE} (?:then )?(?:{_MUST} )?(?:retrain|train (?:it )?again|re-?tune)\b"
        ),
        "How often do we need to retrain?",
    ),
    (
        re.compile(
            r"\b(?:will|does|do|can|could|would|is) (?:microsoft|openai|ms|they|azure|our data|the data)(?: then)? (?:be )?(?:use|used|train|take)\w*\b.{0,40}\b(?:train|our data|our texts|their models?|to train)"
        ),
        "Is our training data used to train Microsoft's models?",
    ),
)
#: Who says that there is no way but training, and what is asked of them: "our consultant says we must fine-tune. is he right?".
_CLAIMS: Final = re.compile(
    r"\b(?:says?|said|tells?|told|claims?|insists?|thinks?|believes?|reckons?|swears?|read|heard|wants|argues?)\b[^.?!]{0,60}"
    r"\b(?:must|have to|has to|need|needs|should|got to|can only be|only)\b[^.?!]{0,40}\b(?:fine.?tun|finetun|train|tune|own model)"
)
_ASKS_IF_RIGHT: Final = re.compile(
    r"(?:^|[.?!,;] ?)(?:so |and |but )?(?:(?:is|are) (?:he|she|they|it|that|this)(?: really)? (?:right|true|correct|so)\b|true|right|correct|do we(?: really)?(?: have to| need to| need that| need it)?|must we)\s*\?+\W*$"
)
NEEDED: Final = "Do we need to fine-tune at all?"
_NAMES: Final = re.compile(
    r"(?<!how )\b(?:may|can|could|must|should|do|am|are|is)\s(?:i|we|it|they|one|the|these|those|that|this)\b[^.?!]{0,80}?"
    r"\b(?:names? (?:and \w+(?: \w+)? )?(?:in (?:it|them|the \w+|there)|inside|of (?:customers|citizens|patients|clients|people|guests|pupils|members))|personal data|pii)\b"
)


def asks_if_needed(text: str) -> bool:
    """Whether a message tells that somebody calls training necessary, and asks whether that is so."""
    said = " ".join(plain(text).split())
    return bool(_CLAIMS.search(said) and _ASKS_IF_RIGHT.search(said))


def side_questions(text: str) -> tuple[str, ...]:
    """The questions of general interest in a message that tells of a case, or asks for the verdict besides; empty where it asks none."""
    said = " ".join(plain(text).split())
    if supposition(text) is not None:
        return ()
    found = sorted((one.start(), asked) for form, asked in _EACH if (one := form.search(said)))
    every = [asked for _, asked in found]
    legal = legal_asked(text)
    if legal is not None and not legal.is_alone:
        every.append(legal.sentence)
    elif legal is None and _NAMES.search(said) and may_ask(text):
        every.append("Are we allowed to train on texts with names of people?")
    return tuple(every[:MOST])
