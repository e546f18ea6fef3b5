"""A small world, its log and a projector, for tests of the read side that need no write model."""

from app.clock import ManualClock
from app.events import StoredEvent
from app.projections.projector import Projector
from app.read_model.store import ReadStore
from app.signals import Projected, Signals
from tests.projections.memory import MemoryLog, MemoryStore
from tests.projections.world import World


class ReadingSide:
    """A world whose acts are committed to a log, and a projector that follows it; nothing happens by itself."""

    def __init__(self, store: ReadStore | MemoryStore, *, budget_rows: int = 500, slice_rows: int = 300) -> None:
        self.world = World()
        self.log = MemoryLog()
        self.store = store
        self.clock = ManualClock()
        self.signals = Signals()
        self.told: list[Projected] = []
        self._committed = 0
        self.signals.projected.connect(self._note)
        self.projector = Projector(
            self.log, store, self.clock, self.signals, budget_rows=budget_rows, slice_rows=slice_rows
        )

    def _note(self, _sender: object, what: Projected) -> None:
        self.told.append(what)

    def commit(self) -> list[StoredEvent]:
        """Put what has happened in the world since into the log."""
        before = len(self.log.rows)
        self.log.add(*self.world.events[self._committed :])
        self._committed = len(self.world.events)
        return self.log.rows[before:]

    def people(self, count: int) -> list[int]:
        """Register people; their ids."""
        for _ in range(count):
            self.world.register()
        self.commit()
        return list(self.world.people)

    def post(self, author: int, words: int = 5, picture: int = 1) -> int:
        """Write a post by the n-th person; its id. Every third `picture` is one; `words` choose the text."""
        self.world.post(author, words, picture)
        self.commit()
        return max(self.world.posts)

    def act(self, name: str, *numbers: int) -> StoredEvent:
        """Let one act happen, which must be one event; returns it."""
        getattr(self.world, name)(*numbers, *(0,) * (3 - len(numbers)))
        (stored,) = self.commit()
        return stored
