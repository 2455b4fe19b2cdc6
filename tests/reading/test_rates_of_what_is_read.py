"""A rate of what an extraction reads is one of calls."""

from __future__ import annotations

import pytest

from bot.decision import Criterion
from bot.reading.facts_in import _run
from bot.reading.numbers.quantities import quantities
from tests.conversation.told import case_after


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("doc extraction, insurance claims, 5.2M pages/mo", 173_333),
        ("field extraction for a port, 70k bills of lading pages a week", 10_000),
        ("OCR for a county archive, 900 scans a day", 900),
        ("we parse payslips with 4o, 12,000 documents a month", 400),
    ],
)
def test_what_is_read_is_a_use(text: str, a_day: int) -> None:
    """However the reader takes it."""
    one = _run(text, quantities(text))
    assert one is not None
    assert one.value == pytest.approx(a_day, abs=1)


@pytest.mark.parametrize(
    "text",
    [
        "field extraction from leases, and 300 pages change a month",
        "we extract dates; 40 new forms a month are added to the catalogue",
        "our wiki grows by 40 pages a week",
    ],
)
def test_what_changes_is_none(text: str) -> None:
    """The contrary: a rate of changes, or of something that nothing reads."""
    assert _run(text, quantities(text)) is None


def test_in_a_first_message() -> None:
    """It is not asked for again."""
    case = case_after(
        "doc extraction, insurance claims, 5.2M pages/mo. want to distill 4.1 into 4.1-nano, must get cheaper"
    )
    fact = case.assessment.fact(Criterion.VOLUME)
    assert fact is not None
    assert fact.is_stated
