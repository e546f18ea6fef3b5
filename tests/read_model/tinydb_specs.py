"""Random documents, queries and updates as plain data, to be built anew for each side of a comparison."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from tinydb import Query, operations, where
from tinydb.queries import QueryInstance

Spec = tuple[Any, ...]

FIELDS = ("a", "b", "n", "tags", "name")
REGEXES = ("a", "^b?c", r"\w+$", "")

fields = st.sampled_from(FIELDS)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.integers(-(1 << 63), (1 << 64) - 1),
    st.floats(allow_nan=False),
    st.text(alphabet="abc é😀\x00", max_size=4),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(fields, inner, max_size=3)),
    max_leaves=6,
)
documents = st.dictionaries(fields, values, max_size=4)
paths = st.lists(fields, min_size=1, max_size=2).map(tuple)
short_lists = st.lists(scalars, max_size=3)

leaves: st.SearchStrategy[Spec] = st.one_of(
    st.tuples(st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), paths, scalars),
    st.tuples(st.sampled_from(("==", "!=")), paths, values),
    st.tuples(st.sampled_from(("matches", "search")), paths, st.sampled_from(REGEXES)),
    st.tuples(st.sampled_from(("any", "all", "one_of")), paths, short_lists),
    st.tuples(st.sampled_from(("exists", "test", "map")), paths),
    st.tuples(st.just("fragment"), documents),
    st.tuples(st.just("noop")),
)
queries: st.SearchStrategy[Spec] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(("and", "or")), inner, inner),
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(("any of", "all of")), paths, inner),
    ),
    max_leaves=4,
)
changes: st.SearchStrategy[Spec] = st.one_of(
    st.tuples(st.just("fields"), documents),
    st.tuples(st.sampled_from(("increment", "decrement", "delete")), fields),
    st.tuples(st.sampled_from(("add", "subtract", "set")), fields, values),
    st.tuples(st.sampled_from(("clear", "grow")), fields),
)


def is_truthy(value: Any) -> bool:
    return bool(value)


def query_from(spec: Spec) -> QueryInstance:
    """The TinyDB query that `spec` describes."""
    kind, *rest = spec
    match kind:
        case "and":
            return query_from(rest[0]) & query_from(rest[1])
        case "or":
            return query_from(rest[0]) | query_from(rest[1])
        case "not":
            return ~query_from(rest[0])
        case "fragment":
            return Query().fragment(rest[0])
        case "noop":
            return Query().noop()
        case _:
            return _field_query(kind, rest)


def _field_query(kind: str, rest: list[Any]) -> QueryInstance:
    path, *arguments = rest
    query = where(path[0])
    for field in path[1:]:
        query = query[field]
    operators: dict[str, Callable[[], Any]] = {
        "==": lambda: query == arguments[0],
        "!=": lambda: query != arguments[0],
        "<": lambda: query < arguments[0],
        "<=": lambda: query <= arguments[0],
        ">": lambda: query > arguments[0],
        ">=": lambda: query >= arguments[0],
        "matches": lambda: query.matches(arguments[0]),
        "search": lambda: query.search(arguments[0]),
        "any": lambda: query.any(arguments[0]),
        "all": lambda: query.all(arguments[0]),
        "one_of": lambda: query.one_of(arguments[0]),
        "exists": query.exists,
        "test": lambda: query.test(is_truthy),
        "map": lambda: query.map(str) == "1",
        "any of": lambda: query.any(query_from(arguments[0])),
        "all of": lambda: query.all(query_from(arguments[0])),
    }
    built: QueryInstance = operators[kind]()
    return built


def change_from(spec: Spec) -> Any:
    """The fields, TinyDB operation or function that `spec` describes."""
    kind, *rest = spec
    if kind == "fields":
        return rest[0]
    if kind == "clear":
        return lambda document: document.clear()
    if kind == "grow":
        return lambda document: document.setdefault(rest[0], []).append(len(document))
    return getattr(operations, kind)(*rest)
