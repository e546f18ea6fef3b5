"""What the tab 'Guarantees' shows."""

from typing import Literal

import msgspec

from app.consistency.verdicts import Verdict

HistoryForm = Literal["json", "elle-store", "elle-seen"]
"""Everything as JSON, or one lane in Elle's form."""


class GuaranteesReading(msgspec.Struct, frozen=True):
    """The verdict on the running program, or on a history from a file (`source` is then its name).

    `breaking` while the promises are being broken on purpose; `dropped` are records that are checked but too old to be
    exported; `me` is the session of the acting person.
    """

    verdict: Verdict
    me: str = ""
    breaking: bool = False
    dropped: int = 0
    source: str = ""
