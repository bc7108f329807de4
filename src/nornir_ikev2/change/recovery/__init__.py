"""Bringing an interrupted run to its end: back to the checkpoints, or forward once it was kept."""
