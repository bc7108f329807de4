"""The one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.plain import without_escapes
from nornir_ikev2.redact import redact

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
        sys.stderr.write(without_escapes(f"error: {error}\n"))
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        raise SystemExit(INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except Exception as error:  # noqa: BLE001 - a traceback is for a file, not for a screen that is shared
        path = _keep(error)
        where = f"; the traceback is in {path}" if path else ""
        sys.stderr.write(f"error: unexpected {type(error).__name__}{where}\n  Please report it.\n")
        raise SystemExit(NornirIkev2Error.exit_code) from None


def _keep(error: Exception) -> Path | None:
    """Write the traceback, secrets masked, into the project's private folder, else into the current one."""
    from nornir_ikev2.change.crash import write_crash  # noqa: PLC0415 - keeps start-up short
    from nornir_ikev2.drivers.ios.mask import mask  # noqa: PLC0415 - as above

    text = redact(mask("".join(traceback.format_exception(error))))
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / ".nornir").is_dir():
            return write_crash(folder / ".nornir", text)
    return write_crash(Path.cwd(), text)
