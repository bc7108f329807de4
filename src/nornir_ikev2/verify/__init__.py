"""Typed SAs from parsed output, both ends joined, causes."""
