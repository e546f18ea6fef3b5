"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from ui.scene_play import Scene

LAB_SCENES: dict[str, Scene] = {}
"""Every scene of the lab by name; 'lab-' stands before each."""
