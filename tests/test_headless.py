"""The core runs where Qt is not installed: every module of app is imported while PySide6 cannot be."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

BLOCKED = ("PySide6", "shiboken6", "qtpy", "qtawesome", "pyqtgraph", "ui")

IMPORT_EVERYTHING = """
import importlib
import importlib.abc
import pkgutil
import sys

blocked = set(sys.argv[1:])


class NotInstalled(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


sys.meta_path.insert(0, NotInstalled())
import app

for module in pkgutil.walk_packages(app.__path__, "app."):
    importlib.import_module(module.name)
    print(module.name)
print("blocked:", sorted(blocked & {name.partition(".")[0] for name in sys.modules}))
"""


def import_all_of_app(*blocked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EVERYTHING, *blocked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_every_module_of_app_is_imported_without_qt() -> None:
    ran = import_all_of_app(*BLOCKED)
    assert ran.returncode == 0, ran.stderr
    *imported, last = ran.stdout.splitlines()
    files = {path for path in (ROOT / "app").rglob("*.py") if path.name != "__init__.py"}
    expected = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files}
    assert expected <= set(imported)
    assert last == "blocked: []"


def test_the_block_itself_stops_an_import() -> None:
    ran = import_all_of_app("msgspec")
    assert ran.returncode != 0
    assert "No module named 'msgspec'" in ran.stderr
