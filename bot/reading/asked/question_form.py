"""What form a question has: how many questions a message asks, and what kind of answer each wants to hear first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.model_names import named_models
from knowledge.passages import sentences

#: Questions in one message that get an answer of their own.
MOST_PARTS = 3
#: What a sentence is about stands among so many of its characters.
BEGINNING = 70
#: A part of fewer words than this says too little to stand alone.
FEWEST_WORDS = 3

_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|had"
    r"|isn['’]?t|aren['’]?t|wasn['’]?t|don['’]?t|doesn['’]?t|didn['’]?t|can['’]?t|cannot|couldn['’]?t|won['’]?t|wouldn['’]?t|shouldn['’]?t|hasn['’]?t|haven['’]?t)"
)
_SUBJECT = (
    r"(?:i|we|you|he|she|it|they|one|there|this|that|these|those|the|a|an|our|my|your|its|their|any|anyone|anybody|all|every|each|some|no"
    r"|people|most|both|more|only|microsoft|ms|openai|azure|aws|google)"
)
_INTERROGATIVE = r"(?:what|which|who|whom|whose|when|where|why|how|whats|whos|hows|wheres|whens)"
#: What people say before they ask.
_LEAD_IN = re.compile(
    r"^\W*(?:(?:hi|hey|hello|so|and|but|or|ok|okay|well|also|please|pls|sorry|btw|quick (?:question|one|q)|question|just checking|just to be sure|honestly"
    r"|yes\s?(?:/|or)\s?no|y\s?/\s?n|in other words|then|now|wait|hm+|um+|guys|team|all|there|sanity check|stupid question|dumb question|newbie here)\b\W*){1,4}",
    re.IGNORECASE,
)
_ASKS_YES_NO = re.compile(rf"^{_AUXILIARY}\b(?! (?:to|that|which)\b)", re.IGNORECASE)
#: "our lawyer asks whether …", "can somebody confirm that …", "I wonder if …".
_ASKS_WHETHER = re.compile(
    r"\b(?:whether|wonder(?:ing)? if|know if|confirm (?:that|if)|is it (?:true|possible|ok|okay|fine|allowed|safe|necessary|required|normal)|check if"
    r"|tell me if|asks? if|asking if|see if|sure (?:that|if))\b",
    re.IGNORECASE,
)
#: "we need two roles for this, right?", "tuned model without hosting fee possible?".
_TAGGED = re.compile(
    r"\b(?:right|correct|true|no|yes|ok(?:ay)?|possible|allowed|enough|needed|required|necessary|supported|available|mandatory|safe|free|included"
    r"|or not|y/n|yes or no|isn['’]?t it|aren['’]?t they|don['’]?t we|doesn['’]?t it|agreed?|still valid|worth it|legal|doable|permitted|advice|red flag|good idea|bad idea|ship it|wise|realistic|correctly|valid|accurate|fact|myth|bug|normal|expected|advisable)\s*\?+\W*$",
    re.IGNORECASE,
)
_INNER_YES_NO = re.compile(
    rf"[,;:.\u2013\u2014]\s+(?:(?:and|but|so|then)\s+)?{_AUXILIARY}\s+\w|\b(?:and|but|so|then)\s+{_AUXILIARY}\s+(?:not\s+)?{_SUBJECT}\b",
    re.IGNORECASE,
)
_STARTS_OPEN = re.compile(rf"^{_INTERROGATIVE}\b", re.IGNORECASE)
_OPEN_WITHIN = re.compile(
    rf"\b{_INTERROGATIVE}(?:['’]s|['’]re)?\s+(?:\w+\s+){{0,3}}?(?:{_AUXILIARY}\b|much\b|many\b|long\b|often\b|to\b)",
    re.IGNORECASE,
)
#: "Can we tune Llama or Qwen?" asks of both; "is it Llama or Qwen?" asks which.
_MAY = re.compile(r"^(?:can|could|may|are we allowed)\b", re.IGNORECASE)
_INTERROGATIVES = re.compile(rf"\b{_INTERROGATIVE}\b", re.IGNORECASE)
_SAYS_YES_OR_NO = re.compile(r"\byes\s?(?:/|or)\s?no\b|\by\s?/\s?n\b|\byes,? no\W*$", re.IGNORECASE)
_MOST_WORDS_OF_A_TERSE_ONE = 14
_TERSE_END = re.compile(r"\b(?:yes\s*(?:/|or|,)?\s*no|y\s?/\s?n)\s*[.!]*$", re.IGNORECASE)
_TERSE_WORD = re.compile(
    r"\b(?:can|could|may|is|are|does|do|will|works?|possible|allowed|supported|supports?|needs?|available|tunable|trainable)\b",
    re.IGNORECASE,
)
_TERSE_MATTER = re.compile(
    r"\b(?:fine[- ]?tun\w+|tun(?:e|ed|ing|able)|train\w*|finetun\w+|dpo|rft|sft|lora|rag|retrieval|batch\w*|deploy\w*|host\w*|azure|foundry|openai|bedrock|vertex)\b",
    re.IGNORECASE,
)
_NO_TERSE = re.compile(
    r"\b(?:should|shall|answers?|says?|reply|replies|labels?|classify|classif\w+|output\w*|outcome|decides?|flags?|detects?|whether|if)\b|^\W*(?:our\b|we (?!can\b|may\b|could\b|need\b))",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\bor\b(?!\s+(?:not|is it not|so|anything|something|whatever|similar)\b)", re.IGNORECASE)
_NUMBER = re.compile(
    r"\bhow (?:many|much|long|often|big|large|small|high|low|old|far|few)\b|\b(?:what|which)(?:['’]s| is| are)? (?:the )?(?:\w+ ){0,2}"
    r"(?:limit|minimum|maximum|max|min|size|number|price|cost|rate|quota|length|percentage|share|cap|ceiling|threshold)s?\b"
    r"|^(?:(?:the|any|current|default|usual)\s)?(?:max|min|limits?|number of|maximum|minimum|quota|prices?|costs?|size|rate|fees?|deadline|definition)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^when\b(?! (?:to|should|is it (?:worth|better)|do(?:es)? it make|would|do we (?:need|use)|it comes)\b)|\b(?:until|by|since|from) (?:when|what|which)\b|\b(?:what|which) (?:date|day|month|year)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\bwhich\b|\bwho\b|\bwhat (?:role|model|method|region|tier|format|permission|api|tool|metric|type|kind)s?\b|\bname of\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b|\bwhat for\b|\breasons?\b|\bhow come\b", re.IGNORECASE)
#: Where a second question begins inside a sentence: "…, and how long does it take", "and can we export it".
_SECOND = re.compile(
    rf"[,;]?\s(?:and|also|plus|as well as)\s{{1,3}}(?:(?:also|then|if not,?|if so,?|otherwise)\s{{1,3}})?"
    rf"(?=(?:(?:by|until|till|from|since)\s(?:when|(?:which|what)\s(?:date|day|month|year))\b|in\s(?:which|what)\s(?:azure\s)?(?:regions?|country|countries)\b|{_INTERROGATIVE}\b|{_AUXILIARY}\s+{_SUBJECT}\b"
    # As languages say it that ask without "do".
    rf"|(?:i|we)\s(?:need|must have|have to have)\s(?:it|that|this|one|them)\W*$))",
    re.IGNORECASE,
)
#: "Is Claude or Gemini tunable?" asks of each; "is Claude or Gemini cheaper?" asks which.
_OF_EACH = re.compile(
    rf"^({_AUXILIARY}(?:\s(?:we|i|you|one)\s(?:fine[- ]?tune|train|tune))?)\s([\w.-]+)\sor\s([\w.-]+)\s?((?:be\s)?(?:fine[- ]?tun(?:ed|able)|tun(?:ed|able)|train(?:ed|able))\b[\w ]*)?\W*(?=$|[,;?])",
    re.IGNORECASE,
)
_FAMILIES = frozenset(
    ["claude", "gemini", "llama", "mistral", "qwen", "phi", "gemma", "deepseek", "gpt", "cohere", "nova", "titan"]
)
#: The same with nothing but a comma, where what stands before it is a question by itself: "when is it retired, can we still train it?"
_SECOND_AFTER_COMMA = re.compile(
    rf"[,;]\s{{1,3}}(?=(?:{_AUXILIARY}\s+(?:{_SUBJECT}|msft|ms|microsoft|openai|azure|amazon|aws|google|anthropic)|(?:what|which|how|who|when|where)(?:\s+\w+)?\s+{_AUXILIARY})\s+\w+\s+\w)",
    re.IGNORECASE,
)
#: "When a model is retired, can we …?" begins with a clause, "when is it retired, …" with a question.
_ASKS_BY_ITSELF = re.compile(
    rf"^(?:{_AUXILIARY}\s(?!you\b)|(?:when|where|who|why)\s+{_AUXILIARY}\s|(?:what|which|how)\s+(?:\w+\s+){{0,2}}?{_AUXILIARY}\s)",
    re.IGNORECASE,
)

#: What a statement that is put as a question ends with; it denies nothing of what was said.
_TAG = re.compile(
    r"(?:[,;.!?\u2013\u2014-]\s*(?:(?:right|correct|true|yes|no|ok(?:ay)?|agreed?|yes or no|y/n|or (?:not|no)|eh|confirm(?:ed)?|fair|am i right|is that (?:right|so|true|correct))"
    r"|(?:(?:is|are|was|do|does|did|can|could|will|would|should|has|have)(?:n['’]?t)?|can['’]?t|won['’]?t)\s+(?:it|they|we|you|i|that|there|not))"
    r"|\s(?:or not|or no|y/n|yes or no|right|correct))\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_BARE_TAG = re.compile(
    r"^\W*(?:right|correct|true|yes|no|ok(?:ay)?|agreed?|yes or no|confirm(?:ed)?|am i right|is that (?:right|so|true|correct)|fair)\W*$",
    re.IGNORECASE,
)
#: "Isn't it cheaper?" asks what "is it cheaper?" asks.
_NEGATIVE_OPENING = re.compile(
    r"^(is|are|was|were|do|does|did|could|would|should|has|have|ca|wo)(n['’]?t)\b(?!\s+(?:ever|any)\b)", re.IGNORECASE
)
_CUT_OFF = {"ca": "can", "wo": "will"}

#: What only asks whether the rest is so: "is it true that it is slower?"
_WHETHER_SO = re.compile(
    r"^(?:(?:is|isn['’]?t) it (?:so|true|right|correct|the case|fair to say) that"
    r"|(?:am|are) (?:i|we) (?:right|correct)(?:,? (?:in|to) (?:think|assum|say|believ|suppos|understand)(?:e|ing)?)?(?: that)?)\s+",
    re.IGNORECASE,
)
#: "It can't be moved, can it?" denies a thing and asks whether it is so: people answer such a question by "yes" in either sense.
_DENIES_AND_ASKS = re.compile(
    r"(?:\b(?:not|no|never|cannot)\b|n['’]t\b).*[,;\u2013\u2014-]\s*(?:is|are|was|do|does|did|can|could|will|would|should|has|have)\s+(?:it|they|we|you|i|that|there)\s*\W*$",
    re.IGNORECASE,
)

_OF_TRAINING = re.compile(r"\b(?:fine[- ]?tun\w+|finetun\w+|tun(?:e|ed|ing)|train(?:ed|ing)?)\b", re.IGNORECASE)
#: "How long does it take", "what would that cost": of what was asked before.
_TAKES_OR_COSTS = re.compile(
    r"(?P<before>\b(?:how long|how much|what)\s(?:does|do|will|would|did|can)\s)(?:it|that|this)"
    r"(?P<after>\s(?:all\s)?(?:take|cost|last|run)\b(?!\s(?:them|him|her|people)\b))",
    re.IGNORECASE,
)
_CONTRACTED = re.compile(r"^(?:what|who|how|where|when)['’]?s$", re.IGNORECASE)
#: Where a question has ended.
_ENDED = re.compile(r"(?<=\?)\s")
#: A question that is all interrogative, and asks it of what was asked before: "For how long?", "and who exactly?".
_IS_ELLIPTIC = re.compile(
    rf"^\W*(?:(?:and|but|or|if so|so)\W+)?(?:(?:for|until|since|by|from|to|with)\s+)?(?:how (?:long|often|much|many|soon)|{_INTERROGATIVE})(?:\s+(?:for|then|exactly|not|else|days|months|approx\w*))?\W*$",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|there|one|ones|other|same|instead)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One question of a message: as it stands there, and as it can be asked alone."""

    said: str
    alone: str


