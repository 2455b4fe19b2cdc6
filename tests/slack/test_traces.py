"""Traces, as an OpenTelemetry collector receives them over a real connection."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)

from bot.slack.server.traces import EXPORT_SECONDS, Traces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from bot.slack.server.serve import Serving
    from tests.slack.person import Person
    from tests.slack.server import SlackServer

QUESTION = "How many training examples does fine-tuning need?"


class Collector(TraceServiceServicer):
    """Keeps the spans that it is sent."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.address = ""

    def Export(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802 - gRPC's name and arguments
        """Take spans."""
        self.spans += [span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans]
        return ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector on this machine."""
    made, server = Collector(), grpc.server(ThreadPoolExecutor(2))
    add_TraceServiceServicer_to_server(made, server)  # type: ignore[no-untyped-call]
    made.address = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield made
    server.stop(None)


async def test_a_turn_is_one_trace(
    slack: SlackServer, ann: Person, collector: Collector, start: Callable[..., AbstractAsyncContextManager[Serving]]
) -> None:
    """Its parts lie within it one after another, it says what the log says, and none of it is the person's words."""
    async with start(traces=collector.address):
        for _ in range(2):
            question = await ann.says(QUESTION)
            await slack.workspace.wait_for_answer(question)
    turns = [span for span in collector.spans if span.name == "turn"]
    assert len({span.trace_id for span in turns}) == len(turns) == 2
    for turn in turns:
        parts = [span for span in collector.spans if span.parent_span_id == turn.span_id]
        assert [part.name for part in sorted(parts, key=lambda part: part.start_time_unix_nano)][-2:] == [
            "read",
            "answer",
        ]
        assert all(
            turn.start_time_unix_nano <= part.start_time_unix_nano <= part.end_time_unix_nano <= turn.end_time_unix_nano
            for part in parts
        )
        said = {one.key: one.value.string_value for one in turn.attributes}
        assert (said["outcome"], said["surface"]) == ("answer", "direct_message")
    assert "training examples" not in str(collector.spans)


async def test_what_fails_is_an_error(collector: Collector) -> None:
    """Where people look for those first."""
    traces = Traces(collector.address)
    traces.turn({"seconds": 1.0, "outcome": "failure"}, time.time())
    traces.turn({"seconds": 1.0, "outcome": "answer"}, time.time())
    await traces.close()
    assert [span.status.code for span in collector.spans if span.name == "turn"] == [2, 0]


async def test_a_collector_that_is_away_costs_nothing() -> None:
    """The turn is over at once, and the process ends soon."""
    traces = Traces("http://127.0.0.1:9")
    began = time.perf_counter()
    traces.turn({"seconds": 1.0, "outcome": "answer"}, time.time())
    assert time.perf_counter() - began < 1
    await traces.close()
    assert time.perf_counter() - began < EXPORT_SECONDS + 5
