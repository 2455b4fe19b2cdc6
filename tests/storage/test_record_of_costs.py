"""The costs in a decision's record: the table and what it rests on, where the calls a day are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.conversation.case import Case
from bot.decision import Assessment
from bot.storage.cases import StoredCase
from bot.storage.record_export import record
from knowledge.prices.book import open_book

CASE = Case(opening="gpt-4.1 routes our tickets", assessment=Assessment.of({"goal": ["tone_style"]}))


def test_the_table_with_its_inputs() -> None:
    """Every way with its money, every input with where it comes from."""
    case = replace(CASE, costs={"calls_a_day": "20000", "input_tokens": "3000", "tuned_tokens": "500"})
    text = record(StoredCase("1", "Ana", "p", case, datetime.now(UTC)), open_book())
    costs = text.split("## What it would cost")[1]
    assert "| gpt-4.1-mini, prompt as now | 912.00 | 10,944 | 3,648 | always |" in costs
    assert "| gpt-4.1 fine-tuned | 2,784 |" in costs
    assert "| calls a day | 20,000 | said by you |" in costs
    assert "Azure Retail Prices API 2026-08-11" in costs


def test_without_calls_there_is_none() -> None:
    """Nothing is worked out from defaults alone."""
    assert "What it would cost" not in record(StoredCase("1", "Ana", "p", CASE, datetime.now(UTC)), open_book())
