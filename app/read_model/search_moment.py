"""One commit of the search index, and the searches in it. Any thread may hold one; newer commits do not change it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Literal

import tantivy
from tantivy import Occur, Query

from app.errors import ReadStoreOutdated
from app.read_model.search_checkpoint import LIVE, IndexCheckpoint, checkpoint_of
from app.read_model.search_files import Stamp, damage_shown
from app.read_model.search_query import SearchQuery, fold_name, parse
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

Order = Literal["best", "newest"]
Kind = Literal["post", "person"]


class SearchMoment:
    """The index as one commit left it, whose files have this `stamp`; `note_damage` is called if they show any.

    All methods raise ReadStoreOutdated where the index is damaged.
    """

    def __init__(self, searcher: tantivy.Searcher, stamp: Stamp, note_damage: Callable[[], None]) -> None:
        self.stamp = stamp
        self._searcher = searcher
        self._note_damage = note_damage
        with self._damage_shown():
            hits = searcher.search(Query.term_query(SCHEMA, "checkpoint", LIVE), 1).hits
            if not hits:
                raise ReadStoreOutdated(
                    "The search index has no checkpoint; it is made again from the posts, nothing is lost."
                )
            self.checkpoint: IndexCheckpoint = checkpoint_of(searcher.doc(hits[0][1]).get_first("state"))

    def search_posts(self, query: str, limit: int, order: Order) -> list[int]:
        """Ids of at most `limit` posts that match what a person typed."""
        wanted = parse(query)
        if order == "best" and has_words(wanted):
            return self._best(wanted, "post", limit)
        for tier in NEWEST_FIRST:
            sought = posts_query(wanted, tier)
            found = [] if sought is None or limit < 1 else self._sorted(sought, "post", limit, tantivy.Order.Desc)
            if found:
                return found
        return []

    def search_people(self, query: str, limit: int) -> list[int]:
        """Ids of at most `limit` people whose name, handle or bio match, best first."""
        return self._best(parse(query), "person", limit)

    def ids(self, kind: Kind, after: int = 0, limit: int = 10_000) -> list[int]:
        """At most `limit` ids above `after` that the index holds, in order, each once."""
        above = Query.range_query(SCHEMA, kind, tantivy.FieldType.Integer, after, None, include_lower=False)
        return list(dict.fromkeys(self._sorted(above, kind, limit, tantivy.Order.Asc)))

    def count(self, kind: Kind) -> int:
        """How many posts or people it holds; one that it held twice would count twice."""
        with self._damage_shown():
            counted = self._searcher.aggregate(Query.all_query(), {"n": {"value_count": {"field": kind}}})
            return int(counted["n"]["value"])

    def holds_post(self, post_id: int, text: str, handle: str, tags: Sequence[str]) -> bool:
        """Whether the post is found by all words of `text` in their order, by its author and by each tag."""
        must = [Query.term_query(SCHEMA, "post", post_id), keyword("handle", fold_name(handle))]
        must += [keyword("tags", fold_name(tag)) for tag in tags]
        return self._holds([*must, *all_words("text", text)])

    def holds_person(self, person_id: int, name: str, handle: str, bio: str) -> bool:
        """Whether the person is found by all words of `name` and of `bio`, and by the handle."""
        must = [Query.term_query(SCHEMA, "person", person_id), keyword("person_handle", fold_name(handle))]
        return self._holds([*must, *all_words("name", name), *all_words("bio", bio)])

    def _best(self, wanted: SearchQuery, kind: Kind, limit: int) -> list[int]:
        """Tier by tier, as long as there is room: what a later tier adds stands below what an earlier one found."""
        found: dict[int, None] = {}
        for tier in BEST_FIRST:
            if tier == EXACT or forgives_something(wanted, tier):
                found.update(dict.fromkeys(self._tier(wanted, tier, kind, limit)))
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _tier(self, wanted: SearchQuery, tier: Tier, kind: Kind, limit: int) -> list[int]:
        query = posts_query(wanted, tier) if kind == "post" else people_query(wanted, tier)
        if query is None or limit < 1:
            return []
        with self._damage_shown():
            hits = self._searcher.search(query, limit, count=False).hits
            values = self._searcher.fast_field_values(kind, [address for _, address in hits])
            return [int(value) for value in values if value is not None]

    def _sorted(self, query: Query, kind: Kind, limit: int, order: tantivy.Order) -> list[int]:
        with self._damage_shown():
            result = self._searcher.search(query, limit, count=False, order_by_field=kind, order=order)
            return [int(identifier) for identifier, _ in result.hits]

    def _holds(self, must: list[Query]) -> bool:
        with self._damage_shown():
            return bool(self._searcher.search(Query.boolean_query([(Occur.Must, query) for query in must]), 1).hits)

    def _damage_shown(self) -> AbstractContextManager[None]:
        return damage_shown(self._note_damage)
