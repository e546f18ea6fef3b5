"""Makes the virtual environment from the lock file; `make` calls it when the lock file is newer than the stamp.

Needs nothing but Python's standard library. Where pip looks for packages is the business of the machine's own
settings; the hashes in the lock file decide what is accepted.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "ready"
OLDEST = (3, 11)


class SetupError(Exception):
    """The environment cannot be made; the message tells the person what to do."""


def succeeds(*command: str | Path) -> bool:
    """Whether a command could be run and ended with status 0; it says nothing itself."""
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def works() -> bool:
    """Whether the environment starts, lies where it was made, and has the version of the Python that asks."""
    program = "import sys; sys.exit([sys.prefix, '%d.%d' % sys.version_info[:2]] != sys.argv[1:])"
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return succeeds(PYTHON, "-c", program, VENV, version) and has_pip()


def has_pip() -> bool:
    """Whether the environment can install into itself."""
    return succeeds(PYTHON, "-m", "pip", "--version")


def as_root() -> list[str] | None:
    """What to put before a command so that root runs it without a question; None where nobody may."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if succeeds("sudo", "-n", "true") else None


def make_venv() -> None:
    """Make an environment with pip in it, by whichever way this Python offers. Raises SetupError when there is none."""
    shutil.rmtree(VENV, ignore_errors=True)
    if succeeds(sys.executable, "-c", "import ensurepip, venv"):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        return
    # Debian and Ubuntu keep ensurepip in a package of its own.
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if succeeds(sys.executable, "-m", "virtualenv", VENV) and has_pip():
        return
    root = as_root()
    if root is not None and shutil.which("apt-get"):
        print(f"Installing {package}, which this Python needs to make an environment.", flush=True)
        quiet = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        subprocess.run([*quiet, "update"], stdin=subprocess.DEVNULL, check=False)
        subprocess.run([*quiet, "install", "-y", package], stdin=subprocess.DEVNULL, check=False)
        if succeeds(sys.executable, "-m", "venv", VENV):
            return
    raise SetupError(f"This Python cannot make a virtual environment. Run: sudo apt-get install -y {package}")


def locked_names() -> set[str]:
    """The names in the lock file, in pip's normal form."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return {normal(line.split("==")[0]) for line in lines if line[:1].isalnum()}


def normal(name: str) -> str:
    """A distribution's name in the one spelling in which names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def install() -> None:
    """Install exactly what the lock file holds, and take out what it no longer holds. Raises CalledProcessError."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    quiet = ["--quiet", "--no-input"]
    exact = ["--require-hashes", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*pip, "install", *quiet, *exact, "--requirement", str(LOCK)], stdin=subprocess.DEVNULL, check=True)
    listing = subprocess.run([*pip, "list", "--format=freeze"], capture_output=True, text=True, check=True).stdout
    present = {line.split("==")[0] for line in listing.splitlines()}
    keep = locked_names() | {"pip", "setuptools", "wheel"}
    left_over = sorted(name for name in present if normal(name) not in keep)
    if left_over:
        subprocess.run([*pip, "uninstall", "--quiet", "--yes", *left_over], check=True)


def compile_program() -> None:
    """Keep the program's bytecode: without it a start takes half as long again, and not everybody's Python keeps it."""
    words = ["-m", "compileall", "-q", "app", "ui", "main.py"]
    subprocess.run([str(PYTHON), *words], cwd=ROOT, stdin=subprocess.DEVNULL, check=True)


def main() -> int:
    """Make or refresh the environment; the stamp is written last, so that a broken run starts again."""
    if sys.version_info < OLDEST:
        print(f"Tideline needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    STAMP.unlink(missing_ok=True)
    try:
        if not works():
            print("Making the virtual environment in .venv.", flush=True)
            make_venv()
        print("Installing what requirements.lock holds.", flush=True)
        install()
        compile_program()
    except SetupError as reason:
        print(reason, file=sys.stderr)
        return 2
    except subprocess.CalledProcessError:
        print("The packages could not be installed. Look at the reason above, then run it again.", file=sys.stderr)
        return 2
    STAMP.write_text(f"{sys.version.split()[0]}\n", encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
