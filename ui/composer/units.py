"""Between the two ways to count places in a text: code points, as drafts and spans do, and Qt's UTF-16 units."""


def units_between(text: str, start: int, end: int) -> int:
    """How many UTF-16 units `text[start:end]` has."""
    part = text[start:end]
    return len(part) if part.isascii() else len(part.encode("utf-16-le", "surrogatepass")) // 2


def point_at(text: str, unit: int) -> int:
    """The code point that begins at the UTF-16 unit `unit`, or the next one if `unit` cuts one in two."""
    if text.isascii():
        return min(unit, len(text))
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * unit]
    return len(before.decode("utf-16-le", "surrogatepass"))
