"""The Block Kit validator's rules across a payload: blocks together, surfaces, messages, views, chunks."""

import pytest

from tests.slack.blockkit import problems_in_blocks, problems_in_chunks, problems_in_message, problems_in_view
from tests.slack.blockkit_blocks import BLOCKS, Surface
from tests.slack.blockkit_examples import (
    CARD,
    Json,
    actions,
    asking,
    button,
    data_table,
    feedback,
    markdown,
    menu,
    modal,
    mrkdwn,
    plain,
    section,
    table,
    task,
    x,
)

TOGETHER: list[tuple[list[Json], list[Json], str]] = [
    (
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
        "blocks[1].block_id: 'a' again, already at blocks[0].block_id",
    ),
    (
        [actions(button("a"), button("b"))],
        [actions(button("a"), button("a"))],
        "blocks[0].elements[1].action_id: 'a' again, already at blocks[0].elements[0].action_id",
    ),
    (
        [{"type": "container", "title": plain(), "child_blocks": [actions(button()), actions(button())]}],
        [{"type": "container", "title": plain(), "child_blocks": [actions(button(), button())]}],
        (
            "blocks[0].child_blocks[0].elements[1].action_id: 'go' again,"
            " already at blocks[0].child_blocks[0].elements[0].action_id"
        ),
    ),
    (
        [markdown(x(6_000)), markdown(x(6_000))],
        [markdown(x(6_000)), markdown(x(6_001))],
        "blocks: 12001 characters in all markdown blocks, at most 12000",
    ),
    ([table(["a"]), data_table(["a"], ["b"])], [table(["a"]), table(["a"])], "blocks: 2 tables, at most 1"),
    ([section()] * 50, [section()] * 51, "blocks: 51 items, at most 50"),
    ([section()], [{"type": "text"}], f"blocks[0].type: 'text', must be one of {', '.join(map(repr, BLOCKS))}"),
]


@pytest.mark.parametrize(("good", "bad", "problem"), TOGETHER, ids=[problem[:80] for _, _, problem in TOGETHER])
def test_blocks_follow_rules_together(good: list[Json], bad: list[Json], problem: str) -> None:
    """Blocks that keep a rule across a payload have no problem; those that break it have that one."""
    assert problems_in_blocks(good) == []
    assert problems_in_blocks(bad) == [problem]


def test_same_action_may_be_in_several_blocks() -> None:
    """Slack wants an action_id unique in its block only, so a list may have one button a row."""
    assert problems_in_blocks([section(accessory=button("resume", value=str(row))) for row in range(3)]) == []


