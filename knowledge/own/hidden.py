"""What a page holds and does not show: what the writer of it meant for nobody's eyes is not taken for its text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NUMBER = re.compile(r"-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})")
#: Fainter than this share nobody sees; smaller than so many points, or than this share of the letters around, nobody reads; own estimates.
_FAINTEST, _SMALLEST, _SMALLEST_SHARE = 0.05, 1.0, 0.1
#: Moved out of the page by so many units, as texts for search engines are.
_FAR_OFF = 900
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>=]+)))?")
_RGB = re.compile(r"rgba?\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})[^)]*\)")
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240)}
_WHITE = (255, 255, 255)
#: What stands for a picture, or a colour that is not understood: something that can be read on.
_PICTURE = (128, 128, 128)
#: How far two colours may lie apart, in each of red, green and blue, and still not be told from each other; own estimate.
_ALIKE = 12
#: Rules of a page's style sheets that are looked at; more are none that a person wrote.
MOST_RULES = 300


def declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute, lower case."""
    found: dict[str, str] = {}
    for part in style.lower().split(";"):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def is_hidden_style(style: Mapping[str, str]) -> bool:
    """Whether declarations take something out of sight."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or style.get("content-visibility") == "hidden"
        or style.get("color") == "transparent"
        or _number(style.get("opacity", "1")) < _FAINTEST
        or _is_too_small(style.get("font-size", ""))
        or any(_number(style.get(name, "")) <= -_FAR_OFF for name in ("left", "top", "text-indent", "margin-left"))
    )


def _is_too_small(size: str) -> bool:
    number = _number(size, missing=1.0)
    if size.endswith(("px", "pt")):
        return number <= _SMALLEST
    return number < _SMALLEST_SHARE * (100 if size.endswith("%") else 1)


def _number(value: str, missing: float = 0.0) -> float:
    """The number that a value begins with."""
    found = _NUMBER.match(value)
    return float(found.group()) if found else missing


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Whether an element's own attributes hide it, from everybody or from those who are read to."""
    if "hidden" in attributes or attributes.get("aria-hidden", "").lower() == "true":
        return True
    return is_hidden_style(declarations(attributes.get("style", "")))


def ground_of(attributes: Mapping[str, str]) -> str:
    """The colour that an element says it stands on; empty where it says none."""
    style = declarations(attributes.get("style", ""))
    return style.get("background-color") or style.get("background") or attributes.get("bgcolor", "")


def colour_of(attributes: Mapping[str, str]) -> tuple[int, int, int] | None:
    """The colour of an element's letters, where it says one that is understood."""
    named = declarations(attributes.get("style", "")).get("color") or attributes.get("color", "")
    return colour(named) if named else None


def is_white_on_white(attributes: Mapping[str, str]) -> bool:
    """Whether an element's letters can't be told from what it says they stand on, or from white paper."""
    text, ground = colour_of(attributes), ground_of(attributes)
    return text is not None and are_alike(text, (colour(ground) or _PICTURE) if ground else _WHITE)


def attributes_of(tag: str) -> dict[str, str]:
    """The attributes of a tag that is written out, as in `<p hidden class="a">`."""
    _, _, rest = tag.strip("<>/").partition(" ")
    return {
        name.lower(): double or single or bare
        for name, double, single, bare in _ATTRIBUTE.findall(rest.replace("\n", " "))
    }


def colour(value: str) -> tuple[int, int, int] | None:
    """Red, green and blue from 0 to 255, or None where the value is none that is understood."""
    value = value.strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    digits = value.removeprefix("#")
    if len(digits) == 3:  # noqa: PLR2004 - #fff
        digits = "".join(digit * 2 for digit in digits)
    if value.startswith("#") and len(digits) in {6, 8}:
        try:
            return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
        except ValueError:
            return None
    if found := _RGB.match(value):
        return int(found[1]), int(found[2]), int(found[3])
    return None


def are_alike(text: tuple[int, int, int], ground: tuple[int, int, int] = _WHITE) -> bool:
    """Whether letters of a colour can't be told from what they stand on."""
    return all(abs(one - other) <= _ALIKE for one, other in zip(text, ground, strict=True))


def hiding_rules(sheet: str) -> Iterator[str]:
    """The selectors of a style sheet's rules that hide something; rules for printing and for small screens are left alone."""
    depth, start, looked_at, selector = 0, 0, 0, ""
    for place, character in enumerate(sheet):
        if character == "{":
            if depth == 0:
                selector = sheet[start:place].strip()
            depth += 1
            start = place + 1
        elif character == "}":
            depth = max(depth - 1, 0)
            if depth == 0 and not selector.startswith("@") and looked_at < MOST_RULES:
                looked_at += 1
                style = declarations(sheet[start:place])
                if is_hidden_style(style) or _is_alike(style):
                    yield selector
            start = place + 1
        elif character == ";" and depth == 0:
            start = place + 1


def _is_alike(style: Mapping[str, str]) -> bool:
    text, ground = colour(style.get("color", "")), colour(style.get("background-color", style.get("background", "")))
    return text is not None and ground is not None and are_alike(text, ground)
