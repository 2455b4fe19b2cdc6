"""Takes out of a PDF's page, before it is read, the text that nobody can see: invisible, white on white, or too small.

What is told: the mode of rendering, the colour of the filling against what was painted before, how far it can be seen through, and the
size of the letters. A page that has
invisible text alone is one that was scanned and recognised, and is left as it is. What lies in forms and layers is not looked into.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypdf import PageObject

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHOWS = {b"Tj", b"TJ", b"'", b'"'}
_FILLS = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
_PATH_ENDS = _FILLS | {b"n", b"S", b"s"}
_SETS_FILL = {b"g": 1, b"rg": 3, b"k": 4, b"sc": 0, b"scn": 0}
#: Rendering modes that paint nothing: invisible, and as a mask alone.
_INVISIBLE = {3, 7}
#: From this on a part of red, green and blue counts as white.
_WHITE = 0.96
#: Fainter than this share of full colour nobody sees.
_FAINTEST = 0.05
#: Letters smaller than this many points can't be read.
SMALLEST = 1.0


@dataclass(frozen=True, slots=True)
class _State:
    """What a page's operators have set: white or clear filling, rendering mode, size of letters, and the matrix of coordinates."""

    is_white: bool = False
    is_clear: bool = False
    mode: int = 0
    size: float = 12.0
    matrix: Matrix = _SAME


@dataclass(slots=True)
class _Canvas:
    """What is known of the page while its operators are gone through."""

    #: The names of the page's graphics states that make a filling clear or not.
    clear: Mapping[str, bool] = field(default_factory=dict)
    state: _State = _State()
    saved: list[_State] = field(default_factory=list)
    line: Matrix = _SAME
    leading: float = 0.0
    path: list[tuple[float, float, float, float]] = field(default_factory=list)
    #: Boxes painted in another colour than white, pictures and shadings among them.
    painted: list[tuple[float, float, float, float]] = field(default_factory=list)


def take_out_hidden(page: PageObject) -> None:
    """Drop the operators that show text nobody can see."""
    from pypdf.generic import ByteStringObject, ContentStream, NameObject

    contents = page.get("/Contents")
    if contents is None:
        return
    # As bytes: a font of two bytes a letter would not survive being decoded and written again.
    stream = ContentStream(contents.get_object(), page.pdf, "bytes")
    operations = stream.operations
    hidden = _hidden_among(operations, _clear_states(page))
    shown = sum(operator in _SHOWS for _, operator in operations)
    if not hidden or sum(operations[place][1] in _SHOWS for place in hidden) == shown:
        return
    # Emptied and not taken out: what is shown after them stands where it stood.
    stream.operations = [
        _emptied(operation, ByteStringObject(b"")) if place in hidden else operation
        for place, operation in enumerate(operations)
    ]
    page[NameObject("/Contents")] = stream


def _emptied(operation: tuple[Any, bytes], nothing: Any) -> tuple[Any, bytes]:
    operands, operator = operation
    if operator == b"Do":
        return [], b"n"
    return [*operands[:-1], nothing], b"Tj" if operator == b"TJ" else operator


def _clear_states(page: PageObject) -> dict[str, bool]:
    """The page's named graphics states that say how far a filling can be seen through, and whether that is wholly."""
    try:
        resources: Any = page["/Resources"].get_object()
        states = resources["/ExtGState"].get_object()
        named = {name: state.get_object() for name, state in states.items()}
        return {name: float(state["/ca"]) < _FAINTEST for name, state in named.items() if "/ca" in state}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _hidden_among(operations: Sequence[tuple[Any, bytes]], clear: Mapping[str, bool]) -> set[int]:
    """The places of the operators whose text can't be seen, and of those that draw a form that can't."""
    canvas = _Canvas(clear)
    hidden: set[int] = set()
    for place, (operands, operator) in enumerate(operations):
        if operator in _SHOWS:
            if operator in {b"'", b'"'}:
                _next_line(canvas, 0.0, -canvas.leading)
            if _is_hidden(canvas):
                hidden.add(place)
        elif operator == b"Do" and canvas.state.is_clear:
            hidden.add(place)
        else:
            try:
                _take(canvas, operator, operands)
            except (TypeError, ValueError, IndexError, OverflowError):
                continue
    return hidden


