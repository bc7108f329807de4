"""The exec commands that act on the WAN: ping, traceroute, clear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from ipaddress import IPv4Address

from nornir_ikev2.lab.contracts import Call, Clock, ExecCommand
from nornir_ikev2.lab.wan import clear, ping
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.ports import ip
from nornir_ikev2.lab.wan.state import IkeSa

_PING = (
    " [{source {<source:IP>|<source:IFNAME>}|repeat <repeat:INT 1-2147483647>|size <size:INT 36-18024>"
    "|timeout <timeout:INT 0-3600>|df-bit}+]"
)


async def _sleep(clock: Clock, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def wake() -> None:
        if not done.done():
            done.set_result(None)

    timer = clock.call_later(seconds, wake)
    try:
        await done
    finally:
        timer.cancel()


def _unknown(name: str) -> str:
    return (
        f'Translating "{name}"\n\n% Unrecognized host or address, or protocol not running.\n'
        if not name[:1].isdigit()
        else "% Unrecognized host or address, or protocol not running.\n"
    )


class _Pinger:
    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric

    async def run(self, call: Call) -> str:
        target = ip(call.args["target"])
        if target is None:
            return _unknown(call.args["target"])
        request = ping.Request(
            router=call.router.name,
            target=target,
            source=call.args.get("source"),
            vrf=call.args.get("vrf"),
            repeat=int(call.args.get("repeat", 5)),
            size=int(call.args.get("size", 100)),
            timeout=int(call.args.get("timeout", 2)),
        )
        self._fabric.settle()
        source, refusal = ping.source_of(self._fabric, request)
        if refusal:
            return refusal
        answers: list[bool] = []
        for answer in ping.series(self._fabric, request, source):
            answers.append(answer)
            if not answer:
                await _sleep(call.router.clock, request.timeout)
        return ping.head(request, source) + ping.result(answers)


def _clear_ike(fabric: Fabric, chosen: Callable[[Call, IkeSa], bool]) -> Callable[[Call], str]:
    def run(call: Call) -> str:
        clear.ike_sas(fabric, call.router.name, lambda sa: chosen(call, sa))
        return ""

    return run


def _clear_fvrf(fabric: Fabric) -> Callable[[Call], str]:
    """`clear crypto session fvrf V`; the text of an unknown VRF is that of real routers."""

    def run(call: Call) -> str:
        name = call.args["vrf"]
        if call.router.config.root.find(f"vrf definition {name}") is None:
            return f" No VRF named {name} exists"
        clear.ike_sas(fabric, call.router.name, lambda sa: sa.fvrf == name)
        return ""

    return run


def _clear_ipsec(fabric: Fabric) -> Callable[[Call], str]:
    def run(call: Call) -> str:
        peer = call.args.get("peer")
        clear.ipsec_sas(fabric, call.router.name, IPv4Address(peer) if peer else None)
        return ""

    return run


def _remote(call: Call, sa: IkeSa) -> bool:
    return str(sa.remote) == call.args["remote"]


def _local(call: Call, sa: IkeSa) -> bool:
    return str(sa.local) == call.args["local"]


def _psh(call: Call, sa: IkeSa) -> bool:
    return str(sa.tunnel_id) == call.args["psh"]


def _every(_call: Call, _sa: IkeSa) -> bool:
    return True


def _clears(fabric: Fabric) -> tuple[ExecCommand, ...]:
    def counters(call: Call) -> str:
        clear.counters(fabric.members[call.router.name])
        return ""

    def nothing(_call: Call) -> str:
        return ""

    every = _clear_ike(fabric, _every)
    remote, local = _clear_ike(fabric, _remote), _clear_ike(fabric, _local)
    return (
        ExecCommand("clear crypto ikev2 sa", every),
        ExecCommand("clear crypto ikev2 sa fast", every),
        ExecCommand("clear crypto ikev2 sa remote <remote:IP>", remote),
        ExecCommand("clear crypto ikev2 sa local <local:IP>", local),
        ExecCommand("clear crypto ikev2 sa psh <psh:INT 1-8000>", _clear_ike(fabric, _psh)),
        ExecCommand("clear crypto session", every),
        ExecCommand("clear crypto session remote <remote:IP>", remote),
        ExecCommand("clear crypto session local <local:IP>", local),
        ExecCommand("clear crypto session fvrf <vrf:WORD>", _clear_fvrf(fabric)),
        ExecCommand("clear crypto sa", _clear_ipsec(fabric)),
        ExecCommand("clear crypto sa peer <peer:IP>", _clear_ipsec(fabric)),
        ExecCommand("clear crypto sa counters", counters),
        ExecCommand("clear crypto isakmp", nothing),
        ExecCommand("clear ip eigrp neighbors", nothing),
        ExecCommand("clear ip bgp *", nothing),
        ExecCommand("clear ip route *", nothing),
    )


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """Commands that send packets or end SAs.

    Args:
        fabric: the WAN the routers are attached to.
    """
    pinger = _Pinger(fabric)

    def traceroute(call: Call) -> str:
        target = ip(call.args["target"])
        if target is None:
            return _unknown(call.args["target"])
        return ping.traceroute(fabric, call.router.name, target)

    return (
        ExecCommand("ping <target:WORD>" + _PING, pinger.run, privileged=False),
        ExecCommand("ping ip <target:WORD>" + _PING, pinger.run, privileged=False),
        ExecCommand("ping vrf <vrf:WORD> <target:WORD>" + _PING, pinger.run, privileged=False),
        ExecCommand("traceroute <target:WORD>", traceroute, privileged=False),
        *_clears(fabric),
    )
