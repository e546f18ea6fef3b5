"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from typing import Protocol

from app.consistency.trace import TraceLog


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...
