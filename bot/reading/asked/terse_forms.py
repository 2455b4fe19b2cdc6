"""Questions in the shorthand of engineers, put as sentences: "FT claude possible or not" is "can we fine-tune claude?".

Only short messages are read so, and only in these forms; whatever else a message holds stays as it was written. A complaint that a question was not
answered, before that question, asks nothing itself: "You have not answered. Names in the data: yes or no?".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.asked.question_form import asks_tersely
from bot.reading.asked.verdict_asked import names_a_model
from bot.reading.sayings import may_ask
from knowledge.training_regions import training_regions

if TYPE_CHECKING:
    from collections.abc import Callable

#: Longer messages tell something.
_MOST_WORDS: Final = 16
#: The name of a model has no more words, and these ask something of it.
_MOST_OF_A_NAME: Final = 3
_OF_A_MODEL: Final = frozenset(
    {"cost", "costs", "data", "examples", "fee", "file", "files", "price", "prices", "rate", "rates", "time"}
)
#: A message that complains first is read to this length.
_LONGEST: Final = 400
_ENDS: Final = (
    r"(?:[,:;]?\s(?:possible|doable|supported|allowed|available))?[,:;]?\s?"
    r"(?:\b(?:possible|doable|supported|allowed)\W*|\bor (?:not|nah|no|nope)\W*|\by\s?/\s?n\W*|\byes\s?(?:/|or)\s?no\W*|\?\s*)+$"
)
_LEAD: Final = r"^\W*(?:(?:q|question|quick q|quick question|hey|hi|so|ok|yo|and)\b\W*){0,2}"
_TRAIN: Final = r"(?:(?-i:FT)(?:ing)?|fine[- ]?tun(?:e|ing)|finetun(?:e|ing)|train(?:ing)?|tun(?:e|ing))"
_NO_MORE: Final = r"(?:right now|rn|now|today|currently|atm)"
_TERSE_TUNING: Final = re.compile(rf"{_LEAD}{_TRAIN}\s(?P<what>[\w.\- ]{{2,40}}?){_ENDS}", re.IGNORECASE)
_TRAINING_RATE: Final = re.compile(
    rf"{_LEAD}(?:\$|usd|price|cost)?\s?(?:/|per)\s?(?:1\s?m|million|m)\s?tok(?:en)?s?\s(?:to\s|for\s|of\s)?{_TRAIN}\s(?P<what>[\w.\- ]{{2,40}}?)(?:\s{_NO_MORE})?\W*$",
    re.IGNORECASE,
)
_SPEED: Final = re.compile(
    rf"{_LEAD}tok(?:en)?s?\s?(?:/|per)\s?s(?:ec(?:ond)?)?\b(?:\s(?:of|for|on|with))?\s(?P<what>[^?]{{2,80}}?)\W*$",
    re.IGNORECASE,
)
_HAS: Final = r"(?:got|has|have|does|do|supports?|offers?|with)"
_OR_NOT: Final = re.compile(r"[,;]?\s(?:or nah|or nope|possible or not|y n)\s*[.?!]*$", re.IGNORECASE)
_ENDED: Final = re.compile(r"(?<=[.!?])\s+")
_TAIL: Final = re.compile(r"(?<!\w)(?:p9[059]|p99\.9)(?:\slatency)?\b", re.IGNORECASE)
_NOW: Final = re.compile(r"(?<=\s)rn(?=\W*$)", re.IGNORECASE)
_COMPLAINS: Final = re.compile(
    r"^\W*(?:(?:but|and|again|please|sorry|ok|well|hello|no)\b\W*){0,3}"
    r"(?:(?:you|u) (?:have not|haven['’]?t|did not|didn['’]?t|still (?:have not|haven['’]?t|did not|didn['’]?t)|do not|don['’]?t|never)(?: yet| even)? (?:really )?(?:answer\w*|repl\w+)(?: me| it| this| that| (?:my|the) question)?(?: yet)?"
    r"|(?:that|this|it)(?: was|['’]s| is| wasn['’]?t| isn['’]?t)(?: not| no)?(?: really)?(?: the| my| what| an)? ?(?:question|answer|i asked|what i asked)(?: to my question)?"
    r"|(?:that|this|it) (?:does not|doesn['’]?t|did not|didn['’]?t) answer (?:my|the) question"
    r"|(?:please )?answer (?:me|my question|the question)(?: please)?"
    r"|(?:i(?:['’]m| am)? (?:asking|ask|asked|repeat)(?: you)?(?: this| it| that)?(?: again| twice| already| before)?)"
    r"|(?:once more|again|(?:second|third|fourth|2nd|3rd|4th) time(?: (?:i(?:['’]m| am)?(?: ask| asking| asked)?|asking))?(?: now| this)?))\W*$",
    re.IGNORECASE,
)


def plainly_put(text: str) -> str:
    """A message without a complaint before its question, and with the shorthand of a short one put as a sentence."""
    text = without_complaint(text)
    if not 1 < len(text.split()) <= _MOST_WORDS:
        return text
    for form, put in _FORMS:
        if (found := form.search(text)) and _is_a_model(found["what"]):
            return put(found)
    if not may_ask(text) and not asks_tersely(text):
        return text
    short = _NOW.sub("right now", _TAIL.sub("latency", text))
    return _OR_NOT.sub("? yes or no", short) if _OR_NOT.search(short) else short


def _is_a_model(what: str) -> bool:
    """Whether a few words name a model and ask of it nothing else, such as its price."""
    words = what.lower().split()
    return names_a_model(what) and (len(words) <= _MOST_OF_A_NAME or "on" in words) and not _OF_A_MODEL & set(words)


def without_complaint(text: str) -> str:
    """A message without the sentences at its head that only say its question was not answered; as it is where nothing else is left."""
    if len(text) > _LONGEST:
        return text
    rest = [one for part in parts_of(text) for one in _parts(part)]
    kept = list(rest)
    while len(kept) > 1 and _COMPLAINS.match(kept[0]):
        kept.pop(0)
    return text if len(kept) == len(rest) else " ".join(kept)


def parts_of(text: str) -> list[str]:
    """The sentences of a message as people write them, who begin the next one with a small letter."""
    return [part for part in _ENDED.split(text.strip()) if part]


def _parts(sentence: str) -> list[str]:
    """A sentence, or its complaint and what follows it after a colon: "I asked: do we own it?"."""
    head, colon, rest = sentence.partition(": ")
    return [head, rest] if colon and rest.strip() and _COMPLAINS.match(head) else [sentence]


def _regions() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, training_regions().by_name), key=len, reverse=True))
    return re.compile(
        rf"{_LEAD}(?P<place>{names})\s{_HAS}\s(?P<what>[\w.\-]+(?:\s(?:mini|nano))?)\s{_TRAIN}(?:[,;]?\s(?:or nah|or not|or no|y/n|yes or no|yes/no))?\W*$",
        re.IGNORECASE,
    )


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_TRAINING_RATE, lambda found: f"what does training {found['what']} cost per 1M tokens?"),
    (_SPEED, lambda found: f"how many tokens per second does {found['what']} give?"),
    (
        _regions(),
        lambda found: f"can {found['what']} be fine-tuned in {training_regions().by_name[found['place'].lower()]}?",
    ),
    (_TERSE_TUNING, lambda found: f"can we fine-tune {found['what']}?"),
)
