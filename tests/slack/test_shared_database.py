"""Two bots one after the other, each in a data directory of its own, with one database of either kind between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from tests.sql import rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

CASE = "A support bot that should sound like us. We have 15 training examples."


async def test_what_one_has_kept_the_other_goes_on_with(
    slack: SlackServer,
    ann: Person,
    start: Callable[..., AbstractAsyncContextManager[Serving]],
    url: str,
    tmp_path: Path,
) -> None:
    """A follow-up is understood, a decision is listed, an opinion counts, and what is deleted is deleted for both."""
    shared = {"database": SecretStr(url)}
    async with start(**shared, data_dir=tmp_path / "one"):
        question = await ann.says("What does it cost to host a fine-tuned model?")
        answer = await slack.workspace.wait_for_answer(question)
        await ann.clicks(answer, "Helpful")
        await ann.commands(f"/verdict {CASE}")
        await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
    assert (await rows(url, "SELECT good FROM opinions"))[0].good
    async with start(**shared, data_dir=tmp_path / "two"):
        await ann.says("And when it sits idle?", thread=question)
        # A message may stand in for it on a busy machine.
        await slack.wait_for(lambda: "hosting" in slack.workspace.answers(question)[-1].words.lower())
        await slack.workspace.wait_for_answer(question, count=2)
        await ann.commands("/verdict history")
        assert CASE in (await slack.workspace.wait_for_ephemeral(ann, containing=CASE)).words
        await ann.commands("/verdict forget")
        await slack.workspace.wait_for_ephemeral(ann, containing="Deleted for good: 2 messages, 1 case, 1 rating.")
    for table in ("turns", "walks", "opinions"):
        assert await rows(url, f"SELECT * FROM {table}") == []  # noqa: S608 - our own names
