"""The search index of posts and people, on tantivy: its files, its commits with their checkpoint, and its searches.

One process writes (the one that projects); any thread of any process may search. Text is not stored:
a search gives ids, best or newest first. Every damage shows as `ReadStoreOutdated`: the index is made again.
"""

import logging
import threading
from contextlib import AbstractContextManager
from pathlib import Path

import tantivy

from app.errors import AlreadyRunning, ReadStoreOutdated, StoreFull, StoreUnusable
from app.read_model.documents import PostCard, Profile
from app.read_model.search_checkpoint import LIVE, IndexCheckpoint, document_of
from app.read_model.search_files import (
    LIVE_HEAP_BYTES,
    NO_FILES,
    Stamp,
    damage_shown,
    in_memory,
    index_in,
    make,
    stamp_in,
    write_fault,
)
from app.read_model.search_moment import Kind, Order, SearchMoment
from app.read_model.search_query import fold, fold_name

_log = logging.getLogger(__name__)

# A rebuild takes more than the least, so that it writes fewer segments.
BULK_HEAP_BYTES = 100_000_000


class SearchIndex:
    """The index in `folder`. Raises ReadStoreOutdated if it is missing, damaged or of another version.

    With `stand_in` it is then an empty one that belongs to no database and touches no file: until `renew`, or until
    what another process has put into the folder can be read. `unreadable` says meanwhile in a sentence why it does.
    """

    def __init__(self, folder: Path, *, stand_in: bool = False) -> None:
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self._reloading = threading.Lock()
        self._noted: int | None = None
        self._damaged = False
        self._refused: Stamp | None = None
        self.unreadable = ""
        try:
            self._open()
        except ReadStoreOutdated as outdated:
            if not stand_in:
                raise
            self.unreadable = str(outdated)
            self._refused = stamp_in(folder)
            self._index = in_memory(IndexCheckpoint(0, ""))
            self._moment = self._newest_of(self._index, NO_FILES)

    @classmethod
    def create(cls, folder: Path, checkpoint: IndexCheckpoint) -> "SearchIndex":
        """An empty index in place of whatever `folder` holds, committed with `checkpoint`.

        Raises StoreFull or StoreUnusable.
        """
        make(folder, checkpoint)
        return cls(folder)

    @property
    def damaged(self) -> bool:
        """Whether damage has shown since it was opened or renewed, or it only stands in for one."""
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
        """Everything up to here that concerns search can be found; 0 where damage shows."""
        if self._noted is not None:
            return self._noted
        try:
            return self._current().checkpoint.position
        except ReadStoreOutdated:
            return 0

    def note_position(self, position: int) -> None:
        """Say how far the index is where its checkpoint does not: nothing up to `position` waits for a commit, or
        what it holds does not count (0). The next commit counts again.
        """
        self._noted = position

    # Writing, by one thread at a time.

    def put_post(self, card: PostCard, known: bool = True) -> None:
        """Index a post in place of what is known of it, with the next commit; faster if nothing is `known`."""
        if known:
            self.drop("post", card.id)
        document = tantivy.Document()
        document.add_integer("post", card.id)
        document.add_text("text", fold(card.text))
        document.add_text("handle", fold_name(card.handle))
        document.add_integer("created", card.created_ms)
        document.add_boolean("picture", bool(card.media))
        for tag in {fold_name(span.target) for span in card.spans if span.kind == "tag"}:
            document.add_text("tags", tag)
        self._add(document)

    def put_person(self, person: Profile, known: bool = True) -> None:
        """Index a person in place of what is known of them, with the next commit."""
        if known:
            self.drop("person", person.id)
        document = tantivy.Document()
        document.add_integer("person", person.id)
        document.add_text("name", fold(person.name))
        document.add_text("person_handle", fold_name(person.handle))
        document.add_text("bio", fold(person.bio))
        self._add(document)

    def drop(self, kind: Kind, identifier: int) -> None:
        """Forget a post or a person, if known, with the next commit."""
        try:
            self._writing().delete_documents_by_term(kind, identifier)
        except ValueError as error:
            raise self._write_failed(error) from error

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
            raise self._write_failed(error) from error
        self._noted = checkpoint.position
        self._current()

    def close(self) -> None:
        """Forget what was not committed and give up writing, after the merges under way. Searching goes on."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()

    # Searching, from any thread.

    def moment(self) -> SearchMoment:
        """The newest commit, to search in it several times while others follow."""
        return self._current()

    def search_posts(self, query: str, limit: int = 20, order: Order = "best") -> list[int]:
        """Ids of at most `limit` posts that match what a person typed; any text is a query."""
        return self._current().search_posts(query, limit, order)

    def search_people(self, query: str, limit: int = 20) -> list[int]:
        """Ids of at most `limit` people whose name, handle or bio match, best first."""
        return self._current().search_people(query, limit)

    def _open(self) -> None:
        with self._damage_shown():
            if not self._folder.is_dir() or not tantivy.Index.exists(str(self._folder)):
                raise ReadStoreOutdated(
                    "The search index is missing; nothing is lost, it is made again from the posts."
                )
            index = index_in(self._folder)
            index.config_reader("manual")
            # The stamp is taken first: if a commit comes in between, the next look reloads once more.
            self._moment = self._newest_of(index, self._stamp())
            self._index = index
        self._refused = None
        self._damaged = False
        self.unreadable = ""

    def _current(self) -> SearchMoment:
        """The newest commit; looked for anew when the file that names the segments has changed."""
        if self._refused is not None:
            return self._followed()
        moment = self._moment
        with self._damage_shown():
            if moment.stamp == self._stamp():
                return moment
            with self._reloading:
                if self._moment is moment:
                    stamp = self._stamp()
                    self._index.reload()
                    self._moment = self._newest_of(self._index, stamp)
                return self._moment

    def _followed(self) -> SearchMoment:
        """What stands in, or what is in the folder once that is another than was refused and can be read."""
        with self._reloading:
            stamp = stamp_in(self._folder)
            if self._refused is not None and stamp != self._refused:
                try:
                    self._open()
                except ReadStoreOutdated as outdated:
                    _log.debug("The search index cannot be read yet: %s", outdated)
                    self._refused, self.unreadable = stamp, str(outdated)
            return self._moment

    def _newest_of(self, index: tantivy.Index, stamp: Stamp) -> SearchMoment:
        return SearchMoment(index.searcher(), stamp, self._note_damage)

    def _stamp(self) -> Stamp:
        stamp = stamp_in(self._folder)
        if stamp == NO_FILES:
            raise ReadStoreOutdated("The search index is gone; nothing is lost, it is made again from the posts.")
        return stamp

    def _damage_shown(self) -> AbstractContextManager[None]:
        return damage_shown(self._note_damage)

    def _note_damage(self) -> None:
        self._damaged = True

    def _add(self, document: tantivy.Document) -> None:
        try:
            self._writing().add_document(document)
        except ValueError as error:
            raise self._write_failed(error) from error

    def _write_failed(self, error: ValueError) -> StoreUnusable:
        """What to raise. Unless the disk is just full the files may be at fault, so they are made again."""
        self._writer = None
        fault = write_fault(error)
        self._damaged |= not isinstance(fault, StoreFull)
        return fault

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._open_writer(LIVE_HEAP_BYTES)
        return self._writer

    def _open_writer(self, heap_bytes: int) -> tantivy.IndexWriter:
        try:
            return self._index.writer(heap_bytes, 1)
        except ValueError as error:
            if "LockBusy" in str(error):
                raise AlreadyRunning("Another Tideline writes this search index; wait until it is done.") from error
            raise self._write_failed(error) from error
