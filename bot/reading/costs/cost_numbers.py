"""The numbers of a use that a message gives: calls, tokens in and out and once tuned, a bill, examples; what each is of is told by the words beside it.

A number belongs to the words of its own clause. One that is denied ("900, not 9,000") or is a limit, a size of the training data or a total of a
period says nothing of a call and is left out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.reading.costs.models_in_costs import models_said
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from bot.reading.told.correction_clauses import corrections_in
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_OUT = frozenset(["out", "output", "outputs", "answer", "answers", "reply", "replies", "completion", "response", "responses"])  # fmt: skip
_IN = frozenset(["in", "input", "inputs", "prompt"])
_SENT = frozenset(["out", "output"])
#: What of a prompt is the same in every call, what comes in with each, and what stands between a number and them.
_INSTRUCTS = frozenset(["prompt", "instructions", "instruction", "system", "template", "guidelines", "schema", "rules"])
_COMES_IN = frozenset(["page", "pages", "ticket", "tickets", "document", "documents", "doc", "contract", "contracts", "mail", "mails", "email", "emails", "letter", "letters",
                       "message", "messages", "transcript", "transcripts", "form", "forms", "invoice", "invoices", "claim", "claims", "article", "articles", "review", "reviews", "note", "notes", "chat", "user", "customer", "payload", "text", "case", "report", "reports", "record", "question", "conversation"])  # fmt: skip
_OF = frozenset(["of", "for", "the", "a", "tokens", "token", "tok", "toks", "in"])
_NEAREST = 4
#: What may stand between the two, as in "1500 in and about 100 out".
_BETWEEN = frozenset(["and", "about", "around", "maybe", "with", "roughly", "some", "tokens"])
#: What the tokens of a limit or of something that is no call stand beside, and those of a total of a period.
_OF_NO_CALL = frozenset(
    ["window", "limit", "limits", "limited", "max", "maximum", "context", "quota", "tpm", "budget", "cap"]
)
_OF_TRAINING = frozenset(["training", "train", "examples", "example", "samples", "sample", "dataset", "pairs", "pair"])
_A_PERIOD = re.compile(
    r"\W{0,4}(?:tokens?\W{1,4})?(?:in total|altogether|(?:a|per|each|every|/)\W{0,3}(?:second|sec|minute|min|hour|day|week|month|year))\b"
)
#: How the tokens that are left once a model is tuned are told apart, before and after their number.
_ONCE_TUNED = r"(?:once|after|when|if|as soon as)\b[\w' -]{0,18}?\b(?:tuned|tuning|trained|training|finetuned)\b|\bafterwards\b|\bpost[- ]?training\b"
_TUNED_BEFORE = re.compile(
    rf"{_ONCE_TUNED}|\b(?:tuned|trained|distilled|finetuned)\s+(?:gpt\S*\s+|\d\S*\s+)?(?:mini|nano|model|one|gpt\S*)\b[\w' -]{{0,16}}$"
)  # fmt: skip
_TUNED_AFTER = re.compile(
    rf"^(?:\s*tokens?)?[\w' -]{{0,14}}?(?:{_ONCE_TUNED})|^(?:\s*tokens?)?(?:\s+(?:in|prompt))?\s+(?:tuned|when tuned)\b(?!\s+(?:gpt|\d|mini|nano))"
)
_SHRINKS = re.compile(
    r"\b(?:shrink|shrinks|shrunk|shorten|shortened|drop|drops|go down|goes down|down to|cut to|cut down to|reduced? to|trim\w*|leaves?|left)\b"
)
#: What leads from the prompt of now to the shorter one: "3k tok prompt down to 400".
_DOWN_TO = re.compile(r"^[^,.;!?\n]{0,24}?(?:\bto|->|=>|→)\s{0,2}(?:about |around |only |maybe |~ ?)?$")
_TO = re.compile(r"\s{0,2}(?:down )?to\b")
_ADDED = re.compile(r"\b(?:retriev\w+|chunks|passages|snippets|rag (?:adds|brings))\b")
_TRAINS = re.compile(r"\b(?:tun(?:e|ed|ing)|train(?:ed|ing)?|finetun\w+|s?ft)\b")
_TOKEN = re.compile(r"tok(?:en)?s?")
_IN_TOTAL = re.compile(r"\b(?:in total|in all|altogether|all in|in sum|overall|total|together)\b")
#: What makes a number of tokens a part of one that was told: "1.5k tok of that is prompt".
_A_PART = re.compile(r"\W{0,3}(?:tok(?:en)?s?\W{1,3})?of (?:that|it|this|them|those|these|which)\b")
#: What makes an amount of money one that may be spent, and no bill; without a period only where it is asked whether it suffices.
_MAY_SPEND = re.compile(
    r"\b(?:budget\w*|cap|capped|limit\w*|max|maximum|at most|up to|no more than|not more than|can spend|to spend|may spend|can afford|afford|ceiling|allowance)\b"
)
_SUFFICES = re.compile(r"\b(?:enough|suffice\w*|afford|under|below|within|for less than)\b")
#: How all that a call holds is told from a part of it, after its number and before.
_WHOLE_AFTER = re.compile(
    r"\W{0,4}(?:(?:input|prompt) )?(?:tokens?\W{1,4})?(?:in (?:total|all|sum)\W{1,4}|altogether\W{1,4}|total\W{1,4})?"
    r"(?:(?:a|an|per|each|every|for (?:a|each|every))\s+|/\s{0,2})(?:api )?(?:call|request|query|message|ticket|email|document|prompt)\b"
)
_WHOLE_BEFORE = re.compile(
    r"(?:=|\b(?:makes?|totals?|totalling|totaling|altogether|in total|in all|sums? (?:up )?to|adds? up to|comes? to|together)\b)[\s:~]{0,4}(?:(?:about|around|roughly|is|are|it's) )?$"
)
#: What says that some of the prompt is cached, and what a share is of that is none of it.
_SAVED = re.compile(r"\b(?:cheaper|sav\w+|discount\w*|off|less|cut\w*|accura\w+|right|correct)\b")
_OF_A_PROMPT = re.compile(r"\b(?:hits?|of (?:it|them|the (?:prompt|input|tokens)))\b")
_TOLD_BEFORE = 60
_CACHED = re.compile(r"\bcach(?:e|es|ed|ing)\b")
_NO_CACHE = re.compile(
    r"\b(?:no|not|without|isn't|aren't|don't|never|off|disabled)\b[\w' -]{0,20}\bcach|\bcach\w+ (?:is |are )?(?:off|disabled|not)\b"
)
_CACHES = re.compile(
    r"\b(?:prompt |context )?cach(?:e|es|ing)\b (?:is |are )?(?:already |all |now )?(?:on|enabled|active|in use|used|running|in place|turned on|switched on|hits?|hit rate)\b|"
    r"\b(?:we|i|it|they) (?:already |now |do )?(?:use|have|cache|enabled|turned on|switched on)\b[\w ]{0,16}\bcach(?:e|es|ed|ing)\b|\b(?:we|i|it|they) (?:already |now |do )?caches?\b|\b(?:prompt|instructions|prefix) (?:is|are) (?:already |all )?cached\b"
)
#: Where the words of one number end and those of another begin.
_CLAUSE = re.compile(r"[,;!?\n()]|\.(?=\s|$)|\b(?:vs|versus|against|compared|than)\b")
_DENIED = re.compile(r"\b(?:not|isn't|wasn't|no longer|never|instead of|rather than)\s+(?:the\s+|about\s+)?[$€£]?$")
_INSTEAD = re.compile(r"\bbut\s+(?:only\s+|about\s+)?[$€£]?$")
_RATHER = re.compile(r"\b(?:now|actually|rather|sorry|make that|i mean|correction)\b[\w:' ,-]{0,12}$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DOLLARS = ("$", "usd", "dollar", "bucks")
#: Characters after a number that may say what it is of.
_NEAR = 24
#: Words before a number that may say that it is of an answer.
_WORDS_BEFORE = 4
#: What a bill of one period is a month.
_A_MONTH = {
    "month": Decimal(1), "monthly": Decimal(1), "mo": Decimal(1), "year": 1 / Decimal(12), "yearly": 1 / Decimal(12),
    "annually": 1 / Decimal(12), "day": Decimal(30), "daily": Decimal(30), "week": Decimal(30) / 7,
}  # fmt: skip
_MAY_WAIT = re.compile(r"\b(?:overnight|nightly|offline|batch(?:es)?|can wait|may wait|within a day|not urgent)\b")
_NOTHING_RUNS = re.compile(
    r"\b(?:(?:haven't|have not|hasn't|havent|didn't|did not) (?:yet )?(?:built|build|started|start|launched|anything)|nothing (?:is )?(?:built|live|running)|from scratch|starting from zero|not live yet|no bot yet)\b"
)  # fmt: skip


def numbers_said(text: str, models: Collection[str], known: str = "") -> dict[str, str]:
    """The numbers of a use that a message gives, by the names of `bot.costs.from_prices.NUMBERS`, and the models it names.

    Calls are a day, a bill is in US dollars a month; other currencies are left unread.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        known: The model that is used now, as far as that was said before.
    """
    found: dict[str, str] = {}
    of_models = [one.span for one in model_mentions(text, models)]
    # "A tuned 4.1-mini a year" counts no minis.
    given = [one for one in quantities(text) if not any(start <= one.start < end for start, end in of_models)]
    ends = [0, *(one.end for one in given)]
    nexts = [*(one.start for one in given), len(text)][1:]
    around = [_Around(text, one, end, following) for one, end, following in zip(given, ends, nexts, strict=False)]
    denied, whole = "", False
    parts: dict[str, Decimal] = {}
    named = models_said(text, models, known)
    for place, one in enumerate(around):
        name = _shorter(one, around[place - 1] if place else None, trains="tuned" in named) or _name(
            one, [*around[place + 1 : place + 2]], [*around[:place][-1:]]
        )
        if _DENIED.search(one.before):
            denied = name
            continue
        if not name and denied and _INSTEAD.search(one.before):
            name = denied
        if not name:
            continue
        if name == "input_tokens" and not one.is_of_a_call and (part := one.part_of_a_prompt):
            parts.setdefault(part, Decimal(str(one.given.value)))
        times = _months(one) or 1 if name in {"bill", "budget"} else 1
        value = _plain(Decimal(str(one.given.value)) * times)
        is_whole = name == "input_tokens" and one.is_of_a_call
        if name not in found or _RATHER.search(one.lead) or (is_whole and not whole):
            found[name] = value
        whole = whole or is_whole
    return found | _added(found, parts, is_whole=whole) | named


def _added(found: Mapping[str, str], parts: Mapping[str, Decimal], *, is_whole: bool) -> dict[str, str]:
    """What goes into a call, instructions and what comes in together, and how much of it is not the prompt's, where a message tells them apart."""
    if "case" not in parts or not ("prompt" in parts or is_whole):
        return {}
    whole = Decimal(found["input_tokens"]) if is_whole else parts["prompt"] + parts["case"]
    return {"input_tokens": _plain(whole), "case_tokens": _plain(parts["case"])} if whole >= parts["case"] else {}


