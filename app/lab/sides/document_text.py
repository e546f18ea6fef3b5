"""Documents of the read store as fields of text, as 'Both sides' shows them, and two of them compared by field."""

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from app.lab.readings.sides import Field

SHOWN_WITH: Final = {
    "bio_spans": "bio",
    "spans": "text",
    "avatar_item": "avatar",
    "address": "display_address",
}
"""Fields that say again, for other uses, what another field says: left out unless they alone differ."""

_SHA_SHOWN: Final = 8


def shown_fields(document: msgspec.Struct | None) -> dict[str, str]:
    """The fields of a document as text, in order; {} for none."""
    if document is None:
        return {}
    return {name: text_of(name, getattr(document, name)) for name in document.__struct_fields__}


def compared(
    document: msgspec.Struct | None, other: msgspec.Struct | None, positions: dict[str, int] | None = None
) -> tuple[Field, ...]:
    """The fields of `document`, each beside that of `other` where they differ.

    Where there is no `document`, those of `other` with nothing in `value`. `positions`: what brings a field, by name.
    """
    mine, theirs = shown_fields(document), shown_fields(other)
    names = list(mine or theirs)
    differing = {name for name in names if document is None or other is None or _differ(document, other, name)}
    fields = []
    for name in names:
        companion = SHOWN_WITH.get(name)
        if companion is not None and (name not in differing or companion in differing):
            continue
        differs = name in differing
        fields.append(
            Field(
                name,
                mine.get(name, ""),
                theirs.get(name, "") if differs else "",
                differs,
                (positions or {}).get(name, 0) if differs else 0,
            )
        )
    return tuple(fields)


def text_of(name: str, value: Any) -> str:
    """A value as a person reads it: words in quotes, dates as dates, long ids by their end."""
    if value is None or value == () or (value == 0 and name.endswith("_ms")):
        return "none"
    if name.endswith("_ms"):
        return day_and_time(value)
    if name == "id" or name.endswith("_id"):
        return f"…{value % 10_000:04d}"
    if name in ("avatar", "sha256"):
        return f"{value[:_SHA_SHOWN]}…" if value else "none"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, str):
        return '"' + value.replace("\n", ", ") + '"'
    if isinstance(value, tuple):
        return f"{len(value)} of them"
    return ", ".join(str(part) for part in msgspec.structs.astuple(value) if part)


def day_and_time(milliseconds: int) -> str:
    """A date in UTC as '14 Mar 2026, 08:31'."""
    moment = datetime.fromtimestamp(milliseconds / 1_000, UTC)
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def _differ(document: msgspec.Struct, other: msgspec.Struct, name: str) -> bool:
    return bool(getattr(document, name) != getattr(other, name))
