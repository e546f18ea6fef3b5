"""Changes are seen at once, written once, and what one event changed can be taken back alone."""

import msgspec
import pytest

from app.errors import Mistake, ReadStoreOutdated
from app.projections.buffer import MAX_KEPT, encoded
from app.projections.changes import Changes, Missing
from app.read_model.documents import Marks, TimelineEntry
from app.read_model.keys import key, pair
from tests.projections.memory import MemoryStore, MemoryTransaction

LIKED, REPOSTED = Marks(liked=True), Marks(reposted=True)
PLACE = pair(1, 2)


@pytest.fixture
def transaction() -> MemoryTransaction:
    return MemoryTransaction(MemoryStore())


@pytest.fixture
def changes(transaction: MemoryTransaction) -> Changes:
    made = Changes()
    made.begin(transaction)
    return made


def test_a_change_is_seen_before_it_is_written(changes: Changes, transaction: MemoryTransaction) -> None:
    changes.marks.put(PLACE, LIKED)
    assert changes.marks.fetch(PLACE) == LIKED
    assert transaction.tables["marks"] == {}
    changes.write()
    assert set(transaction.tables["marks"]) == {PLACE}


def test_an_encoded_document_is_read_like_any_other(changes: Changes) -> None:
    entry = TimelineEntry(3, 4)
    changes.home.put_raw(PLACE, encoded(entry))
    assert changes.home.fetch(PLACE) == entry
    changes.write()
    assert changes.home.fetch(PLACE) == entry


def test_a_scan_sees_what_was_changed_before_it(changes: Changes) -> None:
    for number in (3, 1, 2):
        changes.marks.put(pair(9, number), LIKED)
    changes.marks.put(pair(8, 1), LIKED)
    changes.marks.discard(pair(9, 2))
    assert [row for row, _ in changes.marks.scan(key(9), limit=5)] == [pair(9, 1), pair(9, 3)]
    assert [row for row, _ in changes.marks.scan(key(9), limit=5, reverse=True)] == [pair(9, 3), pair(9, 1)]
    assert [row for row, _ in changes.marks.scan(key(9), limit=5, past=pair(9, 1))] == [pair(9, 3)]


@pytest.mark.parametrize("scans", [False, True])
def test_an_undo_takes_back_one_event_even_if_it_was_written_meanwhile(
    changes: Changes, transaction: MemoryTransaction, *, scans: bool
) -> None:
    before, added, removed, raw = pair(1, 1), pair(1, 2), pair(1, 3), pair(1, 4)
    changes.marks.put(before, LIKED)
    changes.marks.put(removed, LIKED)
    changes.settle()
    changes.marks.put(before, REPOSTED)
    changes.marks.put(added, LIKED)
    changes.marks.discard(removed)
    changes.marks.put_raw_many([raw], encoded(LIKED))
    if scans:
        changes.marks.scan(b"", limit=9)
        changes.marks.put(added, REPOSTED)
        changes.marks.discard(before)
    changes.spread(1, 2, 3)
    changes.undo()
    changes.write()
    assert set(transaction.tables["marks"]) == {before, removed}
    assert changes.marks.fetch(before) == LIKED
    assert changes.marks.fetch(added) is None
    assert changes.wanted == []


def test_what_is_forgotten_is_read_anew(changes: Changes) -> None:
    changes.marks.put(PLACE, LIKED)
    changes.forget()
    with pytest.raises(Mistake):
        changes.marks.fetch(PLACE)
    changes.begin(MemoryTransaction(MemoryStore()))
    assert changes.marks.fetch(PLACE) is None


def test_documents_are_not_kept_decoded_without_limit(changes: Changes, transaction: MemoryTransaction) -> None:
    for number in range(MAX_KEPT + 1):
        changes.marks.put(pair(1, number), LIKED)
    changes.write()
    changes.begin(transaction)
    transaction.tables["marks"][pair(1, 0)] = encoded(REPOSTED)
    assert changes.marks.fetch(pair(1, 0)) == REPOSTED


def test_a_damaged_row_is_the_fault_of_the_store_not_of_the_event(
    changes: Changes, transaction: MemoryTransaction
) -> None:
    transaction.tables["cards"][key(1)] = b"\xc1"
    with pytest.raises(ReadStoreOutdated):
        changes.card(1)
    with pytest.raises(ReadStoreOutdated):
        changes.cards.scan(b"", limit=1)


def test_a_missing_document_names_what_would_have_made_it(changes: Changes) -> None:
    with pytest.raises(Missing) as caught:
        changes.person(5)
    assert caught.value.aggregate == "person:5"


def test_a_document_is_written_as_tinydb_reads_it() -> None:
    assert msgspec.msgpack.decode(encoded(TimelineEntry(3, 4))) == {"post_id": 3, "source_id": 4}
