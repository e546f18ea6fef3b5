"""What the linters cannot say about the project's own shape: its rooms, its files and its lock file."""

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
LINES_AT_MOST = 400
MAIN_MAY_IMPORT = {"app.bootstrap", "app.cli", "app.settings", "ui"}

# Written so that this file does not match its own patterns.
REGISTRY = re.compile(r"\b(?:py(?:pi|thonhosted)|npm(?:js)|(?:ana)?conda|crates)\.(?:org|io|com)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~$}-])/(?:work|root|home|Users)/\w")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project that is kept, from git where there is one, else all but what tools leave."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        made = {".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}
        paths = [path for path in ROOT.rglob("*") if not made.intersection(path.relative_to(ROOT).parts)]
    return tuple(path for path in paths if path.is_file())


@cache
def texts() -> dict[str, str]:
    """The tracked files that are text, by path from the project's folder."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return found


def modules_imported(source: str) -> set[str]:
    """The full names that a module's import statements name, `from app import cli` as `app.cli`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            names.update(below if node.module in {"app", "ui"} else {node.module})
    return names


def test_every_room_of_app_has_a_row_in_the_import_table() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    rows = {name.removesuffix(".**") for contract in contracts for name in contract.get("source_modules", [])}
    # The two doors may import all of app; the row that keeps Qt out covers them with everything else.
    rows |= {"app.bootstrap", "app.cli"}
    rooms = {f"app.{path.stem}" for path in (ROOT / "app").glob("*.py") if path.stem != "__init__"}
    rooms |= {f"app.{path.parent.name}" for path in (ROOT / "app").glob("*/__init__.py")}
    assert rooms <= rows


def test_main_imports_only_the_two_doors_settings_and_the_window() -> None:
    imported = modules_imported((ROOT / "main.py").read_text(encoding="utf-8"))
    ours = {name for name in imported if name.split(".")[0] in {"app", "ui"}}
    assert {name for name in ours if not any(f"{name}.".startswith(f"{room}.") for room in MAIN_MAY_IMPORT)} == set()


def test_every_init_file_is_empty() -> None:
    assert [path for path, text in texts().items() if path.endswith("__init__.py") and text] == []


def test_no_python_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {path: text.count("\n") for path, text in texts().items() if path.endswith(".py")}
    assert {path: lines for path, lines in lengths.items() if lines > LINES_AT_MOST} == {}


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry", "machine path"])
def test_no_file_names_a_registry_or_a_path_of_one_machine(pattern: re.Pattern[str]) -> None:
    found = {path: match.group() for path, text in texts().items() if (match := pattern.search(text))}
    assert found == {}


def locked() -> dict[str, list[str]]:
    """The lock file's requirements, each with the lines that belong to it."""
    entries: dict[str, list[str]] = {}
    entry: list[str] = []
    for line in LOCK.read_text("utf-8").splitlines():
        if line[:1].isspace():
            entry.append(line.strip().removesuffix("\\").strip())
        else:
            entry = entries.setdefault(line.removesuffix("\\").strip(), [])
    return entries


def test_the_lock_file_holds_exact_versions_with_hashes_and_nothing_else() -> None:
    entries = locked()
    assert len(entries) > len(project()["project"]["dependencies"])
    for requirement, hashes in entries.items():
        assert re.match(r"[A-Za-z0-9._-]+==[^=\s]+( ; .+)?$", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), requirement


def test_the_lock_file_satisfies_what_the_project_asks_for() -> None:
    versions: dict[str, list[str]] = {}
    for pinned in map(Requirement, locked()):
        versions.setdefault(canonicalize_name(pinned.name), []).extend(pin.version for pin in pinned.specifier)
    asked = project()["project"]["dependencies"] + project()["dependency-groups"]["dev"]
    for wanted in map(Requirement, asked):
        held = versions[canonicalize_name(wanted.name)]
        assert all(wanted.specifier.contains(exact) for exact in held), wanted


def test_what_runs_is_what_the_lock_file_holds() -> None:
    for requirement in map(Requirement, locked()):
        if requirement.marker is None or requirement.marker.evaluate():
            (pin,) = requirement.specifier
            assert version(requirement.name) == pin.version


def test_the_python_that_runs_the_tests_is_one_the_project_supports() -> None:
    wanted = Requirement(f"python{project()['project']['requires-python']}")
    assert wanted.specifier.contains(".".join(map(str, sys.version_info[:3])))


def test_no_code_walks_the_focus_chain_of_the_window() -> None:
    """The binding takes the widget that such a call returns for a child of the one asked: deleting one kills others."""
    callers = re.compile(r"\w\.(?:next|previous)InFocusChain\b")
    assert [path for path, text in texts().items() if path.endswith(".py") and callers.search(text)] == []
