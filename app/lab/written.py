"""Writes a file whole or not at all, for what the lab hands out: reports and recordings."""

import os
from pathlib import Path

from app.errors import EnvironmentFault


def write_whole(file: Path, text: str) -> None:
    """Write `text` as UTF-8 to `file`. Raises `EnvironmentFault` with a sentence; then nothing was changed."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(file)
    except OSError as error:
        raise EnvironmentFault(
            f"{file} could not be written ({error.strerror}); nothing was changed. Choose another place."
        ) from error
