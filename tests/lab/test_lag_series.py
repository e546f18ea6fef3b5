"""Recorded series of lag: what is read, and that each flaw is named with its line."""

from pathlib import Path

import pytest

from app.consistency.lag_verdicts import LagSample
from app.errors import InvalidInput
from app.lab.staleness.lag_series import read_series

HEADER = "offset,timestamp_ms,lag,broker_offset"


def _file(folder: Path, *lines: str) -> Path:
    file = folder / "lag.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_samples_are_read_in_order_and_the_last_column_may_be_empty(tmp_path: Path) -> None:
    samples = read_series(_file(tmp_path, HEADER, "10,100,5,", "", " 20 , 200,6,26"))
    assert samples == [LagSample(10, 100, 5), LagSample(20, 200, 6, 26)]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((HEADER,), "lag.csv is an empty series: a verdict needs at least one sample."),
        (("",), f"lag.csv, line 1: the header has to be {HEADER}."),
        (("10,100,5,",), f"lag.csv, line 1: the header has to be {HEADER}."),
        ((HEADER, "10,100"), "lag.csv, line 2 has 2 columns where 4 were expected."),
        ((HEADER, "10,100,5,", "x,200,5,"), "lag.csv, line 3, offset: 'x' is no whole number."),
        ((HEADER, "10,100,,"), "lag.csv, line 2, lag is empty."),
        ((HEADER, "10,100,-5,"), "lag.csv, line 2, lag: -5 is negative."),
        ((HEADER, "10,1e3,5,"), "lag.csv, line 2, timestamp_ms: '1e3' is no whole number."),
        ((HEADER, "10,100,5,1-"), "lag.csv, line 2, broker_offset: '1-' is no whole number."),
        ((HEADER, f"{9 * 10**18},100,5,"), f"lag.csv, line 2, offset: {9 * 10**18} is too large."),
        (
            (HEADER, "10,100,5,", "20,99,5,"),
            "lag.csv, line 3: timestamp_ms goes back; samples stand in order of time.",
        ),
    ],
)
def test_a_flaw_is_refused_in_one_sentence_that_names_its_line(
    tmp_path: Path, lines: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_series(_file(tmp_path, *lines))
    assert refused.value.reason == sentence


def test_a_file_far_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as sparse:
        sparse.truncate(1_000_000_000)
    with pytest.raises(InvalidInput, match=r"^huge\.csv is over 200 MB"):
        read_series(file)


def test_what_cannot_be_read_as_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^none\.csv cannot be read: no such file or directory\.$"):
        read_series(tmp_path / "none.csv")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidInput, match=r"^binary\.csv is no UTF-8 text\.$"):
        read_series(binary)
