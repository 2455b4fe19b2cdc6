"""Who and where the tests of kept cases are, and the table as older versions made it."""

from bot.turn import Place, Surface

TEAM, ANN, BOB = "T1", "U1", "U2"
#: The table as it was before facts were kept ahead of the interview.
OLDER_TABLE = """
CREATE TABLE walks (
    id VARCHAR(32) NOT NULL, team VARCHAR(128) NOT NULL, place VARCHAR(512) NOT NULL, user VARCHAR(128) NOT NULL,
    open BOOLEAN NOT NULL, updated DATETIME NOT NULL, decided DATETIME, state TEXT NOT NULL, PRIMARY KEY (id)
)
"""


def place(thread: str = "1", team: str = TEAM) -> Place:
    """A thread."""
    return Place(Surface.CHANNEL, team, "C1", thread)
