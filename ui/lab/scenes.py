"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from ui.lab.staleness.scene import STALENESS_SCENES
from ui.scene_play import Scene

LAB_SCENES: dict[str, Scene] = {
    **STALENESS_SCENES,
}
"""Every scene of the lab by name; 'lab-' stands before each."""
