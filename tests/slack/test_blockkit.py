"""The Block Kit validator reads all that Slack knows, and nothing else, wherever it is."""

import copy
from collections.abc import Callable, Iterator
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.slack.blockkit import (
    problems_in_blocks,
    problems_in_chunks,
    problems_in_manifest,
    problems_in_message,
    problems_in_view,
)
from tests.slack.blockkit_blocks import BLOCKS, CHILDREN
from tests.slack.blockkit_elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from tests.slack.blockkit_examples import (
    CARD,
    EXAMPLES,
    IMAGE,
    Json,
    actions,
    asking,
    button,
    data_table,
    feedback,
    markdown,
    menu,
    options,
    plain,
    rich_text,
    said,
    section,
    surface_of,
    table,
    task,
)
from tests.slack.blockkit_shapes import objects_in
from tests.slack.blockkit_text import RICH_TEXT_PARTS, RUNS

KINDS = [
    f"{number} {block['type']} {(block.get('element') or block.get('accessory') or {}).get('type', '')}".strip()
    for number, block in enumerate(EXAMPLES)
]
every_example = pytest.mark.parametrize("block", EXAMPLES, ids=KINDS)


@every_example
def test_accepts_what_slack_accepts(block: Json) -> None:
    """A block with all that it may hold has no problem."""
    assert problems_in_blocks([block], surface_of(block)) == []


def test_examples_cover_every_type() -> None:
    """Each block, element and run of rich text that has a table has an example, but the file block nobody can send."""
    shown = {found["type"] for block in EXAMPLES for _, found in objects_in(block, "") if "type" in found}
    tables = (BLOCKS, CHILDREN, IN_ACTIONS, IN_SECTION, IN_INPUT, IN_CONTEXT_ACTIONS, RICH_TEXT_PARTS, RUNS)
    assert {kind for table in tables for kind in table} - shown == {"file"}


def at(block: Json, path: str) -> Json:
    """Find the object at a path of the block."""
    return cast("Json", dict(objects_in(block, "blocks[0]"))[path])


def changed(block: Json, change: Callable[[Json, str], None]) -> Iterator[tuple[str, Json]]:
    """Yield the block once for each of its fields with that field changed."""
    for place, found in objects_in(block, "blocks[0]"):
        for key in found:
            altered = copy.deepcopy(block)
            change(at(altered, place), key)
            yield f"{place}.{key}", altered


@every_example
def test_unknown_key_anywhere_is_a_problem(block: Json) -> None:
    """An object with a key that Slack does not know is named, wherever it is."""

    def add(found: Json, _: str) -> None:
        found["colour"] = "red"

    for path, altered in changed(block, add):
        place = path.rpartition(".")[0]
        assert f"{place}.colour: unknown key" in problems_in_blocks([altered], surface_of(block))


@every_example
def test_wrong_type_anywhere_is_a_problem(block: Json) -> None:
    """A null where something else is expected is named, wherever it is."""

    def void(found: Json, key: str) -> None:
        found[key] = None

    for path, altered in changed(block, void):
        problems = problems_in_blocks([altered], surface_of(block))
        assert any(problem.startswith((f"{path}: None, must be", f"{path}: null, must be")) for problem in problems), (
            path
        )


MISSING: list[tuple[Json, list[str]]] = [
    (section(), ["text.text", "text.type"]),
    ({"type": "context", "elements": []}, ["elements"]),
    (actions(), ["elements"]),
    ({"type": "header", "text": plain()}, ["text"]),
    (IMAGE, ["alt_text"]),
    (asking(menu("number_input", is_decimal_allowed=True)), ["label", "element", "element.is_decimal_allowed"]),
    (rich_text(said()), ["elements", "elements[0].elements", "elements[0].elements[0].text"]),
    (markdown("a"), ["text"]),
    (table(["a"]), ["rows", "rows[0][0].text"]),
    (data_table(["a"], ["b"]), ["rows", "caption"]),
    ({"type": "context_actions", "elements": [feedback()]}, ["elements", "elements[0].positive_button"]),
    ({"type": "plan", "title": "a"}, ["title"]),
    (task(), ["task_id", "title", "status"]),
    ({"type": "alert", "text": plain()}, ["text"]),
    ({"type": "carousel", "elements": [CARD]}, ["elements"]),
    ({"type": "container", "title": plain(), "child_blocks": [section()]}, ["child_blocks"]),
    (actions(button()), ["elements[0].text", "elements[0].type"]),
    (actions(menu(options=options())), ["elements[0].options[0].text", "elements[0].options[1].value"]),
    (actions(button(confirm={"text": plain()})), ["elements[0].confirm.text"]),
]


@pytest.mark.parametrize(("block", "paths"), MISSING, ids=[block["type"] for block, _ in MISSING])
def test_missing_key_is_a_problem(block: Json, paths: list[str]) -> None:
    """A key Slack requires is named when it is missing."""
    for path in paths:
        altered = copy.deepcopy(block)
        place, _, key = f"blocks[0].{path}".rpartition(".")
        del at(altered, place)[key]
        assert f"blocks[0].{path}: missing" in problems_in_blocks([altered], surface_of(block))


KEYS = st.sampled_from(
    ["type", "blocks", "elements", "element", "text", "action_id", "block_id", "rows", "options", "chunks", "features"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "a", "modal", *BLOCKS])
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@given(payload=st.dictionaries(KEYS, ANYTHING), anything=ANYTHING)
def test_reads_any_json(payload: Json, anything: object) -> None:
    """Whatever the payload holds, it is judged and nothing is raised."""
    for problems in (problems_in_message(payload), problems_in_view(payload)):
        assert all(isinstance(problem, str) for problem in problems)
    for judge in (problems_in_blocks, problems_in_chunks, problems_in_manifest):
        assert all(isinstance(problem, str) for problem in judge(anything))
