"""The arithmetic of the evaluations: shares, means and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .metrics import bootstrap, wilson

counts = st.integers(1, 500).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count)))
values = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("successes", "count", "low", "high"),
    [
        (0, 10, 0.0, 0.27753),
        (10, 10, 0.72247, 1.0),
        (8, 10, 0.49016, 0.94332),
        (1, 29, 0.00611, 0.17175),
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.25529, 0.36623),
    ],
)
def test_wilson_known_values(successes: int, count: int, low: float, high: float) -> None:
    """The bounds are the closed formula's; Newcombe (1998) tabulates those of 81 in 263, 15 in 148 and 1 in 29."""
    estimate = wilson(successes, count)
    assert (estimate.value, estimate.count) == (successes / count, count)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=1e-4)


@given(counts)
def test_wilson_holds_the_share(case: tuple[int, int]) -> None:
    """The interval lies within 0 and 1, holds the share, and mirrors that of the failures."""
    successes, count = case
    estimate, mirrored = wilson(successes, count), wilson(count - successes, count)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert (estimate.low, estimate.high) == pytest.approx((1 - mirrored.high, 1 - mirrored.low))


@given(counts)
def test_wilson_narrows(case: tuple[int, int]) -> None:
    """Ten times as many cases with the same share leave a narrower interval."""
    few, many = wilson(*case), wilson(10 * case[0], 10 * case[1])
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("successes", "count"), [(0, 0), (3, 2), (-1, 4)])
def test_wilson_refuses(successes: int, count: int) -> None:
    """What is not a share is refused and named."""
    with pytest.raises(ValueError, match=f"{successes} of {count} is not a share"):
        wilson(successes, count)


@given(values)
def test_bootstrap_holds_the_mean(observed: list[float]) -> None:
    """The interval lies within the values, and a second run gives the same one."""
    estimate = bootstrap(observed)
    tolerance = 1e-9
    assert estimate.value == pytest.approx(sum(observed) / len(observed))
    assert min(observed) - tolerance <= estimate.low <= estimate.high <= max(observed) + tolerance
    assert bootstrap(observed) == estimate


def test_bootstrap_like_the_normal_interval() -> None:
    """With many values the interval is that of the normal distribution, 1.96 standard errors on each side."""
    estimate = bootstrap([0.0, 1.0] * 200)
    assert (estimate.low, estimate.high) == pytest.approx((0.5 - 1.96 * 0.025, 0.5 + 1.96 * 0.025), abs=0.005)


def test_bootstrap_refuses_nothing() -> None:
    """The mean of no values is refused."""
    with pytest.raises(ValueError, match="no values"):
        bootstrap([])
