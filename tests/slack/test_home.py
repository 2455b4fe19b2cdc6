"""App Home: what a person has decided, what is known and stored, and that all of it can be gone on with or deleted."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.conversation.stored_form import to_stored
from bot.slack.blocks.home import Home, home_view
from bot.slack.handlers.home import changed_in_short, short_day
from bot.slack.server.serve import home_sources
from knowledge.fetching.live import LiveFolder, LivePage, LiveSource, LiveState
from knowledge.fetching.texts import LiveText
from knowledge.own.skipped import Skipped
from knowledge.sources import add_folder
from tests.slack.blockkit import problems_in_view
from tests.slack.interview import FIRST, OPENING, case_of
from tests.slack.waiting import idle

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings
    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

CASE = "A support bot that should sound like us. We have 15 training examples."
QUESTION = "How many training examples does fine-tuning need?"


async def home_with(slack: SlackServer, person: Person, text: str = "") -> View:
    """The Home tab of a person, opened anew, once it shows some text."""
    await person.opens_home()
    return await slack.workspace.wait_for_home(person, containing=text)


async def decided(slack: SlackServer, person: Person) -> None:
    """A decision of a person."""
    await person.commands(f"/verdict {CASE}")
    await slack.workspace.wait_for_ephemeral(person, containing="Prompt engineering")


@pytest.mark.usefixtures("bot_either_way")
async def test_home_of_somebody_new(slack: SlackServer, ann: Person) -> None:
    """It says what the bot does and knows, that nothing is stored, and how a verdict begins."""
    home = await home_with(slack, ann)
    for text in ("Should we fine-tune", "None yet", "What I know", "2026-10-07", "Of yours: nothing", "90 days"):
        assert text in home.words
    assert {"Start a verdict", "Delete my data"} <= set(home.buttons)


async def test_home_says_when_a_page_was_read(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A source whose page was fetched shows the page's day, when it was read and how, and what changed last; so does the list by command."""
    texts = [LiveText(("Live models",), "live-models", text) for text in ("One.", "Two.", "Three.")]
    page = LivePage("https://learn.microsoft.com/x", "https://learn.microsoft.com/x", "Markdown", "x", "2026-11-20", ())
    first, now = replace(page, texts=(texts[0],)), datetime.now(UTC)
    before = LiveSource("S05", pages=(first,), fetched="2026-01-02T00:00:00+00:00")
    read = replace(before, pages=(replace(page, texts=tuple(texts[1:])),), checked=now.isoformat())
    LiveFolder(bot.parts.settings.data_dir).keep(read.after(before, now.isoformat()))
    today = short_day(now.isoformat(), now.date())
    said = f"2026-11-20 · read {today} (Markdown) · 2 new, 1 gone on {today}"
    assert said in (await home_with(slack, ann)).words
    await ann.commands("/verdict sources")
    assert said in (await slack.workspace.wait_for_ephemeral(ann, containing="Markdown")).words


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (LiveState("", "", "", "", added=2, removed=1, changed="2026-11-27T08:00:00+00:00"), "2 new, 1 gone on 27 Nov"),
        (LiveState("", "", "", "", removed=1_200, changed="2026-11-27T08:00:00+00:00"), "1,200 gone on 27 Nov"),
        (LiveState("", "", "", "", added=2, changed="2026-10-27T08:00:00+00:00"), ""),
        (LiveState("", "", "", "", changed="2026-11-27T08:00:00+00:00"), ""),
        (LiveState("", "", "", ""), ""),
    ],
)
def test_a_change_in_short(state: LiveState, said: str) -> None:
    """What came and went, on which day, for a month; nothing where no words changed."""
    assert changed_in_short(state, date(2026, 11, 30)) == said


def test_a_day_in_short() -> None:
    """Without its year, unless that is another."""
    today = date(2026, 1, 3)
    assert [short_day(one, today) for one in ("2026-01-02", "2025-12-31T23:00:00+00:00")] == ["2 Jan", "31 Dec 2025"]


