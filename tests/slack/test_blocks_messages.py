"""Replies as messages: what Slack takes, what people see, which buttons there are; for any text in any field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.decision import VALUES, Criterion, rubric
from bot.replies import Abstention, Answer, Citation, Notice, Option, guessed, noted_line, resting
from bot.slack.blocks.about_card import Part, part_message, part_of_card, part_view, sources
from bot.slack.blocks.action_ids import BAD, GOOD, SEPARATOR, Button, InCardMenu, InMenu
from bot.slack.blocks.answer import (
    BY_A_MODEL,
    CUT,
    LONGEST_BODY,
    NEAREST,
    NOTHING_YET,
    Shown,
    abstention_message,
    answer_message,
    failed_message,
    longer_message,
    notice_message,
    said_in,
    stopped_message,
)
from bot.slack.blocks.question import (
    CONFIRM,
    MENU,
    MOST_BUTTONS,
    SEVERAL,
    answered_message,
    changed_message,
    question_message,
)
from bot.slack.blocks.question import MORE as MORE_ANSWERS
from bot.slack.blocks.safe_markdown import LONGEST_FALLBACK, SafeMarkdown, markdown
from bot.slack.blocks.verdict_card import FLIPS, MADE_BY, PRIVATE_MENU, verdict_message
from bot.slack.blocks.verdict_card import MENU as CARD_MENU
from tests.slack.any_text import ABSTENTIONS, ANSWERS, CARDS, CHANGES, NOTICES, QUESTIONS, TEXT
from tests.slack.blockkit import problems_in_message, problems_in_view
from tests.slack.elements import labels_of
from tests.slack.golden import (
    ANSWER,
    ASKING,
    CARD,
    CHANGED,
    CITATIONS,
    DEGRADED,
    GOAL,
    GUESSED,
    MESSAGES,
    MORE,
    OLD,
    OWN,
    QUESTION,
    SIZE,
    TURNED,
)
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


@ANY
@given(CARDS, st.sampled_from(Part))
def test_any_part_of_a_card_is_in_order(card: VerdictCard, part: Part) -> None:
    """Whatever stands behind a press, Slack takes it as a view and as a message."""
    blocks = part_of_card(card, part)
    assert problems_in_view(part_view(part, blocks)) == []
    require_in_order(part_message(part, blocks, card.citations))


@ANY
@given(ANSWERS, ANSWERS)
def test_any_longer_answer_is_in_order(answer: Answer, more: Answer) -> None:
    """Whatever an answer and its rest say, the message that holds both is in order."""
    shown = Shown(tuple(one.passage.id for one in answer.citations))
    require_in_order(longer_message(answer_message(answer).blocks, shown, more))


def test_an_answer_shows_what_it_rests_on() -> None:
    """Text with marks, then one line of sources with month and chip, one on their age, and by whom it was worded."""
    message = answer_message(ANSWER)
    shown = words(message.blocks)
    assert message.body == markdown(ANSWER.text)
    assert message.links == {SIZE.link, OLD.link}
    for text in (*ANSWER.caveats, "[1] Customize a model", "Oct 2026", "Oct 2023 · older text", BY_A_MODEL, "Helpful"):
        assert text in shown
    assert [link.label for link in links("", message.blocks)] == [SIZE.title, OLD.title]
    assert [block["type"] for block in message.blocks] == [
        "markdown",
        "context",
        "context",
        "actions",
        "context_actions",
    ]


def test_an_answer_without_a_model_says_so() -> None:
    """A degraded answer names its reason, and is not called AI-generated."""
    shown = words(answer_message(DEGRADED).blocks)
    assert DEGRADED.degraded in shown
    assert "AI-generated" not in shown


@pytest.mark.parametrize(("more", "labels"), [(ANSWER.more, ["More", "Sources"]), ((), ["Sources"])])
def test_more_is_offered_where_there_is_more(more: tuple[str, ...], labels: list[str]) -> None:
    """The buttons carry which passages are cited, by number, and which hold more: all that the press needs."""
    found = buttons(answer_message(replace(ANSWER, more=more)))
    assert list(found) == labels
    assert {Shown.of(value) for value in found.values()} == {Shown((SIZE.id, OLD.id), more)}


def test_a_button_carries_as_much_as_it_can() -> None:
    """Of many passages those cited are kept first, within what Slack takes."""
    ids = tuple(f"{number:032x}" for number in range(80))
    kept = Shown(ids[:20], ids[20:])
    assert len(kept.value) <= 2_000
    assert Shown.of(kept.value).cited == ids[:20]
    assert Shown.of(kept.value).more == ids[20 : 20 + len(Shown.of(kept.value).more)]
    assert len(Shown(ids).value) <= 2_000


def test_the_rest_stands_below_the_answer() -> None:
    """The text stays as it was; marks go on counting, a source of both keeps its number, and More is gone."""
    before = answer_message(ANSWER)
    message = longer_message(before.blocks, Shown((SIZE.id, OLD.id)), MORE)
    require_in_order(message)
    assert message.blocks[0] == before.blocks[0]
    assert message.blocks[1] == {
        "type": "markdown",
        "text": "A batch may hold up to 512 MB [1]. Our replies are written in the first person [3].",
    }
    assert "[3] your document: Support handbook · Nov 2026" in words(message.blocks)
    assert list(buttons(message)) == ["Sources"]
    assert Shown.of(buttons(message)["Sources"]).cited == (SIZE.id, OLD.id, OWN.id)
    assert "Helpful" in words(message.blocks)


def test_what_an_answer_says_is_read_back() -> None:
    """Slack may send Markdown back as rich text; either way the text is what stands above the sources."""
    assert said_in(answer_message(ANSWER).blocks) == markdown(ANSWER.text)
    rich = [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Ten [1]."}]}],
        }
    ]
    assert said_in([*rich, *answer_message(ANSWER).blocks[1:]]) == "Ten [1]."


def test_sources_are_quoted() -> None:
    """The full list has title, heading, date and status, and the sentence each is cited for."""
    shown = words(sources((*ANSWER.citations, Citation(3, OWN, "in the first person")), ANSWER.caveats))
    for text in (
        "Customize a model with supervised fine-tuning › Dataset size",
        "2023-10-23 · older text",
        "“Thousands of examples”",
        "your document",
    ):
        assert text in shown


def test_feedback_comes_back_as_good_or_bad() -> None:
    """The two buttons under an answer send what the app knows them by."""
    found = [*elements(answer_message(ANSWER).blocks)][-1]
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
    """The sentence, then the two nearest passages with their links; without any, just the sentence."""
    message = abstention_message(Abstention("The sources don't say.", (SIZE,)))
    assert abstention_message(Abstention("No.", (SIZE, OLD, OWN))).links == {SIZE.link, OLD.link}
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
def test_a_question_has_at_most_five_options(count: int) -> None:
    """The likeliest answers are buttons, in their order, the others in a menu among the five, and "not sure" is beside them."""
    options = tuple(Option(f"v{number}", f"Answer {number}") for number in range(count))
    message = question_message(replace(QUESTION, options=options))
    require_in_order(message)
    sent = [(option.label, f"4d6147bc|tried|{option.value}") for option in options]
    most = MOST_BUTTONS if count <= MOST_BUTTONS else MOST_BUTTONS - 1
    assert list(buttons(message).items()) == [*sent[:most], ("Not sure", "4d6147bc|tried|")]
    assert menu(message, "pick:more") == sent[most:]
    assert (MORE_ANSWERS in str(message.blocks)) is (count > MOST_BUTTONS)


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
    assert "I assume there are fewer than 500 calls a day, right?" in words(message.blocks)
    assert next(iter(buttons(message).items())) == (CONFIRM, "4d6147bc|volume|low")
    assert list(buttons(message)) == [CONFIRM, "500 to 5,000", "Over 5,000", "Not sure"]


def test_a_question_says_where_it_stands() -> None:
    """What was noted, in one line, the lean with its reason and source, and the question; that several may fit where they may."""
    lean = QUESTION.lean
    assert lean
    shown = words(question_message(QUESTION).blocks)
    for text in (noted_line(QUESTION.noted), lean.text, lean.because, QUESTION.text, "Oct 2023 · older text"):
        assert text in shown
    assert shown.index(lean.text) < shown.index(QUESTION.text)
    assert SEVERAL not in shown
    assert SEVERAL in words(question_message(GOAL).blocks)


def test_noted_in_one_line() -> None:
    """However much a message told, one line names six things and how many more there are."""
    assert noted_line(()) == ""
    assert noted_line(("a", "b")) == "Noted: a; b."
    assert noted_line(tuple("abcdefgh")) == "Noted: a; b; c; d; e; f; 2 more."


@pytest.mark.parametrize("changed", [CHANGED, TURNED])
def test_what_has_changed_is_small(changed: Changed) -> None:
    """What was noted and where the verdict stands now, in one paragraph; the card and taking it back are a press away."""
    message = changed_message(changed)
    assert " ".join(words(message.blocks).split("\n")[0].split()) == f"Noted: {changed.noted[0]}. {changed.text}"
    assert [(element["action_id"], *labels_of(element)) for element in elements(message.blocks)] == [
        (Button.VERDICT_NOW, "Show the card"),
        (Button.BACK, "Undo"),
    ]
    assert set(buttons(message).values()) == {changed.decision_id}
    assert message.text == f"Noted: {changed.noted[0]}. {changed.text}"


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
        (True, "", [CONFIRM, "Share to channel", "Walk me through it", "Why", "All steps"]),
        (False, "", [CONFIRM, "Why", "All steps"]),
        (False, "Mona", ["Walk me through it"]),
        (True, "Mona", ["Walk me through it"]),
    ],
)
def test_a_card_has_the_buttons_of_its_place(private: bool, shared_by: str, expected: list[str]) -> None:  # noqa: FBT001
    """A guess is confirmed first; a private card can be shared, and a shared one acts on nobody's private state."""
    found = buttons(verdict_message(CARD, private=private, shared_by=shared_by))
    assert list(found) == expected
    confirming = {CONFIRM: "4d6147bc|volume|low"}
    assert found == {label: confirming.get(label, CARD.decision_id) for label in expected}


