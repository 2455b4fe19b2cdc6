"""Commands run without the powers of root, which may write what is read-only."""

from __future__ import annotations

import os
import shutil

import pytest


def powerless() -> list[str]:
    """What to put before a command so that a file's permissions hold for it; nothing where they do anyway."""
    if os.geteuid():
        return []
    if shutil.which("setpriv") is None:
        pytest.skip(
            "root may write everything, and nothing here takes that from a command: `apt-get install util-linux`"
        )
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
