"""Runs commands in this process, as a person would type them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cli.arguments import split
from app.cli.parser import run


class Ran(msgspec.Struct, frozen=True):
    """What a command did: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def cli(folder: Path, capfd: pytest.CaptureFixture[str]) -> Cli:
    """`cli('post', 'words', '--as', 'maya')` runs the command with `--json` on the test's own data folder."""

    def call(*words: str, json_wanted: bool = True) -> Ran:
        capfd.readouterr()
        shared = ["--data", str(folder), *(["--json"] if json_wanted else [])]
        status = run(split([*shared, *words]))
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return call


@pytest.fixture
def maya(cli: Cli) -> str:
    """The handle of a registered person."""
    assert cli("person", "maya", "--name", "Maya Okafor").status == 0
    return "maya"
