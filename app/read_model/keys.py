"""Keys of the read store as bytes: doc_ids in big-endian order, packed without the way through large integers."""

import struct

from app.read_model.documents import MAX_PATH

KEY = 8
PAIR = 16
COMMENT = 8 * (MAX_PATH + 1)
"""Widths in bytes: of an id, of an owned row, of a comment's place in reading order."""

key = struct.Struct(">Q").pack
"""The key of an id, and the first half of all keys that the id owns."""

pair = struct.Struct(">QQ").pack
"""The key of a row that the first id owns: the bytes of `documents.owned`."""

unpack_key = struct.Struct(">Q").unpack
unpack_pair = struct.Struct(">QQ").unpack

_comment = struct.Struct(f">{MAX_PATH + 1}Q").pack
_NO_PATH = (0,) * MAX_PATH


def comment(post_id: int, ancestors: tuple[int, ...], comment_id: int) -> bytes:
    """The key of a comment: the bytes of `documents.comment_key`."""
    path = (*ancestors[: MAX_PATH - 1], comment_id)
    return _comment(post_id, *path, *_NO_PATH[len(path) :])


def id_of(packed: bytes) -> int:
    """The id that a key of 8 bytes is made of."""
    return int.from_bytes(packed, "big")


def second_of(packed: bytes) -> int:
    """The id of an owned row: the second half of its key."""
    return int.from_bytes(packed[KEY:], "big")
