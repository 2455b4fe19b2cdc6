"""Placeholder: the helper who works on reading criteria replaces this file; signature as called by bot/listening.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.decision import Criterion, Stated
    from knowledge.embedder import Embedder


def read_criteria(text: str, asked: Criterion | None, embedder: Embedder | None) -> dict[Criterion, Stated]:
    """What a message states."""
    return {}
