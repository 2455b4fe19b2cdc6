"""Installing the app: the page that asks for leave, the exchange of its code for a token, and auth.*."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from aiohttp import web

from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.slack.arguments import Arguments
    from tests.slack.call import Call, Handler
    from tests.slack.server import SlackServer
    from tests.slack.workspace import Workspace

Json: TypeAlias = dict[str, Any]

CODE_SECONDS = 600.0


@dataclass(slots=True)
class Code:
    """What an authorization was for."""

    workspace: Workspace
    user: str
    scopes: list[str]
    redirect_uri: str
    made_at: float
    used: bool = False


def authorize(slack: SlackServer, request: web.Request) -> web.Response:
    """The page a person is sent to; it allows at once, or denies when the address says `deny=1`."""
    query = request.query
    if query.get("client_id") != slack.app.client_id:
        return web.Response(status=400, text="Invalid client_id parameter")
    workspace = slack.workspaces.get(query.get("team", ""), slack.workspace)
    redirect_uri = query.get("redirect_uri") or slack.redirect_uri
    if not redirect_uri:
        return web.Response(status=400, text="Bad redirect_uri")
    answer = {"state": query.get("state", "")}
    if query.get("deny"):
        answer["error"] = "access_denied"
    else:
        code = slack.ids.new("code-")
        scopes = [scope for scope in query.get("scope", "").split(",") if scope]
        user = workspace.person(query.get("user", "installer")).id
        slack.codes[code] = Code(workspace, user, scopes, query.get("redirect_uri", ""), slack.clock.now())
        answer["code"] = code
    joint = "&" if "?" in redirect_uri else "?"
    return web.Response(status=302, headers={"Location": f"{redirect_uri}{joint}{urlencode(answer)}"})


def access(slack: SlackServer, arguments: Arguments, authorization: str = "") -> Json:
    """oauth.v2.access: a code for a token."""
    client_id, secret = arguments.text("client_id"), arguments.text("client_secret")
    if authorization.startswith("Basic "):
        client_id, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
    if client_id != slack.app.client_id:
        raise RefusedError("invalid_client_id")
    if secret != slack.app.client_secret:
        raise RefusedError("bad_client_secret")
    code = slack.codes.get(arguments.text("code"))
    if code is None or slack.clock.now() - code.made_at > CODE_SECONDS:
        raise RefusedError("invalid_code")
    if code.used:
        raise RefusedError("code_already_used")
    if code.redirect_uri != arguments.text("redirect_uri"):
        raise RefusedError("bad_redirect_uri")
    code.used = True
    workspace = code.workspace
    if not workspace.is_installed:
        workspace.install(code.scopes)
    workspace.scopes |= set(code.scopes)
    slack.changes.happened()
    return {
        "access_token": workspace.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(workspace.scopes)),
        "bot_user_id": workspace.bot_user_id,
        "app_id": slack.app.app_id,
        "team": None if workspace.of_organisation else {"name": workspace.name, "id": workspace.team_id},
        "enterprise": {"id": "E1", "name": workspace.name} if workspace.of_organisation else None,
        "authed_user": {"id": code.user},
        "is_enterprise_install": workspace.of_organisation,
    }


def auth_test(call: Call) -> Json:
    """auth.test."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.slack.app.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": workspace.of_organisation,
    }


def auth_revoke(call: Call) -> Json:
    """auth.revoke."""
    if not call.arguments.flag("test"):
        call.workspace.revokes_token()
    return {"revoked": not call.arguments.flag("test")}


def team_info(call: Call) -> Json:
    """team.info."""
    workspace = call.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain}}


def bots_info(call: Call) -> Json:
    """bots.info."""
    bot = {"id": call.workspace.bot_id, "app_id": call.slack.app.app_id, "name": call.slack.app.name}
    return {"bot": bot | {"user_id": call.workspace.bot_user_id, "deleted": False}}


METHODS: Mapping[str, Handler] = {
    "auth.revoke": auth_revoke,
    "auth.test": auth_test,
    "bots.info": bots_info,
    "team.info": team_info,
}
