"""The arguments of one Web API call, from query, form or JSON, read as Slack reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.slack.refused import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

TRUE = frozenset({"1", "true", "True"})


class Arguments:
    """What was asked; empty values count as not given."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def text(self, name: str) -> str:
        """The value as text, empty when not given."""
        return str(self.values.get(name, ""))

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """The value as text; `error` when it is missing."""
        if not (value := self.text(name)):
            raise RefusedError(error, messages=[f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool | None:
        """A yes or no, or nothing."""
        value = self.values.get(name)
        return None if value is None else value is True or str(value) in TRUE

    def whole(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.values.get(name, default))
        except ValueError:
            raise RefusedError("invalid_arguments", messages=[f"{name} is no number"]) from None

    def texts(self, name: str) -> list[str]:
        """A list of texts, given as such or as JSON text; empty when not given."""
        value = self._structure(name, "invalid_arguments") or []
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return value
        raise RefusedError("invalid_arguments", messages=[f"{name} must be an array of strings"])

    def mappings(self, name: str, error: str = "invalid_arguments") -> list[dict[str, Any]] | None:
        """A list of objects, given as such or as JSON text, or nothing."""
        value = self._structure(name, error)
        if value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            return value
        raise RefusedError(error, messages=[f"{name} must be an array of objects"])

    def mapping(self, name: str, error: str = "invalid_arguments") -> dict[str, Any] | None:
        """An object, given as such or as JSON text, or nothing."""
        value = self._structure(name, error)
        if value is None or isinstance(value, dict):
            return value
        raise RefusedError(error, messages=[f"{name} must be an object"])

    def _structure(self, name: str, error: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except json.JSONDecodeError:
            raise RefusedError(error, messages=[f"{name} is no JSON"]) from None


async def arguments_of(request: web.Request) -> Arguments:
    """Query, form and JSON body together."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        if body := await request.text():
            try:
                values.update(json.loads(body))
            except (ValueError, TypeError):
                raise RefusedError("invalid_json") from None
    else:
        values.update(await request.post())
    return Arguments(values)
