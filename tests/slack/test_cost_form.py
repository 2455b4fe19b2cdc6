"""The form for costs: opened from Home and by `/verdict cost`, answered in private, with what can't be read said at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import phrases
from bot.slack.blocks.action_ids import Form
from bot.slack.blocks.cost_form import CostForm, cost_form, read_cost_form
from tests.slack.blockkit import problems_in_view
from tests.slack.test_blocks_views import sent

if TYPE_CHECKING:
    from tests.slack.person import Person
    from tests.slack.server import SlackServer
    from tests.slack.view import View

FILLED = {
    "Calls a day": "20k", "Model you use now": "gpt 4.1", "Tokens of a prompt now": "3,000",
    "Tokens of a prompt once tuned": "500",
}  # fmt: skip
AZURE = {"Platform": "azure_global"}
#: By hand, in `costs.md`: 20,000 calls a day with 3,000 tokens in cost 4,560 a month, the small model with the same prompt 912.
SUM = "Your gpt-4.1 costs 4,560 USD a month as it is; cheapest is gpt-4.1-mini with today's prompt: 912.00."


async def opened_by_command(slack: SlackServer, person: Person, line: str = "/verdict cost") -> View:
    """The form that the command opens."""
    await person.commands(line, channel=slack.workspace.channel("general"))
    form = await slack.workspace.wait_for_modal(person)
    assert form.callback_id == Form.COST
    assert problems_in_view(form.payload) == []
    return form


@pytest.mark.usefixtures("bot_either_way")
@pytest.mark.parametrize("line", ["/verdict cost", "/verdict Costs?"])
async def test_the_command_opens_it(slack: SlackServer, ann: Person, line: str) -> None:
    """The sum comes where the command was typed, to nobody else, with its curve."""
    bob, channel = slack.workspace.person("bob"), slack.workspace.channel("general")
    await ann.submits(await opened_by_command(slack, ann, line), FILLED)
    told = await slack.workspace.wait_for_ephemeral(ann, containing=SUM)
    assert "A tuned gpt-4.1-mini would cost 1,536." in told.words
    assert "That is for 20,000 calls a day, 3,000 tokens in, 500 prompt tokens after tuning." in told.words
    assert "Assumed: 200 out. List prices" in told.words
    assert told.buttons == ["More", "Show the curve", "Sources"]
    assert slack.workspace.ephemerals(bob) == []
    assert slack.workspace.messages(channel) == []
    assert slack.workspace.modals(ann) == []
    await ann.clicks(told, "Show the curve")
    (file,) = await slack.wait_for(lambda: [each for each in slack.workspace.files.values() if each.completed])
    assert "At 20,000 calls a day: gpt-4.1-mini, prompt as now 912.00" in file.alt_text


@pytest.mark.usefixtures("bot_either_way")
async def test_home_opens_it(slack: SlackServer, ann: Person) -> None:
    """With the calls a day alone; the sum comes as a direct message and says what was taken."""
    await ann.opens_home()
    home = await slack.workspace.wait_for_home(ann)
    await ann.clicks(home, "What would it cost?")
    await ann.submits(await slack.workspace.wait_for_modal(ann), {"Calls a day": "20000"})
    (told,) = await slack.workspace.wait_for(lambda: slack.workspace.messages(slack.workspace.dm(ann)))
    assert told.words.startswith("Cheapest is gpt-4.1-mini untuned: 432.00 USD a month; gpt-4.1 untuned costs 2,160.")
    assert "Assumed: gpt-4.1, 1,000 tokens in, 200 out, 500 prompt tokens after tuning" in told.words
    assert told.buttons == ["More", "Show the curve", "Sources"]


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"Calls a day": "a lot"}, "calls_a_day", phrases.WHOLE_NUMBER),
        ({"Calls a day": "20.000"}, "calls_a_day", phrases.WHOLE_NUMBER),
        ({"Calls a day": "0"}, "calls_a_day", phrases.NUMBER_ABOVE_0),
        ({"Calls a day": " "}, "calls_a_day", phrases.NUMBER_NEEDED),
        ({"Calls a day": "1e400"}, "calls_a_day", phrases.NUMBER_TOO_LARGE),
        ({"Labelled examples to train on": "NaN"}, "examples", phrases.WHOLE_NUMBER),
        ({"Model you use now": "our own one"}, "model", phrases.NO_SUCH_MODEL),
        ({"Model you use now": "gpt-4.1 or gpt-4o"}, "model", phrases.NO_SUCH_MODEL),
        ({"Model you use now": "claude sonnet 4.5"} | AZURE, "model", "No price known for"),
        ({"What you pay a month, in US dollars": "9k"}, "bill", phrases.BILL_OR_TOKENS),
        (
            {"Tokens of a prompt now": "", "What you pay a month, in US dollars": "$10"},
            "bill",
            phrases.BILL_NOT_POSSIBLE,
        ),
    ],
)
async def test_what_can_not_be_read_is_said_at_its_field(
    slack: SlackServer, ann: Person, wrong: dict[str, str], field: str, said: str
) -> None:
    """The form stays as it was filled in; put right, it is sent."""
    form = await opened_by_command(slack, ann)
    await ann.submits(form, FILLED | wrong)
    assert form.errors.keys() == {field}
    assert form.errors[field].startswith(said)
    assert slack.workspace.modals(ann) == [form]
    await ann.submits(form, dict.fromkeys(wrong, "") | FILLED | AZURE)
    await slack.workspace.wait_for_ephemeral(ann, containing=SUM)
    assert len(slack.workspace.ephemerals(ann)) == 1


@pytest.mark.usefixtures("bot")
async def test_every_wrong_field_is_named_at_once(slack: SlackServer, ann: Person) -> None:
    """Nobody puts one right to hear of the next."""
    form = await opened_by_command(slack, ann)
    await ann.submits(form, {"Calls a day": "many", "Tokens of an answer": "few", "Model you use now": "best"})
    assert form.errors.keys() == {"calls_a_day", "output_tokens", "model"}


@pytest.mark.usefixtures("bot")
async def test_another_platform_has_its_own_prices(slack: SlackServer, ann: Person) -> None:
    """Whose prices they are is said, and that no tuning is sold there."""
    form = await opened_by_command(slack, ann)
    await ann.submits(form, {"Calls a day": "20k", "Platform": "openai"})
    told = await slack.workspace.wait_for_ephemeral(ann)
    assert "Tuning is not compared: no price of it is known for gpt-4.1 (OpenAI)." in told.words
    assert "List prices (OpenAI) of 2026-" in told.words


@pytest.mark.usefixtures("bot")
async def test_too_late_it_says_how_to_write_it(slack: SlackServer, ann: Person) -> None:
    """Where Slack opens no form, the line that does the same is told."""
    fault = slack.faults.add("views.open", hold=True)
    await ann.commands("/verdict cost", channel=slack.workspace.channel("general"))
    await slack.wait_for(lambda: fault.hits)
    slack.clock.advance(4)
    fault.release()
    await slack.workspace.wait_for_ephemeral(ann, containing=phrases.COST_FORM_NOT_OPENED)


def test_only_the_calls_have_to_be_filled_in() -> None:
    """All else is optional and shows what is taken for it."""
    blocks = {block["block_id"]: block for block in cost_form()["blocks"]}
    assert [name for name, block in blocks.items() if not block["optional"]] == ["calls_a_day"]
    hints = {name: block["element"]["placeholder"]["text"] for name, block in blocks.items()}
    assert hints["input_tokens"] == "1,000 if you leave it open"
    assert hints["model"] == "gpt-4.1 if you leave it open"
    assert hints["tuned_tokens"] == "50% of today's, if you leave it open"


def test_what_was_typed_comes_back() -> None:
    """As it was typed, with the place it was opened from; a platform that nobody knows is none."""
    view = sent(cost_form("C1"), {"calls_a_day": " 20k ", "seller": "azure_developer"})
    read = read_cost_form(view)
    assert read == CostForm({**dict.fromkeys(read.texts, ""), "calls_a_day": "20k", "seller": "azure_developer"}, "C1")
    odd = {"seller": {"answer": {"selected_option": {"value": "odd"}}}}
    assert "seller" not in read_cost_form({**cost_form(), "state": {"values": odd}}).texts
