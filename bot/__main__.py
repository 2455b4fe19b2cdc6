"""`python -m bot`, which is the same as `ftn`."""

import sys

#: As `bot.cli.shared.Exit.INTERRUPTED`, which is not imported yet.
INTERRUPTED = 130


def main() -> None:
    """Run the command line; Ctrl-C while its parts are still being imported ends as it does later, and with no traceback."""
    try:
        from bot.cli import main as command

        command()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
