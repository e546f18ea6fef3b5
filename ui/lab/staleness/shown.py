"""What the tab 'Staleness' says: plain functions from a reading to words, tested as such."""

from collections.abc import Callable

import msgspec

from app.consistency.fresh_curve import FreshPoint
from app.consistency.lag_verdicts import Verdict
from app.lab.readings.staleness import FreshReading, nice
from ui.sync_card.readout import duration

NOTHING_YET = "No change has been measured yet"
MOST_SEE_IT = 0.6
"""The chart's marker stands first where so many readers see a write."""


class Readout(msgspec.Struct, frozen=True):
    """The marker's card: a share, at what time, how sure, and what is still on its way ('' for nothing)."""

    percent: str
    title: str
    band: str
    waiting: str

    @property
    def spoken(self) -> str:
        """All of it as one sentence."""
        return ", ".join(filter(None, (f"{self.percent} {self.title}", self.band, self.waiting)))


class VerdictWords(msgspec.Struct, frozen=True):
    """The verdict in plain words, when the projector was last heard of, the exact term, and whether it is trouble."""

    words: str
    heartbeat: str
    explained: str
    trouble: bool


_VERDICTS: dict[Verdict, tuple[str, str]] = {
    "OK": ("Keeps up", "OK: nothing waits, or it gains on what waits."),
    "WARN": ("Falls behind", "WARN: it advances, but what waits never became less."),
    "STALL": ("Stuck", "STALL: it looks, and its position does not move."),
    "STOP": ("Stopped", "STOP: it has not been heard of for longer than it was watched."),
    "REWIND": ("Went back", "REWIND: its position fell and has not recovered."),
}


def percent(share: float) -> str:
    """'71%', '> 99%' for nearly all, '100%' only for all."""
    if 0.995 <= share < 1:
        return "> 99%"
    return "< 1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def milliseconds(value: float) -> str:
    """A time on an axis or beside a marker: '0', '0.5 ms', '20 ms', '1.5 s'."""
    if value == 0:
        return "0"
    return f"{value / 1_000:g} s" if value >= 1_000 else f"{float(f'{value:.3g}'):g} ms"


def axis_words(span: float) -> Callable[[float], str]:
    """The words under an axis that ends at `span` ms: the unit stands at its end alone."""
    unit = 1_000.0 if span >= 1_000 else 1.0
    return lambda value: milliseconds(value) if value >= span * (1 - 1e-9) else f"{value / unit:g}"


def span_ms(reading: FreshReading) -> float:
    """Where the chart's axis ends: behind nearly all of the measured and the predicted curve."""
    ends = [reading.measured.when(0.985) or reading.measured.last_ms]
    ends += [time for time, share in reading.predicted if share <= 0.985][-1:]
    return nice(max(5.0, *ends), (1.0, 1.5, 2.0, 3.0, 5.0))


def marker_ms(reading: FreshReading) -> float:
    """Where the marker stands until somebody moves it: the first round time at which most readers see a write."""
    found = reading.measured.when(MOST_SEE_IT)
    return min(nice(found), span_ms(reading)) if found else span_ms(reading) / 5


def headline(reading: FreshReading, at_ms: float) -> str:
    """What is happening now."""
    if reading.dead:
        return "The read side is gone: nothing new is seen"
    if reading.paused:
        return "Paused: no reader sees what is written"
    if reading.measured.writes == 0:
        return NOTHING_YET
    if _grows(reading):
        return f"Falling behind: {_counted(reading.lag, 'change')} on the way, the newest longest"
    return f"{_later(at_ms)} a write, {_readers(reading.measured.at(at_ms).fresh)}"


def subline(reading: FreshReading, at_ms: float) -> str:
    """Why, or how well it is known."""
    if reading.dead:
        return f"Its projector last looked for work {duration(reading.heartbeat_ms)} ago."
    writes = reading.measured.writes
    if reading.paused:
        return f"Waiting in the outbox: {_counted(reading.lag, 'event')}." if reading.lag else "Nothing waits yet."
    if writes == 0:
        return "Post, like or edit something: each change is timed until a reader can see it."
    if _grows(reading):
        return "The curve knows only the changes that came through; those that wait will take longer."
    told = predicted_at(reading, at_ms)
    model = "" if told is None else f" The model predicted {100 * told:.1f}%."
    return f"Measured on {_counted(writes, 'write')}.{model}"


def readout(reading: FreshReading, at_ms: float) -> Readout:
    """What the marker's card says."""
    point = reading.measured.at(at_ms)
    waiting = reading.measured.waiting
    return Readout(
        percent=percent(point.fresh),
        title=f"fresh at {milliseconds(at_ms) if at_ms else '0 ms'}",
        band=band(point) if reading.measured.writes else "nothing measured",
        waiting=f"{_counted(waiting, 'write')} still on the way" if waiting else "",
    )


def band(point: FreshPoint) -> str:
    """'95% sure: 66–75%'."""
    return f"95% sure: {100 * point.low:.0f}–{100 * point.high:.0f}%"


def predicted_at(reading: FreshReading, at_ms: float) -> float | None:
    """The predicted share at a time, None while nothing is predicted."""
    if not reading.predicted:
        return None
    return max((share for time, share in reading.predicted if time <= at_ms), default=0.0)


def verdict_words(reading: FreshReading) -> VerdictWords | None:
    """The verdict in words; None before the projector was first heard of."""
    if reading.heartbeat_ms is None:
        return None
    beat = f"looked {duration(reading.heartbeat_ms)} ago"
    if reading.verdict is None:
        return VerdictWords("Watching", beat, "The first verdict comes after three seconds of watching.", trouble=False)
    words, explained = _VERDICTS[reading.verdict]
    if reading.paused and not reading.dead:
        words = "Paused"
    elif reading.dead:
        words = "No sign of life" if reading.verdict == "OK" else words
    elif reading.verdict == "OK" and not reading.lag:
        words = "Quiet"
    behind = f" {reading.lag:,} events wait; the oldest for {duration(reading.oldest_ms)}." if reading.lag else ""
    trouble = reading.dead or reading.paused or reading.verdict != "OK"
    return VerdictWords(words, beat, f"{explained}{behind} Judged by Burrow's rules, without thresholds.", trouble)


def versions_words(k: int) -> str:
    """Over a small chart."""
    return "the newest" if k == 1 else f"{k} newest"


def _grows(reading: FreshReading) -> bool:
    return reading.verdict == "WARN" and reading.lag > 0


def _later(at_ms: float) -> str:
    return f"{milliseconds(at_ms)} after" if at_ms else "Right after"


def _readers(share: float) -> str:
    if share >= 1:
        return "every reader sees it"
    if share == 0:
        return "no reader sees it yet"
    tenths = round(10 * share)
    if tenths in {0, 10}:
        return "almost every reader sees it" if tenths else "hardly a reader sees it"
    return f"{tenths} of 10 readers see it"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
