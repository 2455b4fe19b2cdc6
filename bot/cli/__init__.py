"""The command line `ftn`: reads arguments, opens what is needed, prints. The work is done elsewhere.

One module a group of commands; `shared` is what they have in common.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer
from rich.text import Text

from bot import __version__
from bot.cli import back_up, chat_ask_verdict, cost, feedback, serve
from bot.cli.decisions import decisions_app
from bot.cli.forget import forget_app
from bot.cli.gaps import gaps_app
from bot.cli.knowledge import knowledge_app
from bot.cli.machine import check_machine
from bot.cli.prices import prices_app
from bot.cli.shared import Exit, errors
from bot.cli.unknown_commands import CommandGroup
from bot.errors import FineTuneOrNotError
from bot.private_files import keep_private

#: Objects made until the collector looks for cycles among them, and how often it looks further back. Python's own 700 takes a tenth of the time
#: in which the libraries are imported.
COLLECTING = (50_000, 20, 20)

app = typer.Typer(
    name="ftn",
    help="Fine-tune or Not: should we fine-tune, or is prompting or retrieval enough? Answers carry checked, dated sources.",
    cls=CommandGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    chat_ask_verdict.chat,
    chat_ask_verdict.ask,
    chat_ask_verdict.verdict,
    cost.cost,
    feedback.feedback,
    back_up.backup,
    serve.doctor,
    serve.serve,
    serve.manifest,
):
    app.command()(command)
app.command("token-key")(serve.token_key)
app.command("token-rotate")(serve.token_rotate)
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(decisions_app, name="decisions")
app.add_typer(prices_app, name="prices")
app.add_typer(forget_app, name="forget")
app.add_typer(gaps_app, name="gaps")


def main() -> None:
    """Run the command line; a foreseen error prints one sentence and ends with status 1."""
    gc.set_threshold(*COLLECTING)
    keep_private()
    try:
        check_machine()
        app()
    except FineTuneOrNotError as error:
        errors().print(Text(f"ftn: {error}", style="red"), soft_wrap=True)
        sys.exit(Exit.ERROR)
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.ERROR)


@app.callback(invoke_without_command=True)
def options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,  # noqa: FBT002 - typer's form of a flag
) -> None:
    """Fine-tune or Not: should we fine-tune, or is prompting or retrieval enough? Answers carry checked, dated sources."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
