"""Asks for one address, politely and within bounds, and says in a sentence why it did not come.

Conditional requests, a pause between two requests to a host, `robots.txt`, Retry-After, redirects one by one, limits of time and size while the body is
being read. Proxies and certificate authorities are those of the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE, the system's store).
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urljoin, urlsplit

import httpx

from bot.errors import PageError
from knowledge.fetching.response_body import text_of, unpacked_parts
from knowledge.fetching.robots import Robots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.fetching.targets import Targets

#: Seconds that one answer may take from asking to its last byte, and that a server may say nothing meanwhile.
LONGEST_ANSWER, LONGEST_SILENCE = 60.0, 20.0
#: Seconds between two requests to a host, and after an answer that says that nothing has changed, which costs it next to nothing.
PAUSE, PAUSE_UNCHANGED = 0.3, 0.02
#: Seconds before the second try, twice as many before the third; and the most that a server's Retry-After is waited for.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
_TRIES = 3
#: Seconds for which a host that could not be reached is not tried again.
UNREACHABLE_SECONDS: Final = 60.0
_MOST_REDIRECTS = 5
_TO_RETRY = {408, 425, 429, 500, 502, 503, 504}
_SAYS_WHEN = {429, 503}
_GONE = {404, 410}
_REDIRECTS = {301, 302, 303, 307, 308}
_OK, _NOT_MODIFIED = 200, 304
NAME: Final = "fine-tune-or-not"


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was fetched: what was asked for, where that led, and what a later request is made conditional with."""

    address: str
    landed: str
    text: str
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False
    """Whether the server said that it is what was known already."""

    @property
    def is_html(self) -> bool:
        """Whether it is a page for browsers, whatever it is called."""
        return "html" in self.content_type or self.text.lstrip()[:14].lower().startswith(("<!doctype html", "<html"))


