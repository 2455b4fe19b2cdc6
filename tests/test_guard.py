"""The tests' own guards: no connection leaves this machine, and no setting of whoever runs them gets in."""

from __future__ import annotations

import os
import socket

import pytest

from bot.settings import Settings


@pytest.mark.parametrize("call", ["connect", "connect_ex"])
@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("models.example", 443)])
def test_other_machines_are_out_of_reach(refused_connections: list[str], call: str, address: tuple[str, int]) -> None:
    """A connection to another machine is an error, and is remembered even if the error is swallowed."""
    with socket.socket() as own, pytest.raises(RuntimeError, match="tried to connect"):
        getattr(own, call)(address)
    assert refused_connections == [repr(address)]
    refused_connections.clear()


def test_this_machine_is_within_reach() -> None:
    """A server of the test's own can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_no_setting_gets_in(settings: Settings) -> None:
    """No variable of this program is set, and the test's settings know no model."""
    assert not {field.alias for field in Settings.model_fields.values()} & os.environ.keys()
    assert not settings.has_model
