"""One case, one reading, one verdict: the same words through every door give the same facts and the same verdict.

Direct message, mention, `/verdict`, the form, the shortcut of a message, the chat in the terminal and `ftn verdict`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import pytest

from bot.decision import judge
from bot.slack.blocks.action_ids import Shortcut
from bot.turn import Place, Surface, Turn
from tests.slack.bot import assistant_for
from tests.slack.interview import CARD
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from bot.conversation.case import Case
    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from bot.storage.cases import Cases
    from knowledge.index import Index
    from knowledge.search import Searcher
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

#: What was read, fact by fact, and what follows from it.
Read: TypeAlias = tuple[list[tuple[str, tuple[str, ...], str, str, float | None]], str, bool]
#: In the manner of a developer, a manager, a list, somebody asking, and a long story.
TEXTS = [
    "we classify support tickets into 40 categories, few-shot prompt tried for weeks, 78% on 500 held-out tickets, 12,000 checked labels, need 92%, 8k a day, gpt-4.1-mini allowed in our region",
    "Our support bot should sound like us. We have only a one-line prompt and 15 old replies that we like. Do we fine-tune?",
    "We have 400 PDF manuals and dealers ask questions. Management wants us to fine-tune GPT on them. Good idea? The manuals change every month.",
    "We spend $9k a month on GPT-4.1 for ticket routing, 60k tickets a day. Would fine-tuning a smaller model be cheaper?",
    "Our extractor has to return strict JSON for invoices, few-shot prompt gets 82% valid on 300 test invoices, we have 4,000 labelled ones.",
    "we tried RAG. its bad. the search brings back old versions of the docs; confluence + sharepoint, couple thousand pages, they change weekly",
]


def read(case: Case | None) -> Read:
    """What was read of a case and what follows."""
    assert case is not None
    verdict = judge(case.assessment)
    facts = [
        (fact.criterion.value, tuple(map(str, fact.values)), fact.certainty.value, fact.words, fact.number)
        for fact in case.assessment.facts
    ]
    return facts, verdict.outcome.value, verdict.provisional


async def newest(cases: Cases, team: str, user: str, seen: set[str]) -> Read:
    """The case that a person told since."""
    (stored,) = [one for one in await cases.recent(team, user, open_too=True) if one.case.decision_id not in seen]
    seen.add(stored.case.decision_id)
    return read(stored.case)


@pytest.mark.parametrize("text", TEXTS, ids=["list", "support", "manuals", "money", "extractor", "retrieval"])
async def test_all_doors_agree(
    text: str, slack: SlackServer, ann: Person, bot: Serving, settings: Settings, searcher: Searcher, built_index: Index
) -> None:
    """Whatever the door, the same facts in the same words with the same certainty, and one verdict."""
    workspace, channel, seen = slack.workspace, slack.workspace.channel("general"), set[str]()
    told = await workspace.person("bob").says(text, channel=channel)

    async def kept() -> Read:
        await idle(bot)
        return await newest(bot.parts.cases, workspace.team_id, ann.id, seen)

    found: dict[str, Read] = {}
    await workspace.wait_for_answer(await ann.says(text))
    found["direct message"] = await kept()
    await workspace.wait_for_answer(await ann.mentions(text, channel=channel))
    found["mention"] = await kept()
    await ann.commands(f"/verdict {text}", channel=channel)
    await workspace.wait_for_ephemeral(ann, containing=CARD)
    found["/verdict"] = await kept()
    await ann.commands("/verdict", channel=channel)
    await ann.submits(await workspace.wait_for_modal(ann), {"The use case": text})
    await workspace.wait_for_ephemeral(ann, containing=CARD, count=2)
    found["form"] = await kept()
    await ann.uses_shortcut(Shortcut.MESSAGE, told)
    await ann.submits(await workspace.wait_for_modal(ann))
    await workspace.wait_for_ephemeral(ann, containing=CARD, count=3)
    found["shortcut"] = await kept()
    own = settings.model_copy(update={"data_dir": settings.data_dir / "terminal"})
    async with assistant_for(own, searcher, built_index) as running:
        for name, answers in (("chat", running.assistant.reply), ("ftn verdict", running.assistant.quick_verdict)):
            place = Place(Surface.TERMINAL, "local", "terminal", name)
            assert [reply async for reply in answers(Turn("you", place, text))]
            found[name] = read(await running.cases.case_in(place))

    first = found["direct message"]
    assert first[0]
    assert {door: one for door, one in found.items() if one != first} == {}
