"""Histories leave and come back as files; those that cannot be are refused in a sentence that names the line."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from app.consistency.history import LANES, Apply, Read, Record, SeenRead, Write, lane_of
from app.errors import DataFolderUnusable, InvalidInput
from app.lab.histories.files import check_file, records_in, write_elle, write_json
from tests.consistency.oracle.definitions import broken_in
from tests.consistency.oracle.histories import histories
from tests.consistency.test_session_guarantees_model import as_broken

MISSED: list[Record] = [
    Apply("read store", 0, 0, 0.0),
    Write("ann", 1, ("post:1",), 1.0, 2.0),
    Read("ann", "read store", ("post:1",), 3.0, 4.0, cursor=0),
    SeenRead("ann", "read store", ("post:1",), 3.0, 5.0, cursor=0, shown=(1,)),
    Apply("read store", 1, 1, 6.0),
]

A_WRITE = '{"type":"write","session":"a","seq":1,"keys":[],"issued_ms":1,"acknowledged_ms":2}'


def written_as(tmp_path: Path, text: str, name: str = "history.json") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        check_file(path)
    return refused.value.reason


@settings(max_examples=50, deadline=None)
@given(histories())
def test_json_gives_back_the_same_records(tmp_path_factory: pytest.TempPathFactory, records: list[Record]) -> None:
    path = tmp_path_factory.mktemp("json") / "history.json"
    assert write_json(path, records) == len(records)
    assert [record for _, record in records_in(path)] == records


def test_elle_gives_back_what_one_lane_breaks(tmp_path: Path) -> None:
    path = tmp_path / "history.edn"
    write_elle(path, MISSED, "store")
    checked = check_file(path)
    assert [(one.guarantee, one.lane, one.missing) for one in checked.first] == [("ryw", "store", 1)]
    write_elle(path, MISSED, "seen")
    assert check_file(path).verdict.broken == 0


@settings(max_examples=50, deadline=None)
@given(histories(stale=False))
def test_elle_gives_back_the_broken_promises_of_any_history(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record]
) -> None:
    path = tmp_path_factory.mktemp("elle") / "history.edn"
    for lane in LANES:
        write_elle(path, records, lane)
        back = [record for _, record in records_in(path)]
        kept = [one for one in records if not isinstance(one, Read | SeenRead) or lane_of(one) == lane]
        assert sorted(map(repr, _without_order(back))) == sorted(map(repr, _without_order(kept)))


def _without_order(records: list[Record]) -> list[object]:
    """What the form keeps: it has no deps, and counts the commits of a store by itself."""
    found: list[object] = []
    for record in records:
        match record:
            case Write() if record.keys:
                found.append((record.session, record.seq, sorted(record.keys), record.acknowledged_ms))
            case Apply():
                found.append((record.store, record.seq, record.missing, record.at_ms))
            case Read() | SeenRead() if record.keys:
                found.append((record.session, record.store, record.keys, record.cursor, record.missing))
    return found


def test_an_operation_of_elle_is_written_as_a_map_a_line(tmp_path: Path) -> None:
    path = tmp_path / "history.edn"
    write_elle(path, MISSED[1:3], "store")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1] == '{:type :invoke, :process 0, :f :txn, :value [[:w "post:1" 1]], :time 1000000, :index 0}'
    assert lines[4].startswith('{:type :ok, :process 0, :f :txn, :value [[:r "post:1" nil]], ')
    assert (lines[0], lines[-1]) == ("[", "]")


def test_operations_of_a_session_that_overlap_are_different_processes(tmp_path: Path) -> None:
    path = tmp_path / "history.edn"
    write_elle(path, [Write("ann", 1, ("a",), 0.0, 9.0), Read("ann", "s", ("a",), 1.0, 2.0, cursor=1)], "store")
    text = path.read_text(encoding="utf-8")
    assert ":process 0" in text
    assert ":process 1" in text


def test_a_history_of_another_tool_needs_only_versions(tmp_path: Path) -> None:
    text = """; a register history
    #jepsen.history.Op{:index 0, :time 10, :type :invoke, :process 0, :f :txn, :value [[:w :x 1]]}
    {:index 1, :time 20, :type :ok, :process 0, :f :txn, :value [[:w :x 1]]}
    {:index 2, :time 30, :type :invoke, :process 0, :f :txn, :value [[:r :x nil]]}
    {:index 3, :time 40, :type :ok, :process 0, :f :txn, :value [[:r :x nil]]}
    """
    checked = check_file(written_as(tmp_path, text, "other.edn"))
    assert [(one.guarantee, one.missing, one.key) for one in checked.first] == [("ryw", 1, "x")]


def test_operations_come_as_json_too_also_in_one_line(tmp_path: Path) -> None:
    text = (
        '[{"type":"invoke","process":0,"f":"txn","value":[["w","x",1]],"time":1},'
        '{"type":"ok","process":0,"f":"txn","value":[["w","x",1]],"time":2},'
        '{"type":"invoke","process":0,"f":"txn","value":[["r","x",null]],"time":3},'
        '{"type":"ok","process":0,"f":"txn","value":[["r","x",1]],"time":4}]'
    )
    assert check_file(written_as(tmp_path, text)).verdict.broken == 0
    assert check_file(written_as(tmp_path, text.replace('"x",1]],"time":4', '"x",null]],"time":4'))).verdict.broken == 1


def test_a_refused_operation_wrote_nothing(tmp_path: Path) -> None:
    text = """{:type :invoke, :process 0, :f :txn, :value [[:w :x 1]]}
    {:type :fail, :process 0, :f :txn, :value [[:w :x 1]]}
    {:type :invoke, :process 0, :f :txn, :value [[:r :x nil]]}
    {:type :ok, :process 0, :f :txn, :value [[:r :x nil]]}"""
    assert check_file(written_as(tmp_path, text, "f.edn")).verdict.broken == 0


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("h.json", "", "The history h.json has no records; there is nothing to check."),
        ("h.json", "[\n]\n", "has no records"),
        ("h.json", '{"type": "read"', "Line 1 is no JSON"),
        ("h.json", '\n{"type": "poem"}', "Line 2 is no record of a history"),
        ("h.json", A_WRITE.replace('"seq":1', '"seq":0'), "Line 1 writes at position 0; positions begin at 1."),
        ("h.json", A_WRITE.replace('"issued_ms":1', '"issued_ms":3'), "Line 1 ends at 2 ms, before it begins at 3 ms."),
        ("h.json", '{"type":"apply","store":"s","seq":-1,"order":1,"at_ms":0}', "Line 1 has the position -1"),
        ("h.edn", "[{:type :ok", "The '{' of line 1 is never closed."),
        ("h.edn", "{:type :ok :process}", "The map of line 1 has a key without a value."),
        ("h.edn", '\n{:type "ok', "Line 2 is no EDN"),
        ("h.edn", "{:type :perhaps}", "Line 1 has the type 'perhaps'"),
        ("h.edn", "{:type :ok, :process 0, :value [[:append :x 1]]}", "Line 1: use [:r key version]"),
        ("h.edn", "7", "Line 1 holds no operation"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    assert sentence in refusal(written_as(tmp_path, text, name))


def test_a_read_before_its_write_is_refused_with_both_lines(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    write_json(path, [Read("ann", "s", ("post:1",), 0.0, 1.0, cursor=3), Write("ann", 3, ("post:1",), 2.0, 3.0)])
    assert refusal(path) == (
        "Line 2 reads position 3 of post:1, which is written later, on line 3; nothing was checked."
    )


def test_a_version_read_before_its_write_is_refused(tmp_path: Path) -> None:
    read = Read("ann", "s", ("x",), 0.0, 1.0, cursor=0, versions={"x": 2})
    path = tmp_path / "history.json"
    write_json(path, [read, Write("ben", 2, ("x",), 2.0, 3.0)])
    assert "Line 2 reads position 2 of x, which is written later, on line 3" in refusal(path)


def test_versions_of_a_key_that_do_not_grow_are_refused(tmp_path: Path) -> None:
    second = "{:type :ok, :process 0, :f :txn, :value [[:w :x 1]]}"
    text = "\n".join((second.replace("1]]", "2]]"), second))
    assert "Line 2 writes 1 to x after 2" in refusal(written_as(tmp_path, text, "h.edn"))


def test_a_line_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(b"[" + b" " * (1 << 21))
    assert refusal(path) == "Line 1 is longer than 1 MB; write one record a line."


def test_a_missing_file_and_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "nothing.json")
    path = tmp_path / "bytes.edn"
    path.write_bytes(b"\xff\xfe\x00")
    assert "Line 1 is no UTF-8 text" in refusal(path)


def test_a_place_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(DataFolderUnusable, match="could not be written"):
        write_json(tmp_path / "no" / "history.json", MISSED)
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=50, deadline=None)
@given(histories())
def test_a_file_is_judged_like_the_records_themselves(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record]
) -> None:
    path = tmp_path_factory.mktemp("judged") / "history.json"
    write_json(path, records)
    assert {as_broken(one) for one in check_file(path).first} == broken_in(records)
