"""The fields of the search index, and how the parts of a query become a search in them.

A search is built in tiers, so that what matches exactly stands above what is forgiven; within that, weights
put a word with one typo above a word that only begins as typed.
"""

from typing import Final, NamedTuple

import msgspec
import tantivy
from tantivy import Occur, Query

from app.read_model.search_query import Part, SearchQuery, fold, fold_name

LONGEST_WORD_BYTES = 64
SHORTEST_WITH_TYPO = 4
# A single letter begins so many words that it would find nearly every post: those are found from two on.
SHORTEST_PREFIX_IN_POSTS = 2
_TYPO_BOOST = 0.1
_PREFIX_BOOST = 0.05


class Tier(NamedTuple):
    """What a search forgives: one typo in a word, and the end of the last word not typed yet."""

    typo: bool = False
    prefix: bool = False


EXACT: Final = Tier()
FORGIVING: Final = Tier(typo=True, prefix=True)
BEST_FIRST: Final = (EXACT, FORGIVING)
NEWEST_FIRST: Final = (Tier(prefix=True), FORGIVING)


class Fields(msgspec.Struct, frozen=True):
    """Where the words of a query are looked for, each field with its weight.

    `names` hold one whole word each; `forgiving_names` tells whether a typo or a beginning is enough there.
    """

    texts: dict[str, float]
    names: dict[str, float]
    forgiving_names: bool
    shortest_prefix: int


