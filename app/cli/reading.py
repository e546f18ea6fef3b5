"""The commands that read: each prints one page or document of the read store, and nothing else.

One that cannot be read is no empty page: each raises `ReadStoreOutdated` then.
"""

from typing import TYPE_CHECKING

from app.cli.output import (
    comment_lines,
    feed_json,
    item_lines,
    print_json,
    print_lines,
    profile_json,
    profile_lines,
    search_json,
    thread_json,
)
from app.errors import InvalidInput
from app.ids import MAX_ID, key_of_name
from app.read_model.documents import FeedPage

if TYPE_CHECKING:
    from app.bootstrap import Tideline

MAX_LIMIT = 10_000


def identifier(word: str, what: str) -> int:
    """The id that was typed. Raises `InvalidInput` for what is none."""
    if not (word.isascii() and word.isdecimal() and 0 < int(word) <= MAX_ID):
        raise InvalidInput(what, f"'{word[:40]}' is no {what} id; ids are the numbers that `feed` prints.")
    return int(word)


def person_named(program: "Tideline", handle: str, option: str) -> int:
    """The id behind a handle, from the read store. Raises `InvalidInput` if nobody there has it."""
    profile = program.queries.profile_by_handle(handle.lstrip("@")).profile
    if profile is None:
        raise InvalidInput(option, f"There is nobody with the handle @{handle.lstrip('@')[:40]} in the feeds.")
    return profile.id


def feed(
    program: "Tideline",
    *,
    viewer: str | None,
    author: str | None,
    tag: str | None,
    limit: int,
    before: str | None,
    json: bool,
) -> int:
    """Everyone's posts; with a viewer alone that person's home; an author's, or those with a tag."""
    program.read_side.require_readable()
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput("limit", f"A page has 1 to {MAX_LIMIT} cards, not {limit}.")
    if author and tag:
        raise InvalidInput("tag", "Name an author or a tag, not both.")
    cursor = None if before is None else identifier(before, "before")
    viewer_id = person_named(program, viewer, "as") if viewer else 0
    page = _page(program, viewer_id, author, tag, limit, cursor)
    if json:
        print_json(feed_json(page))
    else:
        print_lines(line for item in page.items for line in item_lines(item))
        if page.next is not None:
            print_lines([f"More: --before {page.next}"])
    return 0


def _page(
    program: "Tideline", viewer: int, author: str | None, tag: str | None, limit: int, before: int | None
) -> FeedPage:
    queries = program.queries
    if author:
        return queries.feed("author", person_named(program, author, "author"), viewer, limit, before)
    if tag:
        return queries.feed("tag", key_of_name(tag.lstrip("#")), viewer, limit, before)
    if viewer:
        return queries.feed("home", viewer, viewer, limit, before)
    return queries.feed("everyone", 0, 0, limit, before)


def thread(program: "Tideline", post: str, viewer: str | None, *, json: bool) -> int:
    """A post with all its comments in reading order. Raises `InvalidInput` if it is not in the read store."""
    program.read_side.require_readable()
    post_id = identifier(post, "post")
    viewer_id = person_named(program, viewer, "as") if viewer else 0
    page = program.queries.thread(post_id, viewer_id, limit=MAX_LIMIT)
    if page.head is None:
        raise InvalidInput("post", f"There is no post {post_id} in the feeds; it may be deleted, or not projected yet.")
    if json:
        print_json(thread_json(page))
    else:
        print_lines([*item_lines(page.head), *(line for comment in page.comments for line in comment_lines(comment))])
    return 0


def profile(program: "Tideline", handle: str, *, json: bool) -> int:
    """A person's page head. Raises `InvalidInput` if nobody in the read store has the handle."""
    program.read_side.require_readable()
    person_id = person_named(program, handle, "handle")
    view = program.queries.profile(person_id)
    if json:
        print_json(profile_json(view))
    elif view.profile:
        print_lines(profile_lines(view.profile))
    return 0


def search(program: "Tideline", query: str, viewer: str | None, *, limit: int, newest: bool, json: bool) -> int:
    """People and posts that match, from the search index."""
    program.read_side.require_readable(search=True)
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput("limit", f"A page has 1 to {MAX_LIMIT} results, not {limit}.")
    viewer_id = person_named(program, viewer, "as") if viewer else 0
    page = program.queries.search(query, viewer_id, limit, "newest" if newest else "best")
    if json:
        print_json(search_json(page))
        return 0
    print_lines(f"{person.name} @{person.handle}" for person in page.people)
    print_lines(line for item in page.posts for line in item_lines(item))
    if not (page.people or page.posts):
        print_lines(["Nothing found."])
    return 0
