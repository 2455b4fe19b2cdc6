"""What those who run the bot see on Home of how it goes: all of their workspace, nobody's name, and nobody else sees it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.errors import SettingsError
from bot.load_settings import load_settings
from bot.slack.blocks.home import MOST_DECISIONS, MOST_SOURCES, Home, HomeDecision, HomeSource, home_view
from bot.slack.blocks.operator_page import OperatorPage, Said
from bot.storage.feedback import Opinion
from knowledge.fetching.live import LiveFolder, LiveSource
from tests.slack.blockkit import problems_in_view
from tests.slack.shown import words
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

HEADER = "For whoever runs me"


async def test_operators_see_how_it_goes(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Opinions with their reasons and words, questions without an answer, the queue, the sources; Bob sees none of it."""
    bob = slack.workspace.person("bob")
    async with start(operators=f" {ann.id} , U0NOBODY") as bot:
        answer = await slack.workspace.wait_for_answer(
            await bob.says("How many training examples does fine-tuning need?")
        )
        await bob.clicks(answer, "Not helpful")
        form = await slack.workspace.wait_for_modal(bob)
        told = {"What is wrong with the answer?": "It is out of date", "In your own words": "It is 50 since October"}
        await bob.submits(form, told)
        await slack.workspace.wait_for_answer(await bob.says("When does Snowflake delete idle deployments?"))
        LiveFolder(bot.parts.settings.data_dir).keep(LiveSource("S05", trouble="the page answered 404"))
        await idle(bot)
        await ann.opens_home()
        shown = " ".join((await slack.workspace.wait_for_home(ann, containing=HEADER)).words.split())
        for text in (
            "Feedback of the last 90 days: 0 helpful, 1 not: it is out of date (1)",
            "· not helpful · it is out of date · “It is 50 since October”",
            "Questions without an answer in the sources: 1",
            "“When does Snowflake delete idle deployments?”",
            "being worked on by one process, 0 waiting.",
            "S05: the page answered 404",
        ):
            assert text in shown
        assert not [name for name in (bob.id, bob.name) if name in shown]
        await bob.opens_home()
        assert HEADER not in (await slack.workspace.wait_for_home(bob)).words


async def test_nothing_of_another_workspace(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """What is kept of another workspace is not counted and not shown."""
    async with start(operators=ann.id) as bot:
        await bot.parts.feedback.keep(Opinion("T0OTHER", ann.id, "C1/1", good=False, remark="elsewhere"))
        await ann.opens_home()
        shown = " ".join((await slack.workspace.wait_for_home(ann, containing=HEADER)).words.split())
        assert "0 helpful, 0 not" in shown
        assert "elsewhere" not in shown


def test_the_fullest_page_is_within_slacks_limits() -> None:
    """With more of everything, and of every length, than is shown."""
    long = "word & <@U1> *bold* " * 300
    page = OperatorPage(
        90, 10**6, 10**6, dict.fromkeys(("wrong", "other", "unknown reason"), 10**6),
        (Said(date(2026, 11, 28), good=False, reason="wrong", words=long),) * 50, 10**6, ((date(2026, 11, 28), long),) * 50,
        {"running": 500, "waiting": 10_000, "aside": 7}, 12, 10**6, "2026-11-29", (long,) * 50,
    )  # fmt: skip
    decisions = (HomeDecision("d1", "Fine-tuning", long, date(2026, 11, 20)),) * (MOST_DECISIONS + 1)
    view = home_view(Home(decisions, (HomeSource(long),) * (MOST_SOURCES + 1), operator=page))
    assert problems_in_view(view) == []
    shown = words(view["blocks"])
    assert "and 45 more: “ftn knowledge status”" in shown
    assert (
        "1,000,000 helpful, 1,000,000 not: it is wrong (1,000,000), something else (1,000,000), unknown reason" in shown
    )


async def test_the_same_id_of_another_workspace_runs_nothing(
    ann: Person, slack: SlackServer, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """An id alone is one of the only workspace; with a workspace it is one of that."""
    team = slack.workspace.team_id
    async with start(operators=f"{ann.id}, T0OTHER/U0BOB123") as bot:
        allowed = [(team, ann.id), ("T0OTHER", "U0BOB123")]
        refused = [("T0OTHER", ann.id), (team, "U0BOB123"), (team, ""), (team, f"T0OTHER/{ann.id}")]
        assert [bot.parts.is_operator(*one) for one in (*allowed, *refused)] == [True, True, False, False, False, False]


@pytest.mark.parametrize("value", ["@ann", "ann@example.com", "U012AB3CD U012AB3CE", "C012AB3CD"])
def test_who_is_no_member_id(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said at the start, with what is wanted."""
    monkeypatch.setenv("FTN_OPERATORS", value)
    with pytest.raises(
        SettingsError, match=r"FTN_OPERATORS is set to .*member ids, comma-separated, such as U012AB3CD"
    ):
        load_settings()
