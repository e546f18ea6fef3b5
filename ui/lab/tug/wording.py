"""The words of the Tug of War: what was measured, in one sentence, and its figures as people say them."""

from typing import Final

from app.lab.readings.tug import PeopleReading, SideName, Timing, TugReading

NAMES: Final[dict[SideName, tuple[str, str]]] = {
    "join": ("One big join", "the junior"),
    "planned": ("The best SQL", "the senior"),
    "document": ("Documents", "Tideline"),
}
TIPS: Final[dict[SideName, str]] = {
    "join": "What comes to mind first: one SELECT that joins every table and counts with GROUP BY.",
    "planned": "What an expert writes: the newest rows found by an index first, then each part of them by its key.",
    "document": "The read store: the page lies there as it is shown, and the projector keeps it up to date.",
}
WHOLE_PX: Final = 960
SHORT_PX: Final = 620
"""Pages narrower than these have a shorter headline."""
UNMEASURED = ("Who reads your page fastest?", "Measure takes about 10 s. Your data is only read.")


def headline(found: TugReading, width: int = WHOLE_PX) -> str:
    """The result in one sentence, shorter where a page is narrow."""
    document, planned, join = (timing_words(found.idle.of(side)) for side in ("document", "planned", "join"))
    if width < SHORT_PX:
        return f"{document} against SQL's {planned}"
    if width < WHOLE_PX:
        return f"Documents {document}, SQL {planned}, one join {join}"
    return f"Your page: {document} from documents, {planned} from the best SQL, {join} from one big join"


def subline(found: TugReading) -> str:
    """What it rests on."""
    idle = found.idle
    return (
        f"Median of {idle.document.samples:,}, {idle.planned.samples:,} and {idle.join.samples:,} readings of "
        f"{rows_words(found.page_rows)}. The writer wrote to a copy."
    )


def rows_words(rows: int) -> str:
    """So many rows of a page."""
    return "1 post" if rows == 1 else f"{rows} posts"


def timing_words(timing: Timing) -> str:
    """A median, or that it takes longer than one waited."""
    return f"over {ms_words(timing.p50_ms)}" if timing.cut_off else ms_words(timing.p50_ms)


def ms_words(milliseconds: float) -> str:
    """Two digits that count: 5 µs, 0.24 ms, 1.4 ms, 24 ms, 1.3 s."""
    if 0 < milliseconds < 0.00995:
        return f"{milliseconds * 1_000:.0f} µs" if milliseconds >= 0.000_95 else "under 1 µs"
    if milliseconds >= 995:
        return f"{milliseconds / 1_000:,.1f} s" if milliseconds < 99_950 else f"{milliseconds / 1_000:,.0f} s"
    if milliseconds >= 9.95:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds:.1f} ms" if milliseconds >= 0.995 else f"{milliseconds:.2f} ms"


def bytes_words(size: int) -> str:
    """So many bytes: 812 KB, 5.1 MB, 1.2 GB."""
    for unit, power in (("GB", 1e9), ("MB", 1e6)):
        if size >= power:
            return f"{size / power:.1f} {unit}"
    return f"{size / 1e3:.0f} KB"


def ratio_words(reads_per_write: float) -> str:
    """How often a write is read."""
    if reads_per_write >= 0.995:
        reads = _round(reads_per_write)
        return f"{reads} read a write" if reads == "1" else f"{reads} reads a write"
    return f"1 read in {_round(1 / reads_per_write)} writes"


def even_words(found: TugReading) -> tuple[str, str]:
    """From how many reads a write documents pay, and what that means."""
    even = found.break_even
    if even is None:
        return "never", "here SQL reads as fast as documents"
    return ratio_words(even), "from there on, documents cost less"


def winner_words(found: TugReading, reads_per_write: float) -> str:
    """Who wins the tug at this ratio, and by how much."""
    bill = found.bill(reads_per_write)
    if bill.winner == "nobody" or bill.times < 1.05:
        return "Nobody moves: both cost the same"
    who = "Documents win" if bill.winner == "document" else "SQL wins"
    return f"{who}: {_round(bill.times)} times cheaper"


def people_words(people: PeopleReading) -> str:
    """What the simulated people do."""
    if people.state == "copying":
        return "Copying your data for them …"
    if people.state == "failed":
        return people.problem
    done = f"{_count(people.reads, 'read')}, {_count(people.writes, 'write')}"
    if people.state == "on":
        return f"{people.seconds:.0f} s: {done}, on a copy"
    if people.reads or people.writes:
        return f"Over after {people.seconds:.0f} s: {done}"
    return "Let simulated people read and write at this ratio, on a copy"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _round(figure: float) -> str:
    """A figure from 1 on, with two or three digits."""
    if figure >= 99.5:
        digits = 10 ** max(0, len(str(round(figure))) - 2)
        return f"{round(figure / digits) * digits:,}"
    return f"{figure:.0f}" if figure >= 9.95 or abs(figure - round(figure)) < 0.05 else f"{figure:.1f}"