@pytest.mark.parametrize(
    ("block", "shown", "hidden"),
    [
        ({"type": "alert", "text": plain()}, "modal", ["message", "home"]),
        (CARD, "home", ["modal"]),
        ({"type": "carousel", "elements": [CARD]}, "message", ["modal"]),
        ({"type": "container", "title": plain(), "child_blocks": [section()]}, "message", ["modal", "home"]),
        ({"type": "context_actions", "elements": [feedback()]}, "message", ["modal", "home"]),
        (markdown("a"), "message", ["modal", "home"]),
        (table(["a"]), "message", ["modal", "home"]),
        (data_table(["a"], ["b"]), "message", ["modal", "home"]),
        ({"type": "plan", "title": "a"}, "message", ["modal", "home"]),
        (task(), "message", ["modal", "home"]),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else None,
)
def test_block_belongs_to_its_surfaces(block: Json, shown: Surface, hidden: list[Surface]) -> None:
    """A block passes where Slack shows it and is named elsewhere."""
    assert problems_in_blocks([block], shown) == []
    for surface in hidden:
        assert problems_in_blocks([block], surface) == [
            f"blocks[0]: {block['type']} blocks cannot be sent to a {surface}"
        ]


def test_nobody_sends_a_file_block() -> None:
    """Slack only shows file blocks itself."""
    block = {"type": "file", "source": "remote", "external_id": "1"}
    assert problems_in_blocks([block]) == ["blocks[0]: file blocks cannot be sent to a message"]


FOCUSED = asking(menu("users_select", focus_on_load=True))
ANSWERING = asking(menu("channels_select", response_url_enabled=True))


@pytest.mark.parametrize(
    ("good", "bad", "surface", "problem"),
    [
        ([FOCUSED], [FOCUSED, FOCUSED], "modal", "blocks[1].element.focus_on_load: only one element can have it"),
        ([section()], [FOCUSED], "message", "blocks[0].element.focus_on_load: only in a view"),
        ([section()], [ANSWERING], "home", "blocks[0].element.response_url_enabled: only in a modal"),
    ],
)
def test_element_asks_only_what_its_surface_has(
    good: list[Json], bad: list[Json], surface: Surface, problem: str
) -> None:
    """Focus is for one element of a view, a response_url for modals."""
    assert problems_in_blocks(good, surface) == []
    assert problems_in_blocks(bad, surface) == [problem]


@pytest.mark.parametrize("blocks", ["[]", None, {"type": "section"}, 7])
def test_blocks_are_a_list(blocks: object) -> None:
    """What is no list of blocks is said to be none."""
    (problem,) = problems_in_blocks(blocks)
    assert problem.endswith("must be a list")


MESSAGES: list[tuple[Json, Json, str]] = [
    ({"text": "a"}, {}, "text: missing, a message without blocks needs it"),
    ({"delete_original": True}, {"text": ""}, "text: missing, a message without blocks needs it"),
    (
        {"text": "a", "blocks": [section()]},
        {"blocks": [section()]},
        "text: missing, notifications and screen readers read it instead of the blocks",
    ),
    (
        {"text": "a", "blocks": [section()]},
        {"text": "a", "blocks": [section("")]},
        "blocks[0].text.text: 0 characters, at least 1",
    ),
    ({"text": x(40_000)}, {"text": x(40_001)}, "text: 40001 characters, at most 40000"),
    (
        {"text": x(4_000), "ts": "1795000000.000100"},
        {"text": x(4_001), "ts": "1795000000.000100"},
        "text: 4001 characters, at most 4000 in an update",
    ),
    ({"markdown_text": x(12_000)}, {"markdown_text": x(12_001)}, "markdown_text: 12001 characters, at most 12000"),
    (
        {"markdown_text": "a"},
        {"markdown_text": "a", "text": "a"},
        "markdown_text: cannot be sent with text",
    ),
    (
        {"markdown_text": "a"},
        {"markdown_text": "a", "blocks": [section()]},
        "markdown_text: cannot be sent with blocks",
    ),
    ({"text": "a", "thread_ts": "1795000000.000100"}, {"text": "a", "thread": "1"}, "thread: unknown key"),
    (
        {"text": "a", "thread_ts": "1795000000.000100"},
        {"text": "a", "thread_ts": "1795000000"},
        "thread_ts: '1795000000', must be a message's ts",
    ),
    (
        {"text": "a", "unfurl_links": False},
        {"text": "a", "unfurl_links": 0},
        "unfurl_links: an integer, must be a boolean",
    ),
    (
        {"text": "a", "metadata": {"event_type": "answer", "event_payload": {"id": "1"}}},
        {"text": "a", "metadata": {"event_type": "answer"}},
        "metadata.event_payload: missing",
    ),
    (
        {"text": "a", "user": "U1"},
        {"text": "a", "user": "U1", "metadata": {"event_type": "answer", "event_payload": {}}},
        "metadata: not taken with an ephemeral message",
    ),
    (
        {"attachments": [{"blocks": [section()]}]},
        {"attachments": [{"blocks": [section("")]}]},
        "attachments[0].blocks[0].text.text: 0 characters, at least 1",
    ),
    ({"attachments": [{}] * 100}, {"attachments": [{}] * 101}, "attachments: 101 items, at most 100"),
    (
        {"text": "a", "response_type": "ephemeral"},
        {"text": "a", "response_type": "private"},
        "response_type: 'private', must be one of 'in_channel', 'ephemeral'",
    ),
]


@pytest.mark.parametrize(("good", "bad", "problem"), MESSAGES, ids=[problem for _, _, problem in MESSAGES])
def test_message_follows_its_rules(good: Json, bad: Json, problem: str) -> None:
    """A message that keeps a rule has no problem; one that breaks it has that one."""
    assert problems_in_message({"channel": "C1", **good}) == []
    assert problems_in_message({"channel": "C1", **bad}) == [problem]


HOME: Json = {"type": "home", "blocks": [section()]}
VIEWS: list[tuple[Json, Json, str]] = [
    (HOME, {"type": "home"}, "blocks: missing"),
    (HOME, HOME | {"type": "sheet"}, "type: 'sheet', must be one of 'modal', 'home'"),
    (HOME, HOME | {"title": plain()}, "title: unknown key"),
    (HOME, HOME | {"blocks": [markdown("a")]}, "blocks[0]: markdown blocks cannot be sent to a home"),
    (HOME | {"blocks": [section()] * 100}, HOME | {"blocks": [section()] * 101}, "blocks: 101 items, at most 100"),
    (modal(section()), modal() | {"blocks": [section()] * 101}, "blocks: 101 items, at most 100"),
    (modal(section()), HOME | {"type": "modal"}, "title: missing"),
    (modal(title=plain(x(24))), modal(title=plain(x(25))), "title.text: 25 characters, at most 24"),
    (modal(submit=plain(x(24))), modal(submit=plain(x(25))), "submit.text: 25 characters, at most 24"),
    (modal(close=plain(x(24))), modal(close=plain(x(25))), "close.text: 25 characters, at most 24"),
    (modal(title=plain()), modal(title=mrkdwn()), "title.type: 'mrkdwn', must be one of 'plain_text'"),
    (
        modal(private_metadata=x(3_000)),
        modal(private_metadata=x(3_001)),
        "private_metadata: 3001 characters, at most 3000",
    ),
    (modal(callback_id=x(255)), modal(callback_id=x(256)), "callback_id: 256 characters, at most 255"),
    (modal(external_id=x(255)), modal(external_id=x(256)), "external_id: 256 characters, at most 255"),
    (modal(clear_on_close=True), modal(clear_on_close="yes"), "clear_on_close: a string, must be a boolean"),
    (modal(notify_on_close=True), modal(state={"values": {}}), "state: unknown key"),
    (modal(), modal(hash="1.a"), "hash: unknown key"),
    (
        modal(asking(menu("users_select"))),
        {key: value for key, value in modal(asking(menu("users_select"))).items() if key != "submit"},
        "submit: missing, a modal with input blocks needs it",
    ),
]


@pytest.mark.parametrize(("good", "bad", "problem"), VIEWS, ids=[problem for _, _, problem in VIEWS])
def test_view_follows_its_rules(good: Json, bad: Json, problem: str) -> None:
    """A view that keeps a rule has no problem; one that breaks it has that one."""
    assert problems_in_view(good) == []
    assert problems_in_view(bad) == [problem]


def test_view_has_a_largest_size() -> None:
    """Blocks that are in order one by one can be too many bytes together, counted as UTF-8."""
    assert problems_in_view(modal(*[section("ü" * 1_200)] * 100)) == []
    (problem,) = problems_in_view(modal(*[section("ü" * 1_300)] * 100))
    assert problem.endswith("bytes, at most 250000")


CHUNKS: list[tuple[list[Json], list[Json], str]] = [
    (
        [{"type": "markdown_text", "text": "a"}],
        [{"type": "markdown_text", "text": ""}],
        "chunks[0].text: 0 characters, at least 1",
    ),
    (
        [{"type": "task_update", "id": "1", "title": "Read", "status": "pending"}],
        [{"type": "task_update", "id": "1", "title": "Read", "status": "done"}],
        "chunks[0].status: 'done', must be one of 'pending', 'in_progress', 'complete', 'error'",
    ),
    (
        [{"type": "plan_update", "title": x(256)}],
        [{"type": "plan_update", "title": x(257)}],
        "chunks[0].title: 257 characters, at most 256",
    ),
    (
        [{"type": "blocks", "blocks": [section()]}],
        [{"type": "blocks", "blocks": [section("")]}],
        "chunks[0].blocks[0].text.text: 0 characters, at least 1",
    ),
    (
        [{"type": "blocks", "blocks": [section()] * 25}] * 2,
        [{"type": "blocks", "blocks": [section()] * 26}] * 2,
        "chunks: 52 blocks together, at most 50",
    ),
    ([{"type": "plan_update", "title": "a"}], [], "chunks: 0 items, at least 1"),
]


@pytest.mark.parametrize(("good", "bad", "problem"), CHUNKS, ids=[problem for _, _, problem in CHUNKS])
def test_chunks_follow_their_rules(good: list[Json], bad: list[Json], problem: str) -> None:
    """Chunks of a stream that keep a rule have no problem; those that break it have that one."""
    assert problems_in_chunks(good) == []
    assert problems_in_chunks(bad) == [problem]
