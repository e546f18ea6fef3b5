"""The tug of war between reads and writes, measured on a person's own data."""
