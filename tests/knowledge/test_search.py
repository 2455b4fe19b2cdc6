"""Search over the built index."""

from knowledge.search import Searcher


def test_finds(searcher: Searcher) -> None:
    """It finds something."""
    assert searcher.search_now("how many examples do I need").hits
