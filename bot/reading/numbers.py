"""Reads counts out of a sentence, and what they count: examples, calls, pages.

"1.4k", "60,000", "a dozen", "couple of hundred", "twenty-five thousand", "80-100k" are numbers; model names, sizes, prices,
percentages, years and times of day are not. What a count means follows from the words around it, or from the question asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.decision import Criterion, examples_band, volume_band

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "k": 1e3, "m": 1e6, "mio": 1e6, "hundred": 1e2, "hundreds": 1e2, "thousand": 1e3, "thousands": 1e3, "million": 1e6,
    "millions": 1e6, "dozen": 12.0, "dozens": 12.0,
}  # fmt: skip
#: How many a loose word stands for: the low end of what people mean, except where a scale follows ("a few thousand").
_LOOSE = {
    "a": 1.0,
    "an": 1.0,
    "couple": 2.0,
    "few": 3.0,
    "several": 4.0,
    "some": 3.0,
    "half": 0.5,
    "many": 5.0,
    "tens": 30.0,
}
_UNIT = "|".join(_UNITS)
_SCALE = r"(?:hundreds?|thousands?|millions?|dozens?|mio)"
_NUMBER = re.compile(
    rf"""(?<![\w.$€£/-])(?<!-)(?:
      (?P<digits>\d{{1,3}}(?:[,.' ]\d{{3}})+(?![\d%])|\d+(?:[.,]\d+)?)
        (?:\s?(?:-|–|to|or|and)\s?(?P<upper>\d{{1,3}}(?:[,.]\d{{3}})+|\d+(?:\.\d+)?))?
        (?P<suffix>\s?(?:k|m|mio)\b|\s{_SCALE}\b)?
      | (?P<loose>(?:a|some|several|many|half|tens|couple|few)(?:\s(?:a|few|couple))?(?:\sof)?(?:\sthe)?)\s(?P<loose_scale>{_SCALE}(?:\sof\s{_SCALE})?)
      | (?P<words>(?:{_UNIT})(?:[\s-](?:{_UNIT}|hundred|thousand|million|dozen|and\s(?:{_UNIT})))*)
        (?:\s(?:or|to)\s(?P<upper_words>{_UNIT})\b(?!\s(?:hundred|thousand|million)))?
      | (?P<bare>hundreds\sof\sthousands|tens\sof\sthousands|thousands|hundreds|dozens|hundred|thousand|a\sdozen|dozen|(?:a\s)?couple|(?:a\s)?few)
      )(?![\w%]|\.\d|\s?(?:%|percent|per\scent|€|\$|eur\b|usd\b|dollars?\b|euros?\b|cents?\b|pounds?\b|b\b|bn\b|gb\b|tb\b|x\b))""",
    re.IGNORECASE | re.VERBOSE,
)
#: A number right after these is a name, a year or an amount of something else.
_NOT_A_COUNT = re.compile(
    r"(?:gpt|llama|claude|gemini|mistral|qwen|phi|version|v|since|in|year|until|from|by|page|section|rule|chapter|step|no|nr|number|"
    r"queue|iso|din|h|level|o|mode|the|error|code|class)[\s-]?$",
    re.IGNORECASE,
)
_YEAR = range(1900, 2100)
_PERIODS = {"second": 86_400.0, "minute": 1_440.0, "hour": 24.0, "day": 1.0, "night": 1.0, "week": 1 / 7, "fortnight": 1 / 14,
            "month": 1 / 30, "quarter": 1 / 91, "year": 1 / 365}  # fmt: skip
_ADVERBS = {"daily": "day", "nightly": "night", "hourly": "hour", "weekly": "week", "monthly": "month", "yearly": "year",
            "annually": "year", "rps": "second", "qps": "second"}  # fmt: skip
_PER = re.compile(
    r"^(?:\s+(?!per\b|a\b|each\b|every\b)[\w'’.-]+){0,4}?\s*(?:/|\b(?:per|an?|each|every|in\s(?:a|one)|the)\s+)(?:\w+\s)?"
    r"(?P<period>second|sec|minute|min|hour|day|night|week|fortnight|month|quarter|year)\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(
    r"^(?:\s+[\w'’.-]+){0,4}?\s+(?P<adverb>daily|nightly|hourly|weekly|monthly|yearly|annually|rps|qps)\b",
    re.IGNORECASE,
)
_BEFORE_PER = re.compile(
    r"(?P<adverb>daily|nightly|hourly|weekly|monthly|yearly)\W+(?:\w+\W+){0,3}$|(?:per|each|every|a)\s(?P<period>second|minute|hour|day|night|week|month|year)\W+(?:\w+\W+){0,5}$",
    re.IGNORECASE,
)
_ONCE = re.compile(r"\b(?P<often>once|twice)\s(?:a|per|each|every)\s(?P<period>day|week|month|year)\b", re.IGNORECASE)
#: Not a load on the model: how often something changes, what people earn, how fast it answers.
_NOT_A_LOAD = re.compile(
    r"\b(?:chang\w*|updat\w*|revis\w*|edit(?:s|ed|ion|ions)|releases?|versions?|new|rebuilt|times|amend\w*|meetings? to|retrain\w*|"
    r"tokens?|budget|reissued|rotate|pay|spend|spent|cost|costs|label|benchmark|scored|accepted|licen[cs]es?|blind|pages? a week)\b",
    re.IGNORECASE,
)
_PAIR = (
    r"(?:examples?|exampels?|samples?|pairs?|q\s?&\s?as?|demonstrations?|question[- /]answers?|records with|input/?output|"
    r"before[- /]and[- /]after|preference pairs|annotations)"
)
_JUDGED = (
    r"(?:label+ed|annotated|checked|reviewed|approved|corrected|curated|graded|rated|rewritten|edited|certified|verified|verifyed|"
    r"validated|accepted|scored|tagged|coded|finished|sorted|translated|solved|resolved|fixed|mapped|hand-?picked|usable|logged|stored|"
    r"clean|good|past|old|ideal|model|perfect|anonymi[sz]ed|redacted|historic(?:al)?|signed|confirmed|existing|paired|aligned|"
    r"kept|saved|recorded|collected|decided|matched|matching|ruled|marked|written by|done by|answered|real|final|human|gold|expert|published|ready|available)"
)
_THINGS = (
    r"(?:tickets?|mails?|emails?|letters?|replies|answers?|chats?|conversations?|transcripts?|calls?|summaries|notes|reports?|claims?|"
    r"invoices?|forms?|sentences?|translations?|scripts?|snippets?|queries|cases|decisions?|documents?|docs|contracts?|reviews?|images?|photos?|"
    r"pictures|scans?|posts?|articles?|texts?|messages?|comments?|records?|rows|essays|questions?|dialogues?|captions?|protocols?|newsletters?|"
    r"descriptions?|proposals?|itineraries|notices|drafts?|items|entries|outputs?|orders?|complaints?|logs?|tweets|slogans|minutes|"
    r"diagnos[ei]s|findings|prescriptions|listings|exercises|solutions|recipes|specs|clauses|judgments|transactions|events|abstracts|poems|lines|ones|data points|scenes)"
)
#: A word between a count and what it counts; not one that is counted itself.
_WORD = (
    r"(?:(?!(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|tokens?|categories|classes|people|employees|users|customers|"
    r"clients|pages?|versions?|rounds?|times|tools|of them)\b)[\w'’/&-]+)"
)
_EXAMPLES_AFTER = re.compile(
    # "2,000 checked Q&As", "9,000 letters, all signed", "60k answers we kept", "12k mails with their final department".
    rf"^\s+(?:of\s)?(?:{_WORD},?\s){{0,7}}?(?:{_PAIR}\b|{_JUDGED}\b(?!\s(?:customers|users|people|budget|vendors?|suppliers?|in\s(?:our|the)\s(?:portal|system)))"
    rf"|with\s(?:(?:the|their|its|a|an|right|correct|final|known|human|expert)\s)+\w+|somebody\s(?:sorted|labelled)|we\slike\w*|liked|picked\b"
    rf"|(?:in|to)\s(?:the\s)?(?:right|wanted|our)\s(?:form|format|style|template)\b)"
    rf"|^\s+(?:existing\s|past\s|old\s)?{_THINGS}\swith\s(?:{_WORD}\s)?(?:{_WORD})",
    re.IGNORECASE,
)
_IN_A_TEST = re.compile(
    r"\b(?:test(?:s|ed|ing)?|held[- ]?out|hold[- ]?out|gold|golden|validation|dev set|benchmark|eval\w*|known answers|out of|score[sd]?|check cases|measured|"
    r"accuracy|f1|bleu|right on|correct on|ground truth|in \d+|of every)\b",
    re.IGNORECASE,
)
_IN_A_PROMPT = re.compile(
    r"\b(?:prompts?|prompting|few-?shot|context|zero-?shot|instructions?|shots|in it|shows? it|system message)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:could|would|can|might|want to|need|plan to|going to|will|have to|should) (?:\w+ )?(?:label|collect|annotate|write|create|produce|make|get|need|gather)\b|\bhow many\b|\bat least\b|\benough\?",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:do (?:i|we|you) need|what if|if we had|suffices?|required|is it true|how many)\b", re.IGNORECASE
)
_UNLABELLED = re.compile(
    r"\b(?:unlabel+ed|not label+ed|no labels?|nobody label+ed|without labels?|no fields|not annotated|raw documents)\b",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"^[\s-]+(?:of\s)?(?:\S+\s){0,2}?(?P<thing>pages?|pdfs?|documents?|docs|manuals?|handbooks?|articles?|books?|ebooks?|datasheets?|data sheets|"
    r"safety sheets|sheets|brochures?|papers|guidelines|policies|contracts?|laws|leaflets|files|faqs?|binders|folders|circulars|rulings|standards|wiki pages|reports|regulations)\b",
    re.IGNORECASE,
)
#: Up to this many pages can be pasted into a prompt, and from this many on they can't; between the two nothing is said.
_FEW_PAGES, _MANY_PAGES = 12, 60
_FEW_DOCUMENTS, _MANY_DOCUMENTS = 3, 30
_LOW_SCALE = 1_000
#: How far before a number and after what it counts a word may stand that gives it another meaning, in characters.
_BEFORE = 22
#: How near a number other words must stand to bear on it, in characters.
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Count:
    """A number and where its words stand in the text."""

    value: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count says about a criterion: the value, the number behind it and where it stands."""

    criterion: Criterion
    value: str
    number: float
    start: int
    end: int


def counts(text: str) -> Iterator[Count]:
    """Every number that can be a count, in order."""
    for match in _NUMBER.finditer(text):
        value = _value(match)
        before = text[max(0, match.start() - 12) : match.start()]
        year = match["digits"] and not match["suffix"] and value in _YEAR and len(match["digits"]) == 4  # noqa: PLR2004
        named = match["digits"] and not match["suffix"] and _NOT_A_COUNT.search(before) and (year or before[-1:] != " ")
        model = match["digits"] and not match["suffix"] and "." in match["digits"] and not match["upper"] and value % 1
        if not year and not named and not model:
            yield Count(value, match.start(), match.end())


def _value(match: re.Match[str]) -> float:
    if match["digits"]:
        number = _plain(match["upper"] or match["digits"]) if match["upper"] else _plain(match["digits"])
        if match["upper"]:
            number = (number + _plain(match["digits"])) / 2
        scale = (match["suffix"] or "").strip().lower()
        return number * _SCALES.get(scale, 1.0)
    if match["loose"]:
        words = match["loose"].lower().split()
        times = next((_LOOSE[word] for word in reversed(words) if word in _LOOSE and word not in {"a", "some"}), None)
        scales = [_SCALES[word] for word in match["loose_scale"].lower().split() if word in _SCALES]
        first = times if times is not None else 3.0 if words[0] == "some" else 1.0
        return first * (scales[0] * scales[1] if len(scales) > 1 else scales[0])
    if match["words"]:
        return _spelled(match["upper_words"] or match["words"])
    return _bare(match["bare"].lower())


def _bare(word: str) -> float:
    known = {
        "hundreds of thousands": 300_000.0, "tens of thousands": 30_000.0, "thousands": 5_000.0, "hundreds": 300.0, "dozens": 36.0,
        "hundred": 100.0, "thousand": 1_000.0, "a dozen": 12.0, "dozen": 12.0,
    }  # fmt: skip
    return known.get(word, 2.0 if "couple" in word else 3.0)


def _plain(digits: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[,.' ]\d{3})+", digits):
        return float(re.sub(r"[,.' ]", "", digits))
    return float(digits.replace(",", "."))


def _spelled(words: str) -> float:
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _SCALES:
            current = max(current, 1.0) * _SCALES[word]
            if _SCALES[word] >= _LOW_SCALE:
                total, current = total + current, 0.0
    return total + current


def counted(text: str, asked: Criterion | None = None, *, question: bool = False) -> list[Counted]:
    """What the counts of one sentence state.

    Args:
        text: The sentence.
        asked: The criterion just asked; a bare number answers it.
        question: Whether the sentence asks something.
    """
    found: list[Counted] = []
    unreal = question and _SUPPOSED.search(text)
    for count in counts(text):
        stated = _volume(text, count, asked) or (None if unreal else _examples(text, count)) or _pages(text, count)
        found += [stated] if stated else _bare_answer(text, count, asked)
    if not any(one.criterion is Criterion.VOLUME for one in found) and (once := _ONCE.search(text)):
        often = 1.0 if once["often"].lower() == "once" else 2.0
        if asked is Criterion.VOLUME:
            daily = often * _PERIODS[once["period"].lower()]
            found.append(Counted(Criterion.VOLUME, str(volume_band(daily)), daily, once.start(), once.end()))
    return found


def _volume(text: str, count: Count, asked: Criterion | None) -> Counted | None:
    after, before = text[count.end : count.end + _NEAR], text[max(0, count.start - _NEAR) : count.start]
    if asked is not Criterion.VOLUME and _NOT_A_LOAD.search(before[-40:] + after[:40]):
        return None
    match = _PER.search(after) or _ADVERB.search(after) or _BEFORE_PER.search(before)
    if not match:
        return None
    groups = match.groupdict()
    period = groups.get("period") or _ADVERBS[(groups.get("adverb") or "").lower()]
    period = {"sec": "second", "min": "minute"}.get(period.lower(), period.lower())
    daily = count.value * _PERIODS[period]
    return Counted(Criterion.VOLUME, str(volume_band(daily)), daily, count.start, count.end)


def _examples(text: str, count: Count) -> Counted | None:
    after, near = text[count.end : count.end + 2 * _NEAR], text[max(0, count.start - _NEAR) : count.end + _NEAR]
    match = _EXAMPLES_AFTER.search(after)
    if not match or count.value == 1:
        return None
    # What the number counts ends with the match; a test set named in the next clause is another matter.
    own = (
        text[max(0, count.start - _BEFORE) : count.end]
        + match.group()
        + re.split(r"[,;(]| and ", after[match.end() :])[0][:_BEFORE]
    )
    if _IN_A_TEST.search(own) or _IN_A_PROMPT.search(own) or _NOT_YET.search(near) or _UNLABELLED.search(text):
        return None
    return Counted(Criterion.EXAMPLES, str(examples_band(count.value)), count.value, count.start, count.end)


def _pages(text: str, count: Count) -> Counted | None:
    match = _PAGES.search(text[count.end : count.end + _NEAR])
    if not match or _IN_A_PROMPT.search(text[max(0, count.start - 20) : count.end + 30]):
        return None
    pages = match["thing"].lower().startswith(("page", "faq"))
    few, many = (_FEW_PAGES, _MANY_PAGES) if pages else (_FEW_DOCUMENTS, _MANY_DOCUMENTS)
    if count.value >= many:
        return Counted(Criterion.KNOWLEDGE_HOME, "large_corpus", count.value, count.start, count.end)
    if count.value <= few and pages:
        return Counted(Criterion.KNOWLEDGE_HOME, "fits_in_prompt", count.value, count.start, count.end)
    return None


def _bare_answer(text: str, count: Count, asked: Criterion | None) -> list[Counted]:
    if asked is Criterion.EXAMPLES and not _IN_A_TEST.search(text) and not _NOT_YET.search(text):
        return [Counted(asked, str(examples_band(count.value)), count.value, count.start, count.end)]
    if asked is Criterion.VOLUME:
        return [Counted(asked, str(volume_band(count.value)), count.value, count.start, count.end)]
    return []
