"""What the pipeline says: the headline in the present tense, and what the view shows of it."""

from app.consistency.visible import LagReading
from app.lab.model import ReadSideState
from ui.lab.pipeline.diagram import ViewWords
from ui.lab.pipeline.queues import seconds_words
from ui.lab.pipeline.story import AddressStory


def headline(reading: LagReading, state: ReadSideState, *, clickable: bool = True) -> tuple[str, str]:
    """What is happening on the path now, and why or how long; `clickable` if a dot that is held back is shown."""
    if state.stopped:
        return "The projector has stopped: no news in the feeds", state.stopped
    if state.write_problem:
        return "Nothing can be saved now; the feeds stay readable", state.write_problem
    waiting = reading.waiting
    if waiting == 0 and reading.parked:
        held = "One change is" if reading.parked == 1 else f"{reading.parked:,} changes are"
        way = "Click one at the projector to let it go." if clickable else "The Sync card beside the feed lets them go."
        return f"{held} held back; everything else is in the feeds", way
    if waiting == 0:
        words = "Save something and watch it go, or press the button."
        return "Everything saved is in the feeds", words if not state.strip else f"{state.strip}. {words}"
    changes = "One change is" if waiting == 1 else f"{waiting:,} changes are"
    if state.paused:
        return f"{changes} saved and not in the feeds: paused", "Step lets the oldest through."
    age = seconds_words(reading.oldest_ms or 0.0)
    why = state.strip or "The projector is at work"
    return f"{changes} saved and not yet in the feeds", f"The oldest has waited {age}. {why}."


def story_headline(story: AddressStory) -> tuple[str, str]:
    """What is happening in the story of the address."""
    match story.phase:
        case "saving":
            return "You save a new address", "The write model checks it and keeps it."
        case "old":
            left = seconds_words(story.left_ms)
            return (
                "Your new address is saved. Your profile still shows the old one.",
                f"The change waits in the outbox. It reaches your profile in {left}.",
            )
        case "new":
            return "Now your profile shows the new address", "The projector has copied the change to the read store."
        case _:
            return "Your own address, strategy and speed are back", "Press the button to see it again."


def story_view(story: AddressStory) -> ViewWords:
    """What the view shows of the story."""
    remark = {"saving": "looking …", "old": "still the old address", "new": "the new address"}.get(story.phase, "")
    return ViewWords("strategy None", story.shown, remark, stale=story.phase != "new")
