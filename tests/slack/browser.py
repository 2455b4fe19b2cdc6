"""A browser on its way through an installation: the app's page, Slack's question, and back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import aiohttp

if TYPE_CHECKING:
    from tests.slack.person import Person


async def install(person: Person, install_url: str, *, deny: bool, change_state: str | None) -> tuple[int, str]:
    """Follow the links of an installation; status and text of the app's last page."""
    slack = person.workspace.slack
    # Browsers send Secure cookies to this machine over plain HTTP too.
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=install_url)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(install_url, allow_redirects=False) as response:
            page = await response.text()
            asked = response.headers.get("Location", "") or _link_to(page, slack.authorize_url)
        answer = {"team": person.workspace.team_id, "user": person.name} | ({"deny": "1"} if deny else {})
        address = f"{slack.authorize_url}?{urlsplit(asked).query}&{urlencode(answer)}"
        async with browser.get(address, allow_redirects=False) as response:
            back = response.headers.get("Location", "")
            if response.status != HTTPStatus.FOUND:
                return response.status, await response.text()
        if change_state is not None:
            back = back.replace("state=", f"state={change_state}", 1)
        async with browser.get(back) as response:
            return response.status, await response.text()


def _link_to(page: str, address: str) -> str:
    start = page.find(address)
    return page[start : page.find('"', start)].replace("&amp;", "&") if start >= 0 else ""