def corrected_number(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """The number of a use that a message gives in place of one that it takes back: "wait not 900, 9000"; empty where it takes none back, or may mean several.

    Args:
        text: What somebody wrote.
        known: The numbers that were said before, by the names of `numbers_said`.
    """
    found = {}
    for correction in corrections_in(text):
        new = [one for one in correction.given if one.value > 0]
        for old in correction.denied:
            named = [name for name, value in known.items() if _NUMBER.fullmatch(value) and float(value) == old.value]
            is_alike = len(named) == 1 and len(new) == 1
            if is_alike and (new[0].kind is old.kind or named[0].endswith("_tokens")):
                times = correction.a_day if named[0] == "calls_a_day" and new[0].kind is QuantityKind.COUNT else 0.0
                found[named[0]] = _plain(Decimal(str(new[0].value * (times or 1.0))))
    return found


def tokens_put_right(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """The tokens that a message puts right: "3.7k tokens in total, not 2.1k", where what the total is more by is no prompt; empty where it puts none right."""
    found = {name: value for name, value in corrected_number(text, known).items() if name.endswith("_tokens")}
    more = Decimal(found.get("input_tokens", 0)) - Decimal(known.get("input_tokens", 0))
    if "input_tokens" in found and "case_tokens" in known:
        found["case_tokens"] = known["case_tokens"]
    elif more > 0 and _IN_TOTAL.search(text.lower()):
        found["case_tokens"] = _plain(more)
    return found


def counts_tokens_anew(text: str) -> bool:
    """Whether a message puts one number of tokens in the place of another: "3.7k tokens in total, not 2.1k"."""
    return any(
        correction.given
        and correction.denied
        and any(_TOKEN.fullmatch(word) for word in plain_words(correction.clause))
        for correction in corrections_in(text)
    )


def circumstances_said(text: str) -> dict[str, str]:
    """What a message says of a use that no number does: that answers may wait (`may_wait`), that nothing runs yet (`runs`), that caching is on (`caches`)."""
    lowered = text.lower().replace("’", "'")
    found = {"may_wait": "yes"} if _MAY_WAIT.search(lowered) else {}
    if _CACHES.search(lowered) and not _NO_CACHE.search(lowered) and "?" not in text:
        found["caches"] = "yes"
    return found | ({"runs": "no"} if _NOTHING_RUNS.search(lowered) else {})


class _Around:
    """A quantity and the words of its own clause before and after it, in lower case."""

    def __init__(self, text: str, given: Quantity, last: int, following: int) -> None:
        self.given = given
        self.said = text[given.start : given.end].lower()
        before = text[last : given.start].lower()
        #: What leads to it, other clauses included.
        self.told = before
        self.lead = before[-_NEAR:]
        cuts = [cut.end() for cut in _CLAUSE.finditer(before)]
        self.before = before[cuts[-1] if cuts else 0 :]
        after = text[given.end : following].lower()
        cut = _CLAUSE.search(after)
        self.after = after[: cut.start()] if cut else after
        self.next_to = cut is None or not after[cut.end() :].strip()

    @property
    def is_token(self) -> bool:
        """Whether its unit is tokens: "3k tokens", "3,000 prompt tokens"."""
        return any(_TOKEN.fullmatch(word) for word in [*plain_words(self.said), *plain_words(self.after)[:2]])

    @property
    def part_of_a_prompt(self) -> str:
        """Whether tokens are those of the `prompt` alone, or of the `case` that comes in: "2.1k prompt", "1.6k page tokens", "900 tokens of ticket"."""
        after = [word for word in plain_words(self.after)[:_NEAREST] if word not in _OF]
        before = plain_words(self.before)[-_NEAREST:]
        for words in (after[:2], before) if self.is_token or self.is_bare else ():
            if _INSTRUCTS & set(words):
                return "prompt"
            if _COMES_IN & set(words):
                return "case"
        return ""

    @property
    def is_of_a_call(self) -> bool:
        """Whether it is all that goes into a call, and no part of it: "= 3.4k tokens per call", "makes 5k in total"."""
        return bool(_WHOLE_AFTER.match(self.after) or _WHOLE_BEFORE.search(self.lead))

    @property
    def is_bare(self) -> bool:
        """Whether it is a number with no unit that is known, or one of what goes in and comes out."""
        return self.given.kind in {QuantityKind.COUNT, QuantityKind.SIZE}

    def is_of(self, words: frozenset[str]) -> bool:
        """Whether the words right beside it are among some."""
        after = plain_words(self.after)[:2]
        if words & set(after):
            return True
        return bool(words & set(plain_words(self.before)[-_WORDS_BEFORE:])) and not (_IN | _OUT) & set(after)


def _name(one: _Around, after: list[_Around], before: list[_Around]) -> str:
    """What a quantity is of; empty where it tells nothing of costs."""
    if one.given.kind is QuantityKind.RATE:
        return "calls_a_day"
    if one.given.kind is QuantityKind.SHARE:
        return "cached_share" if _is_cached(one) else ""
    if one.given.kind is QuantityKind.MONEY:
        return _money(one)
    if one.is_token:
        return _tokens(one)
    return _bare(one, [*after, *before]) if one.is_bare and one.given.value > 0 else ""


def _money(one: _Around) -> str:
    """What an amount of dollars is: the bill of a period, or what may be spent in one; a question whether it suffices is about a month."""
    text = one.before[-2:] + one.said
    if not any(sign in text for sign in _DOLLARS):
        return ""
    around = f"{one.before} {one.after}"
    if _SUFFICES.search(around):
        return "budget"
    period = bool(_months(one))
    return ("budget" if _MAY_SPEND.search(around) else "bill") if period else ""


def _is_cached(one: _Around) -> bool:
    """Whether a share is that of the prompt which is cached: "caching is on, 80% hit", "70% of it cached"; none of what caching saves."""
    own = f"{one.before} {one.said} {one.after[:_NEAR]}"
    if _SAVED.search(own) or _NO_CACHE.search(own):
        return False
    return bool(_CACHED.search(own) or (_CACHED.search(one.told[-_TOLD_BEFORE:]) and _OF_A_PROMPT.search(own)))


def _bare(one: _Around, beside: list[_Around]) -> str:
    """What a number without a unit is of: "300 out", and "1500 in" where such a one, or one of tokens, stands beside it."""
    first, *rest = plain_words(one.after) or [""]
    if first in _SENT:
        return "output_tokens"
    has_a_pair = any(other.is_of(_SENT) or other.is_token for other in beside)
    # "3 in 10 of them, and 5 out" counts something else.
    goes_on = first == "in" and not set(rest) <= _BETWEEN
    return "input_tokens" if first in _IN and has_a_pair and not goes_on else ""


def _shorter(one: _Around, before: _Around | None, *, trains: bool) -> str:
    """What the lower number is that the tokens of a prompt go down to, "3k tok prompt down to 400"; empty for any other number.

    It is what is left once a model is tuned, where the message `trains` one.
    """
    if before is None or not before.is_token or not (one.is_bare or one.is_token) or one.is_of(_OUT):
        return ""
    if not _DOWN_TO.search(one.told) or not 0 < one.given.value < before.given.value:
        return ""
    return "tuned_tokens" if trains or _TRAINS.search(one.before) else "short_tokens"


def _is_left(after: str) -> bool:
    """Whether what follows a number says that so much is left; what "drops to 400" is not."""
    shrinks = _SHRINKS.search(after)
    return shrinks is not None and not shrinks.group().endswith(" to") and not _TO.match(after[shrinks.end() :])


def _tokens(one: _Around) -> str:
    """What tokens are of."""
    near = {*plain_words(one.before)[-_WORDS_BEFORE:], *plain_words(one.after)[:3]}
    if near & _OF_NO_CALL or _A_PERIOD.match(one.after) or _A_PART.match(one.after):
        return ""
    is_tuned = _TUNED_BEFORE.search(one.before) or _TUNED_AFTER.search(one.after)
    shrinks = _SHRINKS.search(one.before[-40:]) or _is_left(one.after[:_NEAR])
    if is_tuned or (shrinks and _TRAINS.search(one.before + one.after)):
        return "tuned_tokens"
    if shrinks:
        return "short_tokens"
    if near & _OF_TRAINING and not one.is_of_a_call and not _is_of_a_prompt(one):
        return ""
    if _ADDED.search(one.before[-30:]) or _ADDED.search(one.after[:_NEAR]):
        return "added_tokens"
    return "output_tokens" if one.is_of(_OUT) else "input_tokens"


def _is_of_a_prompt(one: _Around) -> bool:
    """Whether "prompt" stands right beside a number of tokens: what its examples are in is no training data."""
    return "prompt" in {*plain_words(one.before)[-2:], *plain_words(one.after)[:2]}


def _months(one: _Around) -> Decimal:
    """How often a bill of its period comes in a month; 0 where no period is named beside it."""
    after = plain_words(one.after[:_NEAR])[:3]
    return next((_A_MONTH[word] for word in [*plain_words(one.said), *after] if word in _A_MONTH), Decimal(0))


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f}"
