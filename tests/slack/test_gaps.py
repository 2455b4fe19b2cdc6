"""What is missing: a digest a week in a channel, and an operator who says which passage answers, from then on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.errors import SettingsError
from bot.pointing import know_pointers
from bot.settings import SlackMode
from bot.slack.handlers.gaps import LATEST, due, put_digest
from bot.slack.install.manifest import manifest
from bot.storage.pointers import PointerWording, new_pointer
from tests.slack.blockkit import problems_in_message, problems_in_view
from tests.slack.test_home import CASE
from tests.slack.waiting import idle
from tests.sql import rows

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from knowledge.search import Searcher
    from tests.slack.channel import Channel
    from tests.slack.messages import Message
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

    Start = Callable[..., AbstractAsyncContextManager[Serving]]

LLAMA = ("what are the terms of the Llama licence for commercial use?", "is llama 4 licensed for commercial products?")
NEAR = "may we sell a commercial product under the llama licence?"
ODD = "is there a tangerwick certificate for the azure fine-tuning of nurses?"
MONDAY = datetime(2026, 11, 30, 8, 0, 30, tzinfo=UTC)
#: When the digest of a bot that runs here is due: so far from today that it sends none by itself.
DUE = (datetime.now(UTC) + timedelta(days=3)).replace(hour=8, minute=0, second=30)
WHEN = f"{DUE:%a} 08:00".lower()


@pytest.fixture(autouse=True)
def _without_pointers(searcher: Searcher) -> None:
    """The search is shared by all tests."""
    searcher.point(())


@pytest.fixture
def home(slack: SlackServer) -> Channel:
    """Where the digest goes."""
    return slack.workspace.channel("knowledge-team")


@pytest.fixture
async def bot(start: Start, ann: Person, slack: SlackServer) -> AsyncIterator[Serving]:
    """The bot, run by Ann."""
    slack.workspace.channel("knowledge-team")
    async with start(gaps_channel="#knowledge-team", gaps_time=WHEN, operators=ann.id) as serving:
        yield serving


async def asked(slack: SlackServer, person: Person, text: str, channel: Channel | None) -> Message:
    """A question that is asked and declined."""
    question = await (person.mentions(text, channel=channel) if channel else person.says(text))
    await slack.workspace.wait_for_answer(question)
    return question


async def digest_of(slack: SlackServer, bot: Serving, home: Channel) -> Message:
    """The digest of these days."""
    assert await put_digest(bot.parts, (slack.workspace.team_id, home.id), DUE)
    (sent,) = await slack.wait_for(lambda: slack.workspace.messages(home), timeout=30)
    assert problems_in_message({"text": sent.text, "blocks": sent.blocks}) == []
    return sent


async def opened(slack: SlackServer, person: Person, digest: Message) -> View:
    """The form that the digest opens."""
    await person.clicks(digest, "This is answered by…")
    form = await slack.workspace.wait_for_modal(person)
    assert problems_in_view(form.payload) == []
    return form


async def test_a_question_is_answered_from_then_on(
    slack: SlackServer, ann: Person, bot: Serving, home: Channel
) -> None:
    """The digest groups what two people asked; a press, a search and a pick, and what is near to it is answered by that passage."""
    bob, general = slack.workspace.person("bob"), slack.workspace.channel("general")
    for person, text in zip((ann, bob), LLAMA, strict=True):
        await asked(slack, person, text, general)
    digest = await digest_of(slack, bot, home)
    assert "Asked 2 times by 2 people." in digest.words
    assert not {one for one in (ann.id, bob.id) if one in str(digest.blocks)}
    form = await opened(slack, ann, digest)
    await ann.clicks(form, "gap:search", option="open-weight models Llama fine-tuning support")
    form = slack.workspace.modal(ann)
    assert problems_in_view(form.payload) == []
    options = next(block for block in form.payload["blocks"] if block["block_id"] == "passage1")["element"]["options"]
    picked = options[0]
    await ann.submits(form, {"passage1": picked["value"]})
    told = await slack.workspace.wait_for_ephemeral(ann, containing="from now on")
    assert "ftn gaps remove" in told.words
    await slack.wait_for(lambda: slack.workspace.messages(home, thread=digest))
    question = await bob.says(NEAR)
    answer = await slack.workspace.wait_for_answer(question)
    (pointer,) = await bot.parts.pointers.all()
    assert set(pointer.wordings) == set(LLAMA)
    assert picked["text"]["text"].split(" › ")[0].rstrip("…")[:40] in answer.words
    again = await asked(slack, ann, LLAMA[0], None)
    assert "[1]" in (await slack.workspace.wait_for_answer(again)).words


async def test_a_forged_form_points_to_nothing(slack: SlackServer, ann: Person, bot: Serving, home: Channel) -> None:
    """What Slack hands back with the form counts under its seal only, when it is searched in and when it is sent."""
    await asked(slack, ann, LLAMA[0], slack.workspace.channel("general"))
    form = await opened(slack, ann, await digest_of(slack, bot, home))
    form.payload["private_metadata"] = "0" * 64 + form.private_metadata[64:]
    before = str(slack.workspace.modal(ann).payload["blocks"])
    await ann.clicks(form, "gap:search", option="open-weight models Llama fine-tuning support")
    await idle(bot)
    assert str(slack.workspace.modal(ann).payload["blocks"]) == before
    await ann.submits(form, {})
    assert slack.workspace.modal(ann).words == f"Not taken\n{phrases.FORM_NOT_OURS}"
    assert await bot.parts.pointers.all() == []


@pytest.mark.parametrize("who", ["nobody", "somebody else"])
async def test_others_can_t_point(slack: SlackServer, ann: Person, start: Start, home: Channel, who: str) -> None:
    """Neither where no operator is named, nor who is none; a press is told so and opens nothing."""
    bob = slack.workspace.person("bob")
    async with start(gaps_channel=home.id, gaps_time=WHEN, operators="" if who == "nobody" else bob.id) as bot:
        await asked(slack, ann, LLAMA[0], slack.workspace.channel("general"))
        digest = await digest_of(slack, bot, home)
        await ann.clicks(digest, "This is answered by…")
        assert phrases.OPERATORS_ONLY in (await slack.workspace.wait_for_ephemeral(ann)).words
        assert slack.workspace.modals(ann) == []


async def test_what_is_missing_in_the_form_is_said_at_its_field(
    slack: SlackServer, ann: Person, bot: Serving, home: Channel
) -> None:
    """No wording, no passage: the form stays, and nothing is kept."""
    await asked(slack, ann, LLAMA[0], slack.workspace.channel("general"))
    form = await opened(slack, ann, await digest_of(slack, bot, home))
    await ann.submits(form)
    assert slack.workspace.modal(ann).errors == {"passage0": phrases.NO_PASSAGE_CHOSEN}
    await ann.submits(form, {"wordings": " \n "})
    assert slack.workspace.modal(ann).errors == {"wordings": phrases.NO_WORDING}
    assert await bot.parts.pointers.all() == []


async def test_what_one_person_asked_in_private_is_not_shown(
    slack: SlackServer, ann: Person, bot: Serving, home: Channel
) -> None:
    """Not from a direct message, nor from a private channel, and the digest does not come for it alone."""
    await asked(slack, ann, ODD, None)
    await asked(slack, ann, ODD.replace("nurses", "doctors"), slack.workspace.channel("closed", private=True))
    assert await put_digest(bot.parts, (slack.workspace.team_id, home.id), DUE)
    await idle(bot)
    assert slack.workspace.messages(home) == []


@pytest.mark.parametrize("may_look", [True, False])
async def test_what_three_people_asked_in_private(
    slack: SlackServer,
    ann: Person,
    bot: Serving,
    home: Channel,
    may_look: bool,  # noqa: FBT001
) -> None:
    """Only in the words that all three used; where Slack does not let the bot look, a public channel counts as private."""
    if not may_look:
        slack.workspace.scopes.discard("channels:read")
    general = slack.workspace.channel("general")
    for name, own in (("ann", "zarquonic"), ("bob", "plinthorpe"), ("cem", "wobblecroft")):
        person = slack.workspace.person(name)
        await asked(
            slack, person, f"what is the {own} license of llama 4 for commercial use?", None if may_look else general
        )
    digest = await digest_of(slack, bot, home)
    assert "license" in digest.words
    assert "llama" in digest.words
    assert not [word for word in ("zarquonic", "plinthorpe", "wobblecroft") if word in str(digest.blocks)]
    form = await opened(slack, ann, digest)
    assert not [word for word in ("zarquonic", "plinthorpe", "wobblecroft") if word in str(form.payload)]


async def test_a_private_channel_is_private_whatever_its_id(
    slack: SlackServer, ann: Person, bot: Serving, home: Channel
) -> None:
    """Slack gives new private channels ids that begin like a public one's; what it refuses to tell of one holds for no other."""
    slack.workspace.scopes.discard("groups:read")
    closed = slack.workspace.channel("closed", private=True)
    slack.workspace.channels["C00000000"] = slack.workspace.channels.pop(closed.id)
    closed.id = "C00000000"
    await asked(slack, ann, ODD, closed)
    await asked(slack, ann, LLAMA[0], slack.workspace.channel("general"))
    digest = await digest_of(slack, bot, home)
    assert LLAMA[0] in digest.words
    assert "tangerwick" not in str(digest.blocks)


