"""What was prepared does as the command that is started by itself, so that the tests of the command line may use it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.ftn import LONGEST_RUN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.cli.ftn import Ftn


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-command"], ""),
        (["cost", "--no-such-option"], ""),
        (["knowledge", "add", "not-there"], ""),
        (["chat", "--json"], "no JSON\n"),
    ],
)
def test_it_does_the_same(ftn: Ftn, arguments: list[str], said: str) -> None:
    """Output, errors and status, with the same input, environment and folder."""
    prepared, alone = (one(*arguments, said=said) for one in (ftn, ftn.by_itself()))
    assert (prepared.returncode, prepared.stdout, prepared.stderr) == (alone.returncode, alone.stdout, alone.stderr)
    assert alone.stdout + alone.stderr


def test_who_is_killed_takes_the_command_along(ftn: Ftn, prepared_command: Sequence[str]) -> None:
    """A chat that waits for its next line holds its output open until it is gone."""
    reading, writing = os.pipe()
    with subprocess.Popen(  # noqa: S603 - our own command
        [*prepared_command, "chat", "--json", "--fresh"], cwd=ftn.folder, env=ftn.environment, stdin=reading,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        os.close(reading)
        assert process.stdout
        try:
            os.write(writing, b"no JSON\n")
            assert process.stdout.readline()
            process.kill()
            process.communicate(timeout=LONGEST_RUN)
        finally:
            os.close(writing)
