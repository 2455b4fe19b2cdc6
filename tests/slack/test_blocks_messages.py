"""Replies as messages: what Slack takes, what people see, which buttons there are; for any text in any field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.decision import VALUES, Criterion, rubric
from bot.replies import Abstention, Answer, Author, Notice, Option, guessed, resting
from bot.slack.blocks.action_ids import BAD, GOOD, SEPARATOR, Button, InMenu
from bot.slack.blocks.answer import (
    CUT,
    LONGEST_BODY,
    NEAREST,
    NOTHING_YET,
    abstention_message,
    answer_message,
    failed_message,
    notice_message,
    stopped_message,
)
from bot.slack.blocks.elements import WRITTEN_BY
from bot.slack.blocks.question import (
    CONFIRM,
    MENU,
    MORE,
    MOST_BUTTONS,
    SEVERAL,
    answered_message,
    changed_message,
    question_message,
)
from bot.slack.blocks.safe_markdown import LONGEST_FALLBACK, SafeMarkdown, markdown
from bot.slack.blocks.verdict_card import MADE_BY, verdict_message
from tests.slack.any_text import ABSTENTIONS, ANSWERS, CARDS, CHANGES, NOTICES, QUESTIONS, TEXT
from tests.slack.blockkit import problems_in_message
from tests.slack.elements import labels_of
from tests.slack.golden import ANSWER, CARD, CHANGED, CITATIONS, DEGRADED, GOAL, GUESSED, MESSAGES, OLD, QUESTION, SIZE
from tests.slack.shown import links, live_sequences, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.replies import Changed, Question, VerdictCard
    from bot.slack.blocks.message import Message

ANY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def require_in_order(message: Message) -> None:
    """Slack takes it, posted or as a change; nothing is live; it leads where it says it does and nowhere else."""
    payload = {"text": message.text, "blocks": list(message.blocks), "ts": "1795000000.000100"}
    assert problems_in_message(payload) == []
    assert len(message.text) <= LONGEST_FALLBACK
    assert live_sequences(message.text, message.blocks) == ()
    assert {link.url for link in links(message.text, message.blocks)} <= message.links
    assert all(address.startswith("https://") for address in message.links)
    json.dumps(payload, ensure_ascii=False).encode()
    if message.body:
        assert message.blocks[0] == {"type": "markdown", "text": message.body}
        assert message.rest == message.blocks[1:]


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Everything that can be pressed in some blocks."""
    if isinstance(node, dict):
        if "action_id" in node:
            yield node
        for item in node.values():
            yield from elements(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from elements(item)


def buttons(message: Message) -> dict[str, str]:
    """The labels of a message's buttons with what they send back."""
    found = [element for element in elements(message.blocks) if element["type"] == "button"]
    return {element["text"]["text"]: element.get("value", "") for element in found}


@pytest.mark.parametrize("name", MESSAGES)
def test_ordinary_messages_are_in_order(name: str) -> None:
    """Each example is taken by Slack as it is."""
    require_in_order(MESSAGES[name])


@ANY
@given(ANSWERS)
def test_any_answer_is_in_order(answer: Answer) -> None:
    """Whatever a model wrote and a source is called, the message is in order."""
    message = answer_message(answer)
    require_in_order(message)
    assert message.body


@ANY
@given(ABSTENTIONS)
def test_any_abstention_is_in_order(abstention: Abstention) -> None:
    """Whatever the nearest passages are called, the message is in order."""
    require_in_order(abstention_message(abstention))


@ANY
@given(NOTICES, TEXT)
def test_any_short_message_is_in_order(notice: Notice, text: str) -> None:
    """Whatever is said in short, the message is in order."""
    require_in_order(notice_message(notice))
    require_in_order(failed_message(text))
    require_in_order(stopped_message(markdown(text)))
    safe = SafeMarkdown()
    require_in_order(stopped_message(safe.feed(text)))


@ANY
@given(QUESTIONS, TEXT, TEXT)
def test_any_question_is_in_order(question: Question, label: str, by: str) -> None:
    """Whatever is asked, the message is in order, and so is what becomes of it once somebody picked."""
    asked = question_message(question)
    require_in_order(asked)
    answered = answered_message([*asked.blocks], label, by)
    require_in_order(answered)
    assert answered.links <= asked.links
    assert not [*elements(answered.blocks)]


@ANY
@given(CHANGES)
def test_any_change_is_in_order(changed: Changed) -> None:
    """Whatever has changed, the message is in order."""
    require_in_order(changed_message(changed))


@ANY
@given(CARDS, st.booleans(), TEXT)
def test_any_card_is_in_order(card: VerdictCard, private: bool, shared_by: str) -> None:  # noqa: FBT001 - hypothesis gives it
    """Whatever stands on a card, the message is in order."""
    require_in_order(verdict_message(card, private=private, shared_by=shared_by))


def test_an_answer_shows_what_it_rests_on() -> None:
    """Text with marks, the age of sources, each source with link, date and chip, the author, feedback."""
    message = answer_message(ANSWER)
    shown = words(message.blocks)
    assert message.body == markdown(ANSWER.text)
    assert message.links == {SIZE.link, OLD.link}
    assert "Customize a model with supervised fine-tuning › Dataset size" in shown
    for text in (*ANSWER.caveats, "2026-10-05", "2023-10-23 · superseded", WRITTEN_BY[Author.MODEL], "Helpful"):
        assert text in shown
    labels = [link.label for link in links("", message.blocks)]
    assert labels == [f"{passage.title} › {passage.heading}" for passage in (SIZE, OLD)]


def test_an_answer_without_a_model_says_so() -> None:
    """A degraded answer names its reason, and is not called AI-generated."""
    shown = words(answer_message(DEGRADED).blocks)
    assert DEGRADED.degraded in shown
    assert WRITTEN_BY[Author.SOURCES] in shown
    assert "AI-generated" not in shown


def test_feedback_comes_back_as_good_or_bad() -> None:
    """The two buttons under an answer send what the app knows them by."""
    (found,) = elements(answer_message(ANSWER).blocks)
    assert found["action_id"] == Button.FEEDBACK
    assert (found["positive_button"]["value"], found["negative_button"]["value"]) == (GOOD, BAD)


@pytest.mark.parametrize("sentence", ["A sentence with a mark [1]. ", "Costs & terms of <this> [1]. "])
def test_a_huge_answer_is_cut_with_a_note(sentence: str) -> None:
    """An answer that no message holds ends after a sentence, and says that it does."""
    message = answer_message(replace(ANSWER, text=sentence * 5_000))
    require_in_order(message)
    assert LONGEST_BODY * 0.9 < len(message.body) <= LONGEST_BODY
    assert message.body.endswith("[1].")
    assert CUT in words(message.blocks)


def test_a_streamed_answer_and_a_posted_one_are_the_same() -> None:
    """What follows the streamed text is all the other blocks."""
    message = answer_message(ANSWER)
    assert [{"type": "markdown", "text": message.body}, *message.rest] == list(message.blocks)


def test_an_abstention_names_the_nearest() -> None:
    """The sentence, then the nearest passages with their links, and how to see them; without any, just the sentence."""
    message = abstention_message(Abstention("The sources don't say.", (SIZE,)))
    assert words(message.blocks).startswith(f"The sources don't say. {NEAREST} Customize")
    assert message.links == {SIZE.link}
    assert NEAREST not in words(abstention_message(Abstention("Off topic.")).blocks)


def test_a_notice_lists_what_is_a_list() -> None:
    """Lines that begin with a dash become a list; a sourced sentence has its source."""
    message = notice_message(Notice("Try:\n- one\n- two\nThen ask [1].", CITATIONS[:1]))
    kinds = [element["type"] for element in message.blocks[0]["elements"]]
    assert kinds == ["rich_text_section", "rich_text_list", "rich_text_section"]
    assert message.links == {SIZE.link}


def test_what_was_stopped_stays() -> None:
    """The text so far stays as it was and is said to be stopped; code that was open is closed."""
    message = stopped_message("Ten &lt; eleven [1].")
    assert message.body == "Ten &lt; eleven [1]."
    assert words(message.rest) == "Stopped."
    assert stopped_message("```\nx = 1").body == "```\nx = 1\n```"
    assert words(stopped_message("  ").blocks) == NOTHING_YET


def menu(message: Message, action_id: str) -> list[tuple[str, str]]:
    """The entries of a menu with what they send back; none where there is no such menu."""
    found = [element for element in elements(message.blocks) if element["action_id"] == action_id]
    return [(option["text"]["text"], option["value"]) for element in found for option in element["options"]]


@pytest.mark.parametrize("count", [1, MOST_BUTTONS, MOST_BUTTONS + 1, 12])
def test_a_question_has_at_most_five_buttons(count: int) -> None:
    """The likeliest answers are buttons, in their order, the others in a menu, and "not sure" is always beside them."""
    options = tuple(Option(f"v{number}", f"Answer {number}") for number in range(count))
    message = question_message(replace(QUESTION, options=options))
    require_in_order(message)
    sent = [(option.label, f"4d6147bc|tried|{option.value}") for option in options]
    assert list(buttons(message).items()) == [*sent[:MOST_BUTTONS], ("Not sure", "4d6147bc|tried|")]
    assert menu(message, "pick:more") == sent[MOST_BUTTONS:]
    assert (MORE in str(message.blocks)) is (count > MOST_BUTTONS)


def test_a_question_can_be_left_by_a_menu() -> None:
    """Behind the dots stand what it is asked for, the verdict, back and start over, each by the case it is of."""
    assert menu(question_message(QUESTION), Button.INTERVIEW_MENU) == [
        (MENU[name], f"{name}{SEPARATOR}4d6147bc") for name in InMenu
    ]
    (row,) = [block for block in question_message(QUESTION).blocks if block["type"] == "actions"]
    assert row["elements"][-1]["type"] == "overflow"


def test_a_guess_stands_first() -> None:
    """A question about something likely says what it is taken for; the first button confirms it, the others correct it."""
    message = question_message(GUESSED)
    assert "I take it: under 500. Right?" in words(message.blocks)
    assert next(iter(buttons(message).items())) == ("Under 500", "4d6147bc|volume|low")
    assert set(buttons(message)) == {"Under 500", "500 to 5,000", "Over 5,000", "Not sure"}


def test_a_question_says_where_it_stands() -> None:
    """What was noted, the lean with its reason and source, and the question; that several may be written where they may."""
    lean = QUESTION.lean
    assert lean
    shown = words(question_message(QUESTION).blocks)
    for text in (*QUESTION.noted, lean.text, lean.because, QUESTION.text, "2023-10-23 · superseded"):
        assert text in shown
    assert shown.index(lean.text) < shown.index(QUESTION.text)
    assert SEVERAL not in shown
    assert SEVERAL in words(question_message(GOAL).blocks)


def test_what_has_changed_is_small() -> None:
    """What was noted and where the verdict stands now, in two lines; the card and taking it back are a press away."""
    message = changed_message(CHANGED)
    assert words(message.blocks).split("\n")[0] == f"Noted:  {CHANGED.noted[0]} {CHANGED.text}"
    assert [(element["action_id"], *labels_of(element)) for element in elements(message.blocks)] == [
        (Button.VERDICT_NOW, "Show the card"),
        (Button.BACK, "Undo"),
    ]
    assert set(buttons(message).values()) == {CHANGED.decision_id}
    assert message.text == f"Noted: {CHANGED.noted[0]}\n{CHANGED.text}"


@pytest.mark.parametrize("criterion", Criterion)
def test_the_rubrics_options_are_never_cut(criterion: Criterion) -> None:
    """Every label of the rubric fits on a button, and no value holds the separator."""
    assert all(len(value.label) <= 75 for value in rubric().criteria[criterion].values.values())
    assert not [value for value in VALUES[criterion] if SEPARATOR in value.value]


def test_a_card_keeps_its_buttons_once_its_guess_is_confirmed() -> None:
    """Only what answers the question goes; the record and the changes stay a press away."""
    before = verdict_message(CARD, private=False)
    message = answered_message([*before.blocks], "Under 500", "Mona")
    assert list(buttons(message)) == [label for label in buttons(before) if label != CONFIRM]
    assert words(message.blocks).endswith("Mona picked:  Under 500")
    require_in_order(message)


def test_a_picked_question_calls_nobody() -> None:
    """Buttons and menus give way to who picked what, by name; everything else stays."""
    before = question_message(QUESTION)
    message = answered_message([*before.blocks], "A basic prompt", "<@U123>")
    assert words(message.blocks).endswith("‹@U123› picked:  A basic prompt")
    assert message.blocks[:-1] == tuple(block for block in before.blocks if block["type"] != "actions")
    assert message.links == before.links
    assert message.text == "‹@U123› picked: A basic prompt"


@pytest.mark.parametrize(
    ("private", "shared_by", "expected"),
    [
        (True, "", ["Share to channel", "Walk me through it", "Export record"]),
        (False, "", [CONFIRM, "Export record", "Change an answer", "Start over"]),
        (False, "Mona", ["Walk me through it"]),
        (True, "Mona", ["Walk me through it"]),
    ],
)
def test_a_card_has_the_buttons_of_its_place(private: bool, shared_by: str, expected: list[str]) -> None:  # noqa: FBT001
    """A private card can be shared, one in a thread confirmed and changed, and a shared one acts on nobody's private state."""
    found = buttons(verdict_message(CARD, private=private, shared_by=shared_by))
    assert list(found) == expected
    confirming = {CONFIRM: "4d6147bc|volume|low"}
    assert found == {label: confirming.get(label, CARD.decision_id) for label in expected}


@pytest.mark.parametrize("question", [None, replace(GUESSED, guess="")])
def test_without_a_guess_there_is_nothing_to_confirm(question: Question | None) -> None:
    """A card whose question asks openly, or that asks nothing, has no button for yes."""
    found = buttons(verdict_message(replace(CARD, question=question), private=False))
    assert list(found) == ["Export record", "Change an answer", "Start over"]


def test_a_card_shows_all_that_was_decided() -> None:
    """Outcome, honest confidence, what it rests on and what is guessed, reasons, flips, gates, a checklist, the next question."""
    message = verdict_message(CARD, private=True)
    shown = words(message.blocks)
    listed = (*resting(CARD), *guessed(CARD), *CARD.why, *CARD.flips, *CARD.open_gates, *CARD.caveats)
    for text in (
        CARD.headline,
        "Leaning: 60%, provisional",
        CARD.sentence,
        CARD.method,
        *listed,
        GUESSED.text,
        MADE_BY,
    ):
        assert text in shown
    assert all(f"☐ {step}" in shown for step in CARD.next_steps)
    assert "retired model" in shown
    assert message.text.startswith("Prompt engineering. Leaning: 60%, provisional. ")


def test_a_shared_card_says_who_shared_it() -> None:
    """The first line names the person, without calling them."""
    shown = words(verdict_message(CARD, private=False, shared_by="<@U123>").blocks)
    assert shown.startswith("Shared by ‹@U123›\n")


def test_a_bare_card_has_no_empty_parts() -> None:
    """What is not known has no label on the card."""
    bare = replace(
        CARD, why=(), flips=(), open_gates=(), next_steps=(), facts=(), rests_on=(), method="", question=None
    )
    shown = words(verdict_message(bare, private=False).blocks)
    for label in (
        "Why",
        "What would change it",
        "Still open",
        "Next steps",
        "It rests on",
        "I take it",
        "Noted",
        "How:",
        "most next",
    ):
        assert label not in shown
