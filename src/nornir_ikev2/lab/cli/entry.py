"""How an exec command made elsewhere puts its session into configuration mode."""

from __future__ import annotations

CONFIG_BANNER = "Enter configuration commands, one per line.  End with CNTL/Z."


class EnterConfig(str):
    r"""Text to print, after which the session is in global configuration mode.

    A handler of an `ExecCommand` returns it instead of a plain `str`. For example, the handler of
    `configure terminal revert timer <minutes:INT 1-120>` arms the timer and returns
    `EnterConfig(f"{message}\n{CONFIG_BANNER}")`. Whether somebody else holds the
    configuration lock is checked by the shell, before the handler of any `configure terminal`
    command runs.
    """

    __slots__ = ()
