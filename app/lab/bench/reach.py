"""The rows of the measurements: what each has to reach, in words, and whether what was measured does."""

from collections.abc import Callable
from typing import NamedTuple

from app.lab.bench.figures import Measured

PLANNED = "planned SQL"
JOINED = "one big join"
WALKED = "one big join, order forced"
STOCK = "TinyDB, JSONStorage"
HUNDREDS = "batches of 100"
QUEUED = "queued together"
DEMO = "the demo that makes them"

POSTS_OF_REBUILD = 100_000


MILLION = 1_000_000


class Reach(NamedTuple):
    """A reach in words, and whether a row that was measured with so many posts reaches it.

    A reach that names a number of posts is not met by a measurement with fewer.
    """

    words: str
    is_met: Callable[[Measured, int], bool]


def _page(row: Measured, posts: int) -> bool:
    alone = row.p50 <= 0.15 and row.p99 <= 1
    beside_sql = posts < 100_000 or (row.ratio(PLANNED) >= 4 and row.ratio(JOINED) >= 1_000)
    beside_stock = posts != 10_000 or row.ratio(STOCK) >= 500
    return alone and beside_sql and beside_stock


def _rebuild(row: Measured, posts: int) -> bool:
    demo = row.peers.get(DEMO)
    return posts >= POSTS_OF_REBUILD and row.p50 <= 60 and (demo is None or demo[0] <= 600)


REACHES = {
    "page_of_50": Reach(
        "p50 ≤ 0.15 ms, p99 ≤ 1 ms; at 100k posts ≥ 4× faster than planned SQL and ≥ 1,000× than one big join; "
        "at 10k ≥ 500× than TinyDB with JSONStorage",
        _page,
    ),
    "card_by_id": Reach("p50 ≤ 15 µs", lambda row, _: row.p50 <= 15),
    "profile_by_handle": Reach("p50 ≤ 20 µs", lambda row, _: row.p50 <= 20),
    "projector_batched": Reach(
        "≥ 20,000 events/s in batches of 1,000, ≥ 10,000 in batches of 100",
        lambda row, _: row.figures["overall"] >= 20_000 and row.figures["overall in batches of 100"] >= 10_000,
    ),
    "projector_single": Reach("p50 ≤ 1 ms", lambda row, _: row.p50 <= 1),
    "post_commit": Reach(
        "p50 ≤ 1.5 ms; ≥ 2,500 commands/s queued",
        lambda row, _: row.p50 <= 1.5 and row.figures["queued commands/s"] >= 2_500,
    ),
    "commit_to_readable": Reach("p50 ≤ 5 ms, p99 ≤ 20 ms", lambda row, _: row.p50 <= 5 and row.p99 <= 20),
    "commit_to_painted": Reach("p50 ≤ 33 ms", lambda row, _: row.p50 <= 33),
    "start_to_first_card": Reach(
        "median of 5 ≤ 0.8 s at 1M posts", lambda row, posts: posts >= MILLION and row.p50 <= 0.8
    ),
    "scroll_idle": Reach("p99 ≤ 8 ms", lambda row, _: row.p99 <= 8),
    "scroll_saturated": Reach("p99 ≤ 16 ms", lambda row, _: row.p99 <= 16),
    "gui_stall": Reach("p99 ≤ 16 ms, max ≤ 50 ms", lambda row, _: row.p99 <= 16 and max(row.samples) <= 50),
    "lab_frames": Reach("p99 ≤ 16 ms with the lab open and 500 events/s", lambda row, _: row.p99 <= 16),
    "private_memory": Reach("≤ 250 MB at 1M posts", lambda row, posts: posts >= MILLION and row.p50 <= 250),
    "rebuild": Reach("100k posts, 1M likes, 300k comments ≤ 60 s; and the demo that makes them ≤ 10 min", _rebuild),
}
"""Row → reach, in the order in which they are told."""

HEADLESS = (
    "page_of_50",
    "card_by_id",
    "profile_by_handle",
    "projector_batched",
    "projector_single",
    "post_commit",
    "commit_to_readable",
    "rebuild",
)
