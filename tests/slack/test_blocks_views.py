"""Forms and the Home tab, and the lists of `/verdict`: what Slack takes, and what comes back from a form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.decision import Criterion, rubric
from bot.slack.blocks.action_ids import Button, Form, OnDecision
from bot.slack.blocks.elements import is_link
from bot.slack.blocks.forms import (
    ASKED,
    REASONS,
    UNSURE,
    CaseForm,
    Reason,
    ReasonForm,
    case_form,
    read_case_form,
    read_reason_form,
    reason_form,
)
from bot.slack.blocks.help import (
    NO_DECISIONS,
    forgotten_message,
    help_message,
    history_message,
    sources_message,
    woken_message,
)
from bot.slack.blocks.home import MOST_DECISIONS, MOST_SOURCES, Home, HomeDecision, HomeSource, StoredCounts, home_view
from tests.slack.any_text import COUNTS, DECISIONS, HOMES, SOURCES, TEXT
from tests.slack.blockkit import problems_in_view
from tests.slack.elements import identified
from tests.slack.filling import filled
from tests.slack.golden import ANSWERS, VIEWS
from tests.slack.golden import DECISIONS as SOME_DECISIONS
from tests.slack.golden import SOURCES as SOME_SOURCES
from tests.slack.shown import links, live_sequences, words
from tests.slack.test_blocks_messages import elements, require_in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def sent(form: dict[str, Any], values: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
    """A form as Slack sends it once somebody has filled these fields in."""
    return {**form, "state": {"values": filled(identified(form["blocks"]), {}, values)}}


@pytest.mark.parametrize("name", VIEWS)
def test_ordinary_views_are_in_order(name: str) -> None:
    """Each example is taken by Slack as it is."""
    assert problems_in_view(VIEWS[name]) == []


@ANY
@given(
    text=TEXT,
    channel=TEXT,
    thread=TEXT,
    answers=st.dictionaries(
        st.one_of(TEXT, st.sampled_from(Criterion)), st.lists(st.one_of(TEXT, st.just("yes")), max_size=3).map(tuple)
    ),
    decision_id=TEXT,
)
def test_any_form_is_in_order(**given_values: Any) -> None:
    """Whatever a form is opened with, Slack takes it, and it can be read back."""
    form = case_form(**given_values)
    assert problems_in_view(form) == []
    assert live_sequences("", form["blocks"]) == ()
    read = read_case_form({**form, "state": {"values": {}}})
    assert read.answers == {}
    reasons = reason_form(given_values["channel"], given_values["text"], given_values["thread"])
    assert problems_in_view(reasons) == []


@ANY
@given(HOMES)
def test_any_home_is_in_order(home: Home) -> None:
    """Whatever decisions and sources are called, Slack takes the tab, nothing is live, and links lead to sources."""
    view = home_view(home)
    assert problems_in_view(view) == []
    assert live_sequences("", view["blocks"]) == ()
    assert {link.url for link in links("", view["blocks"])} <= {
        each.address for each in home.sources if is_link(each.address)
    }


@ANY
@given(SOURCES, DECISIONS, COUNTS)
def test_any_list_is_in_order(
    sources: tuple[HomeSource, ...], decisions: tuple[HomeDecision, ...], counts: StoredCounts
) -> None:
    """Whatever is listed, the message is in order."""
    lists = (history_message(decisions), woken_message(decisions))
    for message in (help_message(), sources_message(sources), *lists, forgotten_message(counts)):
        require_in_order(message)


def test_a_case_comes_back_as_filled_in() -> None:
    """Text, criteria by their rubric's values, "not sure" as no value, and the place it was opened from."""
    form = case_form(text="A support bot", channel="C1", thread="1795000000.000100")
    assert form["callback_id"] == Form.CASE
    view = sent(
        form,
        {
            "goal": ["tone_style", "cost_latency"],
            "tried": "A basic prompt",
            "volume": UNSURE,
            "use_case": " Ours <@U1> ",
        },
    )
    assert read_case_form(view) == CaseForm(
        "Ours <@U1>",
        {"goal": ("tone_style", "cost_latency"), "tried": ("basic_prompt",), "volume": ()},
        "C1",
        "1795000000.000100",
        "",
    )


def test_a_case_needs_words() -> None:
    """The use case has to be filled in; to change answers nothing has to."""
    with pytest.raises(AssertionError, match="has to be filled in"):
        sent(case_form(), {})
    assert read_case_form(sent(case_form(decision_id="d1"), {})).text == ""


