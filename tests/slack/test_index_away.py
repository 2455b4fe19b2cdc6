"""A Chroma server that is away for a moment while people ask: they wait and are answered; only a long absence is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.slack.handlers import context
from knowledge.index import Index
from knowledge.refresh import refresh
from knowledge.search import Searcher
from tests.slack.bot import bot_in, slack_settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.settings import Settings
    from knowledge.embedder import LocalEmbedder
    from tests.knowledge.chroma_server import ChromaServer
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"


async def test_a_moment_is_waited_for(
    slack: SlackServer, ann: Person, settings: Settings, chroma: ChromaServer, embedder: LocalEmbedder, tmp_path: Path
) -> None:
    """The question is answered once the server is back, in one message, and nothing else is ever said."""
    with Index(tmp_path / "index", embedder, chroma.url) as index:
        await asyncio.to_thread(refresh, index, tmp_path / "none.toml", lambda *_: None)
        async with bot_in(slack, slack_settings(settings, slack), Searcher(index), index) as serving:
            await asyncio.to_thread(chroma.stop)
            question = await ann.says(QUESTION)
            await asyncio.sleep(1.5)
            assert not [one for one in slack.workspace.answers(question) if "10" in one.words]
            await asyncio.to_thread(chroma.start)
            assert await serving.inbox.idle(30)
            (answer,) = slack.workspace.answers(question)
            assert "at least 10" in answer.words
            assert not answer.is_streaming


async def test_a_long_absence_is_told(
    slack: SlackServer,
    ann: Person,
    settings: Settings,
    chroma: ChromaServer,
    embedder: LocalEmbedder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a while the person is told, in one sentence, and can ask again."""
    monkeypatch.setattr(context, "INDEX_PATIENCE", 1.0)
    with Index(tmp_path / "index", embedder, chroma.url) as index:
        await asyncio.to_thread(refresh, index, tmp_path / "none.toml", lambda *_: None)
        async with bot_in(slack, slack_settings(settings, slack), Searcher(index), index) as serving:
            await asyncio.to_thread(chroma.stop)
            question = await ann.says(QUESTION)
            # Delivered, put off, and done.
            await asyncio.sleep(1.5)
            assert await serving.inbox.idle(30)
            (answer,) = slack.workspace.answers(question)
            assert answer.words.startswith("The knowledge base does not answer just now.")
            await asyncio.to_thread(chroma.start)
            again = await ann.says(QUESTION)
            await asyncio.sleep(0.5)
            assert await serving.inbox.idle(30)
            assert any("at least 10" in one.words for one in slack.workspace.answers(again))
