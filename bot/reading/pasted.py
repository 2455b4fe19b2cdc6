"""Whether a message is something pasted without a word of the writer's own: a link, a log, a stack trace, code.

Told by form, since a trained reader takes an error message for a complaint. One pass over the lines.
"""

from __future__ import annotations

import re

#: Lines that are looked at.
MOST_LINES = 200
#: This share of the lines must look like code or a log.
MOSTLY = 0.6
#: A line with this share of signs is code.
SIGNS = 0.12
_SIGN = frozenset('{}[]()<>=;|\\/_#@$*"`~^&+:')
_LINK = re.compile(r"<?https?://[^\s<>|]{1,1900}(?:\|[^\s<>]{0,300})?>?", re.IGNORECASE)
_LOG = re.compile(
    r"(?:traceback \(most recent call last\)|file \"|at [\w$.<>]{1,80}\(|caused by:|[\w.]{1,60}(?:error|exception|warning)\b"
    r"|\[?\d{4}-\d\d-\d\d|\[?\d\d:\d\d:\d\d|\[?(?:error|warn|warning|info|debug|fatal|trace)\b[\]:]|npm err|exit code|segmentation fault)",
    re.IGNORECASE,
)


def is_link(text: str) -> bool:
    """Whether a message is one address and nothing else."""
    return bool(_LINK.fullmatch(text.strip()))


def holds_link(text: str) -> bool:
    """Whether a message holds an address."""
    return bool(_LINK.search(text)) or "www." in text.lower()


def is_log(text: str) -> bool:
    """Whether a message is a log, a stack trace or code, and asks and tells nothing beside it."""
    lines = [line.strip().strip("`") for line in text.splitlines()[:MOST_LINES]]
    lines = [line for line in lines if line]
    if not lines or any(line.endswith("?") for line in lines):
        return False
    return sum(_is_machine_made(line) for line in lines) >= MOSTLY * len(lines)


def _is_machine_made(line: str) -> bool:
    signs = sum(sign in _SIGN for sign in line)
    # "12k/day" holds one.
    is_code = signs >= SIGNS * len(line) and (signs > 1 or not any(sign.isalnum() for sign in line))
    return bool(_LOG.match(line)) or is_code
