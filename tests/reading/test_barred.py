"""A ban on training with the examples, and what lifts it."""

from __future__ import annotations

import time

import pytest

from bot.decision import Criterion
from bot.reading.examples.barred import BARRED, asks_leave, ban_in, clears, lifts
from bot.reading.read_message import read_message


@pytest.mark.parametrize(
    "text",
    [
        "our DPO says the tickets must not be used to train a model",
        "works council vetoed training on the mails",
        "the client contract prohibits using their files for fine-tuning",
        "No patient data may go into training, and all notes contain names",
        "compliance dont allow that we use this chats for the training",
        "update: we dont have consent to train on the recordings",
        "gdpr - cant use the emails for finetuning",
    ],
)
def test_a_ban_is_stated(text: str) -> None:
    """It is a fact about the examples, whoever lays it down."""
    fact = ban_in(text)
    assert fact is not None
    assert fact.values == (BARRED,)
    assert fact.is_stated


@pytest.mark.parametrize(
    "text",
    [
        "client data may not be used for training",
        "privacy might not let us use them for training",
        "some of the calls may not be used for training",
        "we can't use the chats for training",
        "the patients did not give consent",
    ],
)
def test_what_is_open_is_only_likely(text: str) -> None:
    """A rule in general, a fear, and a ban on a part are asked about."""
    fact = ban_in(text)
    assert fact is not None
    assert fact.is_likely


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft may not use our data to train its models",
        "the test set must not be used for training",
        "may we use the tickets for training?",
        "we cannot train on only 40 examples",
        "nobody forbids training on the tickets",
        "there is no model we may train",
        "compliance said we may not train on real names, so all names are masked now",
        "new staff can't be trained on the old tool",
        "our products are not in the training data of the model",
        "I withdraw my consent, delete my messages",
        "has the staff council agreed to training?",
        "the union did not agree at first but now they have agreed to training",
    ],
)
def test_what_bars_nothing(text: str) -> None:
    """Providers, test sets, models, people and questions are none of it."""
    assert ban_in(text) is None


@pytest.mark.parametrize(
    ("text", "is_clear"),
    [
        ("we anonymised all of them", True),
        ("the DPO now allows us to train on them", True),
        ("we got consent from all customers", True),
        ("they must be anonymised first", False),
        ("once they are anonymised we may use them", False),
        ("legal has not cleared them", False),
        ("are they cleared?", False),
    ],
)
def test_what_lifts_it(text: str, is_clear: bool) -> None:  # noqa: FBT001 - a column of the table
    """Only what has been done lifts a ban."""
    assert clears(text) is is_clear


def test_the_data_is_barred_and_not_the_model() -> None:
    """Beside its number a ban takes the place of the examples, and says nothing of the model."""
    facts = read_message("900 approved replies, reviewed by us. Legal says we may not use them for training.").facts
    known = {fact.criterion: fact for fact in facts}
    assert known[Criterion.EXAMPLES].values == (BARRED,)
    assert known[Criterion.EXAMPLES].number == 900
    assert Criterion.TUNABLE_MODEL not in known


def test_long_texts_are_read_in_time() -> None:
    """The time grows with the text and not faster, also where every sentence is one."""
    text = ("Customer data may not be used for training. " * 100)[:4_000]
    ban_in(text)
    start = time.process_time()
    ban_in(text)
    assert time.process_time() - start < 0.15


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("veto is gone", "stated"),
        ("the privacy office gave us the ok", "stated"),
        ("they released the letters, but only the older ones", "likely"),
        ("did they agree?", None),
        ("the raters agreed on most labels", None),
        ("they still have not agreed", None),
    ],
)
def test_what_takes_a_ban_back(text: str, certainty: str | None) -> None:
    """Only likely where it is tied to a part; a question and raters take none back."""
    assert lifts(text) == certainty


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("so we may not train?", True),
        ("are we allowed to fine-tune then?", True),
        ("are we allowed to train gpt-4.1?", False),
        ("we are allowed to train", False),
        ("how long does training take?", False),
    ],
)
def test_who_asks_for_leave(text: str, *, asks: bool) -> None:
    """Of a model the register says so."""
    assert asks_leave(text) is asks
