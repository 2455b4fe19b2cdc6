"""Makes text that people, models and sources wrote safe to show in Slack: nothing pings, nothing links by itself.

`plain` is for plain_text and rich_text, `mrkdwn` for mrkdwn, `markdown` and `SafeMarkdown` for the markdown block and for
streams. Cutting text to a limit is here too; laying it out in blocks is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: chat.update takes 4,000 characters of `text`.
LONGEST_FALLBACK = 3_000
#: Characters after which text that looks like the middle of a link or code is no longer held back, and the longest word.
HELD, LONGEST_WORD = 400, 2_000

#: Control characters, lone surrogates and marks that turn the direction of writing: shown by nobody's leave.
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SIGIL = r"[\s\u200b-\u200f\u2060\ufeff]*(?:[!@#]|[a-z][a-z0-9+.-]*:|www\.)"
_OPENS = re.compile(rf"(?:<|&(?:amp;)*(?:lt|#0*60|#x0*3c);?)(?={_SIGIL})", re.IGNORECASE)
_CLOSES = re.compile(r"‹([^<>‹›\n]{0,400}?)(?:>|&(?:amp;)*(?:gt|#0*62|#x0*3e);?)", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

#: What Slack or a reader's client makes a link of: a scheme, `www.`, a name with a dot and letters behind it.
_ADDRESS = re.compile(
    r"[a-z0-9+.-]:/|(?<![^\W_])(?:mailto|tel|sms|slack|javascript|vbscript|data|file):\S|www\."
    r"|[\w-][.。．｡](?:[^\W\d_]{2,}|xn--)",
    re.IGNORECASE,
)
#: An address that a Markdown reader takes as a whole where it stands bare.
_STANDS_BARE = re.compile(r"https://[^\s<>|\"'`\[\](){}\\*~]+")
_TOKEN = re.compile(r"[^\s<>|\"'`\[\]()‹›]+|.", re.DOTALL)
_EDGE = "*_~.,;:!?…“”‘’«»\u2060\\"
_TAIL = re.compile(r"[.,;:!?*_~)]*(?:\s|\Z)")
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
#: A backslash takes the meaning of what follows it; without it, what follows is treated like the rest.
_ESCAPE = re.compile(r"\\+(?=[!-/:-@\[-`{-~])")
_CODE = re.compile(r"(?<![\\`])\\*(`+)(?!`)([^`\n]+)(?<!`)\1(?!`)")
_FENCE = re.compile(r"`{3,}[ \t]*([\w+#.-]*)[ \t]*(\n?)")
_UNFINISHED = re.compile(
    rf"\[[^\]\n]*\Z|\]\([^)\n]*\Z|<[^\S\n]*\Z|<{_SIGIL}[^<>\n]*\Z",
    re.IGNORECASE,
)
_END = "\n```"
_SPACE = re.compile(r"\s")
#: Words and the space after each, in which there is nothing that anybody could read as more than letters.
_MERE_WORDS = re.compile(r"(?:[A-Za-z0-9,;'()-]{0,100}[.!?]?[ \n])+")
_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*\s")


def clean(text: str) -> str:
    """The text without characters that show nothing or turn what is shown around."""
    return _UNSHOWN.sub("", text)


def defang(text: str) -> str:
    """The text with every Slack control sequence made inert and readable: `<!channel>` becomes `‹!channel›`."""
    return _CLOSES.sub(r"‹\1›", _OPENS.sub("‹", text))


def plain(text: str) -> str:
    """The text for a plain_text or rich_text element, which Slack shows as it is."""
    return defang(clean(text))


def mrkdwn(text: str) -> str:
    """The text for a mrkdwn object; send it `verbatim`, or addresses in it become links."""
    return escape(plain(text))


def escape(text: str) -> str:
    """The text with the three characters that Slack reads as syntax written as entities."""
    return text.translate(_ENTITIES)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def markdown(text: str, links: Collection[str] = ()) -> str:
    """The text for a markdown block; `links` are the only addresses left as links, shown bare."""
    safe = SafeMarkdown(links)
    return safe.feed(text) + safe.finish()


def fitted(text: str, most: int) -> tuple[str, bool]:
    """The text as safe Markdown of at most so many characters, cut after a sentence, and whether it was cut."""
    # Much more than fits is not worth working off.
    kept = text[: 4 * most]
    shown = markdown(kept)
    while len(shown) > most:
        # What was escaped is longer than it was; the next try is shorter in proportion.
        kept = _cut_after_sentence(kept, min(most, max(len(kept) * most // len(shown) - 1, 0)))
        shown = markdown(kept)
    return shown, kept != text


def cut_markdown(shown: str, most: int) -> str:
    """Safe Markdown, or as much of it as fits, cut where no code is left open but a block of it, which is closed."""
    if len(shown) > most:
        spaces = [match.start() for match in _SPACE.finditer(shown, 0, most - len(_END))]
        closed = (at for at in reversed(spaces) if shown.count("`", shown.rfind("\n", 0, at) + 1, at) % 2 == 0)
        shown = shown[: next(closed, 0)]
    is_open = sum(line.startswith("```") for line in shown.split("\n")) % 2 == 1
    return shown + _END if is_open else shown


def fallback(*texts: str) -> str:
    """The `text` of a message, which notifications and screen readers use: mrkdwn in which nothing is a link."""
    joined = "\n".join(text for text in texts if text.strip())
    return fitted(joined, LONGEST_FALLBACK)[0].strip() or "…"


class SafeMarkdown:
    """Makes Markdown safe that comes in pieces; however it is cut, the pieces add up to what `markdown` makes of it.

    Text is worked off in segments that end at white space, so at most one word, link or piece of code is held back.
    """

    def __init__(self, links: Collection[str] = ()) -> None:
        """Leave these addresses as links."""
        self._links = frozenset(links)
        self._held = ""
        self._fenced = False
        self._line_begins = True

    def feed(self, piece: str) -> str:
        """What can be shown once this piece is there."""
        self._held += clean(piece)
        return "".join(self._safe(segment) for segment in self._segments())

    def finish(self) -> str:
        """What was held back, and the end of what is still open."""
        rest, self._held = self._held, ""
        shown = self._safe(rest) if rest else ""
        if self._fenced:
            self._fenced = False
            shown += "```" if self._line_begins else _END
        return shown

    def _segments(self) -> Iterator[str]:
        """Take the segments off what is held, as far as they are complete."""
        held, begin, seen = self._held, 0, 0
        while begin < len(held):
            # Most of a text is of this kind, and everything else takes twenty times as long.
            if seen == begin and (words := _MERE_WORDS.match(held, begin)):
                yield words[0]
                begin = seen = words.end()
                continue
            space = _SPACE.search(held, seen, begin + LONGEST_WORD)
            if space and self._is_open(held[begin : space.end()]):
                seen = space.end()
                continue
            if space is None and len(held) - begin < LONGEST_WORD:
                break
            end = space.end() if space else begin + LONGEST_WORD
            # Broken by a space, no half of a word means anything together with the other.
            yield held[begin:end] if space else f"{held[begin:end]} "
            begin = seen = end
        self._held = held[begin:]

    def _is_open(self, segment: str) -> bool:
        """Whether what follows may belong to it."""
        if self._fenced or segment.endswith("\n") or len(segment) >= HELD:
            return False
        return segment.count("`") % 2 == 1 or bool(_UNFINISHED.search(segment))

    def _safe(self, segment: str) -> str:
        begins, self._line_begins = self._line_begins, segment.endswith("\n")
        if _MERE_WORDS.fullmatch(segment):
            return segment
        # Only at the very beginning of a line, where no reader of Markdown sees it otherwise.
        if begins and (fence := _FENCE.fullmatch(segment)) and not (self._fenced and fence[1]):
            self._fenced = not self._fenced
            return f"```{fence[1]}\n" if self._fenced else f"```{fence[2]}"
        segment = defang(segment)
        if self._fenced:
            return escape(segment.replace("`", "'"))
        return self._running_text(segment)

    def _running_text(self, text: str) -> str:
        """Words and code outside a fence."""
        shown, done = "", 0
        for code in _CODE.finditer(text):
            shown = _join(shown, self._words(text[done : code.start()]))
            # A bar ends a table's cell even inside code.
            inside = code[2].rstrip("\\")
            shown = _join(shown, self._words(inside) if "|" in inside or not inside else f"`{escape(inside)}`")
            done = code.end()
        return _join(shown, self._words(text[done:]))

    def _words(self, text: str) -> str:
        """Text without code: no images, no links but the allowed ones, no backticks of its own."""
        text = _IMAGE.sub("", _ESCAPE.sub("", text)).replace("![", "[").replace("`", "'")
        # Three tildes would open a block of code; `](` would make a link, and `]:` would make links of all such marks.
        text = re.sub(r"~{3,}", "~~", text).replace("](", "] (").replace("]:", "]\u2060:")
        shown = ""
        for token in _TOKEN.finditer(text):
            shown = _join(shown, self._word(token[0], text, token.end()))
        return shown

    def _word(self, word: str, text: str, end: int) -> str:
        """One word of a text, up to `end`; an address in it is put in code quotes, unless it may be a link."""
        if not _ADDRESS.search(word):
            return escape(word)
        core = word.strip(_EDGE)
        # A backslash before a code quote would make it an ordinary character.
        before, after = (edge.replace("\\", "") for edge in word.split(core, 1))
        if core in self._links and _STANDS_BARE.fullmatch(core):
            # What else follows could be read as part of the address.
            gap = "" if _TAIL.fullmatch(after) and _TAIL.match(text, end) else " "
            return f"{escape(before)}{core}{gap}{escape(after)}"
        return f"{escape(before)}`{escape(core)}`{escape(after)}"


def _join(shown: str, more: str) -> str:
    """Two safe texts, kept apart where together they would mean something else."""
    meet = shown[-1:] + more[:1]
    return f"{shown} {more}" if meet in {"``", "](", "]:"} else shown + more


def _cut_after_sentence(text: str, most: int) -> str:
    """The beginning of a text, up to the last end of a sentence, else of a word, within so many characters."""
    kept = text[:most]
    ends = [match.end() for match in _SENTENCE_END.finditer(kept)]
    if not ends:
        ends = [match.end() for match in _SPACE.finditer(kept)]
    return kept[: ends[-1]].rstrip() if ends and ends[-1] > most // 2 else kept
