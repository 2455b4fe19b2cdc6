"""Being installed by several workspaces: where people are sent, how they are known when they come back, and whose token acts.

Bolt runs the exchange itself, with the app's own client, so that `SLACK_API_URL` holds for it too. A state is good
once, for ten minutes, and only in the browser that began. Authorizing an event asks the store, never Slack.
"""

from __future__ import annotations

import base64
import hashlib
import html
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth import AuthorizeUrlGenerator, OAuthStateUtils
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import delete, or_, select

from bot.errors import SettingsError
from bot.slack.install import manifest

if TYPE_CHECKING:
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_bolt.oauth.async_callback_options import AsyncFailureArgs, AsyncSuccessArgs

    from bot.settings import Settings
    from bot.slack.install.store import Installations

log = structlog.get_logger()

STATE_SECONDS: Final = 600
#: Installations that may be begun at the same time; whoever only opens the page again and again fills no disk.
MOST_STATES: Final = 1_000

STYLE: Final = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"
    ":root{color-scheme:light dark}"
)
#: The pages load nothing and run nothing.
PAGE_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: Relative to the page that people come back to, so that a proxy may put both under a path of its own.
AGAIN: Final = f'<p><a href="{manifest.INSTALL_PATH.rpartition("/")[2]}">Begin again</a></p>'
#: What has happened and what to do, by Bolt's and Slack's names for it; everything else is `SURPRISE`.
FAILURES: Final = {
    "access_denied": ("Nothing was installed", "You said no, and that is fine. If you change your mind:"),
    "invalid_browser": (
        "This page has to come right after the last one",
        "It was reloaded, opened in another browser, or cookies are off. Nothing was installed by it.",
    ),
    "invalid_state": (
        "That took too long",
        "An installation has to be finished within ten minutes, and each link works once. Nothing was installed by it.",
    ),
    "storage_error": (
        "The installation could not be kept",
        "Slack agreed, but this server could not write it down. Please tell whoever runs it, then begin again.",
    ),
    "organisation": (
        "A whole organisation is not served",
        "Nothing was kept. Have the app installed into each workspace that wants it.",
    ),
    "unreachable": (
        "Slack did not answer",
        "The installation could not be finished just now. Please begin again in a minute.",
    ),
}
SURPRISE: Final = (
    "Slack did not agree to the installation",
    "Nothing was installed. If it happens again, please tell whoever runs this server.",
)


class States(AsyncSQLAlchemyOAuthStateStore):
    """The installations that have been begun; each can be finished once."""

    def __init__(self, installations: Installations, expiration_seconds: int = STATE_SECONDS) -> None:
        """Keep them beside the installations."""
        super().__init__(expiration_seconds, installations.engine)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state; those that were never used are dropped, and of too many the oldest."""
        states = self.oauth_states
        newest = select(states.c.id).order_by(states.c.id.desc()).limit(MOST_STATES - 1)
        async with self.engine.begin() as connection:
            await connection.execute(
                delete(states).where(or_(states.c.expire_at <= _now(), states.c.id.not_in(newest)))
            )
        return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        """Whether a state was good; in one statement, so that of two who come with it only one is let in."""
        states = self.oauth_states
        used = delete(states).where(states.c.state == state, states.c.expire_at > _now())
        async with self.engine.begin() as connection:
            return (await connection.execute(used)).rowcount == 1


class EncodedUrls(AuthorizeUrlGenerator):
    """Slack's question as an address, each argument encoded: Bolt takes `team` from whoever asks."""

    def generate(self, state: str, team: str | None = None) -> str:
        """Where a person is sent."""
        asked = {"client_id": self.client_id, "scope": ",".join(self.scopes or ()), "state": state}
        if self.redirect_uri:
            asked["redirect_uri"] = self.redirect_uri
        if team:
            asked["team"] = team
        return f"{self.authorization_url}?{urlencode(asked)}"


class InstalledWorkspaces(AsyncAuthorize):
    """Finds the token that an event is to be answered with."""

    def __init__(self, installations: Installations) -> None:
        """Look in this store."""
        self.installations = installations
        # Bolt sets it; tokens are not rotated.
        self.token_rotation_expiration_minutes = 0

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        **_of_the_user: Any,
    ) -> AuthorizeResult | None:
        """Whose bot acts, or None where the app is not installed; a token revoked since shows at its first use.

        Raises:
            SettingsError: No key opens the workspace's token.
        """
        bot = await self.installations.async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=context.is_enterprise_install
        )
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            team=bot.team_name,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
        )


