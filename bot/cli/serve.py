"""`ftn serve` and what an operator needs beside it: doctor, manifest, keys."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli.safe_console import SafeConsole
from bot.cli.shared import assistant, errors, read_settings, run
from bot.data_dir import make_data_dir
from bot.settings import SlackMode

if TYPE_CHECKING:
    from bot.settings import Settings


def doctor() -> None:
    """Say what is configured, what is missing and what to do; prints no secret. Ends with 1 if something is broken."""
    from bot.cli.doctor import examine

    settings = read_settings()
    console = SafeConsole()
    findings = run(examine(settings))
    for finding in findings:
        style = {"ok": "green", "missing": "yellow", "broken": "red"}[finding.state]
        console.print(
            Text.assemble((f"{finding.state:<8}", style), f"{finding.subject}: {finding.detail}"), soft_wrap=True
        )
    sys.exit(any(finding.state == "broken" for finding in findings))


def serve() -> None:
    """Run the bot in Slack, until it is told to stop: over Socket Mode, or HTTP if FTN_SLACK_MODE is http."""
    run(_serve(read_settings(quietest="INFO")))


def manifest(
    mode: Annotated[
        SlackMode | None, typer.Option(help="How events reach the bot; FTN_SLACK_MODE if left out.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The bot's public https address, for http; FTN_PUBLIC_URL if left out.")
    ] = None,
) -> None:
    """Print the manifest to create the Slack app from, or to bring its settings up to date with."""
    from bot.slack.install import manifest as packaged

    settings = read_settings()
    chosen = mode or settings.slack_mode
    address = url or (settings.public_url if chosen is SlackMode.HTTP else None)
    typer.echo(json.dumps(packaged.manifest(chosen, address), indent=2, ensure_ascii=False))


def token_key() -> None:
    """Print a new key for FTN_TOKEN_KEYS, with which the tokens of installed workspaces are encrypted."""
    from bot.slack.install.store import new_key

    typer.echo(new_key())


def token_rotate() -> None:
    """Encrypt the stored tokens anew with the first key of FTN_TOKEN_KEYS; the other keys can be taken out afterwards."""
    count = run(_rotate(read_settings()))
    typer.echo(f"Encrypted {count:,} rows with the first key of FTN_TOKEN_KEYS. The others are of no use now.")


async def _rotate(settings: Settings) -> int:
    from bot.slack.install.store import Installations
    from bot.storage.database import Database

    make_data_dir(settings)
    async with (
        Database(settings.database_url) as database,
        Installations.configured(settings, database) as installations,
    ):
        return await installations.rotate()


async def _serve(settings: Settings) -> None:
    from bot.app import following, preparing
    from bot.cli.knowledge import print_skipped
    from bot.cli.local_server import LocalServer
    from bot.live_knowledge import keeping_current
    from bot.own_documents import OwnDocuments, expected
    from bot.slack.server.serve import ENDS_WITHIN, Serving, check_settings, end_within, serve

    check_settings(settings)

    def ready(serving: Serving) -> None:
        """Say on the terminal that Slack is connected, and what else is to be told."""
        where = f"health at http://{settings.http_host}:{serving.port}/readyz"
        errors().print(f"Connected to Slack ({settings.slack_mode.value}); {where}. Ctrl-C stops.", soft_wrap=True)
        for sentence in serving.told:
            errors().print(sentence, soft_wrap=True)

    async with assistant(settings, own_later=True) as started:
        own = OwnDocuments(started.index, settings, started.refreshed.later)
        own.skipped |= started.refreshed.skipped
        print_skipped(errors(), started.refreshed.skipped)
        for source in started.refreshed.later:
            said = f"Indexing {source.title!r} while I answer.{expected(source, settings)}"
            errors().print(Text(said), soft_wrap=True)
        async with (
            own.at_work(),
            preparing(started),
            following(started),
            keeping_current(started, settings),
            LocalServer(started, own, settings).listening() as why,
        ):
            if why:
                errors().print(Text(why, style="yellow"), soft_wrap=True)
            await serve(started, settings, ready, lambda: end_within(ENDS_WITHIN), own)