def test_a_change_opens_on_the_answers() -> None:
    """The form shows what was answered, also what it does not ask for otherwise, and gives it back untouched."""
    form = case_form(channel="C1", thread="T", answers=ANSWERS, decision_id="4d6147bc")
    assert form["callback_id"] == Form.CHANGE
    assert read_case_form(sent(form, {})) == CaseForm("", dict(ANSWERS), "C1", "T", "4d6147bc")
    assert "latency" in {block["block_id"] for block in form["blocks"]}
    assert "latency" not in {block["block_id"] for block in case_form()["blocks"]}


def test_a_form_asks_in_the_rubrics_words() -> None:
    """Every menu has the rubric's label, question and options."""
    blocks = {block["block_id"]: block for block in case_form()["blocks"]}
    assert list(blocks) == ["use_case", *ASKED]
    for criterion in ASKED:
        entry, block = rubric().criteria[criterion], blocks[criterion]
        assert (block["label"]["text"], block["hint"]["text"]) == (entry.label, entry.question)
        labels = [option["text"]["text"] for option in block["element"]["options"]]
        assert labels[: len(entry.values)] == [value.label for value in entry.values.values()]


def test_unknown_values_are_left_out() -> None:
    """A value that the rubric does not have is no answer."""
    chosen = {"tried": {"answer": {"selected_option": {"value": "magic"}}}}
    assert read_case_form({**case_form(), "state": {"values": chosen}}).answers == {}


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_comes_back(reason: Reason) -> None:
    """The reason, the words and which message it is about."""
    view = sent(reason_form("C1", "1.2", "1.1"), {"reason": REASONS[reason], "comment": " It says 50. "})
    assert view["callback_id"] == Form.REASON
    assert read_reason_form(view) == ReasonForm(reason, "It says 50.", "C1", "1.2", "1.1")


def test_a_reason_needs_no_words() -> None:
    """Only the choice has to be made; a choice that is not known counts as another reason."""
    assert read_reason_form(sent(reason_form("C1", "1.2", ""), {"reason": "wrong"})).text == ""
    odd = {"reason": {"answer": {"selected_option": {"value": "odd"}}}}
    assert read_reason_form({**reason_form("C1", "1.2", ""), "state": {"values": odd}}).reason == Reason.OTHER


def test_home_offers_what_can_be_done_with_a_decision() -> None:
    """Resume, export and delete, each by the decision's id; deleting is asked for twice."""
    found = [each for each in elements(home_view(Home(SOME_DECISIONS[:1]))["blocks"]) if "value" in each]
    assert [each["value"] for each in found] == [f"{what}|4d6147bc" for what in OnDecision]
    assert all(each["action_id"].startswith(f"{Button.HOME_DECISION}:") for each in found)
    assert ["confirm" in each for each in found] == [False, False, True]


def test_home_shows_what_is_known_and_stored() -> None:
    """Start, sources with their age, counts, how long they are kept, and deleting everything, asked for twice."""
    view = home_view(Home((), SOME_SOURCES, StoredCounts(1, 2, 0), 30, "gpt-4.1-mini"))
    shown = words(view["blocks"])
    for text in ("2026-10-06", "undated", "your own", "1 message, 2 cases.", "30 days", "gpt-4.1-mini"):
        assert text in shown
    start, cost, delete = [*elements(view["blocks"])]
    assert (start["action_id"], cost["action_id"], delete["action_id"], delete["style"]) == (
        Button.HOME_CASE,
        Button.HOME_COST,
        Button.HOME_DELETE,
        "danger",
    )
    assert "confirm" in delete


def test_home_without_a_model_says_so() -> None:
    """Nobody is told of a language model where there is none."""
    assert "No language model is set" in words(home_view(Home())["blocks"])


def test_home_lists_no_more_than_can_be_read() -> None:
    """Long lists end with how many more there are."""
    home = Home(SOME_DECISIONS[:1] * (MOST_DECISIONS + 5), SOME_SOURCES[:1] * (MOST_SOURCES + 7))
    shown = words(home_view(home)["blocks"])
    assert "and 5 earlier ones" in shown
    assert "and 7 more" in shown


def test_lists_say_when_there_is_nothing() -> None:
    """An empty history and an empty store are said in a sentence."""
    assert words(history_message([]).blocks) == NO_DECISIONS
    assert forgotten_message(StoredCounts()).text == "Nothing of yours was stored."


def test_history_quotes_the_case() -> None:
    """Each decision has its outcome, its day and the beginning of the case; long cases are cut."""
    message = history_message([HomeDecision("d1", "Fine-tuning", "word " * 100, date(2026, 11, 20))])
    assert "Fine-tuning  · 2026-11-20" in words(message.blocks)
    assert "word…”" in words(message.blocks)


def test_sources_are_linked() -> None:
    """A source with an address leads there."""
    assert sources_message(SOME_SOURCES).links == {one.address for one in SOME_SOURCES if one.address}
