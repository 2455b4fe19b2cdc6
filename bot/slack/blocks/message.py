"""One message as Slack takes it: blocks, and the text that notifications and old clients show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.slack.blocks.safe_markdown import fallback

Block: TypeAlias = dict[str, Any]
#: Blocks that are there to be pressed; their labels say nothing by themselves.
_PRESSED = {"actions", "context_actions"}
#: Parts whose parts stand in lines of their own.
_LINES = {"rich_text", "rich_text_list"}


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

    @property
    def in_words(self) -> Message:
        """All that the blocks say as text, with nothing to press: for where Slack does not take them."""
        said = [
            words for block in self.blocks if block.get("type") not in _PRESSED and (words := _words(block).strip())
        ]
        return Message(fallback(*said) if said else self.text, ())


def _words(part: Any) -> str:
    """What a block or a part of one says."""
    if isinstance(part, list):
        return "".join(map(_words, part))
    if not isinstance(part, dict):
        return ""
    between = "\n" if part.get("type") in _LINES else ""
    own = part.get("text")
    inner = between.join(_words(each) for each in (*part.get("elements", ()), *part.get("fields", ())))
    return f"{own if isinstance(own, str) else _words(own)}{inner}"
