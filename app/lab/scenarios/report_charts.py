"""The charts of a report as inline SVG: both positions over time, and the lag. Colours come from the page's own CSS."""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Final

from app.lab.readings.scenarios import Frame, Outcome

WIDTH: Final = 760
HEIGHT: Final = 220
LEFT: Final = 56
RIGHT: Final = 12
TOP: Final = 12
BELOW: Final = 30

Point = tuple[float, float]


def positions_chart(outcome: Outcome) -> str:
    """Write side over read side, and the water between them."""
    frames = outcome.frames
    highest = max((frame.write for frame in frames), default=0)
    scale = _Scale(outcome.duration_ms, highest)
    write = _stepped((frame.at_ms, frame.write) for frame in frames)
    read = _stepped((frame.at_ms, frame.read) for frame in frames)
    water = scale.area(write, read)
    body = f'<path class="water" d="{water}"/>{scale.line("write", write)}{scale.line("read", read)}'
    return _chart("Positions of both sides over time", scale, body, _whole)


def lag_chart(outcome: Outcome) -> str:
    """The age of the oldest change that waits."""
    frames = outcome.frames
    highest = max((frame.lag_ms for frame in frames), default=0.0)
    scale = _Scale(outcome.duration_ms, highest)
    points = _sawtooth(frames)
    body = f'<path class="late" d="{scale.area(points, [(x, 0.0) for x, _ in points])}"/>{scale.line("lag", points)}'
    return _chart("Age of the oldest change that waits", scale, body, _milliseconds)


class _Scale:
    """Maps time and a value into the picture."""

    def __init__(self, to_ms: float, highest: float) -> None:
        self.to_ms = max(1.0, to_ms)
        self.step = _round_step(max(highest, 1e-9) / 4)
        self.highest = self.step * max(1, math.ceil(highest / self.step))

    def x(self, at_ms: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(at_ms, self.to_ms) / self.to_ms

    def y(self, value: float) -> float:
        return HEIGHT - BELOW - (HEIGHT - TOP - BELOW) * value / self.highest

    def line(self, name: str, points: Sequence[Point]) -> str:
        return f'<path class="line {name}" d="{self._path(points)}"/>' if points else ""

    def area(self, above: Sequence[Point], below: Sequence[Point]) -> str:
        return f"{self._path([*above, *reversed(below)])} Z" if above else ""

    def _path(self, points: Sequence[Point]) -> str:
        return " ".join(
            f"{'L' if number else 'M'}{self.x(at):.1f} {self.y(value):.1f}" for number, (at, value) in enumerate(points)
        )


def _chart(name: str, scale: _Scale, body: str, words: Callable[[float], str]) -> str:
    rows = []
    for number in range(round(scale.highest / scale.step) + 1):
        y = scale.y(number * scale.step)
        rows.append(f'<path class="grid" d="M{LEFT} {y:.1f} H{WIDTH - RIGHT}"/>')
        rows.append(f'<text class="tick end" x="{LEFT - 8}" y="{y + 4:.1f}">{words(number * scale.step)}</text>')
    step = _round_step(scale.to_ms / 6)
    for number in range(int(scale.to_ms / step + 1e-9) + 1):
        x = scale.x(number * step)
        rows.append(f'<text class="tick mid" x="{x:.1f}" y="{HEIGHT - 8}">{_milliseconds(number * step)}</text>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(name)}">'
        f"<title>{escape(name)}</title>{''.join(rows)}{body}</svg>"
    )


def _stepped(points: Iterable[Point]) -> list[Point]:
    """Each value holds until the next."""
    made: list[Point] = []
    for at, value in points:
        if made:
            made.append((at, made[-1][1]))
        made.append((at, value))
    return made


def _sawtooth(frames: Sequence[Frame]) -> list[Point]:
    """Between two frames the oldest only grows older, so a lower value begins where it was measured."""
    made: list[Point] = []
    for frame in frames:
        if made and not made[-1][1]:
            made.append((max(made[-1][0], frame.at_ms - frame.lag_ms), 0.0))
        made.append((frame.at_ms, frame.lag_ms))
    return made


def _round_step(raw: float) -> float:
    power = 10 ** math.floor(math.log10(raw)) if raw > 0 else 1.0
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * (1 - 1e-9))
    return step if step >= 1 else 1.0


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _milliseconds(value: float) -> str:
    return f"{value / 1_000:g} s" if value >= 1_000 or not value else f"{value:g} ms"
