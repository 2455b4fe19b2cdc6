"""Traces for an OpenTelemetry collector: one a turn, made of what its line in the log says, and of nobody's words.

A turn's trace is made once it has ended, from the times that were taken anyway: so nothing is carried through the code that works on it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from bot import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opentelemetry.sdk.trace import TracerProvider

#: Seconds that the collector has to take what it is sent; at the end of the process too, which has other things to end.
EXPORT_SECONDS: Final = 3
_NANOSECONDS: Final = 1_000_000_000
#: The parts of a turn in their order, by the names of their seconds in its line.
_PARTS: Final = (("queued", "queued_seconds"), ("read", "read_seconds"))


class Traces:
    """Sends traces to one collector."""

    def __init__(self, collector: str) -> None:
        """Send them to this address, by OTLP over gRPC; a collector that is away costs a warning and no turn."""
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        named = Resource.create({"service.name": "fine-tune-or-not", "service.version": __version__})
        self._provider: TracerProvider = TracerProvider(resource=named, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(collector, insecure=collector.startswith("http://"), timeout=EXPORT_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("bot")

    def turn(self, line: Mapping[str, Any], arrived: float) -> None:
        """A turn that has ended; `line` is its line in the log, and `arrived` when it came, in seconds since 1970."""
        from opentelemetry.trace import set_span_in_context
        from opentelemetry.trace.status import StatusCode

        known = {name: value for name, value in line.items() if isinstance(value, str | int | float)}
        end = arrived + line["seconds"]
        whole = self._tracer.start_span("turn", start_time=_at(arrived), attributes=known)
        if line["outcome"] in {"failure", "undelivered"}:
            whole.set_status(StatusCode.ERROR)
        within, since = set_span_in_context(whole), arrived
        for name, seconds in _PARTS:
            if took := line.get(seconds):
                until = min(since + took, end)
                self._tracer.start_span(name, within, start_time=_at(since)).end(_at(until))
                since = until
        self._tracer.start_span("answer", within, start_time=_at(since)).end(_at(end))
        whole.end(_at(end))

    async def close(self) -> None:
        """Send what is left."""
        await asyncio.to_thread(self._provider.shutdown)


def _at(seconds: float) -> int:
    return int(seconds * _NANOSECONDS)
