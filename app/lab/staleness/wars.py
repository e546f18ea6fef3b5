"""What if the read side were N copies? Monte Carlo of WARS, and k-staleness in closed form (Bailis et al., VLDB 2012).

A write is sent to all N copies (W) and committed when `w` have acknowledged it (A); a read asks all copies (R) and
takes the first `r` responses (S). It is consistent if one of those had the write when the request arrived.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np

from app.errors import InvalidInput
from app.lab.staleness.latency import Legs
from app.lab.staleness.sampling import Draws, sample

MOST_COPIES = 1_000
MOST_DRAWS = 20_000_000
CHUNK_VALUES = 1 << 16
"""So many latencies of a leg are drawn at once: they stay in the processor's cache."""
THREADS = 2
"""numpy draws without Python's lock, so a second thread halves the wait."""
GRACE = np.float32(1e-6)
"""A tie in decimal milliseconds stays one in 32 bits: a millionth of it, and a nanosecond."""


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """`n` copies of which `r` answer a read and `w` acknowledge a write.

    `remote_ms` is added on each way of all copies but one, which is drawn anew for each read and for each write.
    """

    n: int
    r: int
    w: int
    legs: Legs
    remote_ms: float = 0.0


class Latencies(msgspec.Struct, frozen=True):
    """The mean and percentiles of some latencies, in ms."""

    mean: float
    p50: float
    p99: float
    p999: float


class Replicas:
    """The outcome of many draws: `visibility_ms` is how long after its commit each write was seen by its read."""

    def __init__(self, visibility_ms: Draws, reads_ms: Draws, writes_ms: Draws) -> None:
        self._visibility = np.sort(visibility_ms)
        self._reads = np.sort(reads_ms)
        self._writes = np.sort(writes_ms)

    @property
    def draws(self) -> int:
        """How many pairs of a write and a read were drawn."""
        return len(self._visibility)

    def p_consistent(self, times_ms: Sequence[float]) -> tuple[float, ...]:
        """The share of reads that are consistent if they start so long after the commit."""
        limits = np.asarray(times_ms, np.float32)
        limits = limits + limits * GRACE + GRACE
        return tuple(float(count) / self.draws for count in np.searchsorted(self._visibility, limits, side="right"))

    def t_visibility(self, share: float) -> float:
        """After how many ms at least this share of the reads is consistent: a quantile of the visibility time."""
        return float(self._visibility[_rank(share, self.draws)])

    @property
    def read_latency(self) -> Latencies:
        """How long a read waits for its `r` responses."""
        return _latencies(self._reads)

    @property
    def write_latency(self) -> Latencies:
        """How long a write waits for its `w` acknowledgements."""
        return _latencies(self._writes)


def check(cluster: Cluster, draws: int = 1) -> None:
    """Raises `InvalidInput` with a sentence that names what cannot be used."""
    if not 1 <= cluster.n <= MOST_COPIES:
        raise InvalidInput("--n", f"N is {cluster.n}; from 1 to {MOST_COPIES:,} copies can be drawn.")
    for name, field, words, value in (("R", "--r", "read from", cluster.r), ("W", "--w", "written to", cluster.w)):
        if value < 1:
            raise InvalidInput(field, f"{name} is {value}; at least one copy has to be {words}.")
        if value > cluster.n:
            raise InvalidInput(field, f"{name} is {value}, more than the N = {cluster.n} copies there are.")
    if not 0 <= cluster.remote_ms <= 1e6:
        raise InvalidInput("--remote-ms", f"The remote delay is {cluster.remote_ms:g} ms; take 0 to 1,000,000.")
    if not 1 <= draws <= MOST_DRAWS:
        raise InvalidInput("--draws", f"{draws:,} draws cannot be made; take 1 to {MOST_DRAWS:,}.")


