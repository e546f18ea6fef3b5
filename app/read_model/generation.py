"""One generation of the read store: a folder with an LMDB environment, its typed tables and what it was made from.

The read store points to the current one; a rebuild makes the next one beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.errors import ReadStoreOutdated
from app.read_model.document_db import DocumentDB
from app.read_model.documents import Snapshot
from app.read_model.lmdb_environment import Reading, Txn
from app.read_model.lmdb_table import LmdbTable
from app.read_model.page_rest import PageRest
from app.read_model.schema import KEPT_DECODED, PROJECTION_VERSION, TABLES, Identity, State
from app.read_model.transaction import STATE, Transaction

D = TypeVar("D", bound=msgspec.Struct)

IDENTITY = "identity"
_decode_state = msgspec.msgpack.Decoder(State).decode
_NO_EXCEPTIONS: frozenset[int] = frozenset()


class Generation:
    """Opens the generation in the folder `path`, whose name is its number.

    With `create` the folder must not hold one yet. `sync=False` is for one that is being built: `flush` before it is
    pointed to. `tables` are the typed tables by name, `handles` LMDB's own; `db` is the same as a TinyDB.

    Raises `ReadStoreOutdated` if it is missing, damaged or of another projection version; `StoreUnusable`.
    """

    def __init__(self, path: Path, *, create: bool = False, database_id: str = "", sync: bool = True) -> None:
        self.path = path
        self.number = int(path.name)
        # LMDB would write the beginnings of an environment into an empty file, which may be somebody else's to mend.
        if not create and not _has_content(path / "data.mdb"):
            raise ReadStoreOutdated(f"The read store in {path} is missing; nothing is lost, it has to be rebuilt.")
        self.db = DocumentDB(path, sync=sync)
        try:
            if create:
                self._create(database_id)
            self.identity = self._checked_identity()
            self.tables: dict[str, LmdbTable[Any]] = {
                name: self.db.table(name, kind=kind, key_width=width, keep=KEPT_DECODED.get(name, 0))
                for name, (width, kind) in TABLES.items()
            }
            self.handles = {name: self.db.storage.handle(name) for name in TABLES}
            self._rest = PageRest(self.db.storage, self.handles.values()) if sync else None
        except BaseException:
            self.db.close()
            raise
        self._meta_get = self.db.storage.meta_get

    def table(self, name: str, kind: type[D]) -> LmdbTable[D]:
        """The table `name`, whose documents are of `kind`."""
        table = self.tables[name]
        if table.kind is not kind:
            raise TypeError(f"The documents of {name} are not of the kind {kind.__name__}.")
        return table

    def reading(self) -> Reading:
        """One snapshot of everything, for a `with`; copy out what you need and leave."""
        return self.db.reading()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One change of everything: durable at the end of the `with`, or undone if it raises.

        Raises `StoreFull` or `StoreUnusable`.
        """
        if self._rest is not None:
            self._rest.before_write()
        with self.db.writing() as txn:
            yield Transaction(self.db.storage, txn, self.handles, self.number)

    def snapshot(self) -> Snapshot:
        """How far this generation is."""
        with self.db.reading() as txn:
            return self.snapshot_in(txn)

    def snapshot_in(self, txn: Txn) -> Snapshot:
        """How far this generation is in the transaction `txn`."""
        raw = self._meta_get(txn, STATE)
        if raw is None:
            return Snapshot(0, _NO_EXCEPTIONS, self.number)
        state = _decode_state(raw)
        exceptions = frozenset(state.exceptions) if state.exceptions else _NO_EXCEPTIONS
        return Snapshot(state.position, exceptions, self.number)

    def bytes_used(self, txn: Txn) -> int:
        """The bytes of the pages that hold the tables, in the snapshot `txn`."""
        stats = [txn.stat(handle) for handle in self.handles.values()]
        pages = sum(stat["branch_pages"] + stat["leaf_pages"] + stat["overflow_pages"] for stat in stats)
        return pages * stats[0]["psize"]

    def belong_to(self, database_id: str) -> None:
        """Note whose events this generation holds."""
        self.identity = msgspec.structs.replace(self.identity, database_id=database_id)
        with self.db.writing() as txn:
            self.db.storage.meta_put(txn, IDENTITY, self.identity)

    def flush(self) -> None:
        """Have everything on the disk; needed only with `sync=False`."""
        self.db.storage.flush()

    def close(self) -> None:
        """Close it; a second time does nothing. No other thread may be reading or writing."""
        if self._rest is not None:
            self._rest.end()
        self.db.close()

    def _create(self, database_id: str) -> None:
        storage = self.db.storage
        with storage.writing() as txn:
            for name, (width, _) in TABLES.items():
                storage.claim(txn, name, width)
            storage.meta_put(txn, IDENTITY, Identity(PROJECTION_VERSION, database_id, self.number))
            storage.meta_put(txn, STATE, State())

    def _checked_identity(self) -> Identity:
        with self.db.reading() as txn:
            identity = self.db.storage.meta_get(txn, IDENTITY, Identity)
        if identity is None:
            raise ReadStoreOutdated(f"The read store in {self.path} is empty; nothing is lost, it has to be rebuilt.")
        if identity.projection_version != PROJECTION_VERSION:
            raise ReadStoreOutdated(
                f"The read store in {self.path} was made by version {identity.projection_version} of the feeds, where "
                f"this program makes version {PROJECTION_VERSION}; nothing is lost, it has to be rebuilt."
            )
        return identity


def _has_content(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0
