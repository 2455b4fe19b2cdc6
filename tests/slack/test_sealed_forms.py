"""What Slack hands back with a form is taken only where the bot has written it, for this form and this person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.slack.blocks.action_ids import Form
from tests.slack.interview import card_in
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

SEAL = 64
CASE = "A zarquonic support bot that should sound like us, we have 15 training examples"
VALUES: dict[str, dict[str, str]] = {
    Form.CASE: {"The use case": CASE},
    Form.CHANGE: {"Anything to add": "The answers change every day."},
    Form.REASON: {"What is wrong with the answer?": "It is wrong"},
    Form.COST: {"Calls a day": "20k"},
}


async def opened(slack: SlackServer, person: Person, form: Form) -> View:
    """The form, opened by a person the way people do."""
    general, before = slack.workspace.channel("general"), len(slack.workspace.modals(person))
    if form is Form.CASE:
        await person.commands("/verdict", channel=general)
    elif form is Form.COST:
        await person.commands("/verdict cost", channel=general)
    elif form is Form.CHANGE:
        _, card = await card_in(slack, person)
        await person.clicks(card, "Change an answer")
    else:
        asked = await person.mentions("How many training examples does fine-tuning need?", channel=general)
        await person.clicks(await slack.workspace.wait_for_answer(asked), "Not helpful")
    await slack.wait_for(lambda: len(slack.workspace.modals(person)) > before)
    view = slack.workspace.modal(person)
    assert view.callback_id == form
    return view


def elsewhere(mine: str, _: str) -> str:
    """With another channel in it, under the old seal."""
    kept = json.loads(mine[SEAL:])
    return mine[:SEAL] + json.dumps({**kept, "channel": "C0SECRET", "ts": "1.1", "decision_id": "another"})


FORGED: dict[str, Callable[[str, str], str]] = {
    "another channel": elsewhere,
    "no seal": lambda mine, _: mine[SEAL:],
    "somebody else's": lambda _, other: other,
    "made up": lambda mine, _: "0" * SEAL + mine[SEAL:],
    "nothing": lambda *_: "",
}


@pytest.mark.parametrize(
    ("form", "forged"),
    [*((form, "another channel") for form in Form if form is not Form.GAP), *((Form.CHANGE, forged) for forged in FORGED if forged != "another channel")],
)  # fmt: skip
async def test_a_forged_form(slack: SlackServer, ann: Person, bot: Serving, form: Form, forged: str) -> None:
    """It is refused in its place, in a sentence, and nothing of it is done or kept."""
    bob = slack.workspace.person("bob")
    mine, his = await opened(slack, ann, form), await opened(slack, bob, form)
    await idle(bot)
    before = await bot.parts.cases.recent(slack.workspace.team_id, bob.id, open_too=True)
    opinions, shown = len(await bot.parts.feedback.latest(None)), len(slack.workspace.ephemerals(bob))
    his.payload["private_metadata"] = FORGED[forged](his.private_metadata, mine.private_metadata)
    await bob.submits(his, VALUES[form])
    assert slack.workspace.modal(bob).words == f"Not taken\n{phrases.FORM_NOT_OURS}"
    await idle(bot)
    assert await bot.parts.cases.recent(slack.workspace.team_id, bob.id, open_too=True) == before
    assert len(await bot.parts.feedback.latest(None)) == opinions
    assert len(slack.workspace.ephemerals(bob)) == shown
    assert bot.metrics.registry.get_sample_value("ftn_events_dropped_total", {"reason": "form not ours"}) == 1


async def test_a_form_that_was_open_over_a_restart(
    slack: SlackServer, ann: Person, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Another process of the same workspace knows the seal."""
    async with start() as first:
        view = await opened(slack, ann, Form.REASON)
        await idle(first)
    async with start() as second:
        await ann.submits(view, VALUES[Form.REASON])
        await idle(second)
        (opinion,) = await second.parts.feedback.latest(None)
        assert (opinion.user, opinion.reason) == (ann.id, "wrong")
