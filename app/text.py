"""Text as people see it: graphemes counted, tags, mentions and links found once, on the write side."""

from typing import Literal

import msgspec

SpanKind = Literal["tag", "mention", "link"]


class Span(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A part of a text that leads somewhere: `text[start:end]`, counted in code points.

    `target` is the tag without '#', the handle without '@', or the whole address of a link.
    """

    start: int
    end: int
    kind: SpanKind
    target: str
