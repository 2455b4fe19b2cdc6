"""A small language for saying what a JSON payload has to look like.

A shape is asked about a value and its path and yields what is wrong, one sentence each, path first. Tables of shapes
(`blockkit_elements.py`, `blockkit_blocks.py`, ...) state Slack's fields and limits; this module knows nothing of Slack.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Problems: TypeAlias = Iterator[str]
Shape: TypeAlias = Callable[[object, str], Problems]
#: Asked about a record only when each of its fields is in order by itself.
Rule: TypeAlias = Callable[[Mapping[str, Any], str], Problems]


@dataclass(frozen=True, slots=True)
class Form:
    """What a whole string has to match, and that in words."""

    pattern: str
    meaning: str


ADDRESS = Form(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", "an address with its scheme")
WEB_ADDRESS = Form(r"https?://[^\s/]\S*", "an http or https address")
HTTPS_ADDRESS = Form(r"https://[^\s/]\S*", "an https address")


def join(path: str, key: str) -> str:
    """Name a field of what is at the path."""
    return f"{path}.{key}" if path else key


def named(value: object) -> str:
    """Say in one or two words what kind of JSON value this is."""
    kinds: tuple[tuple[type[object], str], ...] = (
        (bool, "a boolean"),
        (str, "a string"),
        (int, "an integer"),
        (float, "a number"),
        (Mapping, "an object"),
        (Sequence, "a list"),
    )
    return "null" if value is None else next((name for kind, name in kinds if isinstance(value, kind)), repr(value))


def must_be(kind: str, value: object, path: str) -> str:
    """Say that the value is of another type."""
    return f"{path}: {named(value)}, must be {kind}"


def size_problems(size: int, unit: str, limits: tuple[int, int | None], path: str) -> Problems:
    """Say that there is too little or too much of it."""
    least, most = limits
    counted = f"{size} {unit}" if size != 1 else f"{size} {unit.removesuffix('s')}"
    if size < least:
        yield f"{path}: {counted}, at least {least}"
    if most is not None and size > most:
        yield f"{path}: {counted}, at most {most}"


def text(most: int | None = None, *, least: int = 1, like: Form | None = None) -> Shape:
    """Make the shape of a string of so many characters."""

    def check(value: object, path: str) -> Problems:
        if not isinstance(value, str):
            yield must_be("a string", value, path)
            return
        yield from size_problems(len(value), "characters", (least, most), path)
        if like and not re.fullmatch(like.pattern, value):
            yield f"{path}: {value!r}, must be {like.meaning}"

    return check


def integer(least: int | None = None, most: int | None = None) -> Shape:
    """Make the shape of a whole number in a range."""

    def check(value: object, path: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield must_be("an integer", value, path)
        elif least is not None and value < least:
            yield f"{path}: {value}, at least {least}"
        elif most is not None and value > most:
            yield f"{path}: {value}, at most {most}"

    return check


def number(value: object, path: str) -> Problems:
    """Check that the value is a number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield must_be("a number", value, path)


def flag(value: object, path: str) -> Problems:
    """Check that the value is true or false."""
    if not isinstance(value, bool):
        yield must_be("a boolean", value, path)


def anything_in(value: object, path: str) -> Problems:
    """Check that the value is an object, whatever it holds."""
    if not isinstance(value, Mapping):
        yield must_be("an object", value, path)


def one_of(*choices: object) -> Shape:
    """Make the shape of a closed set of values."""

    def check(value: object, path: str) -> Problems:
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            yield f"{path}: {value!r}, must be one of {', '.join(map(repr, choices))}"

    return check


def known(names: Iterable[str], kind: str) -> Shape:
    """Make the shape of a name from a list too long to repeat."""
    listed = frozenset(names)

    def check(value: object, path: str) -> Problems:
        if not isinstance(value, str):
            yield must_be("a string", value, path)
        elif value not in listed:
            yield f"{path}: {value!r}, not {kind}"

    return check


def items(shape: Shape, most: int | None = None, *, least: int = 0) -> Shape:
    """Make the shape of a list of so many things of one shape."""

    def check(value: object, path: str) -> Problems:
        if not isinstance(value, Sequence) or isinstance(value, str):
            yield must_be("a list", value, path)
            return
        yield from size_problems(len(value), "items", (least, most), path)
        for position, item in enumerate(value):
            yield from shape(item, f"{path}[{position}]")

    return check


@dataclass(frozen=True, slots=True)
class Record:
    """The shape of an object: the fields it needs, those it may have, and rules between them."""

    needs: Mapping[str, Shape] = field(default_factory=dict)
    may: Mapping[str, Shape] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    def __call__(self, value: object, path: str) -> Problems:
        """Check the fields, then, if they are in order, the rules."""
        if not isinstance(value, Mapping):
            yield must_be("an object", value, path)
            return
        problems = [*self._field_problems(value, path)]
        yield from problems or (problem for rule in self.rules for problem in rule(value, path))

    def _field_problems(self, value: Mapping[str, Any], path: str) -> Problems:
        yield from (f"{join(path, key)}: missing" for key in self.needs if key not in value)
        shapes = {**self.needs, **self.may}
        for key, item in value.items():
            if key in shapes:
                yield from shapes[key](item, join(path, key))
            else:
                yield f"{join(path, key)}: unknown key"


def one_kind_of(kinds: Mapping[str, Shape]) -> Shape:
    """Make the shape of an object whose `type` says which of these shapes the rest of it has."""

    def check(value: object, path: str) -> Problems:
        if not isinstance(value, Mapping):
            yield must_be("an object", value, path)
        elif "type" not in value:
            yield f"{join(path, 'type')}: missing"
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield from one_of(*kinds)(value["type"], join(path, "type"))
        else:
            yield from kinds[value["type"]]({key: item for key, item in value.items() if key != "type"}, path)

    return check


def at_least_one_of(*keys: str) -> Rule:
    """Make the rule that one or more of these fields are there."""

    def rule(value: Mapping[str, Any], path: str) -> Problems:
        if not any(key in value for key in keys):
            yield f"{path}: needs one or more of {', '.join(keys)}"

    return rule


def exactly_one_of(*keys: str) -> Rule:
    """Make the rule that one of these fields is there and no other."""

    def rule(value: Mapping[str, Any], path: str) -> Problems:
        given = [key for key in keys if key in value]
        if len(given) != 1:
            yield f"{path}: needs exactly one of {', '.join(keys)}, has {' and '.join(given) or 'none'}"

    return rule


def not_greater(low: str, high: str) -> Rule:
    """Make the rule that one number is not above the other, if both are given."""

    def rule(value: Mapping[str, Any], path: str) -> Problems:
        if low in value and high in value and float(value[low]) > float(value[high]):
            yield f"{join(path, low)}: {value[low]}, more than {high} {value[high]}"

    return rule


def repeated(found: Sequence[tuple[str, object]]) -> Problems:
    """Name each value that an earlier path already has."""
    first: list[tuple[str, object]] = []
    for path, value in found:
        earlier = next((at for at, known in first if known == value), None)
        if earlier is None:
            first.append((path, value))
        else:
            yield f"{path}: {value!r} again, already at {earlier}"


def objects_in(value: object, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object inside the value, itself included, with its path."""
    if isinstance(value, Mapping):
        yield path, value
        for key, item in value.items():
            yield from objects_in(item, join(path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for position, item in enumerate(value):
            yield from objects_in(item, f"{path}[{position}]")
