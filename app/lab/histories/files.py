"""Histories as files: written for others, and read from anywhere to be checked, one record after another.

Two forms. JSON has one record a line, in an array or without one: `{"type": "write" | "apply" | "read" | "seen" |
"rollback", …}` with the fields of `app.consistency.history`. Elle's operation maps stand in EDN, or in JSON with a
`type` of invoke, ok, fail or info (`app.lab.histories.elle`). A file of any size is read in bounded memory; one
that cannot be read is refused in one sentence that names the line, and nothing is written.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from app.consistency.history import Lane, Record
from app.consistency.session_guarantees import SessionGuarantees
from app.consistency.verdicts import Verdict, Violation
from app.errors import DataFolderUnusable, InvalidInput, Stopped
from app.lab.histories.edn import forms_in, tokens_in, written
from app.lab.histories.elle import FromOperations, operations_of
from app.lab.histories.order import Order

LONGEST_LINE = 1 << 20
VIOLATIONS_TOLD = 200
LOOK_EVERY = 1 << 18
"""Bytes between two looks at how far it is and whether to go on: some hundredths of a second."""
Progress = Callable[[int, int], None]
_OPERATIONS = ("invoke", "ok", "fail", "info")

_encoder = msgspec.json.Encoder()
_record: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


class Checked(msgspec.Struct, frozen=True):
    """What a history from a file breaks: `first` are the first violations, `verdict` has all counts."""

    records: int
    verdict: Verdict
    first: tuple[Violation, ...]


def check_file(
    path: Path, progress: Progress = lambda _read, _total: None, go_on: Callable[[], bool] = lambda: True
) -> Checked:
    """Check a recorded history of any size; `progress` hears how many bytes were read, and of how many.

    Raises `InvalidInput` for one that cannot be read, or that has no record, and `Stopped` when `go_on` says so.
    """
    checker, count = SessionGuarantees(), 0
    first: list[Violation] = []

    def on_read(read: int, total: int) -> None:
        if not go_on():
            raise Stopped("The check was stopped; nothing was changed.")
        progress(read, total)

    for _line, record in records_in(path, on_read):
        count += 1
        found = checker.take(record)
        if found and len(first) < VIOLATIONS_TOLD:
            first.extend(found)
    if count == 0:
        raise InvalidInput("history", f"The history {path.name} has no records; there is nothing to check.")
    return Checked(count, checker.verdict(), tuple(first[:VIOLATIONS_TOLD]))


def records_in(path: Path, on_read: Progress = lambda _read, _total: None) -> Iterator[tuple[int, Record]]:
    """The records of a file with the line each ends on; `on_read` as in `check_file`, and it may raise.

    Raises `InvalidInput` naming the line.
    """
    order = Order()
    try:
        with path.open("rb") as file:
            for line, record in _read(file, path.suffix.lower(), on_read):
                order.take(line, record)
                yield line, record
    except OSError as error:
        raise InvalidInput("history", f"{path.name} cannot be read ({error.strerror}); nothing was checked.") from error


def write_json(path: Path, records: Iterable[Record]) -> int:
    """Write records as a JSON array with one record a line; how many. Raises `DataFolderUnusable`."""
    return _write(path, (_encoder.encode(record).decode() for record in records), ",")


def write_elle(path: Path, records: Iterable[Record], lane: Lane) -> int:
    """Write one lane as Elle's operations in EDN, one a line; how many. Raises `DataFolderUnusable`."""
    operations = (
        "{" + ", ".join(f":{key} {written(value)}" for key, value in operation.items()) + "}"
        for operation in operations_of(records, lane)
    )
    return _write(path, operations, "")


def _write(path: Path, lines: Iterable[str], between: str) -> int:
    """Beside the file first, so that a full disk leaves the old one as it was."""
    beside = path.with_name(f".{path.name}.part")
    count = 0
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write("[\n")
            for line in lines:
                file.write(line if count == 0 else f"{between}\n{line}")
                count += 1
            file.write("\n]\n")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DataFolderUnusable(
            f"{path.name} could not be written ({error.strerror}); nothing was changed. Choose another place."
        ) from error
    return count


def _read(file: BinaryIO, suffix: str, on_read: Progress) -> Iterator[tuple[int, Record]]:
    start = file.read(4_096)
    file.seek(0)
    texts = _texts(_lines(file, on_read))
    if suffix == ".edn" or (suffix not in (".json", ".jsonl") and b'":' not in start.replace(b'" :', b'":')):
        return _from_edn(texts)
    return _from_json(texts)


def _from_edn(texts: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Record]]:
    operations = FromOperations()
    for line, form in forms_in(tokens_in(texts)):
        for record in operations.take(line, form):
            yield line, record


def _from_json(texts: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Record]]:
    operations = FromOperations()
    for number, text in texts:
        for document in _documents(number, text.strip()):
            try:
                yield number, _record.decode(document)
            except msgspec.DecodeError as error:
                for record in operations.take(number, _operation(number, document, error)):
                    yield number, record


def _documents(number: int, line: str) -> list[bytes]:
    """The JSON objects of a line: one, as a rule; none where only the array begins or ends; or a whole short array."""
    if len(line) > 1 and line[0] == "[" and line[-1] == "]":
        try:
            return [bytes(raw) for raw in msgspec.json.decode(line, type=list[msgspec.Raw])]
        except msgspec.DecodeError as error:
            raise InvalidInput("history", f"Line {number} is no JSON: {error}.") from error
    line = line.removeprefix("[").removesuffix("]").strip(", ")
    return [line.encode()] if line else []


def _operation(number: int, line: bytes, error: msgspec.DecodeError) -> dict[str, Any]:
    """The operation of Elle's form that the line holds, since it is no record of our own."""
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError as broken:
        raise InvalidInput("history", f"Line {number} is no JSON: {broken}; write one record a line.") from broken
    if not isinstance(found, dict) or found.get("type") not in _OPERATIONS:
        raise InvalidInput("history", f"Line {number} is no record of a history: {error}.") from error
    return found


def _lines(file: BinaryIO, on_read: Progress) -> Iterator[bytes]:
    """The lines, each up to one byte over the longest that is allowed."""
    total, read, told = os.fstat(file.fileno()).st_size, 0, 0
    while line := file.readline(LONGEST_LINE + 1):
        read += len(line)
        if read - told >= LOOK_EVERY:
            told = read
            on_read(read, total)
        yield line


def _texts(lines: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise InvalidInput("history", f"Line {number} is longer than 1 MB; write one record a line.")
        try:
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InvalidInput("history", f"Line {number} is no UTF-8 text; nothing was checked.") from error
