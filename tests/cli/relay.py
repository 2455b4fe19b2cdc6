"""Stands for a command whose process `prepared.py` forks: gives it these arguments, environment, folder and streams, and ends as it does."""

from __future__ import annotations

import array
import json
import os
import signal
import socket
import sys

#: Standard input, output and error.
STREAMS = 3


def main() -> None:
    """Have the command run, and end with its status, or by its signal."""
    told = {"arguments": sys.argv[2:], "environment": dict(os.environ), "folder": os.getcwd()}  # noqa: PTH109 - without the site's packages, quickly
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as forking:
        forking.connect(sys.argv[1])
        message = json.dumps(told).encode() + b"\n"
        sent = forking.sendmsg([message], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", range(STREAMS)))])
        forking.sendall(message[sent:])
        # What was given to the command is closed when the command closes it.
        for stream in range(STREAMS):
            os.close(stream)
        status = int(forking.recv(16))
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


if __name__ == "__main__":
    main()
