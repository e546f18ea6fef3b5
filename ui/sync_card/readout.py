"""How the sync card puts a measurement and the state of the read side into words; plain functions, tested as such."""

from typing import Literal

import msgspec

from app.consistency.visible import LagReading
from app.lab.model import ReadSideState

DASH = "–"

Tone = Literal["accent", "repost", "badge", "like", "muted"]
"""Theme tokens: accent waits, repost is calm, badge is held or slowed by somebody, like is broken."""


class Status(msgspec.Struct, frozen=True):
    """The words in the card's corner with their icon and colour token."""

    words: str
    icon: str
    tone: Tone


def duration(milliseconds: float | None) -> str:
    """A time as a person reads it: '7 ms', '2.4 s', '24 s', '3 min', '2 h'; a dash for None."""
    if milliseconds is None:
        return DASH
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    if seconds < 3_570:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.0f} h"


def delay_words(delay_ms: int) -> str:
    """A delay somebody set: '0 ms', '500 ms', '3 s'."""
    return f"{delay_ms // 1000} s" if delay_ms >= 1000 and delay_ms % 1000 == 0 else f"{delay_ms} ms"


def status(reading: LagReading, state: ReadSideState) -> Status:
    """What matters most now: broken before rebuilding, paused, waiting, held back, and calm."""
    if state.stopped:
        return Status("stopped", "warning-circle-fill", "like")
    if state.rebuilding is not None:
        done, total = state.rebuilding
        return Status(f"rebuilding {percent(done, total)}", "arrows-clockwise", "accent")
    waiting = f"{reading.waiting:,} waiting" if reading.waiting else ""
    held = f"{reading.parked:,} held back" if reading.parked else ""
    if state.paused:
        return Status(" · ".join(filter(None, ("paused", waiting))), "pause-fill", "badge")
    if waiting:
        return Status(" · ".join(filter(None, (waiting, held))), "circle-half", "accent")
    if held:
        return Status(held, "pause-fill", "badge")
    return Status("nothing waiting", "circle-fill", "repost")


def percent(done: int, total: int) -> str:
    """How much is done, never 100% before it is."""
    return f"{min(99, done * 100 // total) if done < total else 100}%" if total else "0%"


def spoken(reading: LagReading, state: ReadSideState) -> str:
    """The whole card as one description for a screen reader."""
    parts = [
        status(reading, state).words,
        f"read position {reading.read:,}",
        f"write position {reading.write:,}",
        f"oldest waiting {duration(reading.oldest_ms) if reading.waiting else 'none'}",
        f"median lag {duration(reading.median_ms)}",
        f"99th percentile {duration(reading.p99_ms)}",
    ]
    if reading.pending:
        parts.append(f"{reading.pending} being saved")
    return ", ".join(parts).replace(DASH, "not measured")
