"""The write-ahead record of every run: tables, one writer, sealed checkpoints, and how it is read."""
