"""The command line: one file per command; `app` registers them."""

from nornir_ikev2.cli.app import main

__all__ = ["main"]
