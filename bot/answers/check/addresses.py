"""What a sentence of a model may never hold: addresses that the evidence lacks, requests to hand something over, its own orders."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from bot.answers.check.plain import plain
from bot.answers.check.sentence import read
from bot.answers.check.terms import terms
from knowledge.sources import load_sources

#: Pieces between white space are looked at one by one, so that every pattern stays linear.
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,15}:(?://|[^\s\d/])", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24}(?=$|[/:?#])", re.IGNORECASE)
_PATH = re.compile(r"(?:[a-z]:)?[/\\~][\w.~/\\-]+", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00)?\(?\d[\d()/.-]{0,24}(?: [\d()/.-]{1,16}){1,6}")
_LINK = re.compile(r"\]\(|<[a-z!@#/]", re.IGNORECASE)
#: The fewest digits of a telephone number.
_DIGITS = 7
_AROUND = "\"'“”‘’()[]{}<>,;:.!?*_`"
#: Endings that look like a domain's and are a file's, or an abbreviation.
_FILES = frozenset(
    {
        "py",
        "json",
        "jsonl",
        "csv",
        "md",
        "txt",
        "toml",
        "yaml",
        "yml",
        "tsv",
        "xlsx",
        "pdf",
        "ipynb",
        "env",
        "g",
        "e",
        "js",
    }
)


def may_be_said(sentence: str, evidence: str) -> bool:
    """Whether nothing in a sentence keeps it from being shown, whatever it follows from.

    Args:
        sentence: The model's words.
        evidence: All that it cites, verbatim: an address must stand in it to the letter.
    """
    text = plain(sentence)
    if _LINK.search(text) or not all(_is_allowed(one, evidence) for one in addresses(text)):
        return False
    lower = text.lower()
    if any(order in lower and order not in evidence.lower() for order in terms().own_rules):
        return False
    return not _asks_for_secrets(text)


def addresses(text: str) -> list[str]:
    """Everything in a text that is an address: URLs, domains, e-mail addresses, telephone numbers, paths."""
    pieces = [piece.strip(_AROUND) for piece in text.split()]
    found = [piece for piece in pieces if piece and _is_address(piece)]
    return found + [one.group().strip() for one in _PHONE.finditer(text) if _is_phone(one.group())]


def _is_address(piece: str) -> bool:
    if "@" in piece.strip("@") or piece.lower().startswith("www.") or "\\" in piece or _SCHEME.match(piece):
        return True
    if _PATH.fullmatch(piece) and piece.count("/") > 1:
        return True
    domain = _DOMAIN.match(piece)
    return domain is not None and domain.group().rpartition(".")[2].lower() not in _FILES


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    # Several numbers or dates in a row are none: a number has no comma or year first.
    return digits >= _DIGITS and not re.match(r"(?:19|20)\d\d-\d\d", text.strip()) and text.strip()[0] in "+0("


def _is_allowed(address: str, evidence: str) -> bool:
    if address not in evidence:
        return False
    host = _host(address)
    return not host or host in listed_hosts()


def _host(address: str) -> str:
    """The host of a URL, a domain or an e-mail address; "" where it has none, as an identifier of a program has none."""
    if "@" in address:
        return address.rpartition("@")[2].lower()
    if "://" in address:
        return (urlsplit(address).hostname or address).lower()
    domain = _DOMAIN.match(address)
    is_name = domain is not None and (domain.group() != domain.group().lower() or "_" in domain.group())
    return domain.group().lower() if domain is not None and not is_name else ""


@lru_cache(maxsize=1)
def listed_hosts() -> frozenset[str]:
    """The hosts of the built-in sources' addresses."""
    hosts = (urlsplit(source.address).hostname for source in load_sources() if source.address)
    return frozenset(host.lower() for host in hosts if host)


def _asks_for_secrets(text: str) -> bool:
    """Whether the reader is asked to hand over what is nobody else's: a verb of giving, and a secret or a key behind it."""
    stems = [token.stem for token in read(text).tokens if token.keys]
    known = terms()
    gives = next((at for at, stem in enumerate(stems) if stem in known.hand_over), None)
    return gives is not None and any(stem in known.secrets for stem in stems[gives:])