class Wanted(StrEnum):
    """What the first words of a good answer are."""

    YES_OR_NO = "yes or no"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    REASON = "reason"
    OTHER = "other"


def wanted(question: str) -> Wanted:
    """What a question wants to hear first, as far as its form tells."""
    asked = _LEAD_IN.sub("", last_question(question))
    if asks_yes_or_no(question):
        return Wanted.YES_OR_NO
    for kind, form in ((Wanted.NUMBER, _NUMBER), (Wanted.DATE, _DATE), (Wanted.REASON, _WHY), (Wanted.NAME, _NAME)):
        if form.search(asked):
            return kind
    return Wanted.OTHER


def asks_yes_or_no(question: str) -> bool:
    """Whether yes, no or "it depends" answers a question; not one between two things, and none that begins with an interrogative."""
    asked = _LEAD_IN.sub("", last_question(question))
    tagged = bool(_TAGGED.search(asked))
    if _SAYS_YES_OR_NO.search(question):
        return True
    if _STARTS_OPEN.match(asked):
        return tagged and "," in asked
    if tagged or _CHOICE.search(asked):
        return tagged or bool(_MAY.match(asked))
    if _ASKS_YES_NO.match(asked):
        return True
    return not _OPEN_WITHIN.search(asked) and _asks_within(asked)


