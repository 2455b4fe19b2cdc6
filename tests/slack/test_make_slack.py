"""What `make slack` starts, in a terminal: "Connected" is true, a typed line gets an answer, Ctrl-C leaves without a trace."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.cli.ftn import ROOT, Ftn
from tests.pseudo_terminal import client

if TYPE_CHECKING:
    from pathlib import Path

CONNECTED = "Connected. Type as you would in Slack"
#: As the Makefile has it.
PROGRAM = ("tests.slack.terminal", "--with-bot", "--manifest", "bot/slack/install/manifest.json")


def test_connected_is_true_and_ctrl_c_leaves_quietly(built_directory: Path, tmp_path: Path) -> None:
    """Once it says so the bot answers, and nothing but the end of the line follows Ctrl-C."""
    shutil.copytree(built_directory, tmp_path / "index")
    with client(Ftn(tmp_path, ROOT), *PROGRAM) as slack:
        slack.until(CONNECTED)
        slack.types("How many examples does fine-tuning need?\n")
        slack.until("] Not helpful")
        before = len(slack.printed)
        slack.interrupts()
        assert slack.ends() == 0
    assert set(slack.printed[before:].replace("the app>", "")) <= set(" \r\n")


def test_it_can_be_left_while_it_starts(tmp_path: Path) -> None:
    """Ctrl-C while the index is built ends both, without "Connected" and without a traceback."""
    with client(Ftn(tmp_path, ROOT), *PROGRAM) as slack:
        slack.until("Starting the bot")
        slack.interrupts()
        assert slack.ends() == 0
    assert CONNECTED not in slack.printed
    assert "Traceback" not in slack.printed