class Fetcher:
    """Fetches documents one after another. Use it as a context manager, in a thread: it blocks."""

    def __init__(
        self,
        targets: Targets,
        *,
        pause: float = PAUSE,
        first_wait: float = FIRST_WAIT,
        longest_answer: float = LONGEST_ANSWER,
    ) -> None:
        """Say whom it may ask.

        Args:
            targets: The hosts.
            pause: Seconds between two requests to one host.
            first_wait: Seconds before a request is tried again.
            longest_answer: Seconds that one answer may take.
        """
        self._targets = targets
        self._pause = pause
        self._first_wait = first_wait
        self._longest_answer = longest_answer
        self._robots: dict[str, Robots] = {}
        #: By host, until which monotonic second what was said of it, that it can't be reached, is not tried again.
        self._unreachable: dict[str, tuple[float, str]] = {}
        #: By host, the monotonic second before which it is not asked again.
        self._free_at: dict[str, float] = {}
        self._client = httpx.Client(
            timeout=httpx.Timeout(LONGEST_SILENCE, connect=10.0),
            verify=_authorities(),
            headers={
                "User-Agent": f"{NAME}/{_version()}",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "en-US,en;q=0.9",
            },
        )

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close its connections."""
        self._client.close()

    def get(
        self, address: str, known: Mapping[str, Document], accept: str = "text/markdown, text/plain;q=0.9, */*;q=0.5"
    ) -> Document:
        """What is at an address: a new document, or the known one, marked as unchanged.

        Args:
            address: Where.
            known: Documents of earlier times by the address that was asked for.
            accept: The media types that are wanted.

        Raises:
            PageError: It did not come whole; says why, whether it is gone, and how long the server wants to be left alone.
        """
        return self._followed(address, known.get(address), accept)

    def _followed(self, address: str, before: Document | None, accept: str) -> Document:
        here, seen = address, {address}
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_reachable(here)
            try:
                self._targets.check(here)
                self._ask_robots(here)
                response = self._tried(here, before, accept)
            except PageError as error:
                if error.unreachable:
                    self._unreachable[urlsplit(here).netloc] = (time.monotonic() + UNREACHABLE_SECONDS, str(error))
                raise
            if isinstance(response, Document):
                return replace(response, address=address)
            here = response
            if here in seen:
                raise PageError(f"{address} redirects in a circle")
            seen.add(here)
        raise PageError(f"{address} redirects more than {_MOST_REDIRECTS} times")

    def _check_reachable(self, address: str) -> None:
        """Raise what was found a moment ago: without a network thirty pages would wait for the same thirty times.

        Raises:
            PageError: Its host could not be reached.
        """
        until, said = self._unreachable.get(urlsplit(address).netloc, (0.0, ""))
        if time.monotonic() < until:
            raise PageError(said, unreachable=True)

    def _ask_robots(self, address: str) -> None:
        parts = urlsplit(address)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            try:
                text = self._robots_text(f"{root}/robots.txt")
            except PageError as error:
                # Not there allows all; one that can't be read allows nothing (RFC 9309, 2.3.1).
                self._hardly_asked(parts.netloc)
                if error.unreachable:
                    raise
                if not error.gone:
                    raise PageError(
                        f"{parts.netloc} does not show its robots.txt ({error}): not asked for pages", wait=error.wait
                    ) from error
                text = ""
            self._robots[root] = Robots(text, NAME)
        if not self._robots[root].allows(address):
            raise PageError(
                f"{parts.netloc} asks programs to leave {parts.path} alone (robots.txt): not asked for", gone=False
            )

    def _robots_text(self, address: str) -> str:
        here = address
        for _ in range(_MOST_REDIRECTS + 1):
            self._targets.check(here)
            response = self._tried(here, None, "text/plain")
            if isinstance(response, Document):
                self._hardly_asked(urlsplit(here).netloc)
                return "" if response.is_html else response.text
            here = response
        raise PageError(f"{address} redirects more than {_MOST_REDIRECTS} times")

    def _tried(self, address: str, before: Document | None, accept: str) -> Document | str:
        """The answer, or where it redirects; what may pass is tried again."""
        host = urlsplit(address).netloc
        reason, said, unreachable = "", 0.0, False
        for tried in range(_TRIES):
            self._wait_for(host)
            try:
                response = self._once(address, before, accept)
            except httpx.HTTPError as error:
                reason, said, unreachable = _reason(error), 0.0, _is_unreachable(error)
            else:
                if not isinstance(response, _Trouble):
                    return response
                reason, said, unreachable = f"status {response.status}", response.wait, False
                if response.status not in _TO_RETRY:
                    raise PageError(
                        f"{host} answered {reason} for {urlsplit(address).path}", gone=response.status in _GONE
                    )
            if said > LONGEST_WAIT:
                self._free_at[host] = time.monotonic() + said
                break
            if tried + 1 < _TRIES:
                time.sleep(said or self._first_wait * 2**tried)
        raise PageError(f"{host} gave no page ({reason})", wait=said, unreachable=unreachable)

    def _hardly_asked(self, host: str) -> None:
        """What was asked for cost the host next to nothing, so it may soon be asked again; unless it wants to be left alone."""
        if self._free_at.get(host, 0.0) - time.monotonic() <= self._pause:
            self._free_at[host] = time.monotonic() + min(self._pause, PAUSE_UNCHANGED)

    def _wait_for(self, host: str) -> None:
        left = self._free_at.get(host, 0.0) - time.monotonic()
        if left > LONGEST_WAIT:
            raise PageError(f"{host} wants to be left alone for {left:,.0f} seconds more", wait=left)
        if left > 0:
            time.sleep(left)

    def _once(self, address: str, before: Document | None, accept: str) -> Document | str | _Trouble:
        host = urlsplit(address).netloc
        headers = {"Accept": accept}
        if before is not None and before.etag:
            headers["If-None-Match"] = before.etag
        if before is not None and before.last_modified:
            headers["If-Modified-Since"] = before.last_modified
        self._free_at[host] = time.monotonic() + self._pause
        until = time.monotonic() + self._longest_answer
        with self._client.stream("GET", address, headers=headers) as response:
            self._targets.check_peer(address, _peer(response))
            if response.status_code == _NOT_MODIFIED and before is not None:
                # It has no body; read, so that the connection is used again.
                response.read()
                self._hardly_asked(host)
                return replace(before, unchanged=True)
            if response.status_code in _REDIRECTS and (location := response.headers.get("Location")):
                return _joined(address, str(location))
            if response.status_code != _OK:
                return _Trouble(response.status_code, _seconds(response) if response.status_code in _SAYS_WHEN else 0.0)
            raw = b"".join(unpacked_parts(response, until))
        content_type = response.headers.get("Content-Type", "").lower()
        return Document(
            address=address,
            landed=address,
            text=text_of(raw, content_type, host),
            content_type=content_type.partition(";")[0].strip(),
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
        )


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An answer that is no page, and the seconds that the server wants to be left alone."""

    status: int
    wait: float


def _joined(address: str, location: str) -> str:
    """Where a redirect leads.

    Raises:
        PageError: Nowhere.
    """
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise PageError(f"{address} redirects to {location[:200]!r}, which is no address: not asked for") from error


def _peer(response: httpx.Response) -> object:
    stream = response.extensions.get("network_stream")
    return stream.get_extra_info("server_addr") if stream is not None else None


def _seconds(response: httpx.Response) -> float:
    """How long the server wants to be left alone, in seconds or until a day; 0 where it does not say."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        return max((parsedate_to_datetime(said) - datetime.now(tz=UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0


def _is_unreachable(error: httpx.HTTPError) -> bool:
    """Whether no connection came about, for which the network is the likeliest reason; one that trusts nobody is another matter."""
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError) and not _untrusted(error)


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "it did not answer in time"
    if isinstance(error, httpx.ProxyError):
        return f"the proxy refused: {error}"
    if isinstance(error, httpx.RemoteProtocolError):
        return "it cut the answer off in the middle"
    if why := _untrusted(error):
        return f"its certificate is not trusted, {why}: name your authority with SSL_CERT_FILE"
    return "it can't be reached"


def _untrusted(error: BaseException) -> str:
    """Why a certificate is not trusted, where that is behind an error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
        cause = cause.__cause__ or cause.__context__
    return ""


def _authorities() -> ssl.SSLContext:
    """Those of SSL_CERT_FILE, or httpx's, and those of the system, where a company puts its own."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def _version() -> str:
    try:
        return version(NAME)
    except PackageNotFoundError:
        return "0"
