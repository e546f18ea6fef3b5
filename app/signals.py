"""The only wire between the sides: blinker signals that ring, and say nothing that a reader must trust.

A receiver runs in the sender's thread: it may set an Event or queue a Qt signal, never work.
Receivers are held weakly and an exception in one reaches the sender.
"""

import blinker
import msgspec


class Projected(msgspec.Struct, frozen=True):
    """What one projector transaction changed: enough for a view to know whether it shows any of it.

    `homes` are the people whose home gained or lost rows all over, by a follow or a mute of theirs.
    `everything` after a rebuild, and where another process projects: anything may have changed.
    """

    position: int
    posts: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    entries_added: int = 0
    homes: frozenset[int] = frozenset()
    parked: bool = False
    everything: bool = False


class Signals:
    """The signals of one running program; made once, in the composition root.

    committed   the write model has committed; no payload: read the log
    projected   the read store has committed; payload `what: Projected`
    indexed     the search index has committed; no payload
    operations  the overlay's operations changed; no payload
    read_side   the delay, pause, projector or rebuild state changed; no payload
    """

    def __init__(self) -> None:
        self.committed = blinker.Signal()
        self.projected = blinker.Signal()
        self.indexed = blinker.Signal()
        self.operations = blinker.Signal()
        self.read_side = blinker.Signal()
