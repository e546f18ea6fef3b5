"""What 'Both sides' shows, as plain data: rows, a document, the fields that differ, and the read model of the past."""

from typing import Literal

import msgspec

from app.consistency.trace import Kind

Subject = Literal["person", "post"]


class Cell(msgspec.Struct, frozen=True):
    """One column of a row as text; `was` is what the document still has, if that differs."""

    column: str
    value: str
    was: str = ""
    changed: bool = False


class RowTable(msgspec.Struct, frozen=True):
    """A table of the write model and those of its rows that make the document."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


class RowCount(msgspec.Struct, frozen=True):
    """How many rows of a table are counted into the document's `field`."""

    table: str
    field: str
    rows: int
    changed: bool = False


class Waiting(msgspec.Struct, frozen=True):
    """An event that is committed and that the document does not have yet; `held` says why it is parked, if it is."""

    position: int
    kind: Kind
    words: str
    committed_ms: int
    held: str = ""


class Field(msgspec.Struct, frozen=True):
    """A field of the document as text: what it `is` and, where the rows say otherwise, what it `will_be`.

    `position` is that of the waiting event that will bring it, 0 if it agrees or none is known that would.
    """

    name: str
    value: str
    will_be: str = ""
    differs: bool = False
    position: int = 0


class Sides(msgspec.Struct, frozen=True):
    """Both sides of a person or post. `rows` and `written` are of one moment, `fields` and `read` of one before it.

    `saved` and `shown` tell whether there is anything on that side.
    """

    subject: Subject
    identifier: int
    title: str
    document: str
    written: int
    read: int
    saved: bool
    shown: bool
    tables: tuple[RowTable, ...] = ()
    counts: tuple[RowCount, ...] = ()
    fields: tuple[Field, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def differing(self) -> tuple[Field, ...]:
        """The fields that are not yet what the rows say."""
        return tuple(field for field in self.fields if field.differs)

    def bringer(self, field: Field) -> Waiting | None:
        """The waiting event that will bring a field."""
        return next((one for one in self.waiting if one.position == field.position), None)


class TravelState(msgspec.Struct, frozen=True):
    """How far time travel reaches: from the position `first`, where it begins, to `last`, of `wanted`.

    `cut` is True where older events had left the log before anybody travelled.
    """

    first: int
    last: int
    wanted: int
    cut: bool = False

    @property
    def is_built(self) -> bool:
        """Whether every position up to `wanted` can be shown."""
        return self.last >= self.wanted


UNOPENED = TravelState(0, -1, 0)
"""Before anybody knows how far it reaches: not built."""


class Moment(msgspec.Struct, frozen=True):
    """One position of the slider: what kind of event it was; `own` if it changed the document that is shown."""

    position: int
    kind: Kind
    words: str
    own: bool = False


class ChangedDocument(msgspec.Struct, frozen=True):
    """A document that differs between two positions: 'new', 'gone', or 'changed' in `fields` (`value` → `will_be`)."""

    table: str
    identifier: int
    title: str
    how: Literal["new", "gone", "changed"]
    fields: tuple[Field, ...] = ()


class Past(msgspec.Struct, frozen=True):
    """The read model at the position `shown` beside that at `compared`, for one document and in all.

    `fields` are the document's at `shown` (empty if it did not exist), each with what it was at `compared` in
    `will_be` where that differs. `changed` are documents, the latest first, and `more` how many events between the two
    were not looked at for them. `rows` is how many rows of all tables changed between the two, each as often as it did.
    """

    compared: int
    shown: int
    exists: bool
    fields: tuple[Field, ...]
    changed: tuple[ChangedDocument, ...]
    rows: int
    more: int = 0
