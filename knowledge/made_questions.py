"""The questions that a language model has written for passages, in a file of the data directory, so that none is paid for twice.

A row is found by its passage's id, which is a digest of source and text, and says what made it: a passage that has changed has none, and one that another
prompt or model is to be asked about keeps what it had until then. They are indexed beside the passage as its `asked`, and shown to nobody.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog

from bot.errors import SourcesError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from knowledge.passages import Passage

log = structlog.get_logger()
FILE: Final = "questions.sqlite3"
#: Seconds to wait for another process that writes the file.
LONGEST_WAIT: Final = 10.0
#: How often a passage is tried that a model gave nothing usable for, and how long after each failure.
TRIES: Final = (timedelta(hours=1), timedelta(hours=24))
_MARK: Final = "/"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, made_by TEXT NOT NULL, questions TEXT NOT NULL, failures INTEGER NOT NULL, again TEXT NOT NULL,
    is_indexed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passages_by_source ON passages (source);
CREATE TABLE IF NOT EXISTS sources (id TEXT PRIMARY KEY, revision TEXT NOT NULL, passages INTEGER NOT NULL, made_by TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, asked INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """Of one source: for how many passages there are questions, how many wait, and for how many it was given up."""

    made: int = 0
    waiting: int = 0
    given_up: int = 0

    def __str__(self) -> str:
        said = f"questions made for {self.made:,} passages, {self.waiting:,} wait"
        return f"{said}, {self.given_up:,} given up" if self.given_up else said


def without_mark(fingerprint: str) -> str:
    """A source's fingerprint as it is without the questions that were made for its passages."""
    return fingerprint.partition(_MARK)[0]


