"""How stale reads are: measured, predicted, and what replicas would make of it."""
