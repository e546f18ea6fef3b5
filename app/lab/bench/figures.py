"""How the measurements are taken and told: samples side by side, percentiles, and the ratio to each comparison side."""

import gc
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

WARM_UP = 0.1
"""The share of a run that comes first and is not counted."""
SWITCH_INTERVAL_S = 0.0005
"""How soon a thread gives way, as in the window."""

Call = Callable[[], object]


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One row as it was measured: samples in `unit`, those of its comparison sides in the same unit.

    `figures` are further numbers, `explain` the plans of the SQL compared with, `note` what a reader has to know.
    With `higher_is_better` a sample is a rate.
    """

    name: str
    unit: str
    samples: tuple[float, ...]
    peers: dict[str, tuple[float, ...]] = {}
    figures: dict[str, float] = {}
    explain: dict[str, list[str]] = {}
    note: str = ""
    higher_is_better: bool = False

    @property
    def p50(self) -> float:
        """The median."""
        return percentile(self.samples, 50)

    @property
    def p99(self) -> float:
        """What 99 of 100 samples are at least as good as."""
        return percentile(self.samples, 1 if self.higher_is_better else 99)

    def ratio(self, peer: str) -> float:
        """How many times as good as a comparison side the row is, median against median; 0 if that was not measured."""
        if peer not in self.peers:
            return 0.0
        theirs = percentile(self.peers[peer], 50)
        return self.p50 / theirs if self.higher_is_better else theirs / self.p50


def percentile(samples: tuple[float, ...], share: float) -> float:
    """The sample below or at which `share` percent of them lie (the nearest rank, so it is one that occurred)."""
    ordered = sorted(samples)
    rank = -(-len(ordered) * share // 100)
    return ordered[min(len(ordered), max(1, int(rank))) - 1]


def timed(call: Call) -> float:
    """The milliseconds that `call` takes."""
    start = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - start) / 1e6


def sampled(call: Call, number: int) -> tuple[float, ...]:
    """`number` samples of `call` in milliseconds, after a warm-up."""
    return interleaved({"": call}, number)[""]


def interleaved(sides: Mapping[str, Call], number: int, each: int = 1) -> dict[str, tuple[float, ...]]:
    """`number` samples of each side in milliseconds, in turns of `each`, so that the machine treats all alike."""
    turns = -(-number // each)
    warm_up = max(1, round(turns * WARM_UP))
    found: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(-warm_up, turns):
        for name, call in sides.items():
            samples = [timed(call) for _ in range(each)]
            if turn >= 0:
                found[name] += samples
    return {name: tuple(samples) for name, samples in found.items()}


def few(call: Call, *, at_least: int = 3, at_most: int = 20, budget_ms: float = 6_000.0) -> tuple[float, ...]:
    """Samples of a slow side in milliseconds, until the budget is spent, after one that is not counted."""
    first = timed(call)
    if first > budget_ms:
        return (first,)
    samples: list[float] = []
    while len(samples) < at_least or (len(samples) < at_most and sum(samples) < budget_ms):
        samples.append(timed(call))
    return tuple(samples)


@contextmanager
def quiet() -> Iterator[None]:
    """The interpreter as the window sets it: no garbage collection of its own accord, threads that soon give way."""
    interval = sys.getswitchinterval()
    collecting = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.unfreeze()
        if collecting:
            gc.enable()


def machine(folder: Path) -> str:
    """What it was measured on: system, processor, Python, and the file system under the data."""
    return (
        f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {_file_system(folder)}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown processor"
    )


def _file_system(folder: Path) -> str:
    """The kind of file system a folder is on; in memory nothing is ever durable, which flatters the writes."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return "unknown file system"
    path = str(folder.resolve())
    over = [words for words in mounts if path == words[1] or path.startswith(words[1].rstrip("/") + "/")]
    return max(over, key=lambda words: len(words[1]))[2] if over else "unknown file system"
