"""A history in the form that Elle reads (rw-register): operations as maps, written and read as EDN or JSON.

The mapping. A write is an `:invoke` at the time it was issued and an `:ok` when it was acknowledged, with the value
`[[:w KEY POSITION] …]`; a read is an `:invoke` and an `:ok` with `[[:r KEY VERSION] …]`, where VERSION is the position
of the newest write to KEY that the read held, nil before the first. `:f` is `:txn`, `:time` in ns, `:index` counts.
`:process` is a number for each session; of operations of a session that overlap, the later ones take further processes,
since a process does one thing at a time. One lane a file: what stores returned, or what the person saw.
What Elle does not ask for stands under keys of our own, so that nothing is lost on the way back: `:tideline/session`,
`:tideline/store`, `:tideline/cursor`, `:tideline/missing`, `:tideline/versions`, `:tideline/shown`; an apply is an
operation `:type :info`, `:f :apply`. A history from elsewhere needs none of them: its versions alone tell what each
read held, its processes are its sessions, and written values have to grow with the order of versions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.consistency.history import AnyRead, Apply, Held, Lane, Read, Record, Rollback, SeenRead, Write, lane_of
from app.errors import InvalidInput
from app.lab.histories.edn import Keyword

NS_A_MS = 1_000_000
OPEN_AT_MOST = 100_000

Op = dict[str, Any]
Timed = tuple[float, int, Op]
"""An operation with its time and, for equal times, its turn."""


def operations_of(records: Iterable[Record], lane: Lane) -> Iterator[Op]:
    """The records of one lane as operations in the order of their times, keys as EDN keywords without the colon."""
    timed: list[Timed] = []
    written: dict[str, list[int]] = defaultdict(list)
    busy_until: dict[str, list[float]] = defaultdict(list)
    processes: dict[tuple[str, int], int] = {}
    for record in records:
        match record:
            case Rollback():
                continue
            case Apply():
                _at(timed, record.at_ms, _apply(record))
                continue
            case Write():
                begin, end, value = record.issued_ms, record.acknowledged_ms, _writing(record)
                for key in record.keys:
                    written[key].append(record.seq)
            case _ if lane_of(record) == lane:
                begin, end, value = record.start_ms, record.end_ms, _reading(record, written)
            case _:
                continue
        slot = _slot(busy_until[record.session], begin, end)
        process = processes.setdefault((record.session, slot), len(processes))
        _pair(timed, record, (begin, end), process, value)
    for index, (_, _, operation) in enumerate(sorted(timed, key=lambda one: one[:2])):
        yield {**operation, "index": index}


class FromOperations:
    """Turns operations, one after another, into records. Raises `InvalidInput` naming the line."""

    def __init__(self) -> None:
        self._open: dict[object, tuple[int, Op]] = {}
        self._newest: dict[str, int] = {}
        self._orders: dict[str, int] = defaultdict(int)

    def take(self, line: int, operation: object) -> list[Record]:
        """The records that this operation completes."""
        if not isinstance(operation, Mapping):
            raise InvalidInput("history", f"Line {line} holds no operation; nothing was checked.")
        kind, process = operation.get("type"), operation.get("process")
        if operation.get("f") == "apply":
            return [self._apply(operation)]
        if kind == "invoke":
            if len(self._open) >= OPEN_AT_MOST:
                raise InvalidInput(
                    "history", f"Line {line}: more than {OPEN_AT_MOST:,} operations are never completed."
                )
            self._open[process] = (line, dict(operation))
            return []
        if kind not in ("ok", "fail", "info"):
            raise InvalidInput("history", f"Line {line} has the type '{kind}'; use invoke, ok, fail or info.")
        _, invoked = self._open.pop(process, (line, dict(operation)))
        return self._completed(line, invoked, operation) if kind == "ok" else []

    def _completed(self, line: int, invoked: Op, operation: Mapping[str, Any]) -> list[Record]:
        start, end = _time(line, invoked), _time(line, operation)
        session = str(operation.get("tideline/session", operation.get("process")))
        reads: dict[str, int] = {}
        writes: dict[int, list[str]] = defaultdict(list)
        for kind, key, version in _parts(line, operation):
            if kind == "w":
                self._grows(line, key, version)
                writes[version].append(key)
            else:
                reads[key] = version
        found: list[Record] = [Write(session, seq, tuple(keys), start, end) for seq, keys in sorted(writes.items())]
        if reads or not writes:
            found.append(_read(operation, session, reads, (start, end)))
        return found

    def _grows(self, line: int, key: str, version: int) -> None:
        before = self._newest.get(key, 0)
        if version <= before:
            raise InvalidInput(
                "history", f"Line {line} writes {version} to {key} after {before}; versions of a key have to grow."
            )
        self._newest[key] = version

    def _apply(self, operation: Mapping[str, Any]) -> Apply:
        store = str(operation.get("tideline/store", ""))
        self._orders[store] += 1
        return Apply(
            store,
            operation.get("tideline/cursor", 0),
            self._orders[store],
            operation.get("time", 0) / NS_A_MS,
            tuple(operation.get("tideline/missing", ())),
        )


def _read(operation: Mapping[str, Any], session: str, reads: dict[str, int], times: tuple[float, float]) -> AnyRead:
    store = str(operation.get("tideline/store", "store"))
    keys, missing = tuple(reads), tuple(operation.get("tideline/missing", ()))
    cursor = operation.get("tideline/cursor")
    versions = dict(operation.get("tideline/versions", {})) if cursor is not None else reads
    if "tideline/shown" in operation:
        shown = tuple(operation["tideline/shown"])
        return SeenRead(session, store, keys, *times, cursor or 0, missing, versions, shown)
    return Read(session, store, keys, *times, cursor or 0, missing, versions)


def _parts(line: int, operation: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    for part in operation.get("value") or ():
        match part:
            case ("w", key, int(version)) | ["w", key, int(version)] if version > 0:
                yield "w", str(key), version
            case ("r", key, int() | None as version) | ["r", key, int() | None as version]:
                yield "r", str(key), version or 0
            case _:
                raise InvalidInput(
                    "history", f"Line {line}: use [:r key version] and [:w key version], with versions from 1 on."
                )


def _time(line: int, operation: Mapping[str, Any]) -> float:
    time = operation.get("time", operation.get("index", line))
    if not isinstance(time, int | float):
        raise InvalidInput("history", f"Line {line} has the time '{time}', which is no number.")
    return time / NS_A_MS if "time" in operation else float(time)


def _pair(timed: list[Timed], record: Write | AnyRead, times: tuple[float, float], process: int, value: Any) -> None:
    asked = [[part[0], part[1], part[2] if part[0] == "w" else None] for part in value]
    common: Op = {"process": process, "f": Keyword("txn")}
    mine: Op = {"tideline/session": record.session}
    if not isinstance(record, Write):
        mine |= {"tideline/store": record.store, "tideline/cursor": record.cursor, "tideline/missing": record.missing}
        mine |= {"tideline/versions": record.versions}
        if isinstance(record, SeenRead):
            mine["tideline/shown"] = record.shown
    _at(timed, times[0], {"type": Keyword("invoke"), **common, "value": asked})
    _at(timed, times[1], {"type": Keyword("ok"), **common, "value": value, **mine})


def _at(timed: list[Timed], at_ms: float, operation: Op) -> None:
    timed.append((at_ms, len(timed), {**operation, "time": round(at_ms * NS_A_MS)}))


def _apply(record: Apply) -> Op:
    return {
        "type": Keyword("info"),
        "process": Keyword("nemesis"),
        "f": Keyword("apply"),
        "value": None,
        "tideline/store": record.store,
        "tideline/cursor": record.seq,
        "tideline/missing": record.missing,
    }


def _writing(write: Write) -> list[list[object]]:
    return [[Keyword("w"), key, write.seq] for key in write.keys]


def _reading(read: AnyRead, written: Mapping[str, list[int]]) -> list[list[object]]:
    held = Held(read)
    found: list[list[object]] = []
    for key in read.keys:
        version = read.versions.get(key, 0)
        newest = next((seq for seq in reversed(written.get(key, [])) if held.holds(seq, version)), None)
        found.append([Keyword("r"), key, newest])
    return found


def _slot(busy_until: list[float], begin: float, end: float) -> int:
    for slot, until in enumerate(busy_until):
        if until <= begin:
            busy_until[slot] = end
            return slot
    busy_until.append(end)
    return len(busy_until) - 1
