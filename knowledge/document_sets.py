"""Who may read which documents: sets of a person's own that are bound to channels or workspaces.

A binding stands in the register of one's own sources and nowhere else, so that a change holds from the next question on, without anything being
indexed anew. Whatever reads passages asks here first: which sources are kept out of a search, and whether a passage may be shown. What the register
does not list, or can't say since it can't be read, is shown nowhere.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

from bot.errors import SourcesError
from knowledge.sources import Source, built_in_ids, load_sources

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = structlog.get_logger()
#: A channel's id, and a workspace's; a direct message (D…) is no channel, and nothing is bound to it.
CHANNEL_ID: Final = re.compile(r"[CG][A-Z0-9]{2,20}")
WORKSPACE_ID: Final = re.compile(r"[TE][A-Z0-9]{2,20}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where something is asked, and so what may be read: a channel of a workspace. Without either there is only what is for everyone."""

    workspace: str = ""
    channel: str = ""

    def reads(self, source: Source) -> bool:
        """Whether a source may be read here; one that is bound to both is read in these channels of these workspaces."""
        bound = source.bound
        return (not bound.channels or self.channel in bound.channels) and (
            not bound.workspaces or self.workspace in bound.workspaces
        )


#: What is for everyone, and nothing else.
FOR_EVERYONE: Final = Scope()


def ids_in(listed: str, form: re.Pattern[str], option: str) -> tuple[str, ...]:
    """The ids in a comma-separated list.

    Raises:
        SourcesError: One of them is none.
    """
    found = tuple(dict.fromkeys(one.strip() for one in listed.split(",") if one.strip()))
    wrong = next((one for one in found if not form.fullmatch(one)), None)
    if wrong is None:
        return found
    if form is CHANNEL_ID:
        where = "A channel's id begins with C or G and stands at the foot of its details in Slack, such as C0123ABCD"
    else:
        where = "A workspace's id begins with T and stands in its address, app.slack.com/client/T0123ABCD"
    raise SourcesError(f"{option} has {wrong!r}, which is no id. {where}.")


class DocumentSets:
    """The bindings that a register lists, as they are at the moment; safe to share between threads."""

    def __init__(self, register: Path) -> None:
        """Read this register, which need not exist, and read it again whenever it has changed."""
        self._register = register
        self._lock = threading.Lock()
        self._read: tuple[object, dict[str, Source]] | None = None

    def may_read(self, source_id: str, scope: Scope) -> bool:
        """Whether passages of this source may be shown here."""
        if source_id in built_in_ids():
            return True
        source = self._own().get(source_id)
        return source is not None and scope.reads(source)

    def kept_out(self, indexed: Iterable[str], scope: Scope) -> frozenset[str]:
        """Which of the sources in an index may not be read here."""
        return frozenset(source_id for source_id in indexed if not self.may_read(source_id, scope))

    def bound(self) -> list[Source]:
        """The sources that are not for everyone, as the register lists them."""
        return [source for source in self._own().values() if str(source.bound)]

    def _own(self) -> dict[str, Source]:
        """A person's own sources by id; none where the register can't be read."""
        try:
            stat = self._register.stat()
            stamp: object = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except OSError:
            stamp = None
        with self._lock:
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, self._listed() if stamp else {})
            return self._read[1]

    def _listed(self) -> dict[str, Source]:
        try:
            return {source.id: source for source in load_sources(self._register)}
        except SourcesError as error:
            log.warning("own documents not read from until the register is right", reason=str(error))
            return {}
