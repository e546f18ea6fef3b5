"""What a screen reader says about a comment: author, age, words, how deep, and state."""

from app.text import excerpt
from ui.feed.marks import Mark
from ui.feed.spoken import spoken_age
from ui.thread.rows import ThreadRow

_MOST = 280


def spoken_comment(row: ThreadRow, now_ms: int, mark: Mark | None) -> str:
    """One sentence each."""
    comment = row.visible.comment
    if comment.deleted:
        return "A comment that was deleted."
    parts = [f"{comment.name}, {spoken_age(comment.created_ms, now_ms)}", excerpt(comment.text, _MOST)]
    if comment.depth:
        parts.append(f"Reply, level {comment.depth}")
    if comment.edited_ms:
        parts.append("Edited")
    if comment.simulated:
        parts.append("Simulated person")
    if mark is not None:
        parts.append(mark.words)
    elif row.visible.in_water or row.visible.changes:
        parts.append("Not in the read store yet")
    return ". ".join(part.rstrip(".") for part in parts) + "."