def asks_tersely(text: str) -> bool:
    """Whether a few words without a question mark end in what wants yes or no: "mistral can fine tune in azure yes no".

    It needs a word that asks what can be or is, and none that asks for a verdict or says what a model is to answer.
    """
    words = text.lower().replace("’", "'").split()
    is_short = FEWEST_WORDS < len(words) <= _MOST_WORDS_OF_A_TERSE_ONE
    form = (_TERSE_END, _TERSE_WORD, _TERSE_MATTER)
    return is_short and all(one.search(text) for one in form) and not _NO_TERSE.search(text)


def _asks_within(asked: str) -> bool:
    """Whether a sentence that begins otherwise asks for yes or no in the end, or says a thing and puts a question mark to it."""
    if _ASKS_WHETHER.search(asked) or _INNER_YES_NO.search(asked):
        return True
    is_open = any(form.search(asked) for form in (_INTERROGATIVES, _NUMBER))
    return asked.rstrip("\"'”’) ").endswith("?") and not is_open


def last_question(text: str) -> str:
    """The sentence of a message that asks: the last one with a question mark, or else the last one; "Right?" with what it confirms."""
    own = sentences(text)
    asking = [place for place, one in enumerate(own) if one.rstrip("\"'”’) ").endswith("?")]
    last = asking[-1] if asking else len(own) - 1
    if last > 0 and _BARE_TAG.match(own[last]):
        return f"{own[last - 1].rstrip('.! ')}, {own[last]}"
    return own[last] if own else ""


