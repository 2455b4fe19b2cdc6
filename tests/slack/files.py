"""files.*: an address to upload to, the upload, and the message that shows it."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web

from tests.slack.chat import bot_message
from tests.slack.messages import StoredFile
from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.call import Call, Handler

Json: TypeAlias = dict[str, Any]


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal."""
    name = call.arguments.required("filename")
    if call.arguments.whole("length", 0) <= 0:
        raise RefusedError("invalid_arguments", messages=["length must be positive"])
    file = StoredFile(
        call.slack.ids.new("F"), name, call.workspace.bot_user_id, alt_text=call.arguments.text("alt_txt")
    )
    file.url = f"{call.slack.url}/files/{call.workspace.team_id}/{file.id}/{name}"
    call.workspace.files[file.id] = file
    return {"upload_url": f"{call.slack.url}/upload/{call.workspace.team_id}/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal."""
    given = call.arguments.mappings("files") or []
    files = [call.workspace.files.get(str(each.get("id"))) for each in given]
    found = [file for file in files if file is not None and file.content]
    if not found or len(found) != len(files):
        raise RefusedError("file_not_found")
    for file, each in zip(found, given, strict=True):
        file.title = str(each.get("title") or file.name)
        file.mimetype = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        file.completed = True
    wanted = call.arguments.text("channel_id") or call.arguments.text("channels")
    if wanted:
        _share(call, wanted, found)
    call.slack.changes.happened()
    return {"files": [file.as_json() for file in found]}


def file_info(call: Call) -> Json:
    """files.info."""
    file = call.workspace.files.get(call.arguments.required("file", "file_not_found"))
    if file is None:
        raise RefusedError("file_not_found")
    return {"file": file.as_json()}


async def upload(file: StoredFile, request: web.Request) -> web.Response:
    """Take the bytes, sent as they are or as the one file of a form."""
    if request.content_type.startswith("multipart/"):
        for part in (await request.post()).values():
            file.content = part.file.read() if isinstance(part, web.FileField) else str(part).encode()
    else:
        file.content = await request.read()
    return web.Response(text=f"OK - {len(file.content)}")


def download(file: StoredFile, *, allowed: bool) -> web.Response:
    """Give the bytes to whoever may read them; Slack shows its sign-in page to anybody else."""
    if not allowed:
        return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
    return web.Response(body=file.content, content_type=file.mimetype)


def _share(call: Call, wanted: str, files: list[StoredFile]) -> None:
    if "," in wanted:
        raise RefusedError("invalid_arguments", messages=["one channel only"])
    if "channels" in call.arguments.values:
        call.arguments.values["channel_id"] = wanted
    channel = call.channel("channel_id")
    thread_ts = call.thread(channel)
    comment = call.arguments.text("initial_comment")
    message = bot_message(
        call, channel, thread_ts, {"text": comment, "blocks": [], "attachments": [], "metadata": None}
    )
    message.files, message.subtype = files, "file_share"
    if not comment:
        # There is no link to unfold.
        message.unfurl_links = message.unfurl_media = False
    for file in files:
        file.channel, file.thread_ts = channel.id, thread_ts
    call.workspace.keep(message)
    call.slack.events.posted(message)


METHODS: Mapping[str, Handler] = {
    "files.completeUploadExternal": complete_upload,
    "files.getUploadURLExternal": get_upload_url,
    "files.info": file_info,
}
