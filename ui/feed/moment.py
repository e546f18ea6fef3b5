"""Dates as a card shows them: short and relative to now, and exact for the tooltip, in the machine's own zone."""

from datetime import datetime

from PySide6.QtCore import QDateTime, QLocale

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def relative_time(at_ms: int, now_ms: int) -> str:
    """'now', '18 min', '2 h', '3 d', then the date. Milliseconds since 1970; what lies ahead is 'now'."""
    age = now_ms - at_ms
    if age < _MINUTE:
        return "now"
    if age < _HOUR:
        return f"{age // _MINUTE} min"
    if age < _DAY:
        return f"{age // _HOUR} h"
    if age < 7 * _DAY:
        return f"{age // _DAY} d"
    then, today = _local(at_ms), _local(now_ms)
    return f"{then.day} {then:%b}" if then.year == today.year else f"{then.day} {then:%b} {then.year}"


def exact_time(at_ms: int) -> str:
    """The full date and time in the person's own language and zone."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(at_ms), QLocale.FormatType.LongFormat)


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000).astimezone()
