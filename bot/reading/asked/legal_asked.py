"""Whether a message asks what the law or a contract decides: whose data may be trained on, who is liable, what copyright allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.reading.asked.question_form import asks_yes_or_no
from bot.reading.sayings import may_ask
from knowledge.passages import sentences


class Legal(StrEnum):
    """What is asked that the law or a contract decides."""

    PERSONAL = "personal"  # "are we allowed to train on tickets with names?"
    LIABILITY = "liability"  # "who is liable if it is wrong?"
    ERASURE = "erasure"  # "can one customer's data be taken out of the trained model?"
    COPYRIGHT = "copyright"  # "may we train on newspaper articles, copyright-wise?"


@dataclass(frozen=True, slots=True)
class LegalQuestion:
    """What is asked, in the sentence that asks it, and whether the message is nothing but that."""

    topic: Legal
    sentence: str
    is_alone: bool


#: A longer sentence tells more than it asks.
_LONGEST: Final = 240
_TRAINING: Final = re.compile(
    r"\b(?:train\w*|fine-?\s?tun\w*|finetun\w*|tun(?:e|ed|ing)|upload\w*|training (?:data|set|file|examples?))\b",
    re.IGNORECASE,
)
_PERMITTED: Final = re.compile(
    r"\b(?:allow(?:s|ed)?|permit(?:s|ted)?|may (?:we|i|one|our|it|these|those|they|customers?|clients?|patients?|employees?)|prohibit\w*|forbid\w*|forbidden|illegal)\b",
    re.IGNORECASE,
)
#: What is a matter of law whatever the data are.
_LAW: Final = re.compile(
    r"\b(?:consent|lawful\w*|unlawful|legal(?:ly)?|legality|works council|betriebsrat|ndas?|non-disclosure|data protection (?:law|act|officer)|privacy law)\b",
    re.IGNORECASE,
)
#: Data of people, or that somebody gave for another purpose.
_OF_PEOPLE: Final = re.compile(
    r"\b(?:customers?['’]?|clients?['’]?|patients?['’]?|employees?['’]?|staff|users?['’]?|students?['’]?|pupils?['’]?|citizens?['’]?|personal|private|confidential|sensitive|names?|pii|hr"
    r"|addresses|phone numbers|personnel|medical|health records?)\b",
    re.IGNORECASE,
)
#: What stands for data that were told before.
_BACK: Final = re.compile(r"\b(?:on|with|of|use) (?:them|it|these|those|this|that)\b", re.IGNORECASE)
_USED: Final = re.compile(r"\b(?:can|could)\b.{1,60}\b(?:used?|taken?)\b", re.IGNORECASE)
#: What names somebody, and is put into a training file or left there.
_PUT_IN: Final = re.compile(
    r"\b(?:can|could|ok(?:ay)? (?:to|if)|fine (?:to|if))\b.{1,80}?\b(?:put|include|keep|leave|stay|remain|stand|appear|be in)\b",
    re.IGNORECASE,
)
_NAMES_SOMEBODY: Final = re.compile(
    r"\b(?:(?:real |full |customer |client |patient |employee |their |people['’]?s )names|names (?:and|or) (?:\w+ )?(?:address\w*|phone\w*|e?-?mails?|birth\w*|dates?)\b|names of (?:the |our )?(?:customers|clients|patients|people|employees|members|guests|pupils|students|citizens)|home addresses|addresses|phone numbers|dates of birth|birth ?dates|personal data|pii|health records?|patient (?:data|records?|notes?))\b",
    re.IGNORECASE,
)
#: Who else might train: whether the vendor does so is told by its pages.
_VENDOR: Final = re.compile(
    r"\b(?:microsoft|ms|openai|google|anthropic|amazon|vendor|provider|supplier|other customers|third part(?:y|ies))\b.{0,40}\b(?:train|use|tune|access|see|read)",
    re.IGNORECASE,
)
_LIABLE: Final = re.compile(
    r"\b(?:liab(?:le|ility)|(?:get|be|being) sued|sue us|damages|whose fault|who(?:['’]s| is| are| will be)? (?:to blame|at fault|held responsible))\b"
    r"|\bresponsible\b.{0,40}\b(?:wrong\w*|errors?|mistakes?|harm|damage|fault|misses|missed|answers?|advice|says)\b",
    re.IGNORECASE,
)
#: How something is taken out of a trained model, rather than out of a file or an answer; and who asks for it.
_TAKEN_OUT: Final = re.compile(
    r"\b(?:delet\w+|eras\w+|remov\w+|take (?:\S+ ){0,4}out|taken out|get rid of|wip\w+|withdraw\w*|pull (?:\S+ ){0,4}out|cut out|forget|unlearn)\b.{0,80}?"
    r"\b(?:from|out of|of|in|inside)\s(?:(?:the|a|an|our|my|this|that|its|already|once|trained|tuned|fine-?\s?tuned|finetuned|custom|finished|existing|deployed|new)\s){0,4}(?:models?|weights|checkpoints?|adapters?|lora)\b"
    r"(?!['’]?s?\s(?:\w+\s)?(?:list|catalog\w*|registry|outputs?|answers?|replies|responses?|prompts?|context|page|files?|data ?sets?|training (?:data|files?|set)))",
    re.IGNORECASE,
)
_UNLEARNED: Final = re.compile(
    r"\b(?:machine )?(?:unlearn(?:ing|ed|s)?|un-?train(?:ed|ing)?)\b|\b(?:models?|weights|bot|ai)\s(?:to\s|ever\s|completely\s){0,2}forget\b",
    re.IGNORECASE,
)
_ERASURE: Final = re.compile(
    r"\b(?:to be forgotten|be forgotten|right (?:to|of) erasure|erasure|(?:art|article|art\.) ?17|(?:delet|eras|remov)\w+ request)\b",
    re.IGNORECASE,
)
_TRAINED: Final = re.compile(
    r"\b(?:re-?train\w*|trained|tuned|fine-?\s?tun\w*|finetun\w*|weights|train again)\b", re.IGNORECASE
)
_COPYRIGHT: Final = re.compile(r"\bcopyright\w*\b", re.IGNORECASE)


def legal_asked(text: str) -> LegalQuestion | None:
    """The question of law that a message asks; None where it asks none."""
    every = sentences(text)
    for sentence in every:
        if len(sentence) > _LONGEST or not _may_be_asked(sentence):
            continue
        if (topic := _topic(sentence, every)) is not None:
            return LegalQuestion(topic, sentence, all(_is_demand(one) for one in every if one != sentence))
    return None


def _may_be_asked(sentence: str) -> bool:
    return sentence.rstrip().endswith("?") or may_ask(sentence) or asks_yes_or_no(sentence)


def _topic(sentence: str, every: list[str]) -> Legal | None:
    if _LIABLE.search(sentence):
        return Legal.LIABILITY
    if _asks_for_erasure(sentence):
        return Legal.ERASURE
    if not _TRAINING.search(sentence) or _VENDOR.search(sentence):
        return None
    if _COPYRIGHT.search(sentence):
        return Legal.COPYRIGHT
    told = [sentence, *(every if _BACK.search(sentence) else [])]
    is_of_people = any(_OF_PEOPLE.search(one) for one in told)
    asks_leave = _PERMITTED.search(sentence) or _USED.search(sentence)
    is_put_in = _PUT_IN.search(sentence) and _NAMES_SOMEBODY.search(sentence)
    return Legal.PERSONAL if _LAW.search(sentence) or (is_of_people and asks_leave) or is_put_in else None


def _asks_for_erasure(sentence: str) -> bool:
    """Whether a sentence asks for some of what a model was trained on to be gone from it, and not for the model or a file to be deleted."""
    if _TAKEN_OUT.search(sentence):
        return True
    if _UNLEARNED.search(sentence):
        # What a model forgets by being tuned is another matter.
        return "unlearn" in sentence.lower() or _OF_PEOPLE.search(sentence) is not None
    return bool(_ERASURE.search(sentence) and _TRAINED.search(sentence))


def _is_demand(sentence: str) -> bool:
    """Whether a sentence only demands a plain word: "Yes or no."."""
    return sentence.strip(" .!?").lower() in {
        "yes or no",
        "y/n",
        "yes/no",
        "please",
        "thanks",
        "thank you",
        "hi",
        "hello",
    }
