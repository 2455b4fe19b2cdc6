"""Events and interactions on their way to the app: retried, repeated, held back and reordered.

Events come at least once and in no promised order; interactions and commands are sent once and never again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.slack.changes import Changes
    from tests.slack.clock import Clock

Json: TypeAlias = dict[str, Any]
Kind: TypeAlias = Literal["events_api", "interactive", "slash_commands"]


class UnacknowledgedError(Exception):
    """The app did not take it."""

    def __init__(self, reason: str, *, may_retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_retry = may_retry


@dataclass(frozen=True, slots=True)
class Retry:
    """Which time this is, and why there is another."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered at once."""

    acknowledged: bool
    #: What it gave along: errors of a form, another view, a text.
    payload: Json = field(default_factory=dict)
    status: int = 0
    #: Seconds of real time until it came.
    after: float = 0.0
    reason: str = ""


class Transport(Protocol):
    """How the app is reached."""

    async def send(self, kind: Kind, body: Json, retry: Retry | None) -> Ack:
        """Hand over one body and wait for the acknowledgement.

        Raises:
            UnacknowledgedError: It did not come, or said no.
        """
        ...


@dataclass(slots=True, eq=False)
class Delivery:
    """One event or interaction and what became of it."""

    kind: Kind
    body: Json
    attempts: int = 0
    acks: list[Ack] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    #: How many copies are on their way.
    under_way: int = 1

    @property
    def acknowledged(self) -> bool:
        """Whether the app has taken it."""
        return bool(self.acks)

    @property
    def event(self) -> Json:
        """The event inside."""
        event: Json = self.body["event"]
        return event


class Deliveries:
    """Sends what happens to the app."""

    def __init__(self, clock: Clock, changes: Changes, transport: Transport) -> None:
        self.transport = transport
        #: Seconds before each further try, counted from the last one's end.
        self.retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
        #: How long Slack waits for an acknowledgement, in seconds.
        self.ack_within = 3.0
        #: How often each event arrives.
        self.copies = 1
        self.sent: list[Delivery] = []
        self._clock = clock
        self._changes = changes
        self._under_way: set[Delivery] = set()
        #: How many events and interactions are with the app and wait for its acknowledgement.
        self.attempts_under_way = 0
        self._held: list[Delivery] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def send_event(self, body: Json) -> None:
        """Begin to deliver an event."""
        delivery = Delivery("events_api", body, under_way=self.copies)
        self.sent.append(delivery)
        self._under_way.add(delivery)
        if self._held is not None:
            self._held.append(delivery)
        else:
            self._begin(delivery)

    async def interact(self, kind: Kind, body: Json) -> Ack:
        """Deliver an interaction or command, once, and wait for the answer."""
        delivery = Delivery(kind, body)
        self.sent.append(delivery)
        await self._attempt(delivery, None)
        delivery.under_way = 0
        return delivery.acks[-1] if delivery.acks else Ack(acknowledged=False, reason=delivery.failures[-1])

    async def resend(self, delivery: Delivery) -> None:
        """Deliver the same body once more, as if the acknowledgement had not been seen."""
        await self._attempt(delivery, Retry(max(1, delivery.attempts), "http_timeout"))

    def hold(self) -> None:
        """Keep events back from now on."""
        self._held = []

    def release(self, *, reverse: bool = False) -> None:
        """Let go what was kept back, in either order, and keep nothing back any more."""
        held, self._held = self._held or [], None
        for delivery in reversed(held) if reverse else held:
            self._begin(delivery)

    @property
    def under_way(self) -> int:
        """How many deliveries have not been acknowledged, nor given up."""
        return len(self._under_way)

    async def settle(self, timeout_seconds: float = 5.0) -> None:
        """Wait until every event so far is acknowledged or given up."""
        await self._changes.until(lambda: not self._under_way, timeout_seconds)

    async def close(self) -> None:
        """Give up what is still on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, delivery: Delivery) -> None:
        for _ in range(delivery.under_way):
            self._spawn(self._deliver(delivery))

    async def _deliver(self, delivery: Delivery) -> None:
        retry: Retry | None = None
        for number, delay in enumerate((None, *self.retry_delays)):
            if delay is not None:
                await self._clock.sleep(delay)
                retry = Retry(number, delivery.failures[-1])
            if not await self._attempt(delivery, retry):
                break
        delivery.under_way -= 1
        if not delivery.under_way:
            self._under_way.discard(delivery)
        self._changes.happened()

    async def _attempt(self, delivery: Delivery, retry: Retry | None) -> bool:
        """Try once; whether it is worth another try."""
        delivery.attempts += 1
        self.attempts_under_way += 1
        try:
            delivery.acks.append(await self.transport.send(delivery.kind, delivery.body, retry))
        except UnacknowledgedError as error:
            delivery.failures.append(error.reason)
            return error.may_retry
        finally:
            self.attempts_under_way -= 1
            self._changes.happened()
        return False

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
