"""A source that is connected is a look-up that there is; a wish, a plan and a question connect nothing."""

from __future__ import annotations

import pytest

from bot.reading.kinds import MessageKind
from bot.reading.read_message import read_message
from bot.reading.told.connected_sources import connected_source


@pytest.mark.parametrize(
    "text",
    [
        "sharepoint 3000 articles is connected already with copilot",
        "we have sharepoint with 3000 articles, connected already I think",
        "it invents. sharepoint is connected",
        "the bot is hooked up to confluence",
        "it has access to our wiki",
        "our docs are indexed already",
        "but I say you it is connected already??",
    ],
)
def test_there_is_a_look_up(text: str) -> None:
    """Stated, as retrieval."""
    found = connected_source(text)
    assert found is not None
    assert (found.values, found.is_stated) == (("rag",), True)


@pytest.mark.parametrize("text", ["it is connected", "I think sharepoint is connected"])
def test_what_is_not_certain_is_asked(text: str) -> None:
    """Without a source's name, or where its teller only thinks so."""
    found = connected_source(text)
    assert found is not None
    assert found.is_likely


@pytest.mark.parametrize(
    "text",
    [
        "sharepoint is not connected yet",
        "should we connect sharepoint?",
        "is sharepoint connected already?",
        "we want to have it connected to sharepoint",
        "the knowledge base will be connected in may",
        "connected with our CRM it could look up orders",
        "the two problems are connected",
        "if it is connected to sharepoint does it help?",
    ],
)
def test_nothing_is_connected(text: str) -> None:
    """Denied, planned, asked, or of something else."""
    assert connected_source(text) is None


def test_who_tells_it_again_attacks_nothing() -> None:
    """An objection is no attack, whatever marks it ends with."""
    assert (
        read_message("but I say you it is connected already?? copilot with sharepoint").kind
        is not MessageKind.INJECTION
    )