def _is_hidden(canvas: _Canvas) -> bool:
    state = canvas.state
    whole = _times(canvas.line, state.matrix)
    size = abs(state.size) * max(abs(whole[0]), abs(whole[1]), abs(whole[2]), abs(whole[3]))
    if state.is_clear or state.mode in _INVISIBLE or size < SMALLEST:
        return True
    return state.is_white and not any(
        left - 1 <= whole[4] <= right + 1 and low - 1 <= whole[5] <= high + 1
        for left, low, right, high in canvas.painted
    )


def _take(canvas: _Canvas, operator: bytes, operands: Any) -> None:  # noqa: C901, PLR0912 - one branch an operator
    state = canvas.state
    if operator == b"q":
        canvas.saved.append(state)
    elif operator == b"Q" and canvas.saved:
        canvas.state = canvas.saved.pop()
    elif operator == b"cm":
        canvas.state = replace(state, matrix=_times(_matrix(operands), state.matrix))
    elif operator in _SETS_FILL:
        canvas.state = replace(state, is_white=_is_white(operands, _SETS_FILL[operator]))
    elif operator == b"gs":
        canvas.state = replace(state, is_clear=canvas.clear.get(str(operands[0]), state.is_clear))
    elif operator == b"Tr":
        canvas.state = replace(state, mode=int(operands[0]))
    elif operator == b"Tf":
        canvas.state = replace(state, size=float(operands[1]))
    elif operator == b"BT":
        canvas.line = _SAME
    elif operator == b"Tm":
        canvas.line = _matrix(operands)
    elif operator in {b"Td", b"TD"}:
        _next_line(canvas, float(operands[0]), float(operands[1]))
        if operator == b"TD":
            canvas.leading = -float(operands[1])
    elif operator == b"TL":
        canvas.leading = float(operands[0])
    elif operator == b"T*":
        _next_line(canvas, 0.0, -canvas.leading)
    elif operator in {b"re", b"m", b"l", b"c"}:
        canvas.path.append(_box(operator, operands, state.matrix))
    elif operator in {b"Do", b"sh", b"INLINE IMAGE"}:
        canvas.painted.append(_around([(0.0, 0.0), (1.0, 1.0)], state.matrix) if operator != b"sh" else _EVERYWHERE)
    elif operator in _PATH_ENDS:
        if operator in _FILLS and canvas.path and not state.is_white:
            lefts, lows, rights, highs = zip(*canvas.path, strict=True)
            canvas.painted.append((min(lefts), min(lows), max(rights), max(highs)))
        canvas.path = []


_EVERYWHERE = (float("-inf"), float("-inf"), float("inf"), float("inf"))


def _next_line(canvas: _Canvas, x: float, y: float) -> None:
    canvas.line = _times((1.0, 0.0, 0.0, 1.0, x, y), canvas.line)


def _is_white(operands: Any, parts: int) -> bool:
    """Whether a filling is white; in cyan, magenta, yellow and black that is none of each. A pattern is not."""
    numbers = [float(one) for one in operands]
    if (parts or len(numbers)) == 4:  # noqa: PLR2004 - cyan, magenta, yellow, black
        return all(number <= 1 - _WHITE for number in numbers)
    return bool(numbers) and all(number >= _WHITE for number in numbers)


def _box(operator: bytes, operands: Any, matrix: Matrix) -> tuple[float, float, float, float]:
    numbers = [float(one) for one in operands]
    if operator == b"re":
        x, y, width, height = numbers
        return _around([(x, y), (x + width, y + height)], matrix)
    return _around(list(zip(numbers[::2], numbers[1::2], strict=True)), matrix)


def _around(points: Sequence[tuple[float, float]], matrix: Matrix) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = matrix
    xs = [x * a + y * c + e for x, y in points]
    ys = [x * b + y * d + f for x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return a, b, c, d, e, f


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m
