"""One function writes to a router: proved over the source, and on netmiko's own methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, cast

import pytest
from netmiko.channel import SSHChannel

from fakes.ios_channel import FakeIos
from nornir_ikev2.drivers.hostkeys import HostKeyRecord
from nornir_ikev2.drivers.ios.connection import DEVICE_TYPE, IosConnection, register
from nornir_ikev2.errors import PlanError

ROOT: Final = Path(__file__).resolve().parents[3]
ENGINE: Final = ROOT / "src" / "nornir_ikev2"

WRITES: Final = frozenset(
    {
        # paramiko, sockets
        *("send", "sendall", "send_stderr", "exec_command", "invoke_shell", "invoke_subsystem"),
        # netmiko and nornir-netmiko
        *("write_channel", "send_command", "send_command_timing", "send_command_expect"),
        *("send_config_set", "send_config_from_file", "send_multiline", "send_multiline_timing"),
        *("config_mode", "exit_config_mode", "save_config", "exit_enable_mode", "file_transfer"),
        *("netmiko_send_command", "netmiko_send_config", "netmiko_save_config", "netmiko_commit"),
        # NAPALM and nornir-napalm
        *("load_merge_candidate", "load_replace_candidate", "load_template", "commit_config"),
        *("confirm_commit", "discard_config", "napalm_configure", "napalm_cli"),
    }
)
LIBRARIES: Final = frozenset(
    {"netmiko", "paramiko", "napalm", "nornir_netmiko", "nornir_napalm", "scrapli", "pexpect"}
)
MAKERS: Final = {
    "ConfigLine": {"lines.py"},
    "ExecLine": {"commands.py"},
    "Marker": {"exchange.py"},
    "Password": {"login.py"},
    "NextPage": {"wire.py"},
    "Wire": {"session.py"},
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """All code that may meet a router: the engine without the lab, and the shipped steps."""
    for folder in (ENGINE, ROOT / "tasks"):
        for path in sorted(folder.rglob("*.py")):
            if ENGINE / "lab" not in path.parents:
                yield path, ast.parse(path.read_text())


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Each node with the name of the innermost function around it."""

    def walk(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            here = child.name if isinstance(child, ast.FunctionDef) else name
            yield here, child
            yield from walk(child, here)

    return walk(tree, "")


def test_one_function_writes_to_a_router() -> None:
    writers = {
        (path.relative_to(ROOT).as_posix(), function)
        for path, tree in sources()
        for function, node in functions(tree)
        if (isinstance(node, ast.Attribute) and node.attr in WRITES)
        or (isinstance(node, ast.Name) and node.id in WRITES)
        or (isinstance(node, ast.Constant) and node.value in WRITES)
    }

    assert writers == {("src/nornir_ikev2/drivers/ios/wire.py", "write")}


def test_only_drivers_import_what_can_open_a_session() -> None:
    importers = {
        path.relative_to(ENGINE).parts[0]
        for path, tree in sources()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and LIBRARIES & {a.name.split(".")[0] for a in node.names})
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES)
    }

    assert importers == {"drivers"}


def test_each_kind_of_line_is_made_in_one_file() -> None:
    makers: dict[str, set[str]] = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                makers.setdefault(node.func.id, set()).add(path.name)

    assert {kind: makers[kind] for kind in MAKERS} == MAKERS


def test_the_channel_is_handed_to_the_wire_alone() -> None:
    users = {
        (path.name, function)
        for path, tree in sources()
        for function, node in functions(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"shell", "remote_conn"}
    }

    assert users == {
        ("connection.py", "shell"),
        ("session.py", "open_channel"),
        ("session.py", "_transport_up"),
    }


class Quiet(FakeIos):
    """A channel that netmiko may ask whether there is something to read."""

    def recv_ready(self) -> bool:
        return False


def connection_to(ios: Quiet) -> IosConnection:
    """A connection of ours that believes to be open."""
    register()
    made = IosConnection(
        host="192.0.2.1",
        device_type=DEVICE_TYPE,
        username="u",
        password="p",
        auto_connect=False,
        record=HostKeyRecord("hub1"),
    )
    made.remote_conn = cast("Any", ios)
    made.channel = SSHChannel(cast("Any", ios), "utf-8")
    return made


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("write_channel", ["reload\n"]),
        ("send_command", ["show version"]),
        ("send_command_timing", ["show version"]),
        ("send_config_set", [["interface Tunnel1"]]),
        ("send_multiline", [["show version"]]),
        ("config_mode", []),
        ("save_config", []),
        ("enable", []),
        ("find_prompt", []),
    ],
)
def test_no_method_of_netmiko_types_into_a_session_of_ours(
    method: str, arguments: list[Any]
) -> None:
    ios = Quiet()
    connection = connection_to(ios)

    with pytest.raises(PlanError, match=r"change\.session\.show"):
        getattr(connection, method)(*arguments)
    assert ios.typed == []


def test_netmiko_leaves_without_a_word() -> None:
    ios = Quiet()

    with suppress(Exception):  # the fake has no transport to end
        connection_to(ios).disconnect()

    assert ios.typed == []
