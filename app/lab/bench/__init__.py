"""What `bench` measures, and the figures it makes of it."""
