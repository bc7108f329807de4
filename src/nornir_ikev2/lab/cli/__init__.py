"""Lines typed to commands: patterns, matching, help, pipes, and the shell of one session."""
