"""What a host's `robots.txt` lets a program ask for (RFC 9309): its own group or that of everybody, the longest rule, `*` and `$`."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

#: Characters of the file that are looked at (RFC 9309, 2.5, asks for at least 500 KiB).
_LONGEST = 512_000
#: A rule with more wildcards is none that a person wrote, and takes long to match.
_MOST_WILDCARDS = 10


class Robots:
    """The rules of one host for one program."""

    def __init__(self, text: str, name: str) -> None:
        """Read the rules for a program of this name; an empty text allows everything."""
        groups: dict[str, list[tuple[bool, str]]] = {}
        agents: list[str] = []
        in_rules = False
        for line in text[:_LONGEST].splitlines():
            field, divider, value = line.partition("#")[0].partition(":")
            field, value = field.strip().lower(), value.strip()
            if not divider:
                continue
            if field == "user-agent":
                agents = [value.lower()] if in_rules else [*agents, value.lower()]
                in_rules = False
                groups.setdefault(value.lower(), [])
            elif field in {"allow", "disallow"}:
                in_rules = True
                if value:
                    for agent in agents:
                        groups[agent].append((field == "allow", value))
        self._rules = groups.get(name.lower(), groups.get("*", []))

    def allows(self, address: str) -> bool:
        """Whether an address may be asked for; of rules of the same length the one that allows wins."""
        parts = urlsplit(address)
        path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        matching = [(len(rule), allowed) for allowed, rule in self._rules if _matches(unquote(rule), path)]
        return max(matching, default=(0, True))[1]


def _matches(rule: str, path: str) -> bool:
    if rule.count("*") > _MOST_WILDCARDS:
        return False
    ended = rule.endswith("$")
    pattern = "[^\0]*?".join(re.escape(part) for part in rule.removesuffix("$").split("*"))
    return re.match(pattern + ("$" if ended else ""), path) is not None
