"""The gate before Bolt: so many at once, person by person."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack.server.fair_gate import FairGate, person_in


async def test_somebody_else_is_let_through_next() -> None:
    """Whoever comes behind a flood waits for one of it, and no more; everybody gets through, in their own order."""
    gate, log = FairGate(1), list[str]()

    async def deliver(whose: str, name: str) -> None:
        async with gate.turn_of(whose):
            log.append(name)
            await asyncio.sleep(0)

    flood = [asyncio.create_task(deliver("ann", f"ann {number}")) for number in range(100)]
    await asyncio.sleep(0)
    await asyncio.gather(*flood, asyncio.create_task(deliver("bob", "bob")))
    assert log.index("bob") <= 3
    assert [name for name in log if name != "bob"] == [f"ann {number}" for number in range(100)]


async def test_so_many_are_within() -> None:
    """No more at once, whatever becomes of those before: what fails or is cut off makes room."""
    gate, within, most = FairGate(3), 0, 0

    async def deliver(number: int) -> None:
        nonlocal within, most
        async with gate.turn_of(f"person {number % 5}"):
            within += 1
            most = max(most, within)
            try:
                await asyncio.sleep(0.001)
                if number % 7 == 0:
                    raise ValueError(number)
            finally:
                within -= 1

    tasks = [asyncio.create_task(deliver(number)) for number in range(60)]
    await asyncio.sleep(0.002)
    for task in tasks[40:50]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (most, within) == (3, 0)
    async with asyncio.timeout(1), gate.turn_of("a"), gate.turn_of("a"), gate.turn_of("a"):
        pass


@pytest.mark.parametrize(
    ("payload", "person"),
    [
        ({"event": {"user": "U1"}}, "U1"),
        ({"event": {"type": "app_uninstalled"}}, ""),
        ({"user": {"id": "U2"}, "type": "block_actions"}, "U2"),
        ({"command": "/verdict", "user_id": "U3"}, "U3"),
        ({"event": "odd", "user": 7}, "7"),
        ({}, ""),
    ],
)
def test_whose_a_delivery_is(payload: dict[str, object], person: str) -> None:
    """Events, presses and commands each name people in their own way."""
    assert person_in(payload) == person
