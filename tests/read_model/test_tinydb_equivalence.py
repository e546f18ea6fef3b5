"""Random operations on `DocumentDB` and on stock TinyDB in memory; everything observable must be equal."""

import copy
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any, cast

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tinydb import TinyDB
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from app.read_model.document_db import DocumentDB
from tests.read_model.tinydb_specs import Spec, change_from, changes, documents, queries, query_from

names = st.sampled_from(("_default", "other"))
doc_ids = st.integers(1, 12)
odd_ids: st.SearchStrategy[Any] = st.one_of(
    doc_ids, st.sampled_from((-1, 0, 1 << 70, True, 1.0, 2.5, float("nan"), "1", "01", "x", None, (1,)))
)
id_lists = st.lists(st.one_of(doc_ids, odd_ids), max_size=4)
Action = Callable[[Any], Any]


class Undone(Exception):
    pass


def plain(value: Any) -> Any:
    """`value` as text that tells 1, 1.0 and True apart, with the ids of documents."""
    if isinstance(value, Document):
        return ("Document", value.doc_id, repr(dict(value)))
    if isinstance(value, list):
        return [plain(item) for item in value]
    return repr(value)


def outcome_of(action: Action, side: Any) -> Any:
    try:
        return plain(action(side))
    except Exception as error:  # noqa: BLE001  the type of what is raised is compared
        return type(error)


