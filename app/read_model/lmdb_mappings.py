"""What TinyDB's own table code is given in the place of a dict of all documents. Called by `LmdbTable`."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from app.read_model.lmdb_environment import Txn

if TYPE_CHECKING:
    from app.read_model.lmdb_table import LmdbTable


class TableView(Mapping[str, dict[str, Any]]):
    """The documents by id as text: a look-up reads one, going through them reads all."""

    def __init__(self, table: "LmdbTable[Any]") -> None:
        self._table = table

    def __getitem__(self, key: str) -> dict[str, Any]:
        doc_id = self._table.key_of_text(key)
        document = None if doc_id is None else self._table.get(doc_id=doc_id)
        if document is None:
            raise KeyError(key)
        return dict(document)

    def __iter__(self) -> Iterator[str]:
        return (str(document.doc_id) for document in self._table)

    def __len__(self) -> int:
        return len(self._table)


class Draft(MutableMapping[object, Any]):
    """The documents by id within a write transaction. One that was looked up may be changed in place: `settle` stores
    those that were. Keys are objects because TinyDB looks up whatever it is asked for.
    """

    def __init__(self, table: "LmdbTable[Any]", txn: Txn) -> None:
        self._table = table
        self._txn = txn
        self._lent: dict[int, tuple[bytes, dict[str, Any]]] = {}

    def settle(self) -> None:
        """Store the documents that were looked up and changed."""
        for key, (raw, document) in self._lent.items():
            changed = self._table.checked(document)
            if changed != raw:
                self._table.put_raw(self._txn, key, changed)

    def __getitem__(self, doc_id: object) -> dict[str, Any]:
        key = self._found(doc_id)
        if key not in self._lent:
            raw = self._table.fetch_raw(self._txn, key)
            if raw is None:
                raise KeyError(doc_id)
            self._lent[key] = raw, self._table.as_mapping(raw)
        return self._lent[key][1]

    def __setitem__(self, doc_id: object, document: Mapping[str, Any]) -> None:
        key = self._table.key_of_text(doc_id)
        if key is None:
            raise ValueError(f"A document's id is an integer from 0 to {self._table.last_key}, not {doc_id!r}.")
        self._lent.pop(key, None)
        self._table.put_raw(self._txn, key, self._table.checked(document))

    def __delitem__(self, doc_id: object) -> None:
        key = self._found(doc_id)
        self._lent.pop(key, None)
        if not self._table.discard(self._txn, key):
            raise KeyError(doc_id)

    def __contains__(self, doc_id: object) -> bool:
        key = self._key(doc_id)
        return key is not None and self._table.fetch_raw(self._txn, key) is not None

    def __iter__(self) -> Iterator[object]:
        return iter(self._table.keys(self._txn, 0, self._table.last_key))

    def __len__(self) -> int:
        return self._table.total(self._txn)

    def clear(self) -> None:
        """Remove all documents at once."""
        self._lent.clear()
        self._table.clear(self._txn)

    def _found(self, doc_id: object) -> int:
        key = self._key(doc_id)
        if key is None:
            raise KeyError(doc_id)
        return key

    def _key(self, doc_id: object) -> int | None:
        """The key that a dict with integer keys would find: any equal number; None if no document can have it."""
        if type(doc_id) is not int:
            hash(doc_id)
            if not (isinstance(doc_id, (bool, float)) and float(doc_id).is_integer()):
                return None
            doc_id = int(doc_id)
        return doc_id if 0 <= doc_id <= self._table.last_key else None
