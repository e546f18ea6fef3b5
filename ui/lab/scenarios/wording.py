"""The words of the scenarios' page."""

from app.lab.readings.scenarios import FIGURES, Frame, Outcome
from ui.lab.scenarios.tour import Tour


def headline(tour: Tour) -> tuple[str, str]:
    """What is happening, and where the tour stands; before it begins and at its end the title, and what it is about."""
    outcome = tour.outcome
    if tour.ended:
        return outcome.title, verdict(outcome)
    if tour.index < 0:
        return outcome.title, outcome.shows
    return happens(tour.frame), f"{outcome.title}: step {tour.index + 1} of {tour.count}, at {clock_words(tour.at_ms)}"


def happens(frame: Frame) -> str:
    """What a moment's figures mean, in the words that the pipeline has for it."""
    if frame.behind:
        changes = "One change is" if frame.behind == 1 else f"{frame.behind:,} changes are"
        return f"{changes} saved and not yet in the feeds"
    if frame.saving:
        return "One change is being saved" if frame.saving == 1 else f"{frame.saving:,} changes are being saved"
    if frame.held:
        return "One change is held back" if frame.held == 1 else f"{frame.held:,} changes are held back"
    return "Everything saved is in the feeds"


def verdict(outcome: Outcome) -> str:
    """Whether it went as expected, and what did not."""
    if outcome.as_expected:
        return outcome.moral or "All went as expected."
    failed = [one for one in outcome.expectations if not one.held]
    return "Not as expected: " + ", ".join(f"{FIGURES[one.figure]} {one.found:g}" for one in failed)


def clock_words(milliseconds: float) -> str:
    """A moment of the story."""
    return f"{milliseconds / 1_000:.1f} s"


def tick_words(milliseconds: float) -> str:
    """A moment or an age at a chart's axis: 0, 40 ms, 2 s, 2.5 s."""
    return "0" if not milliseconds else f"{milliseconds / 1_000:g} s" if milliseconds >= 500 else f"{milliseconds:g} ms"


def age_words(milliseconds: float) -> str:
    """How old something is."""
    return f"{milliseconds / 1_000:.1f} s" if milliseconds >= 1_000 else f"{milliseconds:.0f} ms"


def scores(outcome: Outcome) -> tuple[tuple[str, str, str], ...]:
    """What came of it: value, words and the exact meaning."""
    found = outcome.figures
    agree = not found["differences"]
    return (
        (f"{found['own_missed']:,.0f}", "own writes missed", "Reads that lacked a write of the reader's own"),
        (
            f"{found['stale_reads']:,.0f}",
            f"stale of {found['reads']:,.0f} reads",
            "Reads that lacked a committed write",
        ),
        (age_words(outcome.lag_ms.p99), "lag at p99", "From the commit until readable, 99th percentile"),
        ("Yes" if agree else "No", "both sides agree", "Each document derived a second way and compared"),
    )
