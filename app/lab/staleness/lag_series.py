"""A recorded series of lag samples, read from CSV with the header offset,timestamp_ms,lag,broker_offset."""

import csv
from collections.abc import Iterator
from pathlib import Path

from app.consistency.lag_verdicts import LagSample
from app.errors import InvalidInput

COLUMNS = ("offset", "timestamp_ms", "lag", "broker_offset")
LONGEST_SERIES = 1_000_000
LARGEST_FILE = 200_000_000
LARGEST = 1 << 62


def read_series(file: Path) -> list[LagSample]:
    """The samples in order. The last column may be empty. Raises `InvalidInput` with a sentence that names the line."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise InvalidInput(
                "FILE", f"{file.name} is over 200 MB, more than {LONGEST_SERIES:,} samples; give a part."
            )
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(_samples(csv.reader(lines, strict=True), file.name))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise InvalidInput("FILE", f"{file.name} cannot be read: {reason}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput("FILE", f"{file.name} is no UTF-8 text.") from error


def _samples(rows: Iterator[list[str]], name: str) -> Iterator[LagSample]:
    try:
        header = [cell.strip() for cell in next(rows, [])]
        if tuple(header) not in {COLUMNS, COLUMNS[:3]}:
            raise InvalidInput("FILE", f"{name}, line 1: the header has to be {','.join(COLUMNS)}.")
        count, before = 0, None
        for line, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            sample = _sample(row, f"{name}, line {line}")
            if before is not None and sample.timestamp_ms < before:
                raise InvalidInput(
                    "FILE", f"{name}, line {line}: timestamp_ms goes back; samples stand in order of time."
                )
            before, count = sample.timestamp_ms, count + 1
            if count > LONGEST_SERIES:
                raise InvalidInput("FILE", f"{name}, line {line}: more than {LONGEST_SERIES:,} samples; give a part.")
            yield sample
    except csv.Error as error:
        raise InvalidInput("FILE", f"{name} is no CSV: {error}.") from error
    if not count:
        raise InvalidInput("FILE", f"{name} is an empty series: a verdict needs at least one sample.")


def _sample(row: list[str], place: str) -> LagSample:
    if len(row) not in {3, 4}:
        raise InvalidInput("FILE", f"{place} has {len(row)} columns where {len(COLUMNS)} were expected.")
    cells = [cell.strip() for cell in row] + [""] * (4 - len(row))
    offset, timestamp, lag = (
        _whole(cell, f"{place}, {name}") for cell, name in zip(cells[:3], COLUMNS[:3], strict=True)
    )
    end = _whole(cells[3], f"{place}, {COLUMNS[3]}") if cells[3] else None
    return LagSample(offset=offset, timestamp_ms=timestamp, lag=lag, broker_offset=end)


def _whole(cell: str, place: str) -> int:
    if not cell:
        raise InvalidInput("FILE", f"{place} is empty.")
    if not (cell.lstrip("-").isdecimal() and cell.isascii() and len(cell) <= 20) or "-" in cell[1:]:
        raise InvalidInput("FILE", f"{place}: '{cell[:40]}' is no whole number.")
    value = int(cell)
    if value < 0:
        raise InvalidInput("FILE", f"{place}: {value} is negative.")
    if value > LARGEST:
        raise InvalidInput("FILE", f"{place}: {value} is too large.")
    return value
