"""The terminal surface: renders replies with rich, and holds the chat.

Text of people, models and sources is printed as text, never as markup, and links are printed only for cited passages.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar
from rich.text import Text

from bot import phrases
from bot.cli import printed
from bot.cli.speaker import USER, terminal_place
from bot.error_boundary import guarded
from bot.errors import OperatorError, UnknownPriceError
from bot.replies import (
    Abstention,
    Answer,
    Changed,
    Notice,
    Progress,
    Question,
    TextDelta,
    VerdictCard,
    noted_line,
)
from bot.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import RenderableType
    from rich.status import Status as Spinner

    from bot.cli.speaker import Speaker
    from bot.replies import Citation, Reply
    from knowledge.document_sets import Scope

#: Passages that are named where the sources hold no answer.
MOST_NEAREST = 2
#: Said under the first answer of a session.
ANSWER_HINT = "/sources shows what it rests on, sentence by sentence."
MORE_HINT = "/more brings the rest, /sources what it rests on."
CHAT_HELP = """\
Ask in your own words; follow-ups such as “and for the bigger one?” work.
  /why       the reasons for the last verdict; /steps lists all steps
  /more      what else the passages behind the last answer hold
  /sources   what the last answer or verdict rests on; before the first, what the assistant knows
  /record    the verdict as a text to hand on, and how the whole record is written
  /curve     what each way costs over the calls a day, drawn; after a sum
  /new       start a new conversation
  /help      this list
  /quit      leave (Ctrl-D does too); Ctrl-C stops an answer and not the program"""


class Flow:
    """Breaks lines between words in text that comes in pieces."""

    def __init__(self, width: int | None) -> None:
        """Break at this many columns; None breaks nowhere, for what is not a terminal."""
        self._width = width
        self._column = 0

    def wrap(self, piece: str) -> str:
        """The next piece with its breaks."""
        if self._width is None:
            return piece
        out: list[str] = []
        for part in re.split(r"(\n| )", piece):
            if part == "\n":
                self._column = 0
            elif self._column and self._column + len(part) > self._width:
                out.append("\n")
                self._column = 0
            if part == " " and not self._column:
                continue
            out.append(part)
            self._column += 0 if part == "\n" else len(part)
        return "".join(out)


class Renderer:
    """Writes the replies to one turn."""

    def __init__(self, console: Console, *, full: bool = False, hint: str = "") -> None:
        """Write to a console, reasons and sources in `full` or as short as can be; what is not a terminal gets no spinner.

        `hint` says under a card how to see more.
        """
        self._full = full
        self._hint = hint
        self._console = console
        self._spinner: Spinner | None = None
        self._streamed = False
        self._flow = Flow(console.width if console.is_terminal else None)

    def show(self, reply: Reply) -> None:
        """Render one reply."""
        if isinstance(reply, Progress):
            self._spin(reply.text)
            return
        self.stop()
        if isinstance(reply, TextDelta):
            self._console.print(Text(self._flow.wrap(reply.text)), end="", soft_wrap=True)
            self._streamed = True
        elif isinstance(reply, Answer):
            self._finish(reply)
        elif isinstance(reply, Abstention):
            self._console.print(Text(reply.text))
            if reply.nearest:
                self._console.print(Text("Nearest in the sources:", style="dim"))
                for passage in reply.nearest[:MOST_NEAREST]:
                    self._say(Text.assemble("- ", printed.where(passage)))
        elif isinstance(reply, Notice):
            self._console.print(Text(reply.text))
            self._lines(printed.short_sources(reply.citations))
        else:
            self._about_a_case(reply)

    def _about_a_case(self, reply: Reply) -> None:
        if isinstance(reply, Question):
            self._ask(reply)
        elif isinstance(reply, VerdictCard):
            self._card(reply)
        elif isinstance(reply, Changed):
            self._say(Group(*printed.changed_lines(reply)))

    def _say(self, what: RenderableType) -> None:
        """Print with breaks between words on a terminal, and with none into a file or a pipe."""
        self._console.print(what, soft_wrap=not self._console.is_terminal)

    def stop(self) -> None:
        """Take the spinner away."""
        if self._spinner is not None:
            self._spinner.stop()
            self._spinner = None

    def _spin(self, text: str) -> None:
        if self._console.is_terminal and not self._streamed:
            self.stop()
            self._spinner = self._console.status(Text(text, style="dim"))
            self._spinner.start()

    def _ask(self, question: Question) -> None:
        lines = [Text(noted_line(question.noted))] if question.noted else []
        if question.lean:
            line = Text(question.lean.text, style="bold")
            lines.append(line.append(f" {question.lean.because}", style="not bold") if question.lean.because else line)
        if lines:
            self._console.print()
            self._say(Group(*lines))
        self._console.print()
        self._say(Text(question.text, style="bold"))
        answers, rest = printed.answers(question)
        self._lines([Text(answer) for answer in answers])
        self._say(Text(rest, style="dim"))
        self._lines(printed.short_sources(question.citations))

    def _card(self, card: VerdictCard) -> None:
        self._console.print()
        self._lines(printed.card_lines(card))
        if self._full:
            for part in (printed.reason_lines(card), printed.step_lines(card)):
                self._console.print()
                self._lines(part)
            self._console.print()
            self._lines(printed.source_lines(card.citations, card.caveats))
        export = f"“ftn decisions export {card.decision_id}” writes the record."
        self._lines([Text(f"{self._hint} {export}".lstrip(), style="dim")])

    def _finish(self, answer: Answer) -> None:
        if self._streamed:
            self._console.print()
        self._console.print()
        self._lines(
            printed.source_lines(answer.citations, answer.caveats) if self._full else printed.answer_lines(answer)
        )

    def _lines(self, lines: Sequence[Text]) -> None:
        if lines:
            self._say(Group(*lines))


#: What shows more of the last reply, and the words that say the same where nothing was shown yet.
#: What is a command in Slack, and said in words here.
_IN_WORDS = {
    "/cost": "Ask in words: what would 20k calls a day cost?",
    "/verdict": "Tell your case in a sentence, and the verdict comes.",
}
#: What people type with a slash and the conversation knows by its word: the text to hand on, with how the record is had.
HANDED_ON = frozenset({"/record", "/share", "/export"})
COMMANDS = {"/why": "why", "/steps": "all steps", "/sources": "sources", "/more": "more"}
_PARTS: dict[str, Callable[[VerdictCard], list[Text]]] = {
    "/why": printed.reason_lines,
    "/steps": printed.step_lines,
    "/sources": lambda card: printed.source_lines(card.citations, card.caveats, quoted=True),
}


class Chat:
    """A conversation in the terminal, typed or piped."""

    def __init__(
        self, speaker: Speaker, console: Console, list_sources: Callable[[Console], None], scope: Scope
    ) -> None:
        """Talk with an assistant, of this process or of the bot beside it, about what may be read in a scope."""
        self._scope = scope
        self._speaker = speaker
        self._console = console
        self._list_sources = list_sources
        self._place = terminal_place()
        self._last: Answer | VerdictCard | None = None
        # What the marks of the reply before lead to, where that was no answer and no card.
        self._beside: tuple[Citation, ...] = ()
        self._hinted = self._all_said = False
        # What the last sum was worked out from.
        self._sums: tuple[tuple[str, str], ...] = ()

    async def talk(self) -> None:
        """Read lines until the input ends or the person leaves."""
        interactive = sys.stdin.isatty() and self._console.is_terminal
        if interactive:
            self._console.print(Text("Fine-tune or Not. Ask a question, /help for more, /quit to leave.", style="bold"))
        while True:
            line = _read_typed_line("\nyou › ") if interactive else await asyncio.to_thread(_read_line)
            if line is None or line.strip() in {"/quit", "/exit"}:
                return
            if not line.strip():
                continue
            if not interactive:
                self._console.print(Text(f"\nyou › {line.strip()[:500]}", style="bold"))
            await self._take(line.strip())

    async def _take(self, line: str) -> None:
        if line == "/help":
            self._console.print(Text(CHAT_HELP))
        elif line in COMMANDS:
            await self._show(line)
        elif line == "/curve":
            await self._draw()
        elif line == "/new":
            self._place, self._last, self._beside, self._sums = terminal_place(), None, (), ()
            self._console.print(Text("A new conversation. What came before is not taken along.", style="dim"))
        elif line in HANDED_ON:
            await self.answer(line.removeprefix("/"))
        elif line.startswith("/"):
            command = line.split(maxsplit=1)[0]
            instead = _IN_WORDS.get(command, "/help lists them.")
            self._console.print(Text(f"There is no command {command!r}. {instead}"))
        else:
            await self.answer(line)

    async def _draw(self) -> None:
        """The curve of the last sum, in letters."""
        if not self._sums:
            self._console.print(Text(phrases.NO_SUM))
            return
        try:
            drawn = await self._speaker.curve(self._sums)
        except (OperatorError, UnknownPriceError) as error:
            drawn = str(error)
        self._console.print(Text(drawn), soft_wrap=True)

    async def _show(self, line: str) -> None:
        """Show more of the last answer or verdict; where there is none, what was typed is said in words."""
        last, lines = self._last, list[Text]()
        if line == "/sources" and self._beside:
            lines = printed.source_lines(self._beside, quoted=True)
        elif line == "/sources" and last is None:
            self._list_sources(self._console)
            return
        elif isinstance(last, VerdictCard):
            # As it stands now: a remark may have changed it.
            card = await self._speaker.card(last.decision_id, self._scope) or last
            lines = _PARTS[line](card) if line in _PARTS else []
        elif isinstance(last, Answer) and line == "/sources":
            lines = printed.source_lines(last.citations, last.caveats, quoted=True)
        elif isinstance(last, Answer) and line == "/more" and (last.more or self._all_said):
            await self._more(last)
            return
        if lines:
            self._console.print(Group(*lines), soft_wrap=not self._console.is_terminal)
        else:
            await self.answer(COMMANDS[line])

    async def _more(self, last: Answer) -> None:
        """What the passages behind the last answer hold beyond it; after that there is no more."""
        more = await self._speaker.more(last.more, last.text, self._scope) if last.more else None
        if more is None:
            self._console.print(Text(phrases.NOTHING_MORE))
            return
        self._last, self._all_said = replace(more, more=()), True
        self._console.print(Text(more.text), soft_wrap=not self._console.is_terminal)
        self._console.print(Group(*printed.answer_lines(more)), soft_wrap=not self._console.is_terminal)

    async def answer(self, text: str) -> None:
        """Answer one message; Ctrl-C stops the answer and keeps the chat."""
        renderer = Renderer(self._console, hint=printed.CARD_HINT)
        task = asyncio.create_task(self._render(text, renderer))
        with _interrupt(task.cancel):
            try:
                await task
            except asyncio.CancelledError:
                renderer.stop()
                self._console.print(Text("\nStopped.", style="dim"))

    async def _render(self, text: str, renderer: Renderer) -> None:
        turn = Turn(USER, self._place, text, reads_as=self._scope)
        async for reply in guarded(self._speaker.reply(turn), turn):
            renderer.show(reply)
            if isinstance(reply, Answer | VerdictCard):
                self._last, self._all_said, self._beside = reply, False, ()
            if isinstance(reply, Notice | Question) and reply.citations:
                self._beside = reply.citations
            if isinstance(reply, Notice) and reply.sums:
                self._sums = reply.sums
            if isinstance(reply, Answer) and not self._hinted:
                self._hinted = True
                self._console.print(Text(MORE_HINT if reply.more else ANSWER_HINT, style="dim"))
        renderer.stop()


@contextmanager
def _interrupt(stop: Callable[[], object]) -> Iterator[None]:
    """While an answer is being made, Ctrl-C calls `stop` and raises nothing."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def _read_typed_line(prompt: str) -> str | None:
    """The next line somebody types; Ctrl-C drops what is typed so far and keeps the program.

    Read in the main thread, where Ctrl-C can reach it: nothing else is going on while the prompt waits.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _read_line(prompt)
    except KeyboardInterrupt:
        sys.stdout.write("\n(/quit or Ctrl-D leaves)\n")
        return ""
    finally:
        signal.signal(signal.SIGINT, before)


def _read_line(prompt: str = "") -> str | None:
    """The next line, or None at the end of the input."""
    try:
        return input(prompt)
    except EOFError:
        return None
    except UnicodeDecodeError:
        return "\N{REPLACEMENT CHARACTER}"


@contextmanager
def index_progress(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """A sign of life while the index is opened, and a progress bar from the first report until the work is done."""
    opening = console.status("Opening the index")
    if console.is_terminal:
        opening.start()
    bar = ProgressBar(
        TextColumn("Indexing"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[title]}"),
        console=console, transient=True,
    )  # fmt: skip
    tasks: dict[str, int] = {}

    def report(title: str, done: int, total: int) -> None:
        """Show how many entries of a source are done; the bar begins with the first."""
        if not tasks:
            opening.stop()
            if not console.is_terminal:
                console.print("Indexing; the first time this takes some seconds.")
            bar.start()
            tasks["all"] = int(bar.add_task("index", total=0, title=""))
        bar.update(tasks["all"], title=title[:50], completed=done, total=total)  # type: ignore[arg-type]  # an int is a TaskID

    try:
        yield report
    finally:
        opening.stop()
        if tasks:
            bar.stop()
