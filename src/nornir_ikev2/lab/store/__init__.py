"""The running-config: lines in sections, their order, what they refer to, and how they print."""
