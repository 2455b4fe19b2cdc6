"""Puts files into threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.turns.journal import current

if TYPE_CHECKING:
    from bot.slack.inbox.thread import Thread
    from bot.slack.install.workspaces import Workspace

#: What the journal calls the one file that a job puts into a thread.
_UPLOADED = "uploaded"


@dataclass(frozen=True, slots=True)
class File:
    """A file with its title; a picture says what it shows in `alt` for who does not see it."""

    name: str
    content: bytes
    title: str
    alt: str = ""


async def upload(workspace: Workspace, thread: Thread, file: File) -> None:
    """Put a file into a thread, once a job.

    Raises:
        SlackRefusedError: Slack does not take it.
        SlackUnreachableError: It can't be reached.
    """
    alt = {"alt_txt": file.alt} if file.alt else {}
    journal = current.get()
    if journal and _UPLOADED in await journal.earlier():
        return
    given = await workspace.calls.call(
        "files.getUploadURLExternal", filename=file.name, length=len(file.content), **alt
    )
    await workspace.send_file(str(given["upload_url"]), file.content, file.name)
    await workspace.calls.call(
        "files.completeUploadExternal",
        files=[{"id": given["file_id"], "title": file.title}],
        channel_id=thread.channel,
        thread_ts=thread.ts or None,
    )
    if journal:
        await journal.note(_UPLOADED)
