"""The bot's own pace: never more calls in any minute than is allowed, places kept for promised ones, waits that Slack asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.outgoing.rate_limits import CAREFUL_SECONDS, MINUTE, Pace, Window, limits


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def pace_of(clock: Clock, **per_minute: float) -> Pace:
    """A pace with other limits than Slack's; method names have no dots here."""
    return Pace(replace(limits(), per_minute=dict(per_minute)), clock)


@given(
    most=st.integers(1, 8),
    seconds=st.floats(1, 60),
    steps=st.lists(st.tuples(st.floats(0, 30), st.booleans()), max_size=80),
)
def test_no_stretch_of_time_holds_more_than_is_allowed(
    most: int, seconds: float, steps: list[tuple[float, bool]]
) -> None:
    """Whoever calls when the window says it is free never has more than so many calls in so many seconds."""
    window, now, made = Window(most, seconds), 0.0, list[float]()
    for passed, waits in steps:
        now += passed
        delay = window.delay(now)
        if delay > 0 and not waits:
            continue
        now += delay
        assert window.delay(now) <= 1e-6
        window.take(now)
        made.append(now)
    for first in made:
        assert sum(first <= each < first + seconds - 1e-6 for each in made) <= most


@given(promises=st.integers(0, 5), calls=st.integers(0, 5))
def test_promised_places_are_kept(promises: int, calls: int) -> None:
    """Others are let in as long as every promised call has room; a promised one never waits for them."""
    window = Window(5, 60)
    window.promised = promises
    made = 0
    for _ in range(calls):
        if window.delay(0.0) <= 0:
            window.take(0.0)
            made += 1
    assert made == min(calls, 5 - promises)
    for _ in range(promises):
        assert window.delay(0.0, promised=True) == 0
        window.take(0.0)
        window.promised -= 1
    assert window.delay(0.0) > 0 or made + promises < 5


def test_a_refused_call_is_waited_for_by_all() -> None:
    """After a 429 no call of the kind is due for as long as Slack said; other methods go on."""
    clock = Clock()
    pace = pace_of(clock, search=10.0, other=10.0)
    pace.take("search")
    pace.refused("search", "", 7.0)
    assert pace.delay("search") == 7.0
    assert pace.delay("search", promised=True) == 7.0
    assert pace.is_free("other")
    clock.now += 7.0
    assert pace.is_free("search", calls=10)


def test_a_method_without_a_figure_goes_on_until_it_is_refused() -> None:
    """What Slack names no limit of has none, and keeps to its 429 all the same."""
    clock = Clock()
    pace = pace_of(clock)
    for _ in range(1_000):
        pace.take("special")
    assert pace.is_free("special", calls=1_000)
    pace.refused("special", "", 3.0)
    assert pace.delay("special") == 3.0


def test_posts_are_paced_once_slack_has_refused_one() -> None:
    """One channel's pace is kept to for a while after a 429 there, no other channel's."""
    clock = Clock()
    pace = Pace(limits(), clock)
    for _ in range(20):
        assert pace.is_free("chat.postMessage", "C1")
        pace.take("chat.postMessage", "C1")
    pace.refused("chat.postMessage", "C1", 1.0)
    assert pace.delay("chat.postMessage", "C1") > 1.0
    assert pace.is_free("chat.postMessage", "C2")
    clock.now += 5
    for _ in range(int(limits().post_burst)):
        assert pace.is_free("chat.postMessage", "C1")
        pace.take("chat.postMessage", "C1")
    assert not pace.is_free("chat.postMessage", "C1")
    clock.now += CAREFUL_SECONDS
    for _ in range(20):
        assert pace.is_free("chat.postMessage", "C1")
        pace.take("chat.postMessage", "C1")


def test_a_quiet_channels_refusal_is_the_workspaces() -> None:
    """A 429 for the first post to a channel can only mean that the workspace had too many."""
    clock = Clock()
    pace = Pace(limits(), clock)
    for number in range(500):
        pace.take("chat.postMessage", f"C{number}")
    pace.refused("chat.postMessage", "C499", 2.0)
    assert pace.delay("chat.postMessage", "C-other") > 2.0
    clock.now += MINUTE
    assert pace.is_free("chat.postMessage", "C-other")


@pytest.mark.parametrize("method", sorted(limits().per_minute))
def test_every_figure_counts(method: str) -> None:
    """As many calls as the file says, and not one more within the minute."""
    clock = Clock()
    pace = Pace(limits(), clock)
    for _ in range(int(limits().per_minute[method])):
        assert pace.is_free(method)
        pace.take(method)
    assert 60 <= pace.delay(method) <= MINUTE


@pytest.mark.parametrize(("sharers", "share"), [(1, 20), (3, 6), (50, 1)])
def test_many_processes_share(sharers: int, share: int) -> None:
    """Each of several keeps to its part, and has one call at least; the part grows as soon as others have gone."""
    clock, at_work = Clock(), [sharers]
    pace = Pace(replace(limits(), per_minute={"few": 20.0}), clock, lambda: at_work[0])
    made = 0
    while pace.is_free("few"):
        pace.take("few")
        made += 1
    assert made == share
    assert pace.delay("few") > 0
    assert pace.is_free("unlimited")
    at_work[0] = 1
    assert pace.is_free("few") == (sharers > 1)
