"""The lab's pages are tested with what the window is tested with."""

from tests.ui.window.conftest import bridge, host, icons, look, preferences, shore

__all__ = ["bridge", "host", "icons", "look", "preferences", "shore"]
