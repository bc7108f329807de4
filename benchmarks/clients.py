"""Other ways to bring lines to routers, each with its connections opened before the clock starts.

Every client is a context manager factory: entering logs in to all targets, the value it gives is the
push itself. `workers` routers are served at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import asyncssh

Push = Callable[[], None]
USER, PASSWORD, HOST = "admin", "admin", "127.0.0.1"


@dataclass(frozen=True)
class Target:
    """One router and the lines it is to get."""

    port: int
    lines: tuple[str, ...]


def all_of(results: Iterator[None]) -> None:
    """Wait for all; the first error is raised."""
    for _ in results:
        pass


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of our own."""
    loop = asyncio.new_event_loop()
    try:
        yield loop
    finally:
        loop.close()


@contextmanager
def raw_paste(targets: Sequence[Target], workers: int) -> Iterator[Push]:
    """The floor: one asyncssh channel per router, all lines pasted at once, no check but the end."""

    async def open_one(port: int) -> tuple[asyncssh.SSHClientConnection, Any]:
        connection = await asyncssh.connect(
            HOST, port, username=USER, password=PASSWORD, known_hosts=None
        )
        process: Any = await connection.create_process(term_type="dumb")
        process.stdin.write("terminal length 0\n!ready\n")
        await process.stdout.readuntil("!ready")
        return connection, process

    async def paste(process: Any, lines: Sequence[str], gate: asyncio.Semaphore) -> None:
        async with gate:
            process.stdin.write("\n".join(["configure terminal", *lines, "end", "!pasted", ""]))
            await process.stdout.readuntil("!pasted")

    async def paste_all(processes: Sequence[Any]) -> None:
        gate = asyncio.Semaphore(workers)
        await asyncio.gather(
            *(
                paste(process, target.lines, gate)
                for process, target in zip(processes, targets, strict=True)
            )
        )

    async def open_all() -> list[tuple[asyncssh.SSHClientConnection, Any]]:
        return await asyncio.gather(*(open_one(target.port) for target in targets))

    with event_loop() as loop:
        opened = loop.run_until_complete(open_all())
        processes = [process for _, process in opened]
        yield lambda: loop.run_until_complete(paste_all(processes))
        for connection, _ in opened:
            connection.abort()
        loop.run_until_complete(asyncio.sleep(0))


@contextmanager
def nornir_netmiko(targets: Sequence[Target], workers: int) -> Iterator[Push]:
    """`netmiko_send_config` of nornir-netmiko, as its documentation shows it."""
    from nornir.core import Nornir
    from nornir.core.inventory import Groups, Host, Hosts, Inventory
    from nornir.core.plugins.connections import ConnectionPluginRegister
    from nornir.core.task import Result, Task
    from nornir.plugins.runners import ThreadedRunner
    from nornir_netmiko.tasks import netmiko_send_config

    ConnectionPluginRegister.auto_register()
    hosts = Hosts()
    for target in targets:
        hosts[str(target.port)] = Host(
            name=str(target.port),
            hostname=HOST,
            port=target.port,
            username=USER,
            password=PASSWORD,
            platform="cisco_xe",
            data={"lines": list(target.lines)},
        )
    nornir = Nornir(Inventory(hosts=hosts, groups=Groups()), runner=ThreadedRunner(workers))

    def log_in(task: Task) -> Result:
        task.host.get_connection("netmiko", task.nornir.config)
        return Result(host=task.host)

    def push(task: Task) -> Result:
        task.run(netmiko_send_config, config_commands=task.host["lines"])
        return Result(host=task.host)

    def all_of_it(task: Any) -> None:
        outcome = nornir.run(task)
        outcome.raise_on_error()

    all_of_it(log_in)
    yield lambda: all_of_it(push)
    nornir.close_connections()


@contextmanager
def scrapli(targets: Sequence[Target], workers: int) -> Iterator[Push]:
    """Scrapli 2: `send_inputs` in configuration mode over libssh2, on one event loop."""
    from scrapli import AuthOptions, Cli, TransportSsh2Options

    async def open_one(port: int) -> Any:
        device: Any = Cli(
            HOST,
            port=port,
            definition_file_or_name="cisco_iosxe",
            auth_options=AuthOptions(username=USER, password=PASSWORD),
            transport_options=TransportSsh2Options(),
        )
        await device.open_async()
        return device

    async def push_one(device: Any, lines: Sequence[str], gate: asyncio.Semaphore) -> None:
        async with gate:
            answer = await device.send_inputs_async(list(lines), requested_mode="configuration")
            if answer.failed:
                raise RuntimeError(f"{device.host}: a line was refused")

    async def push_all(devices: Sequence[Any]) -> None:
        gate = asyncio.Semaphore(workers)
        pairs = zip(devices, targets, strict=True)
        await asyncio.gather(*(push_one(device, target.lines, gate) for device, target in pairs))

    async def open_all() -> list[Any]:
        return await asyncio.gather(*(open_one(target.port) for target in targets))

    async def close_all(devices: Sequence[Any]) -> None:
        await asyncio.gather(*(device.close_async() for device in devices))

    with event_loop() as loop:
        devices = loop.run_until_complete(open_all())
        yield lambda: loop.run_until_complete(push_all(devices))
        loop.run_until_complete(close_all(devices))


@contextmanager
def napalm_merge(targets: Sequence[Target], workers: int) -> Iterator[Push]:
    """NAPALM's merge: candidate to flash inline, then copied to the running-config."""
    from napalm import get_network_driver

    def open_one(target: Target) -> Any:
        device = get_network_driver("ios")(
            HOST,
            USER,
            PASSWORD,
            optional_args={"port": target.port, "inline_transfer": True},
        )
        device.open()
        return device

    def push_one(device: Any, target: Target) -> None:
        device.load_merge_candidate(config="\n".join(target.lines) + "\n")
        device.commit_config()

    with ThreadPoolExecutor(workers) as pool:
        devices = list(pool.map(open_one, targets))
        yield lambda: all_of(pool.map(push_one, devices, targets))
        all_of(pool.map(lambda device: device.close(), devices))
