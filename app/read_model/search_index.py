"""The search index of posts and people, on tantivy: its files, its commits with their checkpoint, and its searches.

One process writes (the one that projects); any thread of any process may search. Text is not stored:
a search gives ids, best or newest first. Every damage shows as `ReadStoreOutdated`: the index is made again.
"""

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import msgspec
import tantivy
from tantivy import Occur, Query

from app.errors import ReadStoreOutdated
from app.read_model.documents import PostCard, Profile
from app.read_model.search_checkpoint import LIVE, IndexCheckpoint, checkpoint_of, document_of
from app.read_model.search_files import LIVE_HEAP_BYTES, damage_shown, index_in, make, write_fault
from app.read_model.search_query import SearchQuery, fold, fold_name, parse
from app.read_model.search_terms import (
    BEST_FIRST,
    EXACT,
    NEWEST_FIRST,
    SCHEMA,
    Tier,
    all_words,
    forgives_something,
    has_words,
    keyword,
    people_query,
    posts_query,
)

# A rebuild takes more than the least, so that it writes fewer segments.
BULK_HEAP_BYTES = 100_000_000

Order = Literal["best", "newest"]
Kind = Literal["post", "person"]


class _View(msgspec.Struct, frozen=True):
    """One commit as searches see it; `stamp` is the state of the file that names its segments."""

    searcher: tantivy.Searcher
    checkpoint: IndexCheckpoint
    stamp: tuple[int, int]


