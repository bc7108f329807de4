"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from nornir_ikev2.errors import NornirIkev2Error

INTERRUPTED = 130
"""128 + SIGINT, as shells count; a change under way has been undone before this is reached."""


def guarded(program: Callable[[], object]) -> None:
    """Run the command line; show an error of ours as message, cure and exit code.

    Raises:
        SystemExit: always, with the exit code.
    """
    try:
        program()
    except NornirIkev2Error as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
