"""Whether a message asks what one training run costs, and on how much: "train gpt-4.1-mini on 5,000 examples of 800 tokens for 3 epochs"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise, product
from typing import TYPE_CHECKING

from bot.reading.costs.models_in_costs import TUNED, models_in_order
from bot.reading.costs.words_on_money import asks_how_much, breaks_even
from bot.reading.numbers.counted_things import count_of
from bot.reading.numbers.quantities import Quantity, QuantityKind, quantities
from knowledge.model_names import plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_MOST_WORDS = 32
_COMPARED = re.compile(
    r"\b(?:\d+(?:\.\d+)? ?x|times|half|third|quarter|fifth|tenth|ninth|fraction) (?:of )?(?:the |its |that )?(?:price|costs?)\b"
)
_PRICE = frozenset(["cost", "costs", "price", "pay", "charge", "charged", "bill", "expensive"])
_HOW_MUCH_TO = ("how", "much", "to")
_TRAINS = frozenset(
    ["train", "training", "tune", "tuning", "finetune", "finetuning", "trained", "dpo", "epoch", "epochs", *TUNED]
)
_EXAMPLES = frozenset(
    ["example", "examples", "sample", "samples", "pair", "pairs", "conversation", "conversations", "dialogue", "dialogues", "record", "records",
     "row", "rows", "line", "lines", "document", "documents", "doc", "docs", "ticket", "tickets", "entry", "entries", "item", "items", "email", "emails", "mail", "mails", "chat", "chats", "message", "messages", "letter", "letters", "review", "reviews"]
)  # fmt: skip
_EACH = frozenset(["each", "apiece", "per", "long", "average", "avg", "every"])
#: What a noun of its own is told with: so many words to the tokens of one at most; and what is done with a model, and trains none.
_MOST_WORDS_BETWEEN, _FEWEST_TRAINED = 5, 10
_USES = frozenset(
    [
        "calls",
        "requests",
        "queries",
        "questions",
        "hours",
        "days",
        "weeks",
        "months",
        "minutes",
        "dollars",
        "euros",
        "gpus",
        "steps",
        "jobs",
        "runs",
        "others",
    ]
)
_PASSES = frozenset(["epoch", "epochs", "pass", "passes"])
#: No set of training data is smaller: the ten examples that a job needs at least, of some hundred tokens each.
_LEAST_OF_A_SET = 5_000
#: What keeps a trained model, and the period that this is paid by.
_KEEPS = frozenset(["hosting", "host", "hosted", "online", "keep", "keeping", "monthly", "serve", "serving"])
_A_MONTH = frozenset(product(("per", "a", "each", "every"), ("month", "mo")))
#: A reply that goes on from what was told of a training run.
_MOST_WORDS_OF_MORE = 12
_WITH = frozenset(["with", "on", "from", "using", "of", "for"])
#: A question without a model asks for the price of training alone, where it is no longer and weighs no use.
_MOST_WORDS_OF_A_QUESTION = 14
_LEADS_ON = frozenset(["worth", "calls", "requests", "save", "saves", "than", "vs", "versus", "budget", "enough", "total", "year", "month", "hours"])  # fmt: skip
_CHEAP = frozenset(["cheap", "cheapest", "smallest", "small", "smaller"])
_ONE = frozenset(["one", "model"])
_TO_TRAIN = frozenset([("to", "train"), ("to", "tune"), ("to", "finetune"), ("to", "fine")])
#: What is paid for besides the training, or weighed against it.
_OF_A_USE = frozenset(["run", "running", "use", "using", "prompt", "prompting", "retrieval", "rag", "cheaper", "pay", "pays", "save", "or", "both", "tuned", "trained", "data", "people", "everything", "all"])  # fmt: skip
_UNDECIDED = (
    ("no", "idea"),
    ("don't", "know"),
    ("dont", "know"),
    ("not", "sure"),
    ("you", "pick"),
    ("you", "choose"),
    ("whichever",),
    ("whatever",),
)


class ModelPicked(StrEnum):
    """A model that is picked without a name."""

    CHEAPEST = "cheapest"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class TrainingCostAsked:
    """A training run whose price is asked for, as far as it is said.

    Attributes:
        model: What is trained; empty where none is named.
        tokens: The tokens of one pass; of one example while `is_each` and nobody said how many there are; 0 where not said.
        epochs: The passes; None where not said.
        examples: What the tokens come from; None where not said, or where all tokens are said.
        is_each: Whether the tokens are, or may well be, those of one example.
    """

    model: str
    tokens: Decimal
    epochs: Decimal | None = None
    examples: Decimal | None = None
    is_each: bool = False

    @property
    def lacks_examples(self) -> bool:
        """Whether the number of examples is needed for a sum and not said."""
        return self.is_each and self.examples is None

    def of(self, examples: Decimal) -> TrainingCostAsked:
        """The same on so many examples, where the tokens of one are said."""
        return replace(self, tokens=self.tokens * examples, examples=examples) if self.lacks_examples else self

    def after(self, before: TrainingCostAsked) -> TrainingCostAsked:
        """What is said now, with what was said before for the rest."""
        each = self._of_one or (before._of_one if not self.tokens else None)
        examples = self.examples or before.examples
        if each:
            merged = TrainingCostAsked(self.model, each, None, None, is_each=True)
            merged = merged.of(examples) if examples else merged
        else:
            merged = self if self.tokens or examples else replace(before, model=self.model)
            merged = replace(merged, examples=None if merged.tokens else examples)
        return replace(merged, model=self.model or before.model, epochs=self.epochs or before.epochs)

    @property
    def _of_one(self) -> Decimal | None:
        if not self.is_each or not self.tokens:
            return None
        return self.tokens / self.examples if self.examples else self.tokens

    @property
    def question(self) -> str:
        """It as a question that stands alone, and that `training_cost_asked` reads again."""
        examples = f" on {self.examples:f} examples" if self.examples else ""
        each = f" with {self._of_one:f} tokens each" if self._of_one else ""
        tokens = f" on {self.tokens:f} tokens" if self.tokens and not self._of_one else ""
        epochs = f" for {self.epochs:f} epochs" if self.epochs else ""
        return f"What does training {self.model} cost{examples}{each}{tokens}{epochs}?"


def speaks_of_training(words: Collection[str]) -> bool:
    """Whether some words are of training a model."""
    return bool(_TRAINS & set(words))


def asks_what_training_costs(text: str) -> bool:
    """Whether a message asks for the price of training, on whatever."""
    # "At 9x the price" compares, and asks for none.
    words = plain_words(_COMPARED.sub(" ", text.lower()))
    if not 0 < len(words) <= _MOST_WORDS or not _TRAINS & set(words):
        return False
    is_how_much_to = _HOW_MUCH_TO in zip(words, words[1:], words[2:], strict=False)
    return bool(_PRICE & set(words)) or asks_how_much(words) or is_how_much_to


def asks_to_keep(text: str) -> bool:
    """Whether a question for the price of training asks as well what keeping the model costs: "and per month to keep it online"."""
    words = plain_words(text)
    return bool(_KEEPS & set(words)) or any(pair in _A_MONTH for pair in pairwise(words))


def training_cost_asked(text: str, models: Collection[str], *, of_a_case: bool = True) -> TrainingCostAsked | None:
    """What training run's price a message asks for; None where it asks for none, or not on how much.

    Args:
        text: What somebody wrote.
        models: The names of models that have a price.
        of_a_case: Whether a case was told before, so that the number of its examples is enough; else a message may tell one itself.
    """
    if not asks_what_training_costs(text) or breaks_even(plain_words(text)):
        return None
    run = run_said(text, models)
    if of_a_case and run is not None and not run.tokens and (examples := run.examples or _trained_on(text)):
        return replace(run, examples=examples) if run.model or _is_of_training_alone(text) else None
    if of_a_case and run is not None and not (run.model or run.tokens or run.epochs) and _is_of_the_run(text):
        return run
    # "500 tokens once tuned" are those of a use.
    is_a_run = run is not None and (
        bool(run.tokens and (run.model or run.examples or run.epochs)) or bool(run.model and run.examples)
    )
    return run if is_a_run else None


def run_said(text: str, models: Collection[str]) -> TrainingCostAsked | None:
    """What a message says of a training run, whether it asks for a price or not; None where it is of a use, of a price, or of two runs."""
    named = list(dict.fromkeys(models_in_order(text, models)))
    given = quantities(text)
    if len(named) > 1 or any(one.kind in {QuantityKind.RATE, QuantityKind.MONEY} for one in given):
        return None
    examples = next(
        (_value(one) for one in given if one.kind is QuantityKind.COUNT and _counts(one, text, _EXAMPLES)), None
    )
    tokens = [one for one in given if "token" in text[one.start : one.end].lower() or _begins(one, "token")]
    if examples is None and tokens:
        examples = _of_a_noun(given, text[: tokens[0].start])
    epochs = next((_value(one) for one in given if one not in tokens and _counts(one, text, _PASSES)), None)
    if len(tokens) > 1 or (tokens and plain_words(text[: tokens[0].start])[-1:] == ["per"]):
        return None
    model = named[0] if named else ""
    if not tokens:
        return TrainingCostAsked(model, Decimal(0), epochs, examples)
    value = _value(tokens[0])
    is_each = _is_each(tokens[0], text, examples) or (examples is None and value < _LEAST_OF_A_SET)
    run = TrainingCostAsked(model, value, epochs, is_each=is_each)
    return run.of(examples) if examples else run


def run_gone_on_with(text: str, before: str, models: Collection[str]) -> TrainingCostAsked | None:
    """A training run that a short message says more of after a question for its price; None where it says nothing of one.

    Args:
        text: What somebody wrote.
        before: The question that was answered last.
        models: The names of models that have a price.
    """
    if not 0 < len(plain_words(text)) <= _MOST_WORDS_OF_MORE or not asks_what_training_costs(before):
        return None
    said, earlier = run_said(text, models), run_said(before, models)
    if said is None or earlier is None:
        return None
    if number := _bare_number(text):
        said = replace(said, examples=number) if earlier.lacks_examples else replace(said, tokens=number, is_each=True)
        if not earlier.lacks_examples and (earlier.tokens or not earlier.examples):
            return None
    # "We have 2,000 examples" after a question on costs in general begins a case.
    if not earlier.model and not said.tokens:
        return None
    return said.after(earlier) if said.tokens or said.examples or said.epochs or said.model else None


def model_picked(text: str) -> ModelPicked | None:
    """Whether a short reply picks a model without a name: "the cheap one", "no idea, you pick"."""
    words = plain_words(text.replace("’", "'"))
    if not 0 < len(words) <= _MOST_WORDS_OF_MORE:
        return None
    if _CHEAP & set(words) and (_ONE & set(words) or len(words) <= len(("the", "cheapest"))):
        return ModelPicked.CHEAPEST
    is_undecided = any(tuple(words[at : at + len(one)]) == one for one in _UNDECIDED for at in range(len(words)))
    return ModelPicked.USUAL if is_undecided else None


def _trained_on(text: str) -> Decimal | None:
    """How many of something no list names a question says it trains on: "training with 24,000 disputes"; None where it says none."""
    for one in quantities(text):
        before = plain_words(text[: one.start])[-3:]
        noun = next((word for word in one.counted[:2] if word.endswith("s")), "")
        is_told = bool(
            _WITH & set(before[-1:]) or (before[-1:] in (["these"], ["our"], ["all"]) and _WITH & set(before))
        )
        if one.kind is QuantityKind.COUNT and is_told and one.value >= _FEWEST_TRAINED and noun and noun not in _USES:
            return _value(one)
    return None


def _is_of_training_alone(text: str) -> bool:
    """Whether a short question is of the price of training and of no use of what is trained: "what does training with 9,000 mails cost?"."""
    words = plain_words(text)
    return len(words) <= _MOST_WORDS_OF_A_QUESTION and not asks_to_keep(text) and not _LEADS_ON & set(words)


def _is_of_the_run(text: str) -> bool:
    """Whether a short question is of what training itself costs: "what does it cost to train?"; a tuned model's costs are another thing."""
    words = plain_words(text)
    is_named = any(pair in _TO_TRAIN for pair in pairwise(words)) or "training" in words
    return is_named and _is_of_training_alone(text) and not _OF_A_USE & set(words)


