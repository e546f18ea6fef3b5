"""Faults on a chosen event, for Tideline and for a naive design on the same events."""
