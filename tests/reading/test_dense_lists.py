"""Facts in a list of few words and many commas, as people write who count: what is tested on, what one learns from, where it runs."""

import pytest

from bot.decision import Criterion, RunsOn
from bot.reading.read_message import read_message


def read(text: str) -> dict[Criterion, tuple[tuple[str, ...], float | None]]:
    """What is read of each criterion, with its number."""
    return {fact.criterion: (fact.values, fact.number) for fact in read_message(text, None).facts}


@pytest.mark.parametrize(
    ("text", "examples"),
    [
        ("clause tagging, few-shot 88%, need 95, 6k labels", 6_000),
        ("intent routing, 4.1-mini few-shot F1 .81, target .9, 2,500 annotated chats", 2_500),
        ("few-shot 0.9, 4k labels", 4_000),
        (
            "invoice fields, prompted 4.1 F1 0.86 n=900, goal 0.93, CFO wants FT, 12k adjudicated labels, bedrock",
            12_000,
        ),
    ],
)
def test_labels_after_a_score_are_what_one_learns_from(text: str, examples: float) -> None:
    """Nobody says that anything was tested on them."""
    found = read(text)
    assert found[Criterion.EXAMPLES][1] == examples
    assert found[Criterion.BASELINE][1] in {None, 900}


@pytest.mark.parametrize(
    ("text", "tested"),
    [("prompt gets 84% on 400 labels", 400), ("few-shot, 12-class, 0.83 on n=1.2k labels", 1_200), ("F1 .79, need .88, 500 test cases", 500)],
)  # fmt: skip
def test_labels_that_a_score_was_measured_on(text: str, tested: float) -> None:
    """They are its test."""
    assert read(text)[Criterion.BASELINE] == (("measured",), tested)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        ("mail triage, few-shot 91% n=800, the VP wants FT to halve cost, 30k reviewed examples, azure", RunsOn.AZURE),
        ("mail triage, few-shot 91% n=800, my boss thinks RAG is dead, 5k pairs, vertex", RunsOn.VERTEX),
    ],
)
def test_a_view_ends_where_the_list_goes_on(text: str, platform: RunsOn) -> None:
    """What stands in the list after what somebody wants is the teller's own."""
    assert read(text)[Criterion.PLATFORM][0] == (platform,)