class SearchIndex:
    """The index in `folder`. Raises ReadStoreOutdated if it is missing, damaged or of another version."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self._reloading = threading.Lock()
        self._noted: int | None = None
        self._damaged = False
        self._open()

    @classmethod
    def create(cls, folder: Path, checkpoint: IndexCheckpoint) -> "SearchIndex":
        """An empty index in place of whatever `folder` holds, committed with `checkpoint`.

        Raises StoreFull or StoreUnusable.
        """
        make(folder, checkpoint)
        return cls(folder)

    @classmethod
    def opened(cls, folder: Path) -> "SearchIndex":
        """The index in `folder`, or an empty one that belongs to no database, so that it is made again."""
        try:
            return cls(folder)
        except ReadStoreOutdated:
            return cls.create(folder, IndexCheckpoint(0, ""))

    @property
    def damaged(self) -> bool:
        """Whether damage has shown since it was opened or renewed."""
        return self._damaged

    def renew(self, checkpoint: IndexCheckpoint) -> None:
        """Replace what is damaged by an empty index, also for the threads that search. Raises as `create` does."""
        self.close()
        make(self._folder, checkpoint)
        with self._reloading:
            self._open()

    def checkpoint(self) -> IndexCheckpoint:
        """The checkpoint of the newest commit, made here or by another process."""
        return self._current().checkpoint

    def position(self) -> int:
        """Everything up to here that concerns search can be found."""
        return self._current().checkpoint.position if self._noted is None else self._noted

    def note_position(self, position: int) -> None:
        """Say how far the index is where its checkpoint does not: nothing up to `position` waits for a commit, or
        what it holds does not count (0). The next commit counts again.
        """
        self._noted = position

    # Writing, by the projecting thread alone.

    def put_post(self, card: PostCard, known: bool = True) -> None:
        """Index a post in place of what is known of it, with the next commit; faster if nothing is `known`."""
        writer = self._writing()
        if known:
            writer.delete_documents_by_term("post", card.id)
        document = tantivy.Document()
        document.add_integer("post", card.id)
        document.add_text("text", fold(card.text))
        document.add_text("handle", fold_name(card.handle))
        document.add_integer("created", card.created_ms)
        document.add_boolean("picture", bool(card.media))
        for tag in {fold_name(span.target) for span in card.spans if span.kind == "tag"}:
            document.add_text("tags", tag)
        writer.add_document(document)

    def put_person(self, person: Profile, known: bool = True) -> None:
        """Index a person in place of what is known of them, with the next commit."""
        writer = self._writing()
        if known:
            writer.delete_documents_by_term("person", person.id)
        document = tantivy.Document()
        document.add_integer("person", person.id)
        document.add_text("name", fold(person.name))
        document.add_text("person_handle", fold_name(person.handle))
        document.add_text("bio", fold(person.bio))
        writer.add_document(document)

    def drop(self, kind: Kind, identifier: int) -> None:
        """Forget a post or a person, if known, with the next commit."""
        self._writing().delete_documents_by_term(kind, identifier)

    def clear(self) -> None:
        """Forget everything with the next commit, and get ready for much; until then searches find the old."""
        self.close()
        self._writer = self._open_writer(BULK_HEAP_BYTES)
        self._writer.delete_all_documents()

    def commit(self, checkpoint: IndexCheckpoint) -> None:
        """Make what was put and dropped durable and findable, together with `checkpoint`.

        Raises StoreFull or StoreUnusable; then everything since the last commit has to be put again.
        """
        writer = self._writing()
        try:
            writer.delete_documents_by_term("checkpoint", LIVE)
            writer.add_document(document_of(checkpoint))
            writer.commit()
        except ValueError as error:
            self._writer = None
            raise write_fault(error) from error
        self._noted = checkpoint.position
        self._current()

    def close(self) -> None:
        """Forget what was not committed and give up writing, after the merges under way. Searching goes on."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()

    # Searching, from any thread.

    def search_posts(self, query: str, limit: int = 20, order: Order = "best") -> list[int]:
        """Ids of at most `limit` posts that match what a person typed; any text is a query."""
        wanted = parse(query)
        if order == "newest" or not has_words(wanted):
            for tier in NEWEST_FIRST:
                found = self._tier(wanted, tier, "post", limit, newest=True)
                if found:
                    return found
            return []
        return self._best(wanted, "post", limit)

    def search_people(self, query: str, limit: int = 20) -> list[int]:
        """Ids of at most `limit` people whose name, handle or bio match, best first."""
        return self._best(parse(query), "person", limit)

    def ids(self, kind: Kind, after: int = 0, limit: int = 10_000) -> list[int]:
        """At most `limit` ids above `after` that the index holds, in order; one held twice is named twice."""
        above = Query.range_query(SCHEMA, kind, tantivy.FieldType.Integer, after, None, include_lower=False)
        return self._sorted(above, kind, limit, tantivy.Order.Asc)

    def holds_post(self, post_id: int, text: str, handle: str, tags: Sequence[str]) -> bool:
        """Whether the post is found by all words of `text` in their order, by its author and by each tag."""
        must = [Query.term_query(SCHEMA, "post", post_id), keyword("handle", fold_name(handle))]
        must += [keyword("tags", fold_name(tag)) for tag in tags]
        return self._holds([*must, *all_words("text", text)])

    def holds_person(self, person_id: int, name: str, handle: str, bio: str) -> bool:
        """Whether the person is found by all words of `name` and of `bio`, and by the handle."""
        must = [Query.term_query(SCHEMA, "person", person_id), keyword("person_handle", fold_name(handle))]
        return self._holds([*must, *all_words("name", name), *all_words("bio", bio)])

    def _open(self) -> None:
        with self._damage_shown():
            if not tantivy.Index.exists(str(self._folder)):
                raise ReadStoreOutdated(
                    "The search index is missing. It is made again from the posts; nothing is lost."
                )
            self._index = index_in(self._folder)
            self._index.config_reader("manual")
            self._view = self._newest_view()
        self._damaged = False

    def _best(self, wanted: SearchQuery, kind: Kind, limit: int) -> list[int]:
        """Tier by tier, as long as there is room: what a later tier adds stands below what an earlier one found."""
        found: dict[int, None] = {}
        for tier in BEST_FIRST:
            if tier == EXACT or forgives_something(wanted, tier):
                found.update(dict.fromkeys(self._tier(wanted, tier, kind, limit)))
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _tier(self, wanted: SearchQuery, tier: Tier, kind: Kind, limit: int, newest: bool = False) -> list[int]:
        query = posts_query(wanted, tier) if kind == "post" else people_query(wanted, tier)
        if query is None or limit < 1:
            return []
        if newest:
            return self._sorted(query, kind, limit, tantivy.Order.Desc)
        searcher = self._current().searcher
        with self._damage_shown():
            hits = searcher.search(query, limit, count=False).hits
            return [int(value) for value in searcher.fast_field_values(kind, [at for _, at in hits]) if value]

    def _sorted(self, query: Query, kind: Kind, limit: int, order: tantivy.Order) -> list[int]:
        searcher = self._current().searcher
        with self._damage_shown():
            result = searcher.search(query, limit, count=False, order_by_field=kind, order=order)
            return [int(identifier) for identifier, _ in result.hits]

    def _holds(self, must: list[Query]) -> bool:
        searcher = self._current().searcher
        with self._damage_shown():
            return bool(searcher.search(Query.boolean_query([(Occur.Must, query) for query in must]), 1).hits)

    def _current(self) -> _View:
        """The newest commit; looked for anew when the file that names the segments has changed."""
        view = self._view
        if view.stamp == self._stamp():
            return view
        with self._reloading, self._damage_shown():
            if self._view is view:
                self._index.reload()
                self._view = self._newest_view()
            return self._view

    def _newest_view(self) -> _View:
        stamp = self._stamp()
        searcher = self._index.searcher()
        hits = searcher.search(Query.term_query(SCHEMA, "checkpoint", LIVE), 1).hits
        if not hits:
            raise ReadStoreOutdated(
                "The search index has no checkpoint; it is made again from the posts, nothing is lost."
            )
        checkpoint = checkpoint_of(searcher.doc(hits[0][1]).get_first("state"))
        return _View(searcher, checkpoint, stamp)

    def _stamp(self) -> tuple[int, int]:
        try:
            meta = (self._folder / "meta.json").stat()
        except OSError as error:
            raise ReadStoreOutdated(
                "The search index has gone; it is made again from the posts, nothing is lost."
            ) from error
        return meta.st_mtime_ns, meta.st_ino

    def _damage_shown(self) -> AbstractContextManager[None]:
        return damage_shown(self._note_damage)

    def _note_damage(self) -> None:
        self._damaged = True

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._open_writer(LIVE_HEAP_BYTES)
        return self._writer

    def _open_writer(self, heap_bytes: int) -> tantivy.IndexWriter:
        try:
            return self._index.writer(heap_bytes, 1)
        except ValueError as error:
            raise write_fault(error) from error
