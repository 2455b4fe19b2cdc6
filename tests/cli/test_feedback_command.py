"""`ftn feedback`: what people said of answers and what was declined, and nobody's name."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.storage.feedback import Feedback, Opinion
from bot.turn import Place, RememberedTurn, Surface, Turn

if TYPE_CHECKING:
    from tests.cli.ftn import Ftn


async def keep(address: str) -> None:
    """Two opinions of two workspaces, a question that was answered and one that was not."""
    async with Database(address) as database:
        feedback = await Feedback(database).open()
        await feedback.keep(
            Opinion("T1", "U-ANN", "r1", good=False, reason="outdated", remark="The price\x1b[2J is \x9b31m\u202eold.")
        )
        await feedback.keep(Opinion("T2", "U-BOB", "r2", good=True))
        conversations = await Conversations(database, 12, 90).open()
        for number, answered in enumerate((True, False)):
            place = Place(Surface.CHANNEL, "T1", "C1", str(number))
            question = f"Question number {number}?"
            await conversations.remember(
                Turn("U-ANN", place, question), RememberedTurn(question, question, "", answered=answered)
            )


def test_feedback(fresh: Ftn) -> None:
    """Counts, reasons and words, newest first; a workspace of its own; as JSON for programs; nothing where nothing is."""
    fresh.data_dir.mkdir(exist_ok=True)
    assert fresh("feedback").stdout == "No feedback and no declined question is kept.\n"
    asyncio.run(keep(f"sqlite:///{fresh.data_dir / 'ftn.sqlite3'}"))
    shown = fresh("feedback").stdout
    assert "Opinions: 1 good, 1 bad" in shown
    assert "outdated 1" in shown
    assert "The price" in shown
    assert "Declined: 1" in shown
    assert "Question number 1?" in shown
    assert not [hidden for hidden in ("\x1b", "U-ANN", "U-BOB", "Question number 0?") if hidden in shown]
    assert "Opinions: 1 good, 0 bad" in fresh("feedback", "--team", "T2").stdout
    told = fresh("feedback", "--json").stdout
    assert not [hidden for hidden in ("\x1b", "\x9b", "\u202e") if hidden in told]
    data = json.loads(told)
    assert data["opinions"][1]["remark"] == "The price\x1b[2J is \x9b31m\u202eold."
    assert [one["reply"] for one in data["opinions"]] == ["r2", "r1"]
    assert [one["question"] for one in data["declined"]] == ["Question number 1?"]
    assert "U-ANN" not in json.dumps(data)