@pytest.mark.parametrize("private", [True, False])
def test_the_rest_is_behind_the_dots(private: bool) -> None:  # noqa: FBT001
    """Sources, changes, the record and a new start are in the menu of a card, each by the case it is of."""
    names = PRIVATE_MENU if private else tuple(InCardMenu)
    found = menu(verdict_message(CARD, private=private), Button.CARD_MENU)
    assert found == [(CARD_MENU[name], f"{name}{SEPARATOR}4d6147bc") for name in names]


@pytest.mark.parametrize("private", [True, False])
def test_without_a_guess_there_is_nothing_to_confirm(private: bool) -> None:  # noqa: FBT001
    """A card that takes nothing for granted has no button for yes, and asks openly what would tell most."""
    message = verdict_message(ASKING, private=private)
    assert CONFIRM not in buttons(message)
    assert GOAL.text in words(message.blocks)
    primary = [element for element in elements(message.blocks) if element.get("style") == "primary"]
    assert [labels_of(element)[0] for element in primary] == (["Share to channel"] if private else [])


def test_a_card_is_a_decision_to_act_on() -> None:
    """Headline, figures, flips, the first step, the guess and what is open: in this order, and nothing of the reasons."""
    message = verdict_message(CARD, private=True)
    shown = words(message.blocks)
    in_order = (
        "Fine-tuning, likely · 72%",
        CARD.summary,
        FLIPS,
        *CARD.checks,
        CARD.today,
        CARD.taken,
        CARD.open_line,
        MADE_BY,
    )
    places = [shown.index(text) for text in in_order]
    assert places == sorted(places)
    for text in (*CARD.why, *CARD.flips, *CARD.open_gates, *CARD.caveats, *CARD.next_steps):
        assert text not in shown
    assert "[1] Customize a model with supervised fine-tuning · Oct 2026" in shown
    assert message.text.startswith("Fine-tuning, likely · 72%. Yes, it looks like fine-tuning. Your prompt")


