"""The same traffic shown to four readers, one a strategy."""
