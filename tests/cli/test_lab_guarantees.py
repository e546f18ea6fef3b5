"""`lab check` judges a recorded history: status 0 if every promise holds, 1 if not, 2 if it cannot be read."""

from pathlib import Path

from app.consistency.history import Apply, Read, Record, Write
from app.lab.histories.files import write_elle, write_json
from tests.cli.conftest import Cli

WRITTEN: list[Record] = [Apply("read store", 0, 0, 0.0), Write("ann", 1, ("post:1",), 1.0, 2.0)]


def test_a_history_that_keeps_its_promises_is_fine(cli: Cli, tmp_path: Path, folder: Path) -> None:
    write_json(tmp_path / "h.json", [*WRITTEN, Read("ann", "read store", ("post:1",), 3.0, 4.0, cursor=1)])
    ran = cli("lab", "check", str(tmp_path / "h.json"))
    assert (ran.status, ran.err) == (0, "")
    assert ran.json["holds"]
    assert ran.json["guarantees"]["read-your-writes"]["store"] == {"checked": 1, "broken": 0}
    assert not folder.exists()


def test_a_broken_promise_is_told_with_its_witness(cli: Cli, tmp_path: Path) -> None:
    write_elle(tmp_path / "h.edn", [*WRITTEN, Read("ann", "read store", ("post:1",), 3.0, 4.0, cursor=0)], "store")
    ran = cli("lab", "check", str(tmp_path / "h.edn"))
    assert ran.status == 1
    (violation,) = ran.json["violations"]
    assert (violation["guarantee"], violation["missing"], violation["cursor"]) == ("read-your-writes", 1, 0)
    told = cli("lab", "check", str(tmp_path / "h.edn"), json_wanted=False).out
    assert "A saved change to a post (position 1) was not in the read store: the store stood at 0." in told


def test_a_history_that_cannot_be_read_is_refused_in_one_sentence(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "h.json").write_text("{}", encoding="utf-8")
    ran = cli("lab", "check", str(tmp_path / "h.json"))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("Line 1 is no record of a history")
    assert ran.err.count("\n") == 1