def simulate(cluster: Cluster, draws: int, seed: int) -> Replicas:
    """Draw so many writes, each with a read. The same seed gives the same outcome. Raises `InvalidInput`."""
    check(cluster, draws)
    if seed < 0:
        raise InvalidInput("--seed", f"The seed is {seed}; take 0 or more.")
    visibility, reads, writes = (np.empty(draws, np.float32) for _ in range(3))
    chunk = max(1, CHUNK_VALUES // cluster.n)
    places = [slice(start, min(draws, start + chunk)) for start in range(0, draws, chunk)]

    def fill(here: slice, own_seed: np.random.SeedSequence) -> None:
        rng = np.random.default_rng(own_seed)
        visibility[here], reads[here], writes[here] = _chunk(cluster, rng, here.stop - here.start)

    # Each chunk has a seed of its own, so the outcome does not depend on which thread draws it.
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(fill, places, np.random.SeedSequence(seed).spawn(len(places))))
    return Replicas(visibility, reads, writes)


def p_within_versions(n: int, r: int, w: int, k: int) -> float:
    """The chance that a read of `r` copies finds one of the `k` newest versions, each on `w` copies of its own."""
    return 1.0 - (math.comb(n - w, r) / math.comb(n, r)) ** k


def _chunk(cluster: Cluster, rng: np.random.Generator, count: int) -> tuple[Draws, Draws, Draws]:
    """Visibility times, read and write latencies of so many pairs. A row of each array is a copy."""
    shape = (cluster.n, count)
    legs = cluster.legs
    arrives, answer = sample(legs.w, rng, shape), sample(legs.a, rng, shape)
    asked, response = sample(legs.r, rng, shape), sample(legs.s, rng, shape)
    if cluster.remote_ms:
        away = np.float32(cluster.remote_ms)
        _add_far(arrives, answer, away, rng)
        _add_far(asked, response, away, rng)
    answer += arrives
    committed = _nth_smallest(answer, cluster.w)
    # Until when a copy lacks the write, seen from a read that starts at 0.
    arrives -= asked
    asked += response
    read, lacking = _first(asked, arrives, cluster.r)
    return np.maximum(lacking - committed, np.float32(0)), read, committed


def _add_far(there: Draws, back: Draws, away: np.float32, rng: np.random.Generator) -> None:
    """Lengthen both ways of all copies but one, drawn for each column."""
    copies, count = there.shape
    far = np.arange(copies)[:, None] != rng.integers(copies, size=(1, count))
    there += away * far
    back += away * far


def _nth_smallest(rows: Draws, nth: int) -> Draws:
    if nth in {1, len(rows)}:
        return _least(rows) if nth == 1 else _greatest(rows)
    found: Draws = np.partition(rows, nth - 1, axis=0)[nth - 1]
    return found


def _first(responses: Draws, lacking: Draws, count: int) -> tuple[Draws, Draws]:
    """When the last of the first `count` responses comes, and the least of `lacking` among those copies."""
    if count == len(responses):
        return _greatest(responses), _least(lacking)
    if count == 1:
        order = np.argmin(responses, axis=0, keepdims=True)
    else:
        # Copies that answer at the same moment count once each, so ranks are needed, not a limit of time.
        order = np.argpartition(responses, count - 1, axis=0)[:count]
    first = np.take_along_axis(responses, order, axis=0)
    return _greatest(first), _least(np.take_along_axis(lacking, order, axis=0))


def _least(rows: Draws) -> Draws:
    least: Draws = rows.min(axis=0)
    return least


def _greatest(rows: Draws) -> Draws:
    greatest: Draws = rows.max(axis=0)
    return greatest


def _rank(share: float, count: int) -> int:
    """The place of the smallest value that at least this share of the values do not exceed."""
    return min(count, max(1, math.ceil(share * count - 1e-9))) - 1


def _latencies(ordered: Draws) -> Latencies:
    p50, p99, p999 = (float(ordered[_rank(share, len(ordered))]) for share in (0.5, 0.99, 0.999))
    return Latencies(mean=float(ordered.mean(dtype=np.float64)), p50=p50, p99=p99, p999=p999)
