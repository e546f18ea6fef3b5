"""Histories of the session guarantees as files, and their checking."""