def test_what_a_press_opens_is_all_there_is() -> None:
    """Reasons, facts, flips and open points behind Why; a checklist behind All steps; every source with its quote behind Sources."""
    why = words(part_of_card(CARD, Part.WHY))
    for text in (
        *resting(CARD),
        *guessed(CARD),
        *CARD.why,
        *CARD.flips,
        *CARD.open_gates,
        *CARD.caveats,
        "retired model",
    ):
        assert text in why
    steps = words(part_of_card(CARD, Part.STEPS))
    assert all(f"☐ {step}" in steps for step in (*CARD.next_steps,))
    assert CARD.method in steps
    assert "“at least 10 examples”" in words(part_of_card(CARD, Part.SOURCES))


def test_a_shared_card_can_be_followed_by_those_who_have_not() -> None:
    """Below the compact top stand the reasons, all steps and the sources in full."""
    shown = words(verdict_message(CARD, private=False, shared_by="Mona", case="Invoices").blocks)
    for text in (
        "“Invoices”",
        CARD.summary,
        *CARD.why,
        *CARD.open_gates,
        *CARD.next_steps,
        *CARD.caveats,
        "Dataset size",
    ):
        assert text in shown
    assert CARD.taken not in shown


def test_a_shared_card_says_who_shared_it() -> None:
    """The first line names the person, without calling them."""
    shown = words(verdict_message(CARD, private=False, shared_by="<@U123>").blocks)
    assert shown.startswith("Shared by ‹@U123›\n")


def test_a_bare_card_has_no_empty_parts() -> None:
    """What is not known has no label on the card."""
    bare = replace(CARD, checks=(), today="", open_line="", taken="", confirms=None, question=None)
    shown = words(verdict_message(bare, private=False).blocks)
    for label in (FLIPS, "Today", "Provisional", "I assume", "Noted"):
        assert label not in shown
