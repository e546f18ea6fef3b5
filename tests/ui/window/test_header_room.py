"""The header over a profile says how much room it takes, so that nothing of the profile lies under the strip."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.lab.model import ReadSideState, slowed_by
from ui.centre import Centre
from ui.icons import Icons
from ui.theme import Look
from ui.view_header import HEIGHT_PX


def test_a_strip_below_the_title_takes_room_and_gives_it_back(
    look: Look, icons: Icons, host: QWidget, qtbot: QtBot
) -> None:
    centre = Centre(look, icons, host)
    took: list[int] = []
    centre.header_took.connect(took.append)
    centre.resize(480, 700)
    centre.show()
    centre.show_view(QWidget(), "Maya Okafor", over=True)
    centre.show_read_side(ReadSideState(slowing=slowed_by(3_000)))
    assert took[-1] > HEIGHT_PX
    centre.resize(900, 700)
    assert took[-1] == HEIGHT_PX, "beside the title it needs none"
    centre.resize(480, 700)
    centre.show_read_side(ReadSideState())
    assert took[-1] == HEIGHT_PX
