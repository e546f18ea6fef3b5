"""`lab wars` and `lab verdict` as a person types them: the shapes that are printed, and what is refused."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

SMALL = ("--draws", "50000", "--seed", "7")
LATENCY = {"mean", "p50", "p99", "p999"}


def test_wars_prints_one_document_of_the_promised_shape(cli: Cli) -> None:
    ran = cli("lab", "wars", "--n", "3", "--r", "1", "--w", "1", "--fit", "disk", "--t", "0,10,2.5", *SMALL)
    assert ran.status == 0
    assert list(ran.json) == ["p_consistent", "t_visibility_ms", "read_latency_ms", "write_latency_ms"]
    assert list(ran.json["p_consistent"]) == ["0", "10", "2.5"]
    assert ran.json["p_consistent"]["0"] == pytest.approx(0.439, abs=0.01)
    assert set(ran.json["t_visibility_ms"]) == {"0.99", "0.999"}
    assert set(ran.json["read_latency_ms"]) == set(ran.json["write_latency_ms"]) == LATENCY


def test_wars_with_the_same_seed_prints_the_same(cli: Cli) -> None:
    asked = ("lab", "wars", "--fit", "ssd", *SMALL)
    assert cli(*asked).out == cli(*asked).out


def test_wars_takes_own_latencies_and_far_copies(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    leg = "[{ p = 1, fixed = 1 }]"
    file.write_text(f"w = {leg}\na = {leg}\nr = {leg}\ns = {leg}\n", encoding="utf-8")
    ran = cli("lab", "wars", "--legs", str(file), "--remote-ms", "75", "--t", "0,73", *SMALL)
    assert ran.json["p_consistent"]["0"] == pytest.approx(1 / 3, abs=0.01)
    assert ran.json["p_consistent"]["73"] == 1
    assert ran.json["write_latency_ms"]["p999"] == 2


def test_wars_tells_a_person_in_words(cli: Cli) -> None:
    ran = cli("lab", "wars", "--fit", "ssd", *SMALL, json_wanted=False)
    assert ran.out.startswith("fresh 0 ms after the commit: 97.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--fit", "ssd", "--r", "4"), "R is 4, more than the N = 3 copies there are."),
        (("--fit", "tape"), "There is no fit 'tape'; take ssd or disk."),
        ((), "Give --fit ssd, --fit disk or --legs FILE: one of them, and only one."),
        (("--fit", "ssd", "--t", ""), "--t: '' is no number of milliseconds; write it as 0,10."),
        (("--fit", "ssd", "--t=-1"), "--t: -1 ms is not between 0 and 1,000,000,000."),
        (("--fit", "ssd", "--t", "nan"), "--t: nan ms is not between 0 and 1,000,000,000."),
        (("--fit", "ssd", "--seed=-1"), "The seed is -1; take 0 or more."),
        (("--legs", "missing.toml"), "missing.toml cannot be read: no such file or directory."),
    ],
)
def test_what_wars_cannot_use_is_refused_in_one_sentence(cli: Cli, words: tuple[str, ...], sentence: str) -> None:
    ran = cli("lab", "wars", *words)
    assert (ran.status, ran.out, ran.err) == (2, "", sentence + "\n")


def test_verdict_judges_a_recorded_series_and_writes_nothing(cli: Cli, tmp_path: Path, folder: Path) -> None:
    file = tmp_path / "lag.csv"
    file.write_text("offset,timestamp_ms,lag,broker_offset\n10,100,5,\n10,200,9,\n10,300,9,19\n", encoding="utf-8")
    asked = ("lab", "verdict", str(file), "--now")
    assert cli(*asked, "400").json == {"verdict": "STALL"}
    assert cli(*asked, "501", "--allowed-lag", "8").json == {"verdict": "STOP"}
    assert cli(*asked, "501", "--allowed-lag", "9").json == {"verdict": "OK"}
    assert cli(*asked, "400", json_wanted=False).out.startswith("STALL: ")
    assert not folder.exists()


def test_an_empty_series_and_a_negative_allowance_are_refused(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "lag.csv"
    file.write_text("offset,timestamp_ms,lag,broker_offset\n", encoding="utf-8")
    empty = cli("lab", "verdict", str(file), "--now", "1")
    assert (empty.status, empty.err) == (2, "lag.csv is an empty series: a verdict needs at least one sample.\n")
    assert cli("lab", "verdict", str(file), "--now", "1", "--allowed-lag=-1").status == 2