async def test_with_the_scopes_of_the_manifest_alone(slack: SlackServer, ann: Person, start: Start) -> None:
    """A digest goes to a channel that is named by its id, its press and form work, and a record comes as a file in the direct message."""
    home, general = slack.workspace.channel("knowledge-team"), slack.workspace.channel("general")
    slack.app.follow(manifest(SlackMode.SOCKET))
    slack.workspace.scopes = set(slack.app.scopes)
    async with start(gaps_channel=home.id, gaps_time=WHEN, operators=ann.id) as bot:
        for name in ("ann", "bob", "cem"):
            await asked(slack, slack.workspace.person(name), LLAMA[0], general)
        form = await opened(slack, ann, await digest_of(slack, bot, home))
        field = next(block for block in form.payload["blocks"] if block["block_id"] == "passage0")
        filled = {"wordings": NEAR, "passage0": field["element"]["options"][0]["value"]}
        await ann.submits(form, filled)
        await slack.workspace.wait_for_ephemeral(ann, containing="from now on")
        assert len(await bot.parts.pointers.all()) == 1
        await ann.commands(f"/verdict {CASE}", channel=general)
        card = await slack.workspace.wait_for_ephemeral(ann, containing="Prompt engineering")
        await ann.clicks(card, "Export record")
        await slack.workspace.wait_for_ephemeral(ann, containing=phrases.RECORD_SENT)
        direct = slack.workspace.dm(ann)
        (message,) = await slack.wait_for(lambda: slack.workspace.messages(direct), timeout=30)
        (file,) = message.files
        assert CASE in file.content.decode()
        refused = {one.method for one in slack.requests if one.answer.get("error") == "missing_scope"}
    assert refused <= {"conversations.info"}


