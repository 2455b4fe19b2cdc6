"""Whether a message asks for the price of a model, and for which: training, hosting or tokens, where and from whom.

Only what is a question for a price from its first word to its last counts: every word has to be one of those below, so that "what
drives the cost of tuning gpt-4.1 down?" stays a question for the sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.model_names import model_mentions, plain_words
from knowledge.prices.rows import EVERYWHERE, PriceKind, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.prices.book import PriceBook

#: Longer messages tell or ask more than a price.
_MOST_WORDS = 22
#: Models that are answered for at once.
_MOST_MODELS = 2
_PRICE = frozenset(
    [
        "price",
        "prices",
        "pricing",
        "priced",
        "cost",
        "costs",
        "fee",
        "fees",
        "charge",
        "charges",
        "rate",
        "rates",
        "tariff",
        "charged",
    ]
)
#: "How much is o4-mini an hour" asks for a price; "how much data" does not.
_HOW_MUCH = frozenset(["is", "are", "for", "would", "s", "to", "per", "do"])
#: What a figure is of: "what's the tuned one per 1M in/out".
_PER = frozenset(["1m", "1k", "million", "mtok", "mtokens", "token", "tokens", "hour"])
#: What a figure is asked for in: "dollars per 1M tokens to train gpt-4.1".
_CURRENCY = frozenset(["usd", "dollars"])
_HOSTING = frozenset(
    ["hosting", "host", "hosted", "deployment", "deployed", "deploying", "deploy", "serving", "run", "running"]
)
_TRAINING = frozenset(
    ["training", "train", "trained", "tuning", "tune", "finetuning", "finetune", "fine", "sft", "dpo"]
)  # fmt: skip
_REINFORCED = frozenset(["rft", "reinforcement"])
_TUNED = frozenset(["tuned", "finetuned", "ft", "fted"])
#: What names a price of its own beside those of tokens.
_ITS_HOSTING, _ITS_TRAINING = frozenset(["hosting", "host"]), frozenset(["training", "train"])
#: What names the same model as it is sold, where a tuned one is named too.
_UNTUNED = frozenset(
    [
        "untuned",
        "base",
        "vanilla",
        "stock",
        "original",
        "unmodified",
        "non",
        "un",
        "normal",
        "regular",
        "plain",
        "without",
    ]
)
#: What holds the two against each other.
_AGAINST = frozenset(
    ["vs", "versus", "against", "compared", "than", "or", "between", "difference", "both", "same", "compare", "version", "variant", "not", "inference", "as"]
)  # fmt: skip
_TOKENS = {
    **dict.fromkeys(("input", "inputs", "prompt"), PriceKind.INPUT),
    **dict.fromkeys(("output", "outputs", "completion", "answer"), PriceKind.OUTPUT),
    **dict.fromkeys(("cached", "cache"), PriceKind.CACHED),
    "batch": PriceKind.BATCH_INPUT,
}
#: What the tokens of a tuned model are listed as.
OF_TUNED = {
    PriceKind.INPUT: PriceKind.TUNED_INPUT,
    PriceKind.OUTPUT: PriceKind.TUNED_OUTPUT,
    PriceKind.CACHED: PriceKind.TUNED_CACHED,
}
_TIERS = {
    "global": Tier.GLOBAL,
    "regional": Tier.REGIONAL,
    "standard": None,
    "developer": Tier.DEVELOPER,
    "datazone": Tier.DATA_ZONE,
    "zone": Tier.DATA_ZONE,
    "data": None,
}
_PROVIDERS = {
    "openai": "openai",
    "azure": "azure",
    "foundry": "azure",
    "anthropic": "anthropic",
    "google": "google",
    "mistral": "mistral",
}
#: What else may stand in such a question.
_AROUND = frozenset(
    ["what", "whats", "what's", "how", "much", "does", "do", "is", "are", "would", "will", "s", "the", "a", "an", "of", "for", "in", "on", "at", "to",
     "per", "with", "and", "it", "me", "us", "tell", "give", "show", "current", "currently", "today", "now", "list", "hour", "hourly",
     "hr", "hrs", "month", "monthly", "day", "token", "tokens", "million", "1m", "1k", "model", "models", "one", "using", "use", "by", "from", "usd", "dollars",
     "region", "service", "hey", "hi", "hello", "so", "ok", "know", "you", "microsoft", "ai", "calls", "call", "api", "get", "any", "there", "grader",
     "pls", "plz", "please", "thanks", "thx", "just", "quick", "exactly", "i", "my", "pay", "paid", "need", "can", "1", "many", "mtok", "mtokens",
     "every", "each", "billed", "going", "step", "job", "jobs", "azure's", "openai's", "microsoft's", "out", "own", "again", "then", "exact", "be", "if", "when", "since", "ok", "that", "those", "these", "which"]
)  # fmt: skip
#: Every word that a question for a price may hold, beside models and regions.
VOCABULARY = (
    _PRICE | _HOSTING | _TRAINING | _REINFORCED | _TUNED | _UNTUNED | _AGAINST | _TOKENS.keys() | _TIERS.keys() | _PROVIDERS.keys() | _AROUND
)  # fmt: skip
_BOTH_WAYS = (PriceKind.INPUT, PriceKind.OUTPUT)
#: Words of places that say too little alone.
_SIDES = frozenset(["north", "south", "east", "west", "central", "us", "southeast", "northeast"])
_MOST_REGION_WORDS = 3


@dataclass(frozen=True, slots=True)
class PriceAsked:
    """The price of what somebody asks for: models as listed, kinds of price, the most telling first, and where; None where not said.

    With `tuned_too` the tokens of the same model tuned are asked for as well, and the kinds are those of the untuned one.
    """

    models: tuple[str, ...]
    kinds: tuple[PriceKind, ...]
    tier: Tier | None = None
    region: str | None = None
    provider: str | None = None
    tuned_too: bool = False


def price_asked(text: str, book: PriceBook) -> PriceAsked | None:
    """What price a message asks for; None where it asks for none, or for more than that."""
    # "$/1M" and "$/hr" name a price as "USD per" does.
    text = text.replace("$/", " usd per ").replace("$ /", " usd per ")
    words = plain_words(text)
    if not 0 < len(words) <= _MOST_WORDS or not _names_a_price(words):
        return None
    named = model_mentions(text, book.models)[: _MOST_MODELS + 1]
    if not 0 < len(named) <= _MOST_MODELS:
        return None
    inside = {place for one in named for place in range(*one.words)}
    rest = [word for place, word in enumerate(words) if place not in inside]
    region, placed = _region(rest, book)
    if any(
        word not in VOCABULARY and place not in placed and not _is_a_figure(word) for place, word in enumerate(rest)
    ):
        return None
    said = frozenset(rest) | _both_ways(rest)
    openai_alone = "openai" in said and "azure" not in said
    provider = next((_PROVIDERS[word] for word in rest if word in _PROVIDERS), None)
    tiers = [tier for word in rest if (tier := _TIERS.get(word))]
    tuned_too = _is_both(rest)
    return PriceAsked(
        tuple(dict.fromkeys(one.name for one in named)),
        (*(_of_tokens(said, tuned=False) or _BOTH_WAYS), *([PriceKind.TRAINING] if said & _ITS_TRAINING else []))
        if tuned_too
        else _kinds(said, named[0].name, book, tuned=_names_tuned(rest)),
        tiers[0] if len(tiers) == 1 else None,
        region,
        "azure" if provider == "openai" and not openai_alone else provider,
        tuned_too,
    )


def _is_both(words: Sequence[str]) -> bool:
    """Whether a model is meant both as it is sold and tuned: "tuned and untuned", "fine-tuned vs base", "with and without tuning"."""
    said = set(words)
    if "without" in said:
        return "with" in said and bool(said & (_TRAINING | _TUNED))
    return _names_tuned(words) and bool(said & (_UNTUNED | {"not"}))


def _names_tuned(words: Sequence[str]) -> bool:
    """Whether a tuned model is named; "un-tuned" and "not tuned" name none."""
    return any(
        word in _TUNED and words[max(0, place - 1)] not in {"un", "non", "not"} for place, word in enumerate(words)
    )


def _both_ways(words: Sequence[str]) -> frozenset[str]:
    """The names of what goes in and comes out, where a message says "in/out" or "in and out"."""
    pairs = zip(words, words[1:], [*words[2:], ""], strict=False)
    is_said = any(
        first == "in" and (second == "out" or (second == "and" and third == "out")) for first, second, third in pairs
    )
    if is_said:
        return frozenset(["input", "output"])
    # "$/1M out" is that of what comes out; "per 1M in Sweden" is of a place.
    is_out = any(set(pair) == {"1m", "out"} for pair in pairwise(words))
    return frozenset(["output"]) if is_out else frozenset()


def _is_a_figure(word: str) -> bool:
    """Whether a word is a price that somebody knows, such as "0.40"."""
    whole, point, rest = word.strip("$").partition(".")
    return bool(point) and whole.isdigit() and rest.isdigit()


def _names_a_price(words: Sequence[str]) -> bool:
    if (_PRICE | _CURRENCY) & set(words):
        return True
    asks_what = bool({"what", "whats", "what's", "which"} & set(words))
    if asks_what and any(first == "per" and second in _PER for first, second in pairwise(words)):
        return True
    return any(
        words[place : place + 2] == ["how", "much"] and words[place + 2] in _HOW_MUCH for place in range(len(words) - 2)
    )


def _kinds(said: frozenset[str], model: str, book: PriceBook, *, tuned: bool) -> tuple[PriceKind, ...]:
    """What is paid for: as named, else the tokens both ways; of a tuned model its hosting and its training."""
    training = PriceKind.TRAINING
    if said & _REINFORCED or (not book.all_of(model, training) and book.all_of(model, PriceKind.TRAINING_HOUR)):
        training = PriceKind.TRAINING_HOUR
    if kinds := _of_tokens(said, tuned=tuned):
        return (*kinds, *_besides(said, training)) if tuned else kinds
    if len(both := _besides(said, training)) > 1:
        return both
    if said & _HOSTING:
        return (PriceKind.HOSTING,)
    if "inference" in said:
        return tuple(OF_TUNED[kind] if tuned else kind for kind in _BOTH_WAYS)
    if tuned or said & (_TRAINING | _REINFORCED):
        return (PriceKind.HOSTING, training) if tuned else (training,)
    return _BOTH_WAYS


def _besides(said: frozenset[str], training: PriceKind) -> tuple[PriceKind, ...]:
    """The training and the hosting of a tuned model, as far as they are named."""
    named = (training, _ITS_TRAINING | _REINFORCED), (PriceKind.HOSTING, _ITS_HOSTING)
    return tuple(kind for kind, words in named if said & words)


def _of_tokens(said: frozenset[str], *, tuned: bool) -> tuple[PriceKind, ...]:
    """The kinds of tokens that are named."""
    named = dict.fromkeys(_TOKENS[word] for word in _TOKENS if word in said)
    if PriceKind.BATCH_INPUT in named:
        both = PriceKind.BATCH_INPUT, PriceKind.BATCH_OUTPUT
        return both[1:] if PriceKind.OUTPUT in named else both
    if PriceKind.CACHED in named:
        named = {PriceKind.CACHED: None}
    return tuple(OF_TUNED[kind] if tuned else kind for kind in named)


def _region(words: Sequence[str], book: PriceBook) -> tuple[str | None, frozenset[int]]:
    """The region that some words name, "East US 2" or "Sweden", and the places of these words."""
    regions = sorted({region for price in book.prices for region in price.regions if region != EVERYWHERE})
    for length in range(_MOST_REGION_WORDS, 0, -1):
        for place in range(len(words) - length + 1):
            name = "".join(words[place : place + length])
            if name in regions:
                return name, frozenset(range(place, place + length))
    for place, word in enumerate(words):
        if (
            word not in _SIDES
            and len(word) > len("east")
            and (there := [each for each in regions if each.startswith(word)])
        ):
            return there[0], frozenset([place])
    return None, frozenset()