class BothDatabases(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="tideline-tinydb-")
        self.ours = DocumentDB(self.folder.name, sync=False)
        self.stock = TinyDB(storage=MemoryStorage)
        self.memory = cast("MemoryStorage", self.stock.storage)
        self.open: AbstractContextManager[Any] | None = None
        self.before_open: Any = None

    def teardown(self) -> None:
        self.ours.close()
        self.folder.cleanup()

    def both(self, action: Action) -> None:
        """Run `action` on both sides. Stock TinyDB in memory keeps half of a failed change: that is taken back."""
        before = copy.deepcopy(self.memory.memory)
        expected = outcome_of(action, self.stock)
        if isinstance(expected, type):
            self.memory.memory = before
        self.settle_stock()
        assert outcome_of(action, self.ours) == expected

    def settle_stock(self) -> None:
        """Values instead of shared objects, in the order of ids: the two stated differences."""
        if self.memory.memory is not None:
            self.memory.memory = {
                name: {
                    key: msgspec.msgpack.decode(msgspec.msgpack.encode(table[key])) for key in sorted(table, key=int)
                }
                for name, table in self.memory.memory.items()
            }

    def avoid_used_ids(self, name: str, count: int) -> None:
        """Stock TinyDB may propose an id in use, and then raises or overwrites; `LmdbTable` takes the next free one."""
        stock, ours = self.stock.table(name), self.ours.table(name)
        proposed = cast("int | None", stock._next_id)
        used = {document.doc_id for document in stock}
        if proposed is not None and used & set(range(proposed, proposed + count)):
            stock._next_id = ours._next_id = None

    @invariant()
    def content_is_equal(self) -> None:
        stock = self.memory.memory or {}
        ours = self.ours.storage.read() or {}
        assert {name: repr(table) for name, table in ours.items()} == {name: repr(stock[name]) for name in stock}
        assert self.ours.tables() == self.stock.tables()

    @rule(name=names, document=documents, frozen=st.booleans())
    def insert(self, name: str, document: dict[str, Any], frozen: bool) -> None:
        self.avoid_used_ids(name, 1)
        self.both(lambda db: db.table(name).insert(MappingProxyType(document) if frozen else document))

    @rule(name=names, document=documents, doc_id=doc_ids)
    def insert_with_id(self, name: str, document: dict[str, Any], doc_id: int) -> None:
        self.both(lambda db: db.table(name).insert(Document(copy.deepcopy(document), doc_id)))

    @rule(name=names, wrong=st.sampled_from(([1], "text", 3, None, {1, 2})))
    def insert_what_is_no_mapping(self, name: str, wrong: Any) -> None:
        self.both(lambda db: db.table(name).insert(wrong))
        self.both(lambda db: db.table(name).insert_multiple([{"a": 1}, wrong]))

    @rule(name=names, many=st.lists(documents, max_size=4))
    def insert_multiple(self, name: str, many: list[dict[str, Any]]) -> None:
        self.avoid_used_ids(name, len(many))
        self.both(lambda db: db.table(name).insert_multiple(document for document in copy.deepcopy(many)))

    @rule(name=names, many=st.lists(st.tuples(documents, doc_ids), max_size=3))
    def insert_multiple_with_ids(self, name: str, many: list[tuple[dict[str, Any], int]]) -> None:
        self.both(lambda db: db.table(name).insert_multiple([Document(document, key) for document, key in many]))

    @rule(name=names, document=documents, query=queries)
    def upsert(self, name: str, document: dict[str, Any], query: Spec) -> None:
        self.avoid_used_ids(name, 1)
        self.both(lambda db: db.table(name).upsert(copy.deepcopy(document), query_from(query)))

    @rule(name=names, document=documents, doc_id=doc_ids)
    def upsert_by_id(self, name: str, document: dict[str, Any], doc_id: int) -> None:
        self.both(lambda db: db.table(name).upsert(Document(copy.deepcopy(document), doc_id)))

    @rule(name=names, change=changes, query=queries)
    def update(self, name: str, change: Spec, query: Spec) -> None:
        self.both(lambda db: db.table(name).update(change_from(copy.deepcopy(change)), query_from(query)))

    @rule(name=names, change=changes, keys=id_lists)
    def update_by_ids(self, name: str, change: Spec, keys: list[Any]) -> None:
        self.both(lambda db: db.table(name).update(change_from(copy.deepcopy(change)), doc_ids=iter(keys)))

    @rule(name=names, change=changes)
    def update_all(self, name: str, change: Spec) -> None:
        self.both(lambda db: db.table(name).update(change_from(copy.deepcopy(change))))

    @rule(name=names, many=st.lists(st.tuples(changes, queries), max_size=3))
    def update_multiple(self, name: str, many: list[tuple[Spec, Spec]]) -> None:
        self.both(
            lambda db: db.table(name).update_multiple(
                [(change_from(change), query_from(query)) for change, query in copy.deepcopy(many)]
            )
        )

    @rule(name=names, query=queries)
    def remove(self, name: str, query: Spec) -> None:
        self.both(lambda db: db.table(name).remove(query_from(query)))

    @rule(name=names, keys=id_lists)
    def remove_by_ids(self, name: str, keys: list[Any]) -> None:
        self.both(lambda db: db.table(name).remove(doc_ids=keys))

    @rule(name=names)
    def remove_without_saying_what(self, name: str) -> None:
        self.both(lambda db: db.table(name).remove())
        self.both(lambda db: db.table(name).upsert({"a": 1}))
        self.both(lambda db: db.table(name).get())
        self.both(lambda db: db.table(name).contains())

    @rule(name=names, query=queries)
    def search(self, name: str, query: Spec) -> None:
        self.both(lambda db: db.table(name).search(query_from(query)))
        self.both(lambda db: (db.table(name).count(query_from(query)), db.table(name).contains(query_from(query))))
        self.both(lambda db: db.table(name).get(query_from(query)))

    @rule(name=names, query=queries)
    def a_changed_result_changes_nothing_stored(self, name: str, query: Spec) -> None:
        table = self.ours.table(name)
        expected = outcome_of(lambda db: db.search(query_from(query)), table)
        for _ in range(2):
            if not isinstance(expected, type):
                for document in table.search(query_from(query)):
                    document.clear()
            assert outcome_of(lambda db: db.search(query_from(query)), table) == expected

    @rule(name=names, doc_id=odd_ids)
    def get_by_id(self, name: str, doc_id: Any) -> None:
        self.both(lambda db: db.table(name).get(doc_id=doc_id))
        self.both(lambda db: db.table(name).contains(doc_id=doc_id))

    @rule(name=names, keys=id_lists)
    def get_by_ids(self, name: str, keys: list[Any]) -> None:
        self.both(lambda db: db.table(name).get(doc_ids=keys))

    @rule(name=names)
    def go_through(self, name: str) -> None:
        self.both(lambda db: (len(db.table(name)), len(db)))
        self.both(lambda db: (db.table(name).all(), list(db.table(name)), list(db)))

    @rule(name=names, query=queries)
    def another_handle_sees_the_same(self, name: str, query: Spec) -> None:
        other = DocumentDB(self.ours.storage)
        for side in (other, other):
            expected = outcome_of(lambda db: db.table(name).search(query_from(query)), self.stock)
            assert outcome_of(lambda db: db.table(name).search(query_from(query)), side) == expected

    @rule(name=names)
    def truncate(self, name: str) -> None:
        self.both(lambda db: db.table(name).truncate())

    @rule(name=names)
    def drop_table(self, name: str) -> None:
        self.both(lambda db: db.drop_table(name))

    @rule()
    def drop_tables(self) -> None:
        self.both(lambda db: db.drop_tables())

    @rule(name=st.sampled_from(("new", "newer")))
    def persist_an_empty_table(self, name: str) -> None:
        self.both(lambda db: name in db.tables() or len(db.table(name, persist_empty=True)))

    @precondition(lambda self: self.open is None)
    @rule()
    def reopen(self) -> None:
        self.ours.close()
        self.ours = DocumentDB(self.folder.name, sync=False)
        self.stock = TinyDB(storage=lambda: self.memory)

    @precondition(lambda self: self.open is None)
    @rule()
    def begin(self) -> None:
        self.open = self.ours.writing()
        self.open.__enter__()
        self.before_open = copy.deepcopy(self.memory.memory)

    @precondition(lambda self: self.open is not None)
    @rule(commit=st.booleans())
    def end(self, commit: bool) -> None:
        assert self.open is not None
        if commit:
            self.open.__exit__(None, None, None)
        else:
            error = Undone()
            assert not self.open.__exit__(Undone, error, None)
            self.memory.memory = self.before_open
            for table in self.stock._tables.values():
                table.clear_cache()
        self.open = None


BothDatabases.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
TestBothDatabases = BothDatabases.TestCase