async def test_it_is_sent_once(slack: SlackServer, ann: Person, bot: Serving, home: Channel) -> None:
    """Whoever else looks, and however often: of one week there is one, and of other hours none."""
    await asked(slack, ann, LLAMA[0], slack.workspace.channel("general"))
    place = (slack.workspace.team_id, home.id)
    assert not await put_digest(bot.parts, place, DUE - timedelta(hours=1))
    assert [await put_digest(bot.parts, place, DUE + timedelta(hours=hours)) for hours in (0, 0, 5)] == [
        True,
        False,
        False,
    ]
    await idle(bot)
    assert len(slack.workspace.messages(home)) == 1


@pytest.mark.parametrize("way", ["person", "message", "uninstalled"])
async def test_somebody_s_words_go(slack: SlackServer, ann: Person, bot: Serving, home: Channel, way: str) -> None:
    """A wording that was asked goes with its person, its message and the workspace; the operator's own words stay, and the pointer with them."""
    bob, database = slack.workspace.person("bob"), bot.parts.settings.database_url
    question = await asked(slack, bob, LLAMA[0], slack.workspace.channel("general"))
    form = await opened(slack, ann, await digest_of(slack, bot, home))
    own = "Which conditions does Meta set for selling?"
    first = next(block for block in form.payload["blocks"] if block["block_id"] == "passage0")["element"]["options"][0]
    await ann.submits(form, {"wordings": f"{LLAMA[0]}\n{own}", "passage0": first["value"]})
    await slack.workspace.wait_for_ephemeral(ann, containing="from now on")
    await idle(bot)
    (pointer,) = await bot.parts.pointers.all()
    assert pointer.wordings == (LLAMA[0], own)
    if way == "person":
        await bob.commands("/verdict forget")
    elif way == "message":
        await bob.deletes(question)
    else:
        await slack.workspace.uninstalls_app()
    await slack.deliveries.settle()
    await idle(bot)
    left = [one.wordings for one in await bot.parts.pointers.all()]
    assert left == ([] if way == "uninstalled" else [(own,)])
    assert "terms of the Llama" not in str(await rows(database, "SELECT * FROM pointers"))


