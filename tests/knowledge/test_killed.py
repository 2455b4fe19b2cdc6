"""Commands that are killed: the index is there all the same. `python -m tests.bench.index_kills 50` kills more."""

from pathlib import Path

import pytest

from knowledge.embedder import LocalEmbedder
from knowledge.index import Index
from tests.bench.index_kills import kill_at_random

KILLS = 6


async def test_a_kill_costs_no_index(tmp_path: Path) -> None:
    """At random points of a first build, a start and a refresh, by SIGKILL and SIGTERM: nothing is lost, nothing set aside."""
    data = tmp_path / "data"
    data.mkdir()
    result = await kill_at_random(data, KILLS)
    assert result.kills == KILLS
    assert result.faults == []


@pytest.mark.parametrize(
    "left",
    [
        ["opening"],
        ["manifest.tmp"],
        ["manifest.json", "opening"],
        ["manifest.json", "opening", "chroma"],
        ["opening", "progress.tmp"],
    ],
    ids=" ".join,
)
def test_a_first_start_that_was_killed(left: list[str], tmp_path: Path, embedder: LocalEmbedder) -> None:
    """Whatever it left before anything was indexed, the next one goes on with it and sets nothing aside."""
    directory = tmp_path / "index"
    directory.mkdir()
    for name in left:
        if name == "chroma":
            (directory / name).mkdir()
        else:
            (directory / name).write_text('{"form": 2, "collections": {}}' if name == "manifest.json" else "")
    with Index(directory, embedder) as index:
        assert index.set_aside == ""
        assert len(index) == 0
    assert not (directory / "opening").exists()
