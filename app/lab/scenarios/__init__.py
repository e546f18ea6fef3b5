"""Scenarios: their files, their run on a clock of their own, their reports, and recording one."""
