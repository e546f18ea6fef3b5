"""Ids: 53-bit integers ordered by time, made by the client, so an id is known before anything is saved.

42 bits of milliseconds since 1970 and 11 bits that count from a random start. They are SQLite keys,
TinyDB doc_ids and safe in JSON. Qt signals must carry them as `object`, since `int` there has 32 bits.
"""

import hashlib
import random
import threading
from functools import lru_cache

from app.clock import Clock

COUNTER_BITS = 11
COUNTERS = 1 << COUNTER_BITS
MAX_ID = (1 << 53) - 1
KEPT_NAMES = 4_096
"""Names whose keys are remembered: the same handles and tags come again and again."""


class IdSource:
    """Makes ids that always grow, also when the clock goes back or stands; safe from any thread."""

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self._lock = threading.Lock()
        self._last = 0

    def next_id(self) -> int:
        """A new id, larger than each one that this source has made before."""
        with self._lock:
            now = first_id_at(self._clock.now_ms()) + self._rng.randrange(COUNTERS // 2)
            self._last = now if now >> COUNTER_BITS > self._last >> COUNTER_BITS else self._last + 1
            return self._last


def first_id_at(at_ms: int) -> int:
    """The smallest id of the millisecond `at_ms` (since 1970, UTC)."""
    return at_ms << COUNTER_BITS


def time_of(identifier: int) -> int:
    """The millisecond (since 1970, UTC) in which `identifier` was made."""
    return identifier >> COUNTER_BITS


@lru_cache(maxsize=KEPT_NAMES)
def key_of_name(name: str) -> int:
    """A stable 63-bit key for a name (a hashtag, a handle), the same for upper and lower case."""
    digest = hashlib.blake2b(name.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
