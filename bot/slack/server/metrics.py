"""What is counted for Prometheus: turns, calls to Slack, events dropped, and how long things take.

Labels are words of the program only (a method, a reason, a kind); no person, channel or workspace can be told from one.
"""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

    from bot.chat_model import Usage
    from knowledge.fetching.live import LiveFolder

from bot import __version__
from bot.periodic import failures
from bot.storage.schema import CURRENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

#: Method names, error codes and reasons begin with a small letter; Slack's ids never do.
WORD = re.compile(r"[a-z][A-Za-z0-9._ -]{0,63}")
OTHER: Final = "other"
BUILD: Final = {
    "version": __version__,
    "python": platform.python_version(),
    "schema": str(CURRENT),
}

#: Slack waits three seconds for an acknowledgement; ours is due within ten milliseconds.
ACKNOWLEDGEMENT_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3)
FIRST_TEXT_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30)
TURN_SECONDS: Final = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)


@dataclass(frozen=True, slots=True)
class Metrics:
    """All figures of one process, in a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _turns: Counter = field(init=False)
    _first_text: Histogram = field(init=False)
    _turn: Histogram = field(init=False)
    _acknowledgement: Histogram = field(init=False)
    _calls: Counter = field(init=False)
    _waits: Counter = field(init=False)
    _waited: Counter = field(init=False)
    _dropped: Counter = field(init=False)
    _refused: Counter = field(init=False)
    _model_failures: Counter = field(init=False)
    _phases: Histogram = field(init=False)
    _model_calls: Counter = field(init=False)
    _model_tokens: Counter = field(init=False)
    _model_dollars: Counter = field(init=False)
    _feedback: Counter = field(init=False)
    _passages: Gauge = field(init=False)
    _newest_source: Gauge = field(init=False)
    _prices_read: Gauge = field(init=False)
    _build: Gauge = field(init=False)
    #: List prices of one token of the model in USD: of a prompt's and of an answer's. Set once the model is known.
    prices: list[float] = field(default_factory=lambda: [0.0, 0.0])
    _waiting: Gauge = field(init=False)
    _running: Gauge = field(init=False)

    def __post_init__(self) -> None:
        """Register every figure, and the process's own: memory, processor time, open files."""
        to = self.registry
        ProcessCollector(registry=to)
        for name, figure in {
            "_turns": Counter("ftn_turns", "Turns that have ended", ["surface", "outcome"], registry=to),
            "_first_text": Histogram(
                "ftn_first_text_seconds",
                "From a message's arrival to the first text of its answer",
                registry=to,
                buckets=FIRST_TEXT_SECONDS,
            ),
            "_turn": Histogram(
                "ftn_turn_seconds", "From a message's arrival to the end of its turn", registry=to, buckets=TURN_SECONDS
            ),
            "_acknowledgement": Histogram(
                "ftn_acknowledgement_seconds",
                "From Slack's delivery to our acknowledgement",
                registry=to,
                buckets=ACKNOWLEDGEMENT_SECONDS,
            ),
            "_calls": Counter("ftn_slack_calls", "Calls of Slack's Web API", ["method", "result"], registry=to),
            "_waits": Counter("ftn_slack_waits", "Waits that Slack asked for with 429", ["method"], registry=to),
            "_waited": Counter("ftn_slack_waited_seconds", "How long they were", ["method"], registry=to),
            "_dropped": Counter("ftn_events_dropped", "Events that no turn was made of", ["reason"], registry=to),
            "_refused": Counter("ftn_requests_refused", "Requests that went no further", ["reason"], registry=to),
            "_model_failures": Counter(
                "ftn_model_failures", "Model calls that gave nothing usable", ["kind"], registry=to
            ),
            "_phases": Histogram(
                "ftn_turn_phase_seconds",
                "Parts of turns: waiting, understanding, and the rest until the last word",
                ["phase"],
                registry=to,
                buckets=TURN_SECONDS,
            ),
            "_model_calls": Counter("ftn_model_calls", "Calls of the language model", registry=to),
            "_model_tokens": Counter("ftn_model_tokens", "Tokens of the language model", ["kind"], registry=to),
            "_model_dollars": Counter("ftn_model_dollars", "What these tokens are at list price, in USD", registry=to),
            "_feedback": Counter("ftn_feedback", "What people think of answers", ["opinion"], registry=to),
            "_passages": Gauge("ftn_index_passages", "Passages that answers are made of", registry=to),
            "_newest_source": Gauge(
                "ftn_newest_source_timestamp_seconds", "Day of the newest source, in seconds since 1970", registry=to
            ),
            "_prices_read": Gauge(
                "ftn_prices_timestamp_seconds", "Day on which the newest price was read, likewise", registry=to
            ),
            "_build": Gauge("ftn_build_info", "Which program this is; always 1", list(BUILD), registry=to),
            "_waiting": Gauge("ftn_turns_waiting", "Turns that have not begun", registry=to),
            "_running": Gauge("ftn_turns_running", "Turns that are worked on", registry=to),
        }.items():
            object.__setattr__(self, name, figure)
        self._build.labels(**BUILD).set(1)

    def knows(self, passages: int, newest_source: date | None, prices_read: date | None) -> None:
        """What answers are made of: how many passages, and how new."""
        self._passages.set(passages)
        for gauge, day in ((self._newest_source, newest_source), (self._prices_read, prices_read)):
            if day is not None:
                gauge.set(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())

    def worked(self, found: Mapping[str, Any]) -> None:
        """What a turn's line says of its parts and of the model, by the names that `bot.turn_log` gives them."""
        read = found.get("read_seconds")
        seconds = {"queued": found.get("queued_seconds"), "read": read}
        if "seconds" in found:
            seconds["answer"] = max(0.0, found["seconds"] - (read or 0.0))
        for phase, took in seconds.items():
            if took is not None:
                self._phases.labels(phase).observe(took)
        self._model_calls.inc(found.get("model_calls", 0))
        for kind, price in zip(("prompt", "answer"), self.prices, strict=True):
            tokens = found.get(f"{kind}_tokens", 0)
            self._model_tokens.labels(kind).inc(tokens)
            self._model_dollars.inc(tokens * price)

    def asked_for_questions(self, usage: Usage, is_failed: bool) -> None:  # noqa: FBT001 - a callback
        """The model was asked for questions that a passage answers."""
        self.worked({
            "model_calls": usage.calls, "prompt_tokens": usage.prompt_tokens, "answer_tokens": usage.answer_tokens,
        })  # fmt: skip
        if is_failed:
            self.model_failed("no questions")

    def opined(self, *, good: bool) -> None:
        """Somebody has said what they think of an answer."""
        self._feedback.labels("good" if good else "bad").inc()

    def turn(self, surface: str, outcome: str, seconds: float) -> None:
        """A turn has ended: with an answer, a verdict, an abstention, an error."""
        self._turns.labels(_word(surface), _word(outcome)).inc()
        self._turn.observe(seconds)

    def first_text(self, seconds: float) -> None:
        """The first text of an answer was sent."""
        self._first_text.observe(seconds)

    def acknowledged(self, seconds: float) -> None:
        """Slack was told that a delivery has arrived."""
        self._acknowledgement.observe(seconds)

    def called(self, method: str, result: str) -> None:
        """A call to Slack has ended: `ok`, or the error it gave."""
        self._calls.labels(_word(method), _word(result)).inc()

    def waited(self, method: str, seconds: float) -> None:
        """Slack answered 429, and the call waits so long before it is tried again."""
        self._waits.labels(_word(method)).inc()
        self._waited.labels(_word(method)).inc(seconds)

    def dropped(self, reason: str) -> None:
        """No turn is made of an event: `duplicate`, `own`, `bot`, `not engaged`."""
        self._dropped.labels(_word(reason)).inc()

    def refused(self, reason: str) -> None:
        """A request to the HTTP server went no further than the guard."""
        self._refused.labels(_word(reason)).inc()

    def model_failed(self, kind: str) -> None:
        """The language model gave nothing usable."""
        self._model_failures.labels(_word(kind)).inc()

    def watch_sources(self, folder: LiveFolder) -> None:
        """Tell at every look how long ago the sources' pages were last read, and whether that failed since."""
        self.registry.register(_Sources(folder))

    def watch_background(self) -> None:
        """Tell at every look how often what goes on beside people's turns has failed."""
        self.registry.register(_Background())

    def queue(self, *, waiting: int, running: int) -> None:
        """How many turns there are now."""
        self._waiting.set(waiting)
        self._running.set(running)


