"""Which addresses may be asked for: public ones, over https, on a listed host.

A page can redirect anywhere and a host name can lead anywhere, so both are looked at before and after connecting: what the machine alone can reach
must not end up in answers.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PORTS = {None, 443}
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Targets:
    """The hosts that may be asked, by name in lower case; `private` where also other machines of one's own network, ports and plain http may be."""

    hosts: frozenset[str]
    private: bool = False

    def check(self, address: str) -> None:
        """Refuse an address that is not to be asked for.

        Raises:
            PageError: Says what is wrong with it.
        """
        parts = _split(address)
        host = (parts.hostname or "").lower()
        if parts.scheme != "https" and not (self.private and parts.scheme == "http"):
            raise PageError(f"{_shown(address)} is not https: not asked for")
        if parts.username is not None or len(address) > _LONGEST_ADDRESS or not address.isprintable():
            raise PageError(f"{_shown(address)} is no plain address: not asked for")
        if host not in self.hosts:
            raise PageError(f"{host or _shown(address)!r} is not among the listed hosts: not asked for")
        if not self.private:
            if parts.port not in _PORTS:
                raise PageError(f"{_shown(address)} names a port of its own: not asked for")
            if not is_proxied(address):
                self._check_name(host)

    def check_peer(self, address: str, peer: object) -> None:
        """Refuse what a connection has led to, unless a proxy stands in between, whose own address says nothing.

        Args:
            address: What was asked for.
            peer: The other end's host and port, as sockets name them.

        Raises:
            PageError: It is a private machine.
        """
        if self.private or is_proxied(address) or not isinstance(peer, tuple) or not peer:
            return
        if not _is_public(str(peer[0])):
            raise PageError(_private(urlsplit(address).hostname or "", str(peer[0])))

    def _check_name(self, host: str) -> None:
        try:
            found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise PageError(
                f"{host} can't be found: check the network, or set HTTPS_PROXY", unreachable=True
            ) from error
        for *_, peer in found:
            if not _is_public(str(peer[0])):
                raise PageError(_private(host, str(peer[0])))


def hosts_of(addresses: Iterable[str]) -> frozenset[str]:
    """The hosts of some addresses."""
    return frozenset(host.lower() for one in addresses if (host := urlsplit(one).hostname))


def is_proxied(address: str) -> bool:
    """Whether the environment names a proxy for an address."""
    parts = _split(address)
    return bool(getproxies().get(parts.scheme) or getproxies().get("all")) and not proxy_bypass(parts.netloc)


def _split(address: str) -> SplitResult:
    """The parts of an address.

    Raises:
        PageError: It has none.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise PageError(f"{_shown(address)} is no address: not asked for") from error
    return parts


def _is_public(ip: str) -> bool:
    try:
        found = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    within = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped else found
    return within.is_global and not within.is_multicast


def _private(host: str, ip: str) -> str:
    return f"{host} leads to the private address {ip}: not asked, unless FTN_REFRESH_PRIVATE is true"


def _shown(address: str) -> str:
    return repr(address[:200])
