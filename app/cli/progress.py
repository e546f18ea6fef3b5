"""Progress on stderr while something takes long; nothing where stderr is no terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Advance(Protocol):
    """`advance(done, total)`, or `advance(steps)` where the total was given."""

    def __call__(self, done: int, total: int | None = None, /) -> None:
        """Move the bar."""
        ...


@contextmanager
def bar(words: str, total: int | None) -> Iterator[Advance]:
    """A bar while the `with` lasts. With `total` each call adds steps; without it each call says (done, total)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total=None: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as progress:
        task = progress.add_task(words, total=total)

        def advance(done: int, new_total: int | None = None, /) -> None:
            if total is not None:
                progress.advance(task, done)
            else:
                progress.update(task, completed=done, total=new_total)

        yield advance
