"""`ftn gaps`, as a person calls it: the groups of what was declined, and a passage that answers from then on."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import FineTuneOrNotError
from bot.storage.conversations import Conversations
from bot.storage.database import Database
from bot.turn import Place, RememberedTurn, Surface, Turn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.settings import Settings

LLAMA = ("what are the terms of the Llama licence for commercial use?", "is llama 4 licensed for commercial products?")


async def keep(address: str) -> None:
    """Two people's question, one of which steers terminals, and one on something else."""
    async with Database(address) as database:
        conversations = await Conversations(database, 12, 90).open()
        for number, question in enumerate((*LLAMA, "is there a Terraform module\x1b[2J for the tuned model?")):
            turn = Turn(f"U-ANN{number}", Place(Surface.CHANNEL, "T1", "C1", str(number)), question)
            await conversations.remember(turn, RememberedTurn(question, question, "", ("p1",), answered=False))


@pytest.fixture
def ftn(ready_settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """The commands in this process, over the built index: what they print."""
    monkeypatch.setenv("FTN_DATA_DIR", str(ready_settings.data_dir))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def called(*arguments: str) -> str:
        done = CliRunner().invoke(app, arguments)
        if isinstance(done.exception, FineTuneOrNotError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    return called


def test_gaps(ftn: Callable[..., str], ready_settings: Settings) -> None:
    """Grouped with counts and without names; answered by a passage, listed, removed."""
    assert ftn("gaps") == "No question of the last 30 days is without an answer.\n"
    asyncio.run(keep(ready_settings.database_url))
    groups = json.loads(ftn("gaps", "--json"))
    assert [(one["times"], one["people"]) for one in groups] == [(2, 2), (1, 1)]
    assert set(groups[0]["questions"]) == set(LLAMA)
    shown = ftn("gaps", "--team", "T1")
    assert "2 × " in shown
    assert "by 2 people" in shown
    assert not [hidden for hidden in ("\x1b", "U-ANN") if hidden in shown]
    passage = groups[0]["nearest"][0]
    assert passage["place"] in ftn("gaps", "answer", *LLAMA, "--passage", passage["id"])
    (pointer,) = json.loads(ftn("gaps", "pointers", "--json"))
    assert (pointer["questions"], pointer["passage"]) == (list(LLAMA), passage["id"])
    assert pointer["id"] in ftn("knowledge", "list")
    assert [one["times"] for one in json.loads(ftn("gaps", "--json"))] == [1]
    assert passage["id"] in ftn("ask", "--json", LLAMA[1])
    assert "Removed" in ftn("gaps", "remove", pointer["id"])
    assert ftn("gaps", "pointers").startswith("No pointer is kept.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("remove", "nope"), "no pointer has the id 'nope'"),
        (("answer", "Llama?", "--document", "nope"), "no source is called 'nope'"),
        (("answer", "Llama?", "--passage", "nope"), "no passage near to the question has the id 'nope'"),
        (("answer", " "), "the question is empty"),
    ],
)
def test_what_is_wrong_is_said(ftn: Callable[..., str], arguments: tuple[str, ...], said: str) -> None:
    """In one sentence, with the value and what to do."""
    with pytest.raises(FineTuneOrNotError, match=said):
        ftn("gaps", *arguments)
