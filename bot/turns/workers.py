"""Which processes work on jobs, and which of them are dead: whoever is silent for too long, or was of this machine and is not there any more."""

from __future__ import annotations

import os
import secrets
import socket
import time
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from bot.turns.job_store import JobStore
    from bot.turns.tables import Worker

log = structlog.get_logger()
#: Seconds without a sign of life after which a worker counts as dead: taken over within ten seconds.
DEAD_SECONDS = 7.0
#: The workers of this process.
_HERE: set[str] = set()


def new_worker() -> str:
    """A name for a worker of this process."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


class Workers:
    """All workers, as one of them sees them."""

    def __init__(self, store: JobStore) -> None:
        """See them in the store of this one."""
        self._store = store
        self._seen_beats: dict[str, tuple[int, float]] = {}
        self._looked = time.monotonic()

    @property
    def count(self) -> int:
        """How many there are, this one included, as far as is known here."""
        return max(len(self._seen_beats), 1)

    async def live(self) -> bool:
        """Say that this worker lives; whether the others believed so until now."""
        _HERE.add(self._store.worker)
        return await self._store.beat(socket.gethostname(), os.getpid())

    async def leave(self) -> None:
        """This worker ends in good order: what it did not get done others may begin."""
        _HERE.discard(self._store.worker)
        await self._store.take_over([self._store.worker])

    async def take_over(self, *, at_start: bool = False) -> int:
        """Let the jobs of dead workers be begun again; how many there were."""
        now, dead = time.monotonic(), set[str]()
        if now - self._looked > DEAD_SECONDS / 2:
            # Who could not look for so long knows nothing of the others; they may have been unable to write as well.
            self._seen_beats.clear()
        self._looked = now
        known = await self._store.workers()
        for one in known:
            beats, since = self._seen_beats.get(one.worker, (-1, now))
            if one.beats != beats:
                self._seen_beats[one.worker] = (one.beats, now)
            elif now - since > DEAD_SECONDS:
                dead.add(one.worker)
            if at_start and _is_gone(one):
                dead.add(one.worker)
        dead.discard(self._store.worker)
        self._seen_beats = {one.worker: self._seen_beats[one.worker] for one in known if one.worker not in dead}
        orphans = await self._store.take_over(dead) if dead or at_start else 0
        if orphans:
            log.warning("jobs taken over", jobs=orphans)
        return orphans


def _is_gone(worker: Worker) -> bool:
    """Whether a worker of this machine is not there any more; in a container that was started again it had this one's number."""
    if worker.host != socket.gethostname():
        return False
    if worker.process == os.getpid():
        return worker.worker not in _HERE
    try:
        os.kill(worker.process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
