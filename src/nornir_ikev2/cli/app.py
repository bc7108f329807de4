"""What can be typed. Each command is in the file of its name and is imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nornir_ikev2.cli.arguments import name, names
from nornir_ikev2.cli.guard import guarded
from nornir_ikev2.cli.seclusion import seclude

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]

app = typer.Typer(
    name="nornir",
    help="Deploy IKEv2 VPNs on Cisco IOS and IOS-XE routers: verified, or rolled back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
lab = typer.Typer(
    help="The built-in lab: routers behind real SSH on this machine.", no_args_is_help=True
)
app.add_typer(lab, name="lab")
hostkeys = typer.Typer(
    help="SSH host keys: what routers show, and what is on record.", no_args_is_help=True
)
app.add_typer(hostkeys, name="hostkeys")
Routers = Annotated[
    list[str] | None, typer.Argument(metavar="[ROUTER]...", help="Hosts or groups, none for all.")
]


def main() -> None:
    """Run the command line; the exit code is that of DESIGN 5.4."""
    seclude()
    guarded(app)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer hands over a flag
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - keeps start-up short

        typer.echo(f"nornir-ikev2 {version('nornir-ikev2')}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option(
            help="Folder with nornir.yaml; else $NORNIR_PROJECT, else the nearest one upwards."
        ),
    ] = None,
    *,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Options of every command."""
    context.obj = project


@app.command()
def run(  # noqa: PLR0913 - one argument per option
    context: typer.Context,
    playbook: Annotated[str, typer.Argument(help="Name of a playbook; nornir list shows them.")],
    limit: Annotated[
        list[str] | None,
        typer.Option(help="Only these hosts or groups, comma separated; may be repeated."),
    ] = None,
    vpn: Annotated[
        list[str] | None, typer.Option(help="Only these VPNs, comma separated; may be repeated.")
    ] = None,
    batch: Annotated[
        str | None,
        typer.Option(help="So many routers at a time, like 1,10%,100%; the last size repeats."),
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Also draw the report as an SVG file.")] = None,
    verbose: Annotated[int, typer.Option("-v", count=True, help="Say more.")] = 0,
    *,
    wait: Annotated[
        float,
        typer.Option(min=0, help="Seconds to wait for another run on the same routers."),
    ] = 0,
    lock_timeout: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for somebody's configuration lock.")
    ] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Plan and predict only.")] = False,
    max_fail: Annotated[
        str | None,
        typer.Option(metavar="N%", help="How many routers of a batch may fail without ending it."),
    ] = None,
    allow_outage: Annotated[
        bool, typer.Option("--allow-outage", help="A spoke may lose all its tunnels for a moment.")
    ] = False,
    atomic: Annotated[
        bool, typer.Option("--atomic", help="Keep all batches or none: no timer ends before.")
    ] = False,
    yes: Annotated[
        bool | None, typer.Option("--yes/--ask", help="Don't ask, or ask, before routers change.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Carry out a playbook: prepare, change, verify, then keep or undo."""
    from nornir_ikev2.cli import run as command  # noqa: PLC0415 - keeps start-up short

    options = command.Options(
        playbook=name("PLAYBOOK", playbook),
        limit=names("--limit", limit),
        vpns=names("--vpn", vpn),
        batch=batch,
        atomic=atomic,
        max_fail=max_fail,
        allow_outage=allow_outage,
        svg=svg,
        verbose=verbose,
        dry_run=dry_run,
        yes=yes,
        as_json=as_json,
        wait=wait,
        lock_timeout=lock_timeout,
    )
    raise typer.Exit(command.run(context.obj, options))


@app.command("list")
def list_(context: typer.Context, *, as_json: Json = False) -> None:
    """List playbooks, VPNs and routers."""
    from nornir_ikev2.cli import list_ as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(context.obj, as_json))


@app.command()
def check(context: typer.Context, *, as_json: Json = False) -> None:
    """Read every file of the project and list every fault; no router is contacted."""
    from nornir_ikev2.cli import check as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(context.obj, as_json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of vpns.yaml, for editors."""
    from nornir_ikev2.cli import schema as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run())


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")],
) -> None:
    """Lay down a fresh project."""
    from nornir_ikev2.cli import init as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(folder))


@app.command()
def history(
    context: typer.Context,
    last: Annotated[int, typer.Option("--last", min=1, help="How many runs.")] = 20,
    *,
    as_json: Json = False,
) -> None:
    """List past runs, the latest first."""
    from nornir_ikev2.cli import history as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(context.obj, last, as_json=as_json))


@app.command()
def show(
    context: typer.Context,
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Its id, or `last`.")],
    *,
    as_json: Json = False,
) -> None:
    """Show one past run: routers, tunnels, steps, what failed."""
    from nornir_ikev2.cli import show as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(context.obj, name("RUN", run_id), as_json=as_json))


@app.command()
def recover(
    context: typer.Context,
    run_id: Annotated[
        str, typer.Argument(metavar="[RUN]", help="Its id [default: every interrupted run].")
    ] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would do.")] = False,
    yes: Annotated[bool, typer.Option("--yes/--ask", help="Go on at once, or ask first.")] = True,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for another run on the same routers.")
    ] = 0,
    as_json: Json = False,
) -> None:
    """Bring an interrupted run to its end: every router back, or, once it was kept, forward."""
    from nornir_ikev2.cli import recover as command  # noqa: PLC0415 - keeps start-up short

    options = command.Options(run_id, dry_run, ask=not yes, as_json=as_json, wait=wait)
    raise typer.Exit(command.run(context.obj, options))


@app.command()
def unlock(
    context: typer.Context,
    router: Annotated[str, typer.Argument(help="Name of the router.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Also from a run that is alive: it writes no more.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take a router away from a run that can't go on, so that another may begin."""
    from nornir_ikev2.cli import unlock as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(context.obj, name("ROUTER", router), force=force, as_json=as_json))


@app.command()
def parse(
    context: typer.Context,
    command_text: Annotated[str, typer.Argument(metavar='"SHOW COMMAND"', help="As typed.")],
    file: Annotated[Path, typer.Argument(help="Its saved output, - for stdin.")],
    *,
    as_json: Json = False,
) -> None:
    """Show what the TTP templates read in a saved output."""
    from nornir_ikev2.cli import parse as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(command_text, str(file), as_json, context.obj))


@app.command()
def predict(
    a: Annotated[Path, typer.Argument(help="A running-config.")],
    b: Annotated[Path, typer.Argument(help="The running-config of the other router.")],
    *,
    as_json: Json = False,
) -> None:
    """Say what the tunnels between two running-configs will negotiate, or why not."""
    from nornir_ikev2.cli import predict as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.run(a, b, as_json))