async def test_what_was_deleted_while_the_form_was_open(
    slack: SlackServer, ann: Person, bot: Serving, home: Channel
) -> None:
    """Nothing of it is kept: whose words they were can't be told any more."""
    bob = slack.workspace.person("bob")
    question = await asked(slack, bob, LLAMA[0], slack.workspace.channel("general"))
    form = await opened(slack, ann, await digest_of(slack, bot, home))
    await bob.deletes(question)
    await slack.deliveries.settle()
    await idle(bot)
    first = next(block for block in form.payload["blocks"] if block["block_id"] == "passage0")["element"]["options"][0]
    await ann.submits(form, {"passage0": first["value"]})
    assert phrases.GAP_GONE in (await slack.workspace.wait_for_ephemeral(ann)).words
    assert await bot.parts.pointers.all() == []


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(), "2026-11-30"),
        (LATEST - timedelta(minutes=1), "2026-11-30"),
        (LATEST, ""),
        (-timedelta(minutes=1), ""),
        (timedelta(days=7), "2026-12-07"),
        (timedelta(days=3), ""),
    ],
)
def test_when_it_is_due(after: timedelta, expected: str) -> None:
    """From the hour that is set, for half a day, and then a week later."""
    assert due(MONDAY + after, "mon 08:00") == expected


@pytest.mark.parametrize("named", [{"gaps_channel": "C0123456"}, {"operators": "T012AB3CD/U012AB3CD,U0123456"}])
async def test_what_says_no_workspace(start: Start, named: dict[str, str]) -> None:
    """Where workspaces install the app, a channel and an operator are named with one."""
    keys = {
        "slack_client_id": "1.2",
        "slack_client_secret": "s",
        "public_url": "https://bot.example.com",
        "token_keys": "bm90IGEgc2VjcmV0LCBvbmx5IGZvciB0aGUgdGVzdHM=",
    }
    with pytest.raises(SettingsError, match=r"as T012AB3CD/[CU]012AB3CD"):
        async with start(**named, **keys):
            pass


async def test_a_pointer_leads_to_a_document_too(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The nearest passages of that source answer; once it is removed the question is declined as before."""
    assert "[1]" not in (await slack.workspace.wait_for_answer(await ann.says(NEAR))).words
    pointer = new_pointer("S02")
    assert await bot.parts.pointers.add("local", pointer, [PointerWording(LLAMA[0]), PointerWording(LLAMA[1])], "")
    await know_pointers(bot.parts.database, bot.parts.searcher)
    cited = await slack.workspace.wait_for_answer(await ann.says(LLAMA[1]))
    assert "[1]" in cited.words
    assert await bot.parts.pointers.remove(pointer.id)
    await know_pointers(bot.parts.database, bot.parts.searcher)
    assert "[1]" not in (await slack.workspace.wait_for_answer(await ann.says(LLAMA[1]))).words
