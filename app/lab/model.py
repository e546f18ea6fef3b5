"""The plain data of the lab and of the read side's controls, which the window may import."""

from typing import Literal

import msgspec

CompanyLevel = Literal["off", "quiet", "lively"]


class ReadSideState(msgspec.Struct, frozen=True):
    """How the read side runs: `stopped` is a sentence when the projector is down, '' while it runs.

    `rebuilding` is (done, total) while a rebuild runs, None otherwise; `no_store` while there is no
    read store to show at all; `write_problem` a sentence when the write store cannot be used.
    `elsewhere` is True when another process projects for this folder.
    """

    delay_ms: int = 0
    paused: bool = False
    stopped: str = ""
    rebuilding: tuple[int, int] | None = None
    no_store: bool = False
    write_problem: str = ""
    elsewhere: bool = False