def bare_question(text: str) -> str:
    """The sentence that asks without what only shapes it: "so it is slower, isn't it?" and "isn't it slower?" both ask whether it is."""
    asked = _LEAD_IN.sub("", last_question(text)).rstrip("\"'”’) ")
    asked = _TAG.sub("", asked).strip() or asked
    asked = _WHETHER_SO.sub("", asked) or asked
    return _NEGATIVE_OPENING.sub(lambda found: _CUT_OFF.get(found[1].lower(), found[1]), asked)


def asks_whether_so(text: str) -> bool:
    """Whether a question only asks if what it says is so: "is it true that it is slower?"."""
    return bool(_WHETHER_SO.match(_LEAD_IN.sub("", last_question(text))))


def denies_and_asks(text: str) -> bool:
    """Whether a question denies a thing and then asks whether it is so: "it can't be moved, can it?"."""
    return bool(_DENIES_AND_ASKS.search(last_question(text)))


def questions_in(text: str) -> tuple[QuestionPart, ...]:
    """The questions that a message asks; the whole message where it asks one."""
    # People begin their next question with a small letter.
    own = [part for one in sentences(text) for part in _ENDED.split(one) if part]
    bare = [(one, _LEAD_IN.sub("", one)) for one in own]
    asking = [
        one
        for one, said in bare
        if "?" in one
        or _STARTS_OPEN.match(said)
        or (_ASKS_YES_NO.match(said) and (_at_comma(said)[1:] or _of_each(said)[1:] or _SECOND.split(said)[1:]))
    ]
    found = [
        part.strip(" ,;")
        for one in asking
        for half in _SECOND.split(one)
        for two in _at_comma(half)
        for part in _of_each(two)
    ]
    found = [part if part.endswith("?") else f"{part}?" for part in found]
    if len(found) < 2 or any(_length(part) < FEWEST_WORDS for part in found):  # noqa: PLR2004  # one is no several
        return (QuestionPart(text, text),)
    first = found[0]
    # What leans on the first, or names no model where that does, counts twice beside it, as in a follow-up: it holds what is new.
    leans = [
        not _asks_of_others(part, text)
        and (
            points_back(part) or bool(_IS_ELLIPTIC.match(part)) or bool(named_models(first) and not named_models(part))
        )
        for part in found
    ]
    later = (
        QuestionPart(part, _of_first(part, first) if leaning else part)
        for part, leaning in zip(found[1:MOST_PARTS], leans[1:], strict=False)
    )
    return (QuestionPart(first, first), *later)


