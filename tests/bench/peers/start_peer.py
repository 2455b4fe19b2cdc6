"""Starts another project's bot as it is, with the interpreter of its own environment, pointed at this machine.

`python start_peer.py FILE` runs that file as the main program. Two things are set for it that it has no setting for: the address of Slack's API, and
that an agent of the OpenAI Agents SDK speaks chat completions, which the scripted model server knows. Nothing of this repository is imported.
"""

from __future__ import annotations

import importlib
import logging
import os
import runpy
import sys
from pathlib import Path
from typing import Any


def _point_at_this_machine() -> None:
    base: Any = importlib.import_module("slack_sdk.web.base_client").BaseClient
    made = base.__init__

    def init(self: Any, *arguments: Any, **named: Any) -> None:
        named["base_url"] = os.environ["SLACK_API_URL"]
        made(self, *arguments, **named)

    base.__init__ = init


def _speak_chat_completions() -> None:
    try:
        agents: Any = importlib.import_module("agents")
    except ImportError:
        return
    agents.set_default_openai_api("chat_completions")
    agents.set_tracing_disabled(disabled=True)


def main() -> None:
    """Start the file that is named, in its own folder."""
    file = Path(sys.argv[1]).resolve()
    os.chdir(file.parent)
    sys.path[0] = str(file.parent)
    sys.argv = [str(file)]
    _point_at_this_machine()
    _speak_chat_completions()
    # Their debug logs would cost them time that no deployment spends.
    logging.disable(logging.INFO)
    runpy.run_path(str(file), run_name="__main__")


if __name__ == "__main__":
    main()