def _of_a_noun(given: Iterable[Quantity], before_tokens: str) -> Decimal | None:
    """How many of something no list names are trained on, told right before their tokens: "24,000 disputes, 700 tokens each"."""
    told = [one for one in given if one.kind is QuantityKind.COUNT and one.end <= len(before_tokens)]
    if len(told) != 1 or not told[0].counted or told[0].value < _FEWEST_TRAINED:
        return None
    between = plain_words(before_tokens[told[0].end :])
    # "8,000 closed cases" names it by the second word.
    noun = next((word for word in told[0].counted[:2] if word.endswith("s")), "")
    is_other = not noun or count_of(told[0]) is not None or noun in _USES
    return None if is_other or len(between) > _MOST_WORDS_BETWEEN or noun not in between[:2] else _value(told[0])


def _bare_number(text: str) -> Decimal | None:
    """The number that a reply of a word or three consists of: "12k", "about 12,000"."""
    given = quantities(text)
    is_bare = (
        len(given) == 1 and given[0].kind is QuantityKind.COUNT and len(plain_words(text)) <= len(["it", "is", "about"])
    )
    return _value(given[0]) if is_bare and given[0].value > 0 and not given[0].counted else None


def _is_each(tokens: Quantity, text: str, examples: Decimal | None) -> bool:
    """Whether tokens are of one example: "800 tokens each", "600 tokens per row", "2,000 examples of 800 tokens"."""
    after = plain_words(text[tokens.end :])[:3]
    if _PASSES & set(after):
        # "2M tokens per epoch" are all of them, and "800 tokens each for 3 epochs" are not.
        after = after[: next(place for place, word in enumerate(after) if word in _PASSES)]
        if after[-1:] in (["per"], ["each"], ["every"]):
            return False
    if _EACH & set(after) or ("/" in text[tokens.end : tokens.end + 2] and _EXAMPLES & set(after[:1])):
        return True
    before = plain_words(text[: tokens.start])[-3:]
    if examples is None:
        return bool({"each", "every", "averaging", "average"} & set(before)) and bool(_EXAMPLES & set(before))
    return (
        bool({"of", "with", "at", "x", "times", "averaging", "average", "each", "every"} & set(before)) or "×" in text
    )


def _counts(one: Quantity, text: str, words: frozenset[str]) -> bool:
    said = set(plain_words(text[one.start : one.end]))
    return bool(said & words) or bool(set(one.counted[:3]) & words)


def _begins(one: Quantity, stem: str) -> bool:
    return any(word.startswith(stem) for word in one.counted[:2])


def _value(one: Quantity) -> Decimal:
    return Decimal(str(one.value))