class MadeQuestions:
    """The questions of one data directory; safe to share between threads and processes. Methods block, for some milliseconds.

    Each raises SourcesError where the file can't be used; one that is damaged is begun anew.
    """

    def __init__(self, data_dir: Path) -> None:
        """Name the data directory; nothing is read or made yet."""
        self._file = data_dir / FILE

    def added_to(self, source_id: str, passages: Sequence[Passage]) -> list[Passage]:
        """A source's passages with the questions made for them; those that have ways of asking of their own stay as they are."""
        made = {
            passage_id: tuple(json.loads(questions))
            for passage_id, questions in self._rows("SELECT id, questions FROM passages WHERE source = ?", source_id)
        }
        return [replace(one, asked=made[one.id]) if made.get(one.id) and not one.asked else one for one in passages]

    def marked(self, source_id: str, fingerprint: str) -> str:
        """A source's fingerprint that also changes when other questions of it come into the index."""
        rows = self._rows("SELECT revision FROM sources WHERE id = ? AND revision != ''", source_id)
        return f"{fingerprint}{_MARK}{rows[0][0]}" if rows else fingerprint

    def settled(self, source_id: str, made_by: str, now: datetime) -> set[str]:
        """The ids of a source's passages that nothing is to be asked about now: it was done, it was given up, or it is too early to try again.

        Args:
            source_id: The source.
            made_by: Digest of prompt and model; what others made is to be made anew.
            now: The time, in UTC.
        """
        rows = self._rows(
            "SELECT id FROM passages WHERE source = ? AND made_by = ? AND (failures = 0 OR failures > ? OR again > ?)",
            source_id, made_by, len(TRIES), now.isoformat(),
        )  # fmt: skip
        return {passage_id for (passage_id,) in rows}

    def next_try(self, made_by: str) -> datetime | None:
        """When the first passage that failed is to be tried again; None where there is none."""
        rows = self._rows(
            "SELECT MIN(again) FROM passages WHERE made_by = ? AND failures BETWEEN 1 AND ?", made_by, len(TRIES)
        )
        return datetime.fromisoformat(rows[0][0]) if rows and rows[0][0] else None

    def keep(self, source_id: str, made_by: str, questions: Mapping[str, Sequence[str]]) -> None:
        """Keep the questions of passages by their ids, which may be none, in the place of those before; they are not in the index yet."""
        with self._writing() as file:
            for passage_id, texts in questions.items():
                made = json.dumps(list(texts))
                known = file.execute(
                    "SELECT questions, is_indexed FROM passages WHERE id = ?", (passage_id,)
                ).fetchone()
                is_indexed = (known or ("[]", 1)) == (made, 1)
                file.execute(
                    "INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, 0, '', ?)",
                    (passage_id, source_id, made_by, made, is_indexed),
                )

    def failed(self, source_id: str, passage_id: str, made_by: str, now: datetime) -> None:
        """A model gave nothing usable for a passage; what was made for it before stays."""
        with self._writing() as file:
            known = file.execute(
                "SELECT questions, is_indexed, failures * (made_by = ?) FROM passages WHERE id = ?",
                (made_by, passage_id),
            ).fetchone()
            questions, is_indexed, failures = known or ("[]", True, 0)
            again = now + TRIES[min(failures, len(TRIES) - 1)]
            file.execute(
                "INSERT OR REPLACE INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
                (passage_id, source_id, made_by, questions, failures + 1, again.isoformat(), is_indexed),
            )

    def not_indexed(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """What was made and is not in the index yet: by source and passage, the questions."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        rows = self._rows("SELECT source, id, questions FROM passages WHERE NOT is_indexed ORDER BY source, id")
        for source_id, passage_id, questions in rows:
            found.setdefault(source_id, {})[passage_id] = tuple(json.loads(questions))
        return found

    def new_mark(self, fingerprint: str) -> str:
        """The fingerprint that a source is to have once more of its questions are in the index."""
        return f"{without_mark(fingerprint)}{_MARK}{secrets.token_hex(8)}"

    def indexed(self, source_id: str, passages: Mapping[str, Sequence[str]], fingerprint: str) -> None:
        """The index holds these questions of a source's passages, which has this new fingerprint."""
        with self._writing() as file:
            # What was made anew meanwhile is not in it.
            file.executemany(
                "UPDATE passages SET is_indexed = 1 WHERE id = ? AND questions = ?",
                [(passage_id, json.dumps(list(questions))) for passage_id, questions in passages.items()],
            )
            file.execute(
                "INSERT INTO sources VALUES (?, ?, 0, '') ON CONFLICT (id) DO UPDATE SET revision = excluded.revision",
                (source_id, fingerprint.partition(_MARK)[2]),
            )

    def forget_passages(self, passage_ids: Collection[str]) -> None:
        """Leave nothing of some passages."""
        if passage_ids and self._file.exists():
            with self._writing() as file:
                file.executemany("DELETE FROM passages WHERE id = ?", [(one,) for one in passage_ids])

    def keep_only(self, source_id: str, passage_ids: Collection[str]) -> None:
        """Leave nothing of a source's passages but of these."""
        known = {one for (one,) in self._rows("SELECT id FROM passages WHERE source = ?", source_id)}
        self.forget_passages(known.difference(passage_ids))

    def forget(self, source_id: str) -> None:
        """Leave nothing of a source."""
        if self._file.exists():
            with self._writing() as file:
                file.execute("DELETE FROM passages WHERE source = ?", (source_id,))
                file.execute("DELETE FROM sources WHERE id = ?", (source_id,))

    def keep_only_sources(self, source_ids: Collection[str]) -> None:
        """Leave nothing of any source but these."""
        for (source_id,) in self._rows("SELECT source FROM passages UNION SELECT id FROM sources"):
            if source_id not in source_ids:
                self.forget(source_id)

    def note_passages(self, source_id: str, made_by: str, passages: int) -> None:
        """A source has so many passages that are to be asked about, done or not; `made_by` as `settled` has it."""
        if not passages and not self._file.exists():
            return
        with self._writing() as file:
            file.execute(
                "INSERT INTO sources VALUES (?, '', ?, ?) ON CONFLICT (id) DO UPDATE SET passages = excluded.passages, made_by = excluded.made_by",
                (source_id, passages, made_by),
            )

    def counts(self) -> dict[str, QuestionCount]:
        """How far it is, by source; nothing of sources that were never looked at."""
        rows = self._rows(
            """SELECT sources.id, TOTAL(questions != '[]'), passages - TOTAL(p.made_by = sources.made_by AND (failures = 0 OR failures > ?)),
            TOTAL(failures > ?) FROM sources LEFT JOIN passages AS p ON p.source = sources.id GROUP BY sources.id ORDER BY sources.id""",
            len(TRIES), len(TRIES),
        )  # fmt: skip
        found = {
            source_id: QuestionCount(int(made), max(int(waiting), 0), int(given_up))
            for source_id, made, waiting, given_up in rows
        }
        return {source_id: count for source_id, count in found.items() if count != QuestionCount()}

    def asked_on(self, day: str) -> int:
        """For how many passages a model was asked on an ISO day."""
        rows = self._rows("SELECT asked FROM days WHERE day = ?", day)
        return int(rows[0][0]) if rows else 0

    def note_asked(self, day: str) -> None:
        """A model is asked for one passage on an ISO day; of days before nothing is kept."""
        with self._writing() as file:
            file.execute("DELETE FROM days WHERE day < ?", (day,))
            file.execute("INSERT INTO days VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET asked = asked + 1", (day,))

    def _rows(self, query: str, *values: object) -> list[Any]:
        """What a query finds; nothing where there is no file yet, which is not made for it."""
        if not self._file.exists():
            return []
        with self._writing() as file:
            return file.execute(query, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The open file, in a transaction.

        Raises:
            SourcesError: It can't be used.
        """
        try:
            with closing(self._opened()) as file, file:
                yield file
        except sqlite3.Error as error:
            raise SourcesError(
                f"the questions kept in {str(self._file)!r} can't be used: {error}. Make room, or let it be written."
            ) from error

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected()
        except sqlite3.OperationalError:
            # Locked, read-only or full.
            raise
        except sqlite3.DatabaseError as error:
            log.warning("kept questions are damaged and begun anew", reason=str(error))
            self._file.unlink(missing_ok=True)
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        file = sqlite3.connect(self._file, timeout=LONGEST_WAIT)
        try:
            # Deleted rows are overwritten; the journal goes with each transaction.
            file.execute("PRAGMA secure_delete = ON")
            file.executescript(_TABLES)
        except BaseException:
            file.close()
            raise
        return file
