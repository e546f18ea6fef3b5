"""How far the search index is: the checkpoint that lies in it as a document of the same commit."""

import msgspec
import tantivy

from app.errors import ReadStoreOutdated

INDEX_VERSION = 1
# The value of the field `checkpoint` in the one document that holds it.
LIVE = 1


class IndexCheckpoint(msgspec.Struct, frozen=True, array_like=True):
    """How far the index is, committed together with what it holds.

    `database_id` and `generation` name the read store that it is made from. `awaited` are the events up to
    `position` that the read store holds back, as (position, aggregate): once it no longer does, their
    aggregates are looked at again.
    """

    position: int
    database_id: str
    generation: int = 0
    awaited: tuple[tuple[int, str], ...] = ()
    version: int = INDEX_VERSION


def document_of(checkpoint: IndexCheckpoint) -> tantivy.Document:
    """The checkpoint as a document of the index."""
    document = tantivy.Document()
    document.add_integer("checkpoint", LIVE)
    document.add_bytes("state", msgspec.msgpack.encode(checkpoint))
    return document


def checkpoint_of(state: object) -> IndexCheckpoint:
    """The checkpoint in a document's field `state`. Raises ReadStoreOutdated if it is of another version."""
    try:
        checkpoint = msgspec.msgpack.decode(
            bytes(state) if isinstance(state, bytes | list) else b"", type=IndexCheckpoint
        )
    except msgspec.DecodeError as error:
        raise ReadStoreOutdated("The search index is of another version; it is made again, nothing is lost.") from error
    if checkpoint.version != INDEX_VERSION:
        raise ReadStoreOutdated("The search index is of another version; it is made again, nothing is lost.")
    return checkpoint