async def test_home_says_what_is_stale(slack: SlackServer, ann: Person, bot: Serving, tmp_path: Path) -> None:
    """A page that nobody has looked at for long, and a folder whose newest document is old, until either is not."""
    settings, folder = bot.parts.settings, LiveFolder(bot.parts.settings.data_dir)
    read = LiveSource("S05", fetched="2026-01-01T00:00:00+00:00", checked="2026-01-01T00:00:00+00:00")
    own = tmp_path / "handbook"
    own.mkdir()
    (own / "Rules.md").write_text("# Rules\n\nNone.\n", encoding="utf-8")
    os.utime(own / "Rules.md", (1_700_000_000, 1_700_000_000))
    add_folder(settings.register, own, "Handbook")
    folder.keep(read)
    shown = (await home_with(slack, ann)).words
    assert re.search(r"read 1 Jan( 2026)? · may be out of date", shown)
    assert "2023-11-14 · your own · may be out of date" in shown
    folder.keep(replace(read, checked=datetime.now(UTC).isoformat()))
    (own / "Rules.md").touch()
    await ann.commands("/verdict sources")
    told = (await slack.workspace.wait_for_ephemeral(ann, containing="I answer from")).words
    assert "Handbook" in told
    assert "may be out of date" not in told


@pytest.mark.usefixtures("bot_either_way")
async def test_verdict_from_home(slack: SlackServer, ann: Person) -> None:
    """The button opens the form; the card comes as a direct message, and the decision stands in Home."""
    await ann.clicks(await home_with(slack, ann), "Start a verdict")
    form = await slack.workspace.wait_for_modal(ann)
    await ann.submits(form, {"The use case": CASE})
    direct = slack.workspace.dm(ann)
    (card,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
    assert "Prompt engineering" in card.words
    assert "1 case" in (await home_with(slack, ann, CASE)).words


async def test_decision_is_resumed(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """Resume begins a thread in the direct message that goes on from what is known, once for two quick presses."""
    await decided(slack, ann)
    home = await home_with(slack, ann, CASE)
    await ann.clicks(home, "Resume")
    await ann.clicks(home, "Resume")
    direct = slack.workspace.dm(ann)
    (root,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
    question = await slack.workspace.wait_for_answer(root)
    await idle(bot)
    assert slack.workspace.messages(direct) == [root]
    assert "15 training examples" in question.words
    await ann.says("We tried a basic prompt.", thread=root)
    await slack.workspace.wait_for_answer(root, containing="a basic prompt")


async def test_a_case_without_a_verdict_is_resumed(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A walk that stopped in the middle stands in Home, has no record yet, and goes on from what is known."""
    opening = await ann.says(OPENING)
    await slack.workspace.wait_for_answer(opening, containing="tried")
    await idle(bot)
    home = await home_with(slack, ann, "No verdict yet")
    assert "support bot to sound like us" in home.words
    assert "Export record" not in home.buttons
    await ann.clicks(home, "Go on")
    direct = slack.workspace.dm(ann)
    (root,) = await slack.workspace.wait_for(
        lambda: [one for one in slack.workspace.messages(direct) if one.from_bot and not one.thread_ts]
    )
    await slack.workspace.wait_for_answer(root, containing="tried")
    await ann.says("We tried a basic prompt.", thread=root)
    await slack.workspace.wait_for_answer(root, containing="Prompt engineering")
    await idle(bot)
    # The outcome's name stands among the sources too; a record there is only of what is decided.
    home = await home_with(slack, ann, "Export record")
    assert "No verdict yet" not in home.words


@pytest.mark.usefixtures("bot_either_way")
async def test_a_case_without_a_verdict_is_deleted(slack: SlackServer, ann: Person) -> None:
    """It goes like a decision does."""
    opening = await ann.says(OPENING)
    await slack.workspace.wait_for_answer(opening, containing="tried")
    await ann.clicks(await home_with(slack, ann, "No verdict yet"), "Delete")
    await slack.workspace.wait_for_home(ann, containing="None yet")


async def test_decision_is_exported(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """The record comes as a file in the direct message, and nothing else is said."""
    await decided(slack, ann)
    await ann.clicks(await home_with(slack, ann, CASE), "Export record")
    direct = slack.workspace.dm(ann)
    (message,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(direct))
    await idle(bot)
    (file,) = message.files
    assert file.title == phrases.RECORD_TITLE
    assert CASE in file.content.decode()
    assert slack.workspace.messages(direct) == [message]


@pytest.mark.usefixtures("bot")
async def test_decision_is_deleted(slack: SlackServer, ann: Person) -> None:
    """Delete takes it out of the tab and the store."""
    await decided(slack, ann)
    home = await home_with(slack, ann, CASE)
    await ann.clicks(home, "Delete")
    home = await slack.workspace.wait_for_home(ann, containing="None yet")
    assert "Of yours: nothing" in home.words


async def test_nobody_deletes_for_another(slack: SlackServer, ann: Person, bot: Serving) -> None:
    """A button with somebody else's decision in it deletes nothing."""
    await decided(slack, ann)
    bob = slack.workspace.person("bob")
    await decided(slack, bob)
    theirs, own = await home_with(slack, ann, CASE), await home_with(slack, bob, CASE)
    ids = [
        element["value"]
        for block in theirs.blocks
        for element in block.get("elements", ())
        if element.get("value", "").startswith("delete|")
    ]
    for block in own.blocks:
        for element in block.get("elements", ()):
            if element.get("value", "").startswith("delete|"):
                element["value"] = ids[0]
    await bob.clicks(own, "Delete")
    await slack.wait_for(lambda: len(slack.calls("views.publish")) == 3)
    await idle(bot)
    for person in (ann, bob):
        assert await bot.parts.cases.count_of(slack.workspace.team_id, person.id) == 1


async def test_all_data_of_a_person_is_deleted(slack: SlackServer, ann: Person, bot_either_way: Serving) -> None:
    """Messages, decisions and ratings go, and so do name and words in what others began; others keep theirs."""
    bob, channel = slack.workspace.person("bob"), slack.workspace.channel("general")
    answer = await slack.workspace.wait_for_answer(await ann.says(QUESTION), containing="Not helpful")
    await ann.clicks(answer, "Helpful")
    await decided(slack, ann)
    opening = await bob.mentions(OPENING, channel=channel)
    await slack.workspace.wait_for_answer(opening, containing=FIRST)
    await ann.says("We tried a basic prompt that our intern wrote.", channel=channel, thread=opening)
    await slack.workspace.wait_for_answer(opening, containing="only a basic prompt")
    # Said and corrected: it is kept so that one can go back.
    await bob.says("actually a prompt with examples, several rounds", channel=channel, thread=opening)
    await slack.workspace.wait_for_answer(opening, containing="instead of: you have tried only a basic prompt")
    before = await case_of(bot_either_way, slack.workspace, opening)
    assert before
    assert ann.id in str(to_stored(before))
    home = await home_with(slack, ann, CASE)
    assert "1 message, 1 case, 1 rating" in home.words
    await ann.clicks(home, "Delete my data")
    home = await slack.workspace.wait_for_home(ann, containing="None yet")
    assert "Of yours: nothing" in home.words
    walk = await case_of(bot_either_way, slack.workspace, opening)
    assert walk
    assert ann.id not in str(to_stored(walk))
    assert "intern" not in str(to_stored(walk))
    assert bob.id in str(to_stored(walk))


@pytest.mark.usefixtures("bot")
async def test_home_that_is_not_taken_is_no_loss(slack: SlackServer, ann: Person) -> None:
    """When Slack refuses the tab, questions are answered all the same, and the next opening shows it."""
    slack.faults.add("views.publish", error="not_enabled")
    await ann.opens_home()
    await slack.workspace.wait_for_answer(await ann.says(QUESTION))
    assert "None yet" in (await home_with(slack, ann)).words


def test_home_names_what_was_not_read(settings: Settings, tmp_path: Path) -> None:
    """What could not be read of the operator's documents stands in Home with its reason, the most important first."""
    source = add_folder(settings.register, tmp_path, "Handbook")
    left_out = Skipped("dist/", "is left out.", meant=True)
    unread = [
        Skipped("/srv/handbook/plan.docx", "is not read."),
        *(Skipped(f"{number}.pdf", "holds no text, only images.") for number in range(11)),
    ]
    view = home_view(Home(sources=home_sources(settings, {source.id: (left_out, *unread)})))
    assert problems_in_view(view) == []
    shown = json.dumps(view)
    assert "Handbook: '0.pdf' holds no text, only images." in shown
    assert "Handbook: 'plan.docx' is not read." in shown
    assert ("and 3 more" in shown, "dist/" in shown) == (True, False)
    assert "Not read" not in json.dumps(home_view(Home(sources=home_sources(settings, {}))))
