"""What the terminal reads of documents that are bound to channels or workspaces: what is for everyone, or what is read in the channel it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.shared import errors
from bot.errors import OperatorError
from knowledge.document_sets import CHANNEL_ID, WORKSPACE_ID, DocumentSets, Scope, ids_in
from knowledge.sources import Bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings
    from knowledge.sources import Source

Channel = Annotated[str, typer.Option("--channel", help="Read what is read in this channel, by its id (C0123ABCD).")]
Workspace = Annotated[str, typer.Option("--workspace", help="Read what is read in this workspace (T0123ABCD).")]
Channels = Annotated[str | None, typer.Option("--channels", help="Read in these channels only: ids, comma-separated.")]
Workspaces = Annotated[
    str | None, typer.Option("--workspaces", help="Read in these workspaces only: ids, comma-separated.")
]


def scope_in(channel: str, workspace: str) -> Scope:
    """What the terminal reads.

    Raises:
        SourcesError: What should be an id is none.
    """
    channels, workspaces = (
        ids_in(channel, CHANNEL_ID, "--channel"),
        ids_in(workspace, WORKSPACE_ID, "--workspace"),
    )
    return Scope(workspaces[0] if workspaces else "", channels[0] if channels else "")


def bound_in(channels: str | None, workspaces: str | None) -> Bound | None:
    """Where documents are to be read, as the options say; None where neither is given.

    Raises:
        OperatorError: An option is given without an id. Documents that should be bound would else be read everywhere.
        SourcesError: What should be an id is none.
    """
    bound = Bound(
        ids_in(channels or "", CHANNEL_ID, "--channels"), ids_in(workspaces or "", WORKSPACE_ID, "--workspaces")
    )
    for option, given, ids in (
        ("--channels", channels, bound.channels),
        ("--workspaces", workspaces, bound.workspaces),
    ):
        if given is not None and not ids:
            # A variable of the shell that is not set.
            raise OperatorError(f"{option} names no id. Name one or more, comma-separated, or leave the option out.")
    return bound if str(bound) else None


def tell_what_is_read(settings: Settings, scope: Scope) -> None:
    """Say on standard error which bound documents are read here and which are left out; nothing where none are bound."""
    bound = DocumentSets(settings.register).bound()
    read = [source for source in bound if scope.reads(source)]
    left_out = [source for source in bound if not scope.reads(source)]
    lines = [
        *([f"Read here: {_named(read)}."] if read else []),
        *(
            [f"Not read here: {_named(left_out)}. --channel and --workspace read what is read there."]
            if left_out
            else []
        ),
    ]
    for line in lines:
        errors().print(Text(line, style="dim"), soft_wrap=True)


def _named(sources: Sequence[Source]) -> str:
    return "; ".join(f"{source.title!r} ({source.bound})" for source in sources)
