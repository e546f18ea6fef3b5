"""Whether a history can have happened: a record is refused that is wrong in itself, or that shows a later write."""

import math
from bisect import bisect_left
from collections import deque
from itertools import islice
from typing import NamedTuple

from app.consistency.history import Apply, Held, Record, Rollback, Write
from app.errors import InvalidInput

CLAIMS_KEPT = 10_000
CLAIMS_LOOKED_AT = 16


class _Claim(NamedTuple):
    """A read or an apply says at `at_ms` that it holds everything up to `position` but what is missing there."""

    position: int
    at_ms: float
    line: int
    held: Held | None
    verb: str


class Order:
    """Takes records in their order. Raises `InvalidInput` naming the line of what cannot be; bounded in memory."""

    def __init__(self) -> None:
        self._claims: deque[_Claim] = deque(maxlen=CLAIMS_KEPT)
        self._of_key: dict[str, deque[_Claim]] = {}
        self._orders: dict[str, int] = {}

    def take(self, line: int, record: Record) -> None:
        """Look at one record."""
        match record:
            case Write():
                self._write(line, record)
            case Apply():
                _times(line, record.at_ms, record.at_ms)
                _position(line, record.seq)
                before = self._orders.get(record.store)
                if before is not None and record.order <= before:
                    raise InvalidInput("history", f"Line {line} applies with order {record.order} after {before}.")
                self._orders[record.store] = record.order
                self._claim(_Claim(record.seq, record.at_ms, line, Held(record), "applies"))
            case Rollback():
                _times(line, record.at_ms, record.at_ms)
            case _:
                _times(line, record.start_ms, record.end_ms)
                _position(line, record.cursor)
                self._claim(_Claim(record.cursor, record.end_ms, line, Held(record), "reads"))
                for key, version in record.versions.items():
                    _position(line, version)
                    self._claim_key(key, _Claim(version, record.end_ms, line, None, "reads"))

    def _write(self, line: int, write: Write) -> None:
        _times(line, write.issued_ms, write.acknowledged_ms)
        if write.seq < 1:
            raise InvalidInput("history", f"Line {line} writes at position {write.seq}; positions begin at 1.")
        claims = [*_reaching(self._claims, write.seq)]
        for key in write.keys:
            claims += _reaching(self._of_key.get(key, deque()), write.seq)
        for claim in claims:
            if claim.at_ms < write.issued_ms and (claim.held is None or claim.held.holds(write.seq)):
                about = write.keys[0] if write.keys else "it"
                raise InvalidInput(
                    "history",
                    f"Line {claim.line} {claim.verb} position {write.seq} of {about}, which is written later, "
                    f"on line {line}; nothing was checked.",
                )

    def _claim(self, claim: _Claim) -> None:
        if not self._claims or claim.position > self._claims[-1].position:
            self._claims.append(claim)

    def _claim_key(self, key: str, claim: _Claim) -> None:
        claims = self._of_key.setdefault(key, deque(maxlen=CLAIMS_LOOKED_AT))
        if not claims or claim.position > claims[-1].position:
            claims.append(claim)
        if len(self._of_key) > CLAIMS_KEPT:
            del self._of_key[next(iter(self._of_key))]


def _reaching(claims: deque[_Claim], seq: int) -> list[_Claim]:
    """The first claims that reach a position; their positions grow."""
    if not claims or claims[-1].position < seq:
        return []
    start = bisect_left(claims, seq, key=lambda claim: claim.position)
    return list(islice(claims, start, start + CLAIMS_LOOKED_AT))


def _times(line: int, begin: float, end: float) -> None:
    if not (math.isfinite(begin) and math.isfinite(end)):
        raise InvalidInput("history", f"Line {line} has a time that is no finite number; nothing was checked.")
    if end < begin:
        raise InvalidInput("history", f"Line {line} ends at {end:g} ms, before it begins at {begin:g} ms.")


def _position(line: int, position: int) -> None:
    if position < 0:
        raise InvalidInput("history", f"Line {line} has the position {position}; positions are not negative.")
