"""Both sides beside each other, and the read model as it was."""
