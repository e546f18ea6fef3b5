"""Where the stations of the path stand: a U, the write side left to right above, the read side back below it."""

from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF

Station = Literal["form", "bus", "write_model", "outbox", "projector", "read_store", "view"]
STATIONS: Final[tuple[Station, ...]] = ("form", "bus", "write_model", "outbox", "projector", "read_store", "view")

DESIGN: Final = (1068.0, 362.0)
"""The size in which the places below are given, without the row of the lens."""

_BOXES: Final[dict[Station, tuple[float, float, float, float]]] = {
    "form": (32, 48, 148, 112),
    "bus": (256, 48, 166, 112),
    "write_model": (498, 48, 188, 112),
    "outbox": (758, 12, 282, 172),
    "projector": (758, 232, 282, 116),
    "read_store": (498, 254, 188, 94),
    "view": (32, 254, 208, 94),
}
_WRITE_BAND: Final = (12, 0, 1044, 196)
_READ_BAND: Final = (12, 218, 1044, 144)
_ARROW_GAP: Final = 8.0


class Arrow(NamedTuple):
    """A way between two stations, straight, from and to in pixels."""

    begin: QPointF
    end: QPointF

    def at(self, share: float) -> QPointF:
        """The point so far along it (0 to 1)."""
        return self.begin + (self.end - self.begin) * share


class Plan(NamedTuple):
    """Where everything lies, in pixels. `arrows` are the six ways, in the order of the path."""

    boxes: dict[Station, QRectF]
    write_band: QRectF
    read_band: QRectF
    arrows: tuple[Arrow, ...]
    behind: tuple[QPointF, QPointF]

    @property
    def roomy(self) -> bool:
        """Whether there is room for a sentence in each station."""
        return self.boxes["bus"].width() >= 120


def plan_for(rect: QRectF) -> Plan:
    """The U inside `rect`, stretched to its width; heights keep to the design."""
    across = rect.width() / DESIGN[0]
    down = min(1.6, max(0.8, rect.height() / DESIGN[1]))

    def placed(x: float, y: float, width: float, height: float) -> QRectF:
        return QRectF(rect.left() + x * across, rect.top() + y * down, width * across, height * down)

    boxes = {station: placed(*box) for station, box in _BOXES.items()}
    write_y = boxes["bus"].center().y()
    read_y = boxes["read_store"].center().y()

    def right(one: Station, other: Station, y: float) -> Arrow:
        return Arrow(QPointF(boxes[one].right(), y), QPointF(boxes[other].left() - _ARROW_GAP, y))

    def left(one: Station, other: Station, y: float) -> Arrow:
        return Arrow(QPointF(boxes[one].left(), y), QPointF(boxes[other].right() + _ARROW_GAP, y))

    fall_x = boxes["outbox"].center().x()
    arrows = (
        right("form", "bus", write_y),
        right("bus", "write_model", write_y),
        right("write_model", "outbox", write_y),
        Arrow(QPointF(fall_x, boxes["outbox"].bottom()), QPointF(fall_x, boxes["projector"].top() - _ARROW_GAP)),
        left("projector", "read_store", read_y),
        left("read_store", "view", read_y),
    )
    middle = boxes["write_model"].center().x()
    behind = (QPointF(middle, boxes["write_model"].bottom() + 4), QPointF(middle, boxes["read_store"].top() - 4))
    return Plan(boxes, placed(*_WRITE_BAND), placed(*_READ_BAND), arrows, behind)
