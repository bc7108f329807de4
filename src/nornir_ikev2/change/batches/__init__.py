"""A run cut into batches: which routers change together, in which order, and what ends it."""
