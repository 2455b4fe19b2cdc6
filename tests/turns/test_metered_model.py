"""The model as turns ask it: its use is counted and bounded, and what was complete is not paid for twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.chat_model import ChatMessage, Request
from bot.choose_model import chat_model
from bot.errors import ModelUnavailableError
from bot.turns import metered_model
from bot.turns.job_store import JobStore
from bot.turns.journal import Journal, current
from bot.turns.metered_model import Caps, MeteredModel, ModelUse
from tests.model_server import fails, says
from tests.turns.test_inbox import job

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.settings import Settings
    from bot.storage.database import Database
    from tests.model_server import ModelServer

ASKED = Request((ChatMessage("user", "How many examples?"),))


@pytest.fixture
async def model(database: Database, server: ModelServer, settings: Settings) -> AsyncIterator[MeteredModel]:
    """A model of which anybody may have three calls a day, and a workspace five."""
    real = chat_model(server.settings(settings))
    assert real is not None
    yield MeteredModel(real, ModelUse(database), Caps(person_calls=3, team_calls=5))
    await real.close()


async def said(model: MeteredModel, request: Request = ASKED) -> str:
    """All that it says."""
    return "".join([piece async for piece in model.stream(request)])


def working(database: Database, tries: int = 1, person: str = "ann") -> None:
    """From here on a job of somebody is worked on, for the first or another time."""
    current.set(Journal(JobStore(database, "w"), 7, job("one", person=person, tries=tries)))


async def test_outside_of_a_job_it_is_the_model_itself(model: MeteredModel, server: ModelServer) -> None:
    """The terminal has no bounds."""
    server.answers_with(says("Fifty."))
    for _ in range(9):
        assert await said(model) == "Fifty."


async def test_a_complete_text_is_not_paid_for_twice(
    database: Database, model: MeteredModel, server: ModelServer
) -> None:
    """Whoever does a job again has it at once; another question, and another job, have not."""
    server.answers_with(says("Fifty", " examples."))
    working(database)
    assert await said(model) == "Fifty examples."
    working(database, tries=2)
    server.answers_with(says("Sixty."))
    assert await said(model) == "Fifty examples."
    assert len(server.asked) == 1
    assert await said(model, Request((ChatMessage("user", "How many more?"),))) == "Sixty."


async def test_what_broke_off_is_asked_again(database: Database, model: MeteredModel, server: ModelServer) -> None:
    """A text that was not complete is worth nothing."""
    server.answers_with(fails(500))
    working(database)
    with pytest.raises(ModelUnavailableError):
        await said(model)
    server.answers_with(says("Fifty."))
    working(database, tries=2)
    assert await said(model) == "Fifty."


async def test_a_day_holds_so_much_for_a_person_and_a_workspace(
    database: Database, model: MeteredModel, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond it the model is not asked, and the error says why; the next day begins anew."""
    server.answers_with(says("Fifty."))
    for person, times in (("ann", 3), ("bob", 2)):
        working(database, person=person)
        for _ in range(times):
            assert await said(model) == "Fifty."
        with pytest.raises(ModelUnavailableError, match="share of its calls is used up"):
            await said(model)
    assert len(server.asked) == 5
    monkeypatch.setattr(metered_model, "_today", lambda: "2099-01-01")
    assert await said(model) == "Fifty."
