"""One streamed message: what has been appended, and whether more may be."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json: TypeAlias = dict[str, Any]

MARKDOWN_CHARACTERS = 12_000
CHUNK_BLOCKS = 50
TASK_CHARACTERS = 256
TASK_STATUSES = frozenset({"pending", "in_progress", "complete", "error"})
#: The fields each kind of chunk has to have and may have.
CHUNKS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "markdown_text": (frozenset({"text"}), frozenset()),
    "task_update": (frozenset({"id", "title", "status"}), frozenset({"details", "output", "sources"})),
    "plan_update": (frozenset({"title"}), frozenset()),
    "blocks": (frozenset({"blocks"}), frozenset()),
}


class State(StrEnum):
    """Where a stream is in its life."""

    OPEN = "open"
    STOPPED = "stopped"
    STOPPED_BY_USER = "stopped_by_user"
    EXPIRED = "expired"


@dataclass(slots=True, eq=False)
class Stream:
    """What has been appended so far."""

    started_at: float
    last_at: float
    task_display_mode: str = "timeline"
    recipient: str = ""
    state: State = State.OPEN
    #: `markdown_text` or `chunks`, whichever came first.
    mode: str = ""
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    tasks: dict[str, Json] = field(default_factory=dict)
    sent_blocks: int = 0

    @property
    def is_open(self) -> bool:
        """Whether more may be appended."""
        return self.state is State.OPEN

    @property
    def size(self) -> int:
        """Bytes of text and cards."""
        cards = sum(len(json.dumps(card, ensure_ascii=False).encode()) for card in self.tasks.values())
        return len(self.text.encode()) + cards

    def append(self, markdown_text: str, chunks: Sequence[Json] | None, most_bytes: int) -> None:
        """Add text or chunks, all of it or nothing.

        Raises:
            RefusedError: It may not be added.
        """
        if markdown_text and chunks is not None:
            raise RefusedError("cannot_provide_both_markdown_text_and_chunks")
        mode = "markdown_text" if markdown_text else "chunks" if chunks else ""
        if mode and self.mode and mode != self.mode:
            raise RefusedError("streaming_mode_mismatch")
        added = [{"type": "markdown_text", "text": markdown_text}] if markdown_text else list(chunks or ())
        for number, chunk in enumerate(added):
            _check(chunk, number)
        texts = [chunk["text"] for chunk in added if chunk["type"] == "markdown_text"]
        if any(len(text) > MARKDOWN_CHARACTERS for text in texts):
            raise RefusedError("msg_too_long")
        cards = sum(
            len(str(chunk.get(name, "")).encode())
            for chunk in added
            if chunk["type"] == "task_update"
            for name in ("title", "details", "output", "sources")
        )
        if self.size + sum(len(text.encode()) for text in texts) + cards > most_bytes:
            raise RefusedError("msg_too_long")
        blocks = sum(len(chunk["blocks"]) for chunk in added if chunk["type"] == "blocks")
        if self.sent_blocks + blocks > CHUNK_BLOCKS:
            raise RefusedError("msg_blocks_too_many")
        self.mode = self.mode or mode
        self.sent_blocks += blocks
        for chunk in added:
            self._add(chunk)

    def _add(self, chunk: Json) -> None:
        match chunk["type"]:
            case "markdown_text":
                self.text += chunk["text"]
                if not self.blocks or self.blocks[-1]["type"] != "markdown":
                    self.blocks.append({"type": "markdown", "text": ""})
                self.blocks[-1]["text"] += chunk["text"]
            case "task_update":
                self._update_task(chunk)
            case "plan_update":
                self.blocks[:] = [block for block in self.blocks if block["type"] != "plan"]
                self.blocks.insert(0, {"type": "plan", "title": chunk["title"]})
            case _:
                self.blocks.extend(chunk["blocks"])

    def _update_task(self, chunk: Json) -> None:
        """A repeated task's details and output are appended, its title and status replaced."""
        card = self.tasks.get(chunk["id"])
        if card is None:
            card = self.tasks[chunk["id"]] = {"type": "task_card", "task_id": chunk["id"]}
            self.blocks.append(card)
        card |= {"title": chunk["title"], "status": chunk["status"]}
        for name in ("details", "output"):
            if name in chunk:
                before = card.get(name, {}).get("text", "")
                card[name] = {"type": "markdown", "text": before + chunk[name]}
        if "sources" in chunk:
            card["sources"] = [*card.get("sources", ()), *chunk["sources"]]


def _check(chunk: Json, number: int) -> None:
    kind = str(chunk.get("type"))
    if kind not in CHUNKS:
        raise RefusedError("invalid_chunks", messages=[f"chunks[{number}]: no type {kind!r}"])
    needed, allowed = CHUNKS[kind]
    fields = chunk.keys() - {"type"}
    if problems := [
        *(f"{name} is missing" for name in needed - fields),
        *(f"no {name}" for name in fields - needed - allowed),
    ]:
        raise RefusedError("invalid_chunks", messages=[f"chunks[{number}]: {problem}" for problem in problems])
    if kind == "task_update" and chunk["status"] not in TASK_STATUSES:
        raise RefusedError("invalid_chunks", messages=[f"chunks[{number}]: status {chunk['status']!r}"])
    texts = [chunk.get(name, "") for name in ("title", "details", "output")]
    if any(len(text) > TASK_CHARACTERS for text in texts):
        raise RefusedError("invalid_chunks", messages=[f"chunks[{number}]: more than {TASK_CHARACTERS} characters"])
