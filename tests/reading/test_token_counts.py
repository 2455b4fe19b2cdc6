"""Numbers that count tokens, ranks or where something goes, although nothing names them."""

import pytest

from bot.reading.numbers.quantities import QuantityKind, quantities


@pytest.mark.parametrize(
    "text",
    [
        "7k in (6k retrieved), 200 out",
        "about 3.5k in, of which 3k are retrieved, and 120 out",
        "in: 800, out: 90",
        "input 1200 / output 300",
        "800 input, 250 output per call",
        "1800 tokens in of which 1500 are static, 30 out",
    ],
)
def test_tokens(text: str) -> None:
    """Each number is one of tokens."""
    assert {one.kind for one in quantities(text)} == {QuantityKind.SIZE}


@pytest.mark.parametrize(
    "text",
    [
        "recall@10",
        "hit rate at 5",
        "k=20",
        "does it scale to zero",
        "scale-to-zero",
        "what is it per month and does it go to 0",
        "zero downtime",
    ],
)
def test_what_counts_nothing(text: str) -> None:
    """Ranks and ends hold no quantity."""
    assert not quantities(text)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("300 input/output pairs", QuantityKind.COUNT, 300),
        ("90 out of 100", QuantityKind.SHARE, 0.9),
        ("tested on the top 20 questions", QuantityKind.COUNT, 20),
        ("recall at 90%", QuantityKind.SHARE, 0.9),
        ("next to zero examples", QuantityKind.COUNT, 0),
        ("from 0 to 500 examples", QuantityKind.COUNT, 500),
        ("per week 70 tickets", QuantityKind.RATE, 10),
    ],
)
def test_what_stays(text: str, kind: QuantityKind, value: float) -> None:
    """What looks like them and is none is read as before."""
    (found,) = quantities(text)
    assert found.kind is kind
    assert found.value == pytest.approx(value)
