"""The text of an answer that waits to be sent, and where it may be cut."""

from __future__ import annotations

from bot.slack.blocks.safe_markdown import cut_markdown


class Pieces:
    """What there is of an answer, and what of it has not been sent; sizes are UTF-8 bytes."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._waiting = ""
        self.whole = ""

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def add(self, text: str) -> None:
        """Take more of the answer in."""
        self.whole += text
        self._waiting += text

    def put_back(self, text: str) -> None:
        """Let text that was taken wait again."""
        self._waiting = text + self._waiting

    def open_code(self) -> None:
        """Open a block of code before what waits: what was code must not come alive in the next message."""
        self.put_back("```\n")

    def take(self, size: int, *, at_a_break: bool = False) -> str:
        """The first so many bytes, cut after a sentence or the like; nothing where that has to be there and is not."""
        if len(self._waiting.encode()) <= size:
            piece, self._waiting = self._waiting, ""
            return piece
        head = self._waiting.encode()[: max(size, 0)].decode(errors="ignore")
        head = head[: _end_within(head, 0 if at_a_break else len(head) // 2) or (0 if at_a_break else len(head))]
        self._waiting = self._waiting[len(head) :]
        return head


def unclosed(text: str) -> str:
    """What ends the block of code that a text breaks off in; empty where it is in none."""
    return cut_markdown(text, len(text)).removeprefix(text)


def _end_within(text: str, least: int) -> int:
    """Where to break a text off: after its last paragraph, line, sentence or word, in no piece of code; 0 for nowhere."""
    for end in ("\n\n", "\n", ". ", " "):
        place = text.rfind(end)
        while place > least:
            line = text[text.rfind("\n", 0, place) + 1 : place]
            if end[0] == "\n" or line.count("`") % 2 == 0:
                return place + len(end)
            place = text.rfind(end, 0, place)
    return 0
