"""Tideline: a private social feed that shows the consistency lag of CQRS. Opens the window or runs one command."""

import sys

from app.cli.arguments import Arguments, default_folder, split
from app.errors import InvalidInput, TidelineError


def main(argv: list[str]) -> int:
    """Run what the command line asks for and return the exit status."""
    try:
        arguments = split(argv)
        if arguments.screenshot is not None:
            return _screenshot(arguments)
        if not arguments.rest:
            return _window(arguments)
    except InvalidInput as error:
        return _say(error.reason, error.exit_status)
    except TidelineError as error:
        return _say(str(error), error.exit_status)
    from app.cli.parser import run

    return run(arguments)


def _window(arguments: Arguments) -> int:
    from app.bootstrap import Tideline
    from ui.start import run_window

    folder = arguments.data or default_folder()
    return run_window(lambda: Tideline(folder), folder)


def _screenshot(arguments: Arguments) -> int:
    from ui.screenshot import take

    return take(arguments)


def _say(sentence: str, status: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
