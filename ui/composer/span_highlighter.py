"""Colours tags, mentions and links while they are typed, by the same rules that the write side finds them with."""

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.text import find_spans
from ui.composer.units import units_between
from ui.theme import Look


class SpanHighlighter(QSyntaxHighlighter):
    """Belongs to `document`; follows the theme."""

    def __init__(self, document: QTextDocument, look: Look) -> None:
        super().__init__(document)
        self._look = look
        look.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        spans = find_spans(text)
        if not spans:
            return
        style = QTextCharFormat()
        style.setForeground(self._look.theme.color("accent"))
        for span in spans:
            start = units_between(text, 0, span.start)
            self.setFormat(start, units_between(text, span.start, span.end), style)
