"""One message as Slack takes it: blocks, and the text that notifications and old clients show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sees; `links` are the only addresses it may lead to.

    `body` is the part of an answer that can be streamed, as Markdown; its block is the first of `blocks`.
    """

    text: str
    blocks: tuple[Block, ...]
    links: frozenset[str] = frozenset()
    body: str = ""

    @property
    def rest(self) -> tuple[Block, ...]:
        """The blocks that follow the streamed text."""
        return self.blocks[1:] if self.body else self.blocks
