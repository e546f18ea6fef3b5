"""`lab tug` measures on the data folder and tells it in the shape that scripts rely on."""

from tests.cli.conftest import Cli


def test_the_report_has_its_shape_and_the_data_is_as_it_was(cli: Cli, maya: str) -> None:
    for number in range(4):
        cli("post", f"number {number}", "--as", maya)
    before = cli("stats").json
    found = cli("lab", "tug", "--as", maya).json
    assert set(found) == {
        "page_rows", "idle", "busy", "bytes", "write", "break_even", "bill", "locking", "copied_bytes",
    }  # fmt: skip
    assert found["page_rows"] == 4
    for moment in ("idle", "busy"):
        for side in ("join", "planned", "document"):
            assert set(found[moment][side]) == {"p50_ms", "p99_ms", "samples", "cut_off"}
            assert 0 < found[moment][side]["p50_ms"] <= found[moment][side]["p99_ms"]
    assert [row["reads_per_write"] for row in found["bill"]] == [1, 10, 100, 1_000, 10_000]
    assert set(found["locking"]) == {"rollback", "wal"}
    assert cli("stats").json == before


def test_people_get_sentences(cli: Cli, maya: str) -> None:
    cli("post", "Low water", "--as", maya)
    out = cli("lab", "tug", json_wanted=False).out
    assert "one big join" in out
    assert "Readers beside a large write, WAL" in out


def test_an_empty_folder_is_said_in_one_sentence(cli: Cli) -> None:
    ran = cli("lab", "tug")
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "nobody yet" in ran.err
