"""Commands that are killed: the index is there all the same. `python -m tests.bench.index_kills 50` kills more."""

from pathlib import Path

from tests.bench.index_kills import kill_at_random

KILLS = 6


async def test_a_kill_costs_no_index(tmp_path: Path) -> None:
    """At random points of a first build, a start and a refresh, by SIGKILL and SIGTERM: nothing is lost, nothing set aside."""
    data = tmp_path / "data"
    data.mkdir()
    result = await kill_at_random(data, KILLS)
    assert result.kills == KILLS
    assert result.faults == []