POSTS: Final = Fields({"text": 1.0}, {"handle": 0.5}, False, SHORTEST_PREFIX_IN_POSTS)
PEOPLE: Final = Fields({"name": 2.0, "bio": 1.0}, {"person_handle": 3.0}, True, 1)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Signed, since deleting by the term of an unsigned field deletes nothing in this binding.
    for identifier in ("post", "person"):
        builder.add_integer_field(identifier, indexed=True, fast=True)
    for text in ("text", "name", "bio"):
        builder.add_text_field(text, tokenizer_name="words", index_option="position")
    for name in ("handle", "tags", "person_handle"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("created", fast=True)
    builder.add_boolean_field("picture", indexed=True)
    builder.add_integer_field("checkpoint", indexed=True)
    builder.add_bytes_field("state", stored=True)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    words = tantivy.Tokenizer.regex(r"\w+|\p{Extended_Pictographic}")
    builder = tantivy.TextAnalyzerBuilder(words)
    builder = builder.filter(tantivy.Filter.remove_long(LONGEST_WORD_BYTES))
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()


SCHEMA: Final = _schema()
ANALYZER: Final = _analyzer()


def has_words(wanted: SearchQuery) -> bool:
    """Whether there is anything to rank by: with filters alone, newest first is the only order."""
    return any(not part.excluded and ANALYZER.analyze(part.text) for part in wanted.parts)


def forgives_something(wanted: SearchQuery, tier: Tier) -> bool:
    """Whether this tier can find more than the exact one."""
    if tier.prefix and wanted.typing:
        return True
    return tier.typo and any(_may_have_typo(part) for part in wanted.parts)


def posts_query(wanted: SearchQuery, tier: Tier) -> Query | None:
    """The search for posts; None if nothing is asked for."""
    clauses = _word_clauses(POSTS, wanted, tier)
    # The end of a name is forgiven last: `tag:art` is more likely the tag than the beginning of `tag:artist`.
    typing = wanted.typing if tier == FORGIVING else ""
    authors = [
        (Occur.Should, keyword("handle", name, prefix=typing == "author" and place == len(wanted.authors) - 1))
        for place, name in enumerate(wanted.authors)
    ]
    if authors:
        clauses.append((Occur.Must, Query.boolean_query(authors)))
    clauses.extend(
        (Occur.Must, keyword("tags", name, prefix=typing == "tag" and place == len(wanted.tags) - 1))
        for place, name in enumerate(wanted.tags)
    )
    clauses.extend((Occur.MustNot, keyword("handle", name)) for name in wanted.excluded_authors)
    clauses.extend((Occur.MustNot, keyword("tags", name)) for name in wanted.excluded_tags)
    if wanted.pictures is not None:
        clauses.append((Occur.Must, Query.term_query(SCHEMA, "picture", wanted.pictures)))
    if wanted.after_ms is not None or wanted.before_ms is not None:
        clauses.append((Occur.Must, _between(wanted.after_ms, wanted.before_ms)))
    return _all_of(clauses, "post")


def people_query(wanted: SearchQuery, tier: Tier) -> Query | None:
    """The search for people; None if nothing is asked for that a person can have."""
    if wanted.tags or wanted.pictures is not None or wanted.after_ms is not None or wanted.before_ms is not None:
        return None
    clauses = _word_clauses(PEOPLE, wanted, tier)
    clauses.extend(
        (Occur.Must, keyword("person_handle", name, prefix=tier.prefix and wanted.typing == "author"))
        for name in wanted.authors
    )
    return _all_of(clauses, "person")


def keyword(field: str, name: str, prefix: bool = False) -> Query:
    """A whole name, or with `prefix` also one that begins so. `name` is folded already."""
    if prefix:
        return Query.fuzzy_term_query(SCHEMA, field, name, distance=0, prefix=True)
    return Query.term_query(SCHEMA, field, name)


def all_words(field: str, text: str) -> list[Query]:
    """A query for all words of `text` in their order; none if it has no words."""
    words = ANALYZER.analyze(fold(text))
    return [_in_order(field, words)] if words else []


def _all_of(clauses: list[tuple[Occur, Query]], kind: str) -> Query | None:
    if not clauses:
        return None
    if all(occur == Occur.MustNot for occur, _ in clauses):
        clauses.append((Occur.Must, Query.exists_query(kind)))
    return Query.boolean_query(clauses)


def _word_clauses(fields: Fields, wanted: SearchQuery, tier: Tier) -> list[tuple[Occur, Query]]:
    clauses = []
    for place, part in enumerate(wanted.parts):
        words = ANALYZER.analyze(part.text)
        if not words:
            continue
        last = wanted.typing == "word" and place == len(wanted.parts) - 1
        forgiving = Tier(tier.typo and _may_have_typo(part), tier.prefix and last)
        choices = _choices(fields, part, words, EXACT if part.excluded else forgiving)
        clauses.append((Occur.MustNot if part.excluded else Occur.Must, Query.boolean_query(choices)))
    return clauses


def _choices(fields: Fields, part: Part, words: list[str], tier: Tier) -> list[tuple[Occur, Query]]:
    """The ways in which one part of a query may match, each with its weight."""
    found: list[tuple[Query, float]] = []
    for field, weight in fields.texts.items():
        found.append((_in_order(field, words), weight))
        if tier.typo and len(words) == 1:
            found.append((Query.fuzzy_term_query(SCHEMA, field, words[0]), weight * _TYPO_BOOST))
        if tier.prefix and len(words[-1]) >= fields.shortest_prefix:
            found.append((_beginning(field, words), weight * _PREFIX_BOOST))
    name = fold_name(part.text)
    for field, weight in fields.names.items() if name and not part.exact else ():
        found.append((keyword(field, name), weight))
        if not fields.forgiving_names:
            continue
        if tier.typo:
            found.append((Query.fuzzy_term_query(SCHEMA, field, name), weight * _TYPO_BOOST))
        if tier.prefix and len(name) >= fields.shortest_prefix:
            found.append((keyword(field, name, prefix=True), weight * _PREFIX_BOOST))
    return [(Occur.Should, Query.boost_query(query, weight)) for query, weight in found]


def _may_have_typo(part: Part) -> bool:
    return not part.exact and not part.excluded and len(part.text) >= SHORTEST_WITH_TYPO


def _in_order(field: str, words: list[str]) -> Query:
    if len(words) == 1:
        return Query.term_query(SCHEMA, field, words[0])
    return Query.phrase_query(SCHEMA, field, list(words))


def _beginning(field: str, words: list[str]) -> Query:
    if len(words) == 1:
        return Query.fuzzy_term_query(SCHEMA, field, words[0], distance=0, prefix=True)
    return Query.phrase_prefix_query(SCHEMA, field, list(words))


def _between(after_ms: int | None, before_ms: int | None) -> Query:
    last_ms = None if before_ms is None else before_ms - 1
    return Query.range_query(SCHEMA, "created", tantivy.FieldType.Integer, after_ms, last_ms)
