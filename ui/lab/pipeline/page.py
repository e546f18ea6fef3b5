"""The pipeline, live: how far each side is, and what is on its way between them."""

from ui.lab.page import LabPage


class PipelinePage(LabPage):
    """Says how far the read side is behind."""

    def refresh(self) -> None:
        reading = self.around.program.lag.reading()
        if reading.waiting:
            self.show_head(
                f"{reading.waiting:,} changes are saved and not yet in the feeds", "They wait in the outbox."
            )
        else:
            self.show_head("Everything saved is in the feeds", f"Both sides are at position {reading.write:,}.")
