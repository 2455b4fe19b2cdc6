"""What Prometheus is given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from bot.slack.server.metrics import BUILD, Metrics

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("act", "name", "labels", "value"),
    [
        (lambda m: m.turn("slack", "answer", 2.0), "ftn_turns_total", {"surface": "slack", "outcome": "answer"}, 1),
        (lambda m: m.turn("slack", "answer", 2.0), "ftn_turn_seconds_sum", {}, 2.0),
        (lambda m: m.turn("slack", "answer", 2.0), "ftn_turn_seconds_bucket", {"le": "2.0"}, 1),
        (lambda m: m.turn("slack", "answer", 2.0), "ftn_turn_seconds_bucket", {"le": "1.0"}, 0),
        (lambda m: m.first_text(0.2), "ftn_first_text_seconds_sum", {}, 0.2),
        (lambda m: m.acknowledged(0.004), "ftn_acknowledgement_seconds_bucket", {"le": "0.005"}, 1),
        (
            lambda m: m.called("oauth.v2.access", "invalid_code"),
            "ftn_slack_calls_total",
            {"method": "oauth.v2.access", "result": "invalid_code"},
            1,
        ),
        (lambda m: m.waited("chat.update", 3.0), "ftn_slack_waits_total", {"method": "chat.update"}, 1),
        (lambda m: m.waited("chat.update", 3.0), "ftn_slack_waited_seconds_total", {"method": "chat.update"}, 3.0),
        (lambda m: m.dropped("not engaged"), "ftn_events_dropped_total", {"reason": "not engaged"}, 1),
        (lambda m: m.refused("stale timestamp"), "ftn_requests_refused_total", {"reason": "stale timestamp"}, 1),
        (lambda m: m.model_failed("busy"), "ftn_model_failures_total", {"kind": "busy"}, 1),
        (lambda m: m.queue(waiting=3, running=2), "ftn_turns_waiting", {}, 3),
        (lambda m: m.queue(waiting=3, running=2), "ftn_turns_running", {}, 2),
    ],
)
def test_each_figure_is_counted(
    act: Callable[[Metrics], None], name: str, labels: dict[str, str], value: float
) -> None:
    """A method moves its own figure, with its own labels, and the same again once more."""
    metrics = Metrics()
    act(metrics)
    assert metrics.registry.get_sample_value(name, labels) == value
    act(metrics)
    again = value if name in {"ftn_turns_waiting", "ftn_turns_running"} else 2 * value
    assert metrics.registry.get_sample_value(name, labels) == again


@pytest.mark.parametrize(
    "word", ["U012ABCDEF", "C012ABCDEF", "T012ABCDEF", "xoxb_1\n", "<@U1>", "", "a" * 65, "Should we fine-tune?"]
)
def test_ids_and_words_of_people_are_no_labels(word: str) -> None:
    """A label that may be an id, or somebody's text, is `other`."""
    metrics = Metrics()
    metrics.turn(word, word, 1.0)
    metrics.called(word, word)
    metrics.waited(word, 1.0)
    metrics.dropped(word)
    metrics.refused(word)
    metrics.model_failed(word)
    values = {
        value
        for family in metrics.registry.collect()
        if family.name.startswith("ftn_") and family.name != "ftn_build_info"
        for sample in family.samples
        for label, value in sample.labels.items()
        if label != "le"
    }
    assert values == {"other"}


@given(st.from_regex(r"[A-Z][A-Z0-9]{6,11}", fullmatch=True))
def test_no_id_of_slack_is_a_label(slack_id: str) -> None:
    """Whatever Slack names begins with a capital letter, and no label does."""
    metrics = Metrics()
    metrics.dropped(slack_id)
    assert slack_id not in generate_latest(metrics.registry).decode()


def test_each_has_its_own_registry_or_the_one_it_is_given() -> None:
    """Two of them in one process count apart, and the process's own figures are there."""
    registry = CollectorRegistry()
    first, second = Metrics(registry), Metrics()
    first.dropped("own")
    assert first.registry is registry
    assert registry.get_sample_value("ftn_events_dropped_total", {"reason": "own"}) == 1
    assert second.registry.get_sample_value("ftn_events_dropped_total", {"reason": "own"}) is None
    assert (registry.get_sample_value("process_resident_memory_bytes") or 0) > 0


def test_what_a_turn_took_and_spent() -> None:
    """By the names of its line in the log: parts of its time, calls, tokens, and dollars at list price."""
    metrics = Metrics()
    metrics.prices[:] = [2e-6, 8e-6]
    line = {"queued_seconds": 0.5, "read_seconds": 0.25, "seconds": 1.0, "model_calls": 2, "prompt_tokens": 1_000}
    metrics.worked(line | {"answer_tokens": 100})
    metrics.worked({})

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(name, labels)

    sums = {phase: value("ftn_turn_phase_seconds_sum", phase=phase) for phase in ("queued", "read", "answer")}
    assert sums == {"queued": 0.5, "read": 0.25, "answer": 0.75}
    assert value("ftn_turn_phase_seconds_count", phase="read") == 1
    assert value("ftn_model_calls_total") == 2
    assert [value("ftn_model_tokens_total", kind=kind) for kind in ("prompt", "answer")] == [1_000, 100]
    assert value("ftn_model_dollars_total") == pytest.approx(0.0028)


def test_what_answers_are_made_of() -> None:
    """How many passages, how new they and the prices are, and which program it is; a day that nobody knows is left out."""
    metrics = Metrics()
    metrics.knows(654, date(2026, 10, 7), None)
    value = metrics.registry.get_sample_value
    assert value("ftn_index_passages") == 654
    assert value("ftn_newest_source_timestamp_seconds") == datetime(2026, 10, 7, tzinfo=UTC).timestamp()
    assert value("ftn_prices_timestamp_seconds") == 0
    assert value("ftn_build_info", dict(BUILD)) == 1
    metrics.opined(good=True)
    metrics.opined(good=False)
    assert [value("ftn_feedback_total", {"opinion": opinion}) for opinion in ("good", "bad")] == [1, 1]