class _Background(Collector):
    """What goes on beside people's turns."""

    def collect(self) -> Iterator[Metric]:
        """How often each task has failed since the process began; nothing of those that never did."""
        found = CounterMetricFamily("ftn_background_failures", "Background tasks that have failed", labels=["task"])
        for task, count in dict(failures).items():
            found.add_metric([_word(task)], count)
        yield found


class _Sources(Collector):
    """What is kept of the sources' pages, as it is at the moment; whichever worker has fetched them."""

    def __init__(self, folder: LiveFolder) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """The figures of each source that was ever asked for; of its page and its passages where one has come."""
        age = GaugeMetricFamily(
            "ftn_source_age_seconds", "Since the source's pages were last read, changed or not", labels=["source"]
        )
        trouble = GaugeMetricFamily(
            "ftn_source_in_trouble", "Whether the source's pages could not be read the last time", labels=["source"]
        )
        page_age = GaugeMetricFamily(
            "ftn_source_page_age_seconds",
            "Since the day that the source's newest page names as its own",
            labels=["source"],
        )
        passages = GaugeMetricFamily("ftn_source_passages", "Passages in the source's pages", labels=["source"])
        now = datetime.now(tz=UTC)
        for source_id, state in self._folder.states().items():
            if state.checked:
                age.add_metric([source_id], (now - datetime.fromisoformat(state.checked)).total_seconds())
            trouble.add_metric([source_id], float(bool(state.trouble)))
            if state.date:
                page_age.add_metric(
                    [source_id], (now - datetime.fromisoformat(state.date).replace(tzinfo=UTC)).total_seconds()
                )
            if state.passages:
                passages.add_metric([source_id], state.passages)
        yield from (age, trouble, page_age, passages)


def _word(text: str) -> str:
    """A label's value: whatever might be an id or somebody's words is `other`."""
    return text if WORD.fullmatch(text) else OTHER
