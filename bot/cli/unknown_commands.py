"""What is said to a command that there is not, the nearest one or how a question is asked, and to an option's value that can't be used."""

from __future__ import annotations

import shlex
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from bot.refused_value import why_refused

if TYPE_CHECKING:
    from collections.abc import Sequence

#: How alike a word and a command have to be to be one misspelt: where it stands alone, and where it may begin a question.
ALIKE, MUCH_ALIKE = 0.65, 0.85
LONGEST_SHOWN = 200


class CommandGroup(TyperGroup):
    """The commands, and a question typed without one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant.

        Where there is none of this name it ends with a usage error, which says which is near, or what to type to ask.
        """
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(unknown_command(args, self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; why a value is refused is said in our words and not in pydantic's."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if isinstance(error.__cause__, ValidationError):
                first = error.__cause__.errors()[0]
                why = why_refused(first)
                error.message = why if repr(first["input"]) in why else f"{first['input']!r}: {why}."
            raise


def unknown_command(args: Sequence[str], known: Sequence[str]) -> str:
    """What to type instead."""
    is_sentence = sum(not word.startswith("-") for word in args) > 1
    near = get_close_matches(args[0], known, n=1, cutoff=MUCH_ALIKE if is_sentence else ALIKE)
    if near:
        return f"There is no command {args[0]!r}. Do you mean {near[0]!r}?"
    asked = shlex.quote(" ".join(args)[:LONGEST_SHOWN])
    return f"There is no command {args[0][:LONGEST_SHOWN]!r}. To ask a question: ftn ask {asked}"