def _of_first(part: str, first: str) -> str:
    """A second question that leans on the first: with the training that this one asks about in place of its "it", or beside it."""
    whole = _TAKES_OR_COSTS.sub(r"\g<before>fine-tuning\g<after>", part) if _OF_TRAINING.search(first) else part
    return f"{part} {part} {first}" if whole == part else whole


def _length(part: str) -> int:
    """How many words a part has; "what's" and "whats" are two."""
    return sum(1 + bool(_CONTRACTED.match(word)) for word in part.split())


def _asks_of_others(part: str, text: str) -> bool:
    """Whether a part asks of something else where the first is answered by no: "…, and if not which models may we train?"."""
    before = text[: max(0, text.find(part.rstrip("?")))].rstrip(" ,").lower()
    return before.endswith(("if not", "otherwise"))


def _of_each(text: str) -> tuple[str, ...]:
    """The two questions of a sentence that asks the same of two families of models, or the sentence."""
    found = _OF_EACH.match(_LEAD_IN.sub("", text))
    if found is None or not {found[2].lower(), found[3].lower()} <= _FAMILIES:
        return (text,)
    return tuple(" ".join(filter(None, [found[1], model, found[4]])) for model in found.group(2, 3))


def _at_comma(text: str) -> tuple[str, ...]:
    """The two questions of a sentence that has nothing but a comma between them, or the sentence."""
    found = _SECOND_AFTER_COMMA.search(text)
    if found is None or not _ASKS_BY_ITSELF.match(_LEAD_IN.sub("", text[: found.start()])):
        return (text,)
    return text[: found.start()], text[found.end() :]


def points_back(text: str) -> bool:
    """Whether a question stands for something that was said before it, as in "how long does it take?"."""
    return bool(_POINTS_BACK.search(text))


def names_other_models(question: str, text: str) -> bool:
    """Whether a question names models and a text is about others: it names some, and none of those where it begins."""
    asked = set(named_models(question))
    return bool(asked and named_models(text)) and not asked & set(named_models(text[:BEGINNING]))
