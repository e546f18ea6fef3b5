"""Turns every attempt to reach a network into an error; tests load it, and a subprocess runs a script under it.

As a script: `python tests/internet_guard.py SCRIPT ARGUMENT...` ends with status 99 if SCRIPT tried.
"""

import os
import runpy
import socket
import sys
from pathlib import Path
from typing import Any

ATTEMPTED = 99
"""Exit status of the script form when an internet socket was asked for."""

_INTERNET = {int(socket.AF_INET), int(socket.AF_INET6)}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}


class InternetRefusedError(Exception):
    """Somebody asked for an internet socket or a name look-up; Tideline works without any network."""


attempts: list[str] = []
"""What was refused so far in this process, also where the error itself was swallowed."""


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    internet = event == "socket.__new__" and arguments[1] in _INTERNET
    if internet or event in _LOOKUPS:
        attempts.append(f"{event}{arguments[1:]}")
        raise InternetRefusedError(attempts[-1])


def install() -> None:
    """Refuse from now on, for the rest of this process: an audit hook cannot be removed."""
    sys.addaudithook(_refuse)


def open_internet_sockets() -> list[str]:
    """Internet sockets that this process holds open by whatever means, C++ included; empty where there is no /proc."""
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        return []
    held = set()
    for entry in descriptors.iterdir():
        try:
            held.add(str(entry.readlink()))
        except OSError:
            continue  # the descriptor of this very listing is gone by now
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        listing = Path("/proc/self/net", table)
        if listing.exists():
            rows = listing.read_text(encoding="ascii").splitlines()[1:]
            found += [f"{table} {row.strip()}" for row in rows if f"socket:[{row.split()[9]}]" in held]
    return found


def main(arguments: list[str]) -> None:
    """Run a script under the guard and report, on stderr and by the exit status, if it tried."""
    install()
    script, sys.argv = arguments[0], arguments
    sys.path[0] = str(Path(script).resolve().parent)
    status: int | str | None = 0
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as leaving:
        status = leaving.code
    tried = attempts + open_internet_sockets()
    if tried:
        sys.stderr.write("\n".join(["An internet socket was asked for:", *tried, ""]))
        sys.stderr.flush()
        os._exit(ATTEMPTED)
    sys.exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