@hostkeys.command("scan")
def hostkeys_scan(
    context: typer.Context,
    routers: Routers = None,
    *,
    accept_new: Annotated[
        bool,
        typer.Option(
            "--accept-new",
            help="Record, unverified, the keys of routers that have none on record. For a first "
            "bring-up on a path you trust; a changed key stays an error.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Ask routers for their host keys and compare them with the record; no password is sent."""
    from nornir_ikev2.cli import hostkeys as command  # noqa: PLC0415 - keeps start-up short

    chosen = names("ROUTER", routers)
    raise typer.Exit(command.scan(context.obj, chosen, accept_new=accept_new, as_json=as_json))


@hostkeys.command("accept")
def hostkeys_accept(
    context: typer.Context,
    router: Annotated[str, typer.Argument(help="Its inventory name.")],
    key: Annotated[
        str, typer.Argument(metavar="[KEY]", help="SHA256:... or a public key, as you verified it.")
    ] = "",
    replace: Annotated[
        str, typer.Option(metavar="SHA256:OLD", help="The recorded key that changed and now goes.")
    ] = "",
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take what the router shows, without asking.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Put a router's verified host key on record."""
    from nornir_ikev2.cli import hostkeys_accept as command  # noqa: PLC0415 - keeps start-up short

    wish = command.Wish(router, key, replace, yes, as_json)
    raise typer.Exit(command.accept(context.obj, wish))


@hostkeys.command("list")
def hostkeys_list(
    context: typer.Context, routers: Routers = None, *, as_json: Json = False
) -> None:
    """List the host keys on record; no router is contacted."""
    from nornir_ikev2.cli import hostkeys as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.list_(context.obj, names("ROUTER", routers), as_json=as_json))


@lab.command("up")
def lab_up(
    context: typer.Context,
    provider: Annotated[str, typer.Option(help="virtual, strongswan or containerlab.")] = "virtual",
    topology: Annotated[
        Path | None, typer.Option(help="containerlab file [default: lab/containerlab.yml].")
    ] = None,
    time_scale: Annotated[
        float, typer.Option(min=0.01, help="Router seconds per second; for tests.")
    ] = 1.0,
    *,
    as_json: Json = False,
) -> None:
    """Start the lab and wait until every router answers."""
    from nornir_ikev2.cli import lab as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.up(context.obj, provider, topology, time_scale, as_json=as_json))


@lab.command("down")
def lab_down(
    context: typer.Context,
    *,
    destroy: Annotated[
        bool, typer.Option("--destroy", help="Forget startup-configs and flash too.")
    ] = False,
) -> None:
    """Stop the lab; what routers saved stays."""
    from nornir_ikev2.cli import lab as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.down(context.obj, destroy=destroy))


@lab.command("status")
def lab_status(context: typer.Context, *, as_json: Json = False) -> None:
    """Show the routers of the lab and how to log in."""
    from nornir_ikev2.cli import lab as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.status(context.obj, as_json=as_json))


@lab.command("capture")
def lab_capture(  # noqa: PLR0913 - one argument per option
    context: typer.Context,
    a: Annotated[
        str, typer.Argument(metavar="A", help="A router of the lab, or a saved running-config.")
    ],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="The other one; none with --read.")
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Also draw the diagram as an SVG file.")] = None,
    pcap: Annotated[Path | None, typer.Option(help="Also keep the packets, for Wireshark.")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Only listen, for so long; change nothing.")
    ] = None,
    *,
    read: Annotated[
        bool, typer.Option("--read", help="A is a pcap file: draw what is in it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Record the IKEv2 exchanges of a tunnel's life from the wire, and draw them.

    The tunnel between the two routers is deleted, comes up again, is rekeyed and deleted once more.
    """
    from nornir_ikev2.cli import lab_capture as command  # noqa: PLC0415 - keeps start-up short

    options = command.Options(svg, pcap, seconds, as_json)
    if read:
        raise typer.Exit(command.read(Path(a), options))
    if b is None:
        raise typer.BadParameter("name both ends: nornir lab capture A B", param_hint="B")
    raise typer.Exit(command.run(context.obj, (a, b), options))


@lab.command("fault")
def lab_fault(
    context: typer.Context,
    router: Annotated[str, typer.Argument(help="Name of the router.")],
    fault: Annotated[
        str, typer.Argument(metavar="NAME", help="Name of the fault; `clear` ends it.")
    ],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Its parameters.")
    ] = None,
) -> None:
    """Make a virtual router misbehave."""
    from nornir_ikev2.cli import lab as command  # noqa: PLC0415 - keeps start-up short

    raise typer.Exit(command.fault(context.obj, router, fault, arguments or []))
