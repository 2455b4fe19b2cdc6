"""Questions about money whose subject is on no price list: a model of another provider, one of one's own against an API, a seller's quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.reading.asked.training_cost_asked import speaks_of_training
from bot.reading.evidence import as_written, clause_around, clauses, plain
from bot.reading.numbers.quantities import QuantityKind, quantities
from knowledge.model_names import model_mentions, plain_words

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_WORDS: Final = 30
_COST: Final = re.compile(r"\b(?:cost|costs|price|prices|pricing|how much|how expensive)\b")
_TRAIN: Final = re.compile(r"\b(?:ft|fine-?\s?tun\w*|tun(?:e|ed|ing)|train\w*|lora|sft|dpo)\b")
#: Families of models that are tuned elsewhere than on Azure, or on one's own machines.
_FAMILIES: Final = re.compile(
    r"\b(?:claude|haiku|sonnet|opus|gemini|gemma|nova|titan|command[\s-]r|deberta|roberta|bert|mistral|mixtral|qwen|llama|deepseek)\b(?:[\s-]\d[\w.]*)?"
)
#: Those that are paid by the token elsewhere, as the one in use is named: "we pay 9k for Claude Sonnet", "runs on Gemini Pro".
_IN_USE: Final = re.compile(
    r"\b(?:with|on|use|uses|using|via|for|run|runs|running|currently|now)\s(?P<name>(?:claude|haiku|sonnet|opus|gemini|nova|titan|command[\s-]r)\b(?:[\s-](?:haiku|sonnet|opus|pro|flash|lite|micro|\d[\w.]{0,8})\b){0,3})"
)
#: What makes the model that stands there one that is only thought of.
_NOT_IN_USE: Final = re.compile(
    r"\b(?:move|moving|switch|switching|migrate|vendor|competitor|could|would|might|planning|plan)\b"
)
_OWN: Final = re.compile(
    r"\b(?:an?|our|my|own|the|local|tuned|small)\s(?:own\s|small\s|tuned\s|local\s)?(?:\d{1,3}b|llama|qwen|mistral)\b|\bown (?:model|gpus?|h100s?|a100s?)\b"
)
_AGAINST: Final = re.compile(
    r"\b(?:cheaper|less expensive|more expensive|costs? (?:less|more)|pays?|saves?)\b[^?]*\b(?:than|vs|versus|against|over)\b"
)
_OTHER_CURRENCY: Final = re.compile(
    r"[€£¥₹]|(?:\b|\d)(?:euros?|eur|gbp|pounds?|chf|francs|yen|rupees|inr|sek|nok|dkk|pln|czk)\b"
)
_A_MONTH: Final = re.compile(r"[€£¥₹]? ?(?:(?:a|per|each|every) ?|/ ?)?(?:months?|monthly|mo)\b")
_NO_BILL: Final = re.compile(
    r"\b(?:salary|salaries|wage|wages|earn|earns|staff|person|employee|subscription|fee|budget|save|saves|customers? pay|sells?|hosting)\b"
)
_SELLER: Final = re.compile(
    r"\b(?:vendor|agency|consult\w+|supplier|integrator|contractor|freelancer|partner|seller|firm|offer|quote)\b"
)
_JUDGED: Final = re.compile(
    r"\b(?:too much|too expensive|fair|reasonable|ok|okay|normal|justified|overpriced|worth|realistic|rip-?off|a lot|expensive)\b"
)


def untrained_on_lists(text: str, models: Collection[str]) -> str:
    """The model whose training a message asks the price of, where no list has one; empty where it names one of `models`, which have, or asks no such thing."""
    said = plain(text)
    named = _FAMILIES.search(said)
    is_asked = _COST.search(said) and len(said.split()) <= _MOST_WORDS and _TRAIN.search(said)
    if named is None or not is_asked or model_mentions(text, models) or _OWN.search(said):
        return ""
    if any(named.group().split()[0].split("-")[0] in one for one in models):
        return ""
    return " ".join(text[named.start() : named.end()].split()) if len(said) == len(text) else named.group()


def hosted_elsewhere(text: str) -> str:
    """The model that a text says is in use and that no price list here has, as it is written; empty where none is."""
    for clause in clauses(text):
        named = _IN_USE.search(clause)
        if named is not None and not _NOT_IN_USE.search(clause):
            return as_written(named["name"], text)
    return ""


def other_currency_bill(text: str) -> str:
    """The bill of a month that a text tells in another currency than US dollars, "340 EUR a month"; empty where it tells none, or a wage or a price."""
    for one in quantities(text):
        start, end = clause_around(text, one.start)
        before = text[one.start - 1 : one.start] if one.start else ""
        period = _A_MONTH.match(text[one.end : end].lower())
        said = f"{before if _OTHER_CURRENCY.match(before) else ''}{text[one.start : one.end]}"
        is_foreign = one.kind is QuantityKind.MONEY and _OTHER_CURRENCY.search(said.lower())
        if period and is_foreign and not _NO_BILL.search(plain(text[start:end])):
            return " ".join(f"{said}{period.group()}".split())
    return ""


def own_model_against(text: str, models: Collection[str]) -> bool:
    """Whether a message asks if a model of one's own costs less than one that has a price: "is LoRA on an 8B cheaper than 4.1-nano"."""
    said = plain(text)
    return bool(_OWN.search(said) and _AGAINST.search(said) and model_mentions(text, models))


def quote_judged(text: str) -> str:
    """The price that a seller asks, where a message asks whether it is too much and names no training run; empty where it does not."""
    said = plain(text)
    if not (_SELLER.search(said) and _JUDGED.search(said) and "?" in said) or len(said.split()) > _MOST_WORDS:
        return ""
    money = [one for one in quantities(text) if one.kind is QuantityKind.MONEY]
    is_of_a_run = speaks_of_training(plain_words(text)) and any(
        one.kind is QuantityKind.SIZE for one in quantities(text)
    )
    return " ".join(text[money[0].start : money[0].end].split()) if len(money) == 1 and not is_of_a_run else ""