def oauth_settings(settings: Settings, installations: Installations, states: States) -> AsyncOAuthSettings:
    """What Bolt needs to be installed by several workspaces; its client must have `slack_api_url` for its base.

    Raises:
        SettingsError: A setting it needs is missing; says where it is found.
    """
    client_id, secret = settings.slack_client_id, settings.slack_client_secret
    if not client_id or not secret:
        missing = "SLACK_CLIENT_SECRET" if client_id else "SLACK_CLIENT_ID"
        raise SettingsError(f"{missing} is not set. The app's Basic Information page has it.")
    if not settings.public_url:
        raise SettingsError(
            "FTN_PUBLIC_URL is not set. Slack sends people back there after an installation: give the address that "
            f"this server has for them, without a path. The app's redirect URL is that address and {manifest.REDIRECT_PATH}."
        )
    slack = _site_of(settings.slack_api_url)
    callbacks = Callbacks(slack, installations)
    made = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=secret.get_secret_value(),
        scopes=manifest.scopes(),
        user_scopes=(),
        redirect_uri=settings.public_url.rstrip("/") + manifest.REDIRECT_PATH,
        install_path=manifest.INSTALL_PATH,
        redirect_uri_path=manifest.REDIRECT_PATH,
        # Straight to Slack's own question; a page of ours before it would only be one more press.
        install_page_rendering_enabled=False,
        callback_options=AsyncCallbackOptions(success=callbacks.success, failure=callbacks.failure),
        authorization_url=f"{slack}/oauth/v2/authorize",
        installation_store=installations,
        installation_store_bot_only=True,
        state_validation_enabled=True,
        state_store=states,
        state_expiration_seconds=STATE_SECONDS,
    )
    made.authorize = InstalledWorkspaces(installations)
    made.authorize_url_generator = EncodedUrls(
        client_id=made.client_id,
        redirect_uri=made.redirect_uri,
        scopes=made.scopes,
        authorization_url=made.authorization_url,
    )
    return made


class Callbacks:
    """The last page of an installation."""

    def __init__(self, slack: str, installations: Installations) -> None:
        """Lead people on to this address of Slack, and take back from the store what is not served."""
        self._slack = slack
        self._installations = installations
        self._cookies = OAuthStateUtils()

    async def success(self, args: AsyncSuccessArgs) -> BoltResponse:
        """Say that it worked and what to do first."""
        installation = args.installation
        if installation.is_enterprise_install and not installation.team_id:
            await self._installations.async_delete_bot(enterprise_id=installation.enterprise_id, team_id=None)
            log.warning("organisation not served", enterprise=installation.enterprise_id)
            return self._page(403, *failure("organisation"))
        log.info("installed", team=installation.team_id, enterprise=installation.enterprise_id)
        query = urlencode({"app": installation.app_id or "", "team": installation.team_id or ""})
        where = html.escape(installation.team_name or installation.enterprise_name or "your workspace")
        text = (
            f"<p>Fine-tune or Not is in {where} now. Send it a direct message, mention it in a channel it was invited "
            f"to, or type <code>/verdict</code> and your use case.</p>"
            f'<p><a href="{html.escape(f"{self._slack}/app_redirect?{query}")}">Open it in Slack</a></p>'
        )
        return self._page(200, "Installed", text)

    async def failure(self, args: AsyncFailureArgs) -> BoltResponse:
        """Say what went wrong and what to do."""
        log.info("not installed", reason=args.reason if args.reason in FAILURES else "refused by Slack")
        return self._page(args.suggested_status_code, *failure(args.reason))

    def _page(self, status: int, title: str, text: str) -> BoltResponse:
        # Not every client takes the date alone, 1 January 1970, for one that has passed.
        cookie = f"{self._cookies.build_set_cookie_for_deletion()}; Max-Age=0"
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": PAGE_POLICY}
        return BoltResponse(status=status, headers={**headers, "Set-Cookie": [cookie]}, body=page(title, text))


def failure(reason: str) -> tuple[str, str]:
    """A page's title and text for what went wrong; nothing of the request is repeated."""
    title, text = FAILURES.get(reason, SURPRISE)
    return title, f"<p>{html.escape(text)}</p>{AGAIN}"


def page(title: str, text: str) -> str:
    """A page of HTML with this title and these paragraphs."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1>{text}</body></html>"
    )


def _now() -> datetime:
    """The time as Slack's tables have it."""
    return datetime.now(UTC).replace(tzinfo=None)


def _site_of(api_url: str) -> str:
    """Where Slack's pages are, given where its Web API is."""
    return api_url.rstrip("/").removesuffix("/api")
