"""Tideline never touches a network: no internet socket, no name look-up, in tests and in the headless commands."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import internet_guard

ROOT = Path(__file__).resolve().parent.parent


def run_guarded(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tests/internet_guard.py", str(script), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_an_internet_socket_is_refused_in_every_test(family: socket.AddressFamily, refused_internet: list[str]) -> None:
    with pytest.raises(internet_guard.InternetRefusedError):
        socket.socket(family)
    assert len(refused_internet) == 1
    refused_internet.clear()


def test_a_name_lookup_is_refused_in_every_test(refused_internet: list[str]) -> None:
    with pytest.raises(internet_guard.InternetRefusedError):
        socket.getaddrinfo("localhost", 80)
    assert len(refused_internet) == 1
    refused_internet.clear()


def test_a_local_socket_stays_allowed() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"raise")
        assert right.recv(5) == b"raise"


def test_a_script_that_swallows_the_refusal_is_still_found_out(tmp_path: Path) -> None:
    script = tmp_path / "sly.py"
    script.write_text("import socket\ntry:\n    socket.socket()\nexcept Exception:\n    print('fine')\n")
    ran = run_guarded(script)
    assert ran.returncode == internet_guard.ATTEMPTED
    assert "socket.__new__" in ran.stderr


def test_a_script_without_sockets_keeps_its_own_exit_status(tmp_path: Path) -> None:
    script = tmp_path / "honest.py"
    script.write_text("import sys\nprint(sys.argv[1])\nsys.exit(3)\n")
    ran = run_guarded(script, "hello")
    assert (ran.returncode, ran.stdout) == (3, "hello\n")


DEMO = ("demo", "--people", "3", "--posts", "5", "--likes", "5", "--comments", "2", "--seed", "1")


def test_the_commands_open_no_internet_socket(tmp_path: Path) -> None:
    for command in (DEMO, ("feed",), ("search", "harbour"), ("rebuild",), ("verify",)):
        ran = run_guarded(ROOT / "main.py", "--data", str(tmp_path), *command)
        assert ran.returncode == 0, ran.stderr


def test_the_window_opens_no_internet_socket_and_paints_the_same_bytes_twice(tmp_path: Path) -> None:
    assert run_guarded(ROOT / "main.py", "--data", str(tmp_path / "data"), *DEMO).returncode == 0
    pictures = [tmp_path / "first.png", tmp_path / "second.png"]
    for picture in pictures:
        ran = run_guarded(ROOT / "main.py", "--data", str(tmp_path / "data"), "--screenshot", str(picture))
        assert ran.returncode == 0, ran.stderr
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
