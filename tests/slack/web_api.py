"""The Web API's front: who asks, whether they may, whether something goes wrong on purpose, and then the method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web

from tests.slack import agents, chat, conversations, files, oauth, streaming, views
from tests.slack.arguments import Arguments, arguments_of
from tests.slack.call import Call, Handler, require
from tests.slack.record import Request
from tests.slack.refused import RefusedError, TooManyError
from tests.slack.responses import respond

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from tests.slack.faults import Fault
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]

#: Methods that a bot token may call.
METHODS: Mapping[str, Handler] = {
    **agents.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **oauth.METHODS,
    **streaming.METHODS,
    **views.METHODS,
}
#: Methods that are called with something else than a bot token.
UNAUTHORIZED = frozenset({"api.test", "apps.connections.open", "oauth.v2.access"})
#: The scope each method needs, where it does not depend on the channel.
SCOPES: Mapping[str, str] = {
    "agents.sessions.rename": "chat:write",
    "agents.sessions.setStatus": "chat:write",
    "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "chat.appendStream": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "users.info": "users:read",
}


async def handle(slack: SlackServer, request: web.Request) -> web.StreamResponse:
    """Answer one call of `/api/<method>`."""
    method = request.match_info["method"]
    try:
        arguments = await arguments_of(request)
    except RefusedError as error:
        return web.json_response({"ok": False, "error": error.error})
    token = _token(request, arguments)
    workspace = slack.workspace_of(token)
    team_id = workspace.team_id if workspace else ""
    record = Request(method, dict(arguments.values), slack.clock.now(), team_id, dict(request.headers))

    async def work() -> web.Response:
        return _respond(slack, record, lambda: _answer(slack, request, token, arguments), workspace)

    return await with_faults(slack, request, record, work)


async def with_faults(
    slack: SlackServer, request: web.Request, record: Request, work: Callable[[], Awaitable[web.Response]]
) -> web.StreamResponse:
    """Do what was asked, or fail in the way a test wants."""
    slack.requests.append(record)
    fault = slack.faults.strike(record.method, record.team_id)
    slack.changes.happened()
    response: web.StreamResponse
    if fault is None:
        response = await work()
    else:
        if fault.hold:
            await fault.released.wait()
        if fault.delay is not None:
            await slack.clock.sleep(fault.delay)
        done = await work() if fault.after or not _fails(fault) else None
        response = _failed(slack, fault, record, request) if _fails(fault) else done or web.Response()
    record.status = response.status
    slack.changes.happened()
    return response


def _fails(fault: Fault) -> bool:
    return fault.drop or any(each is not None for each in (fault.status, fault.error, fault.retry_after))


def _failed(slack: SlackServer, fault: Fault, record: Request, request: web.Request) -> web.Response:
    if fault.drop:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
    if fault.retry_after is not None:
        slack.too_many[record.method] += 1
        record.answer = {"ok": False, "error": "ratelimited"}
        return web.json_response(record.answer, status=429, headers={"Retry-After": f"{fault.retry_after:g}"})
    if fault.error is not None:
        record.answer = {"ok": False, "error": fault.error}
        return web.json_response(record.answer)
    return web.Response(status=fault.status or 500, text="<html>upstream error</html>", content_type="text/html")


def _respond(
    slack: SlackServer, record: Request, work: Callable[[], Json], workspace: Workspace | None
) -> web.Response:
    """The answer as HTTP, with the headers that tell an app its scopes."""
    headers: dict[str, str] = {}
    if workspace is not None:
        headers["x-oauth-scopes"] = ",".join(sorted(workspace.scopes))
        headers["x-accepted-oauth-scopes"] = SCOPES.get(record.method, "")
    status = 200
    try:
        record.answer = {"ok": True, **work()}
    except TooManyError as error:
        slack.too_many[record.method] += 1
        status = 429
        headers["Retry-After"] = str(error.retry_after)
        record.answer = {"ok": False, "error": error.error}
    except RefusedError as error:
        record.answer = {"ok": False, "error": error.error, **error.fields}
    return web.json_response(record.answer, status=status, headers=headers)


def _answer(slack: SlackServer, request: web.Request, token: str, arguments: Arguments) -> Json:
    method, workspace = request.match_info["method"], slack.workspace_of(token)
    if method not in METHODS and method not in UNAUTHORIZED:
        raise RefusedError("unknown_method", req_method=method)
    if method == "api.test":
        return {"args": arguments.values}
    if method == "oauth.v2.access":
        return oauth.access(slack, arguments, request.headers.get("Authorization", ""))
    if not token:
        raise RefusedError("not_authed")
    if method == "apps.connections.open":
        if token != slack.app.app_token:
            raise RefusedError("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
        slack.pace.count(method, slack.app.app_id, slack.limits)
        return {"url": slack.socket.address()}
    if workspace is None:
        raise RefusedError("not_allowed_token_type" if token.startswith("xapp-") else "invalid_auth")
    if workspace.refusal:
        raise RefusedError(workspace.refusal)
    if scope := SCOPES.get(method):
        require(workspace, scope)
    slack.pace.count(method, workspace.team_id, slack.limits)
    return METHODS[method](Call(slack, workspace, method, arguments))


def _token(request: web.Request, arguments: Arguments) -> str:
    header = request.headers.get("Authorization", "")
    given = arguments.values.pop("token", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else str(given)


async def respond_to(slack: SlackServer, request: web.Request) -> web.StreamResponse:
    """Answer a POST to a response_url."""
    key = request.match_info["key"]
    address = slack.interactivity.response_urls.get(key)
    workspace = address.workspace if address else None
    body = await request.json()
    record = Request(
        "response_url", body, slack.clock.now(), workspace.team_id if workspace else "", dict(request.headers)
    )

    async def work() -> web.Response:
        # As Slack does, `ok` in plain words, and a refusal as JSON with a status of its own.
        try:
            respond(slack, key, Arguments(body))
        except RefusedError as error:
            record.answer = {"ok": False, "error": error.error, **error.fields}
            return web.json_response(record.answer, status=404 if error.error.endswith("_url") else 400)
        return web.Response(text="ok")

    return await with_faults(slack, request, record, work)
