"""Identity, users, AAA, VRFs, archive, lines and services. YANG: Cisco-IOS-XE-native 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab import passwords
from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.grammar.table import Line

DATETIME = "[datetime [msec] [localtime] [show-timezone] [year]|uptime]"
CREDENTIALS = "{password [0|6|7] <k:LINE>|secret [0|5|8|9] <k:LINE>|nopassword}"


def _hashed(match: Match) -> str:
    """A secret typed in clear is kept as a type 9 hash; a clear password shows its type 0."""
    parts = list(match.parts)
    typed = next((word for word in match.words if word.isdigit()), "")
    if "secret" in match.words and typed in {"", "0"}:
        at = parts.index("secret")
        return " ".join((*parts[: at + 1], "9", passwords.secret(match.args["k"])))
    if "password" in match.words and not typed:
        parts.insert(len(parts) - 1, "0")
    return " ".join(parts)


def _enable(match: Match) -> str:
    return _hashed(match).replace("password 0 ", "password ")


FIRST = (
    Line(f"service timestamps debug {DATETIME}"),
    Line(f"service timestamps log {DATETIME}"),
    Line("service password-encryption", toggle=True),
    Line(
        "service {tcp-keepalives-in|tcp-keepalives-out|sequence-numbers|call-home|dhcp}", key=("*",)
    ),
    Line("service unsupported-transceiver"),
    Line("platform <what:LINE>", key=("*",)),
    Line("hostname <name:WORD>"),
    Line("version <v:WORD [0-9.]+>", ignored=True),
    Line("boot-start-marker"),
    Line("boot system <what:LINE>", key=("*",)),
    Line("boot-end-marker"),
    Line("vrf definition <name:WORD>", mode="vrf", key=("name",), sort=("name",), defines="vrf"),
    Line("ip vrf <name:WORD>", mode="ip-vrf", key=("name",), sort=("name",), defines="vrf"),
    Line(
        "security {passwords min-length <n:INT 0-16>|authentication failure rate "
        "<r:INT 2-1024> log}",
        key=("*",),
    ),
    Line(
        "logging buffered [<n:INT 4096-2147483647>] [{<l:INT 0-7>|debugging|"
        "informational|warnings|errors|notifications|critical|alerts|emergencies}]",
        toggle=True,
    ),
    Line(
        "logging console [{<l:INT 0-7>|debugging|informational|warnings|errors|"
        "notifications|critical}]",
        toggle=True,
        default="logging console debugging",
    ),
    Line(
        "logging monitor [{<l:INT 0-7>|debugging|informational|warnings|errors|"
        "notifications|critical}]",
        toggle=True,
    ),
    Line(f"enable {CREDENTIALS}", slot="enable secret", key=("*",), render=_enable),
    Line("aaa new-model", toggle=True, default="no aaa new-model", shown=True),
    Line("aaa group server {radius|tacacs+} <name:WORD>", mode="aaa-group", key=("*",)),
    Line("aaa {authentication|authorization|accounting} <what:LINE>", key=("*",), slot="aaa"),
    Line("aaa attribute list <name:WORD>", mode="aaa-attribute", key=("name",)),
    Line("aaa session-id {common|unique}"),
    Line("clock timezone <z:WORD> <h:INT 0-23> [<m:INT 0-59>]", slot="clock timezone"),
    Line("clock timezone <z:WORD> <h:WORD -[0-9]+> [<m:INT 0-59>]", slot="clock timezone"),
    Line("clock summer-time <what:LINE>"),
    Line("ip source-route", toggle=True),
    Line("ip icmp rate-limit unreachable", toggle=True),
    Line("ip cef [distributed]", toggle=True),
    Line("ip name-server [vrf <vrf:WORD>] <a:IP> [<b:IP>] [<c:IP>]", key=("*",)),
    Line(
        "{ip domain lookup|ip domain-lookup}",
        slot="ip domain lookup",
        toggle=True,
        key=(),
        render="ip domain lookup",
    ),
    Line("ip domain name [vrf <vrf:WORD>] <d:WORD>", slot="ip domain name", key=("vrf",)),
    Line(
        "ip domain-name <d:WORD>", slot="ip domain name", key=("vrf",), render="ip domain name {d}"
    ),
    Line("ip dhcp excluded-address <a:IP> [<b:IP>]", key=("*",)),
    Line("ip dhcp pool <name:WORD>", mode="dhcp-pool", key=("name",)),
    Line("ip multicast-routing [distributed]", toggle=True),
    Line("login {on-success|on-failure} log", key=("*",)),
    Line("login block-for <n:INT 1-65535> attempts <a:INT 1-65535> within <w:INT 1-65535>"),
    Line("ipv6 unicast-routing"),
    Line("ipv6 cef [distributed]", toggle=True),
    Line("subscriber templating"),
    Line("multilink bundle-name authenticated"),
    Line("key chain <name:WORD>", mode="key-chain", key=("name",)),
    Line("password encryption aes", acts="encrypt"),
    Line("key config-key password-encrypt <k:LINE>", acts="master-key"),
)

USERS = (
    Line("license <what:LINE>", key=("*",)),
    Line("memory free low-watermark processor <n:INT 1-4294967295>"),
    Line("diagnostic bootup level {minimal|complete}"),
    Line("spanning-tree <what:LINE>", key=("*",)),
    Line("archive", mode="archive"),
    Line("file prompt {quiet|noisy|alert}", default="file prompt alert"),
    Line(
        f"username <name:WORD> [privilege <p:INT 0-15>] [{CREDENTIALS}]",
        key=("name",),
        sort=("name",),
        render=_hashed,
    ),
    Line("redundancy", mode="redundancy"),
    Line("crypto engine compliance shield disable", since=(17, 7)),
    Line(
        "track <n:INT 1-1000> {interface <i:IFNAME> {line-protocol|ip routing}|ip sla "
        "<s:INT 1-2147483647> [reachability|state]|ip route <a:IP> <m:MASK> "
        "reachability}",
        mode="track",
        key=("n",),
        sort=("n",),
    ),
    Line("vlan internal allocation policy ascending"),
    Line("cdp run", toggle=True),
)

LAST = (
    Line("ip sla <n:INT 1-2147483647>", mode="ip-sla", key=("n",), sort=("n",)),
    Line("ip sla schedule <n:INT 1-2147483647> <what:LINE>", key=("n",)),
    Line("logging origin-id {hostname|ip|string <s:WORD>}"),
    Line("logging facility <f:WORD>"),
    Line("logging source-interface <i:IFNAME>"),
    Line(
        "logging trap [{<l:INT 0-7>|debugging|informational|warnings|errors|notifications}]",
        toggle=True,
    ),
    Line("logging host <a:IP> [vrf <vrf:WORD>]", key=("*",)),
    Line("logging <a:IP>", slot="logging host", key=("*",), render="logging host {a}"),
)

END = (
    Line("snmp-server community <c:WORD> [view <v:WORD>] [RO|RW] [<a:WORD>]", key=("c",)),
    Line("snmp-server <what:LINE>", key=("*",)),
    Line("tacacs server <name:WORD>", mode="aaa-server", key=("name",)),
    Line("radius server <name:WORD>", mode="aaa-server", key=("name",)),
    Line("control-plane", mode="control-plane"),
    *(
        Line(f"banner {kind} <text:LINE>", raw="banner")
        for kind in ("exec", "incoming", "login", "motd")
    ),
    Line("alias exec <a:WORD> <what:LINE>", key=("a",)),
    Line("line con 0", mode="line", slot="line con", bundle="line"),
    Line("line aux 0", mode="line", slot="line aux", bundle="line"),
    Line(
        "line vty <a:INT 0-31> [<b:INT 1-31>]", mode="line", key=("a",), bundle="line", sort=("a",)
    ),
    Line(
        "ntp server [vrf <vrf:WORD>] <a:WORD> [prefer] [key <k:INT 1-65535>] [source <i:IFNAME>]",
        key=("a",),
    ),
    Line("ntp source <i:IFNAME>"),
    Line("ntp master [<n:INT 1-15>]"),
    Line("ntp {authenticate|update-calendar|logging}", key=("*",)),
    Line("ntp authentication-key <n:INT 1-65535> md5 <k:WORD> [<t:INT 0-7>]", key=("n",)),
    Line("ntp trusted-key <n:INT 1-65535>", key=("n",)),
    Line("event manager applet <name:WORD>", mode="applet", key=("name",)),
    Line("{upgrade fpd auto|scheduler allocate|gatekeeper}", toggle=True, key=("*",), slot="other"),
    Line(
        "mmi {polling-interval <n:INT 0-100>|auto-configure|pvc|snmp-timeout <t:INT 0-1000>}",
        toggle=True,
        key=("*",),
    ),
    Line("netconf-yang [feature candidate-datastore]", key=("*",)),
    Line("restconf"),
)

VRF = (
    Line("description <text:LINE>"),
    Line("rd <rd:WORD>"),
    Line("vnet tag <n:INT 2-4094>"),
    Line("route-target {import|export|both} <rt:WORD>", key=("*",)),
    Line("address-family {ipv4|ipv6}", mode="vrf-af", key=("*",)),
)
VRF_AF = (
    Line("exit-address-family", leaves=True),
    Line("route-target {import|export} <rt:WORD> [stitching]", key=("*",)),
    Line("import ipv4 unicast map <m:WORD>"),
    Line("export map <m:WORD>"),
)
ARCHIVE = (
    Line("log config", mode="archive-log"),
    Line("path <url:URL>"),
    Line("maximum <n:INT 1-14>", default="maximum 10"),
    Line("rollback {filter adaptive|retry timeout <n:INT 0-60>}", key=("*",)),
    Line("write-memory"),
    Line("time-period <n:INT 1-525600>"),
)
ARCHIVE_LOG = (
    Line("logging enable"),
    Line("logging size <n:INT 1-1000>", default="logging size 100"),
    Line("logging persistent [auto|reload]"),
    Line("notify syslog [contenttype {plaintext|xml}]"),
    Line("record rc"),
    Line("hidekeys"),
)
LINE = (
    Line("privilege level <n:INT 0-15>"),
    Line("session-timeout <n:INT 0-35791>"),
    Line("exec-timeout <m:INT 0-35791> [<s:INT 0-2147483>]", default="exec-timeout 10 0"),
    Line("access-class <a:WORD> {in|out} [vrf-also]", key=("*",)),
    Line("password [0|7] <k:LINE>"),
    Line("authorization {exec|commands <n:INT 0-15>} <l:WORD>", key=("*",)),
    Line("logging synchronous [level <l:WORD>]"),
    Line("login [local|authentication <l:WORD>]", toggle=True, slot="login"),
    Line("length <n:INT 0-512>", default="length 24"),
    Line("width <n:INT 0-512>", default="width 80"),
    Line("history size <n:INT 0-256>"),
    Line("transport preferred {none|ssh|telnet}"),
    Line("transport input {none|all|ssh [telnet]|telnet [ssh]}"),
    Line("transport output {none|all|ssh [telnet]|telnet [ssh]}"),
    Line("stopbits {1|1.5|2}"),
    Line("speed <n:INT 300-115200>"),
    Line("exec", toggle=True, default="exec"),
)
REDUNDANCY = (Line("mode {sso|none|rpr}", slot="mode"),)
KEY_CHAIN = (Line("key <n:INT 0-2147483647>", mode="key", key=("n",), sort=("n",)),)
KEY = (
    Line("key-string [0|6|7] <k:LINE>"),
    Line("cryptographic-algorithm <a:WORD>"),
    Line("{accept-lifetime|send-lifetime} <what:LINE>", key=("*",)),
)
TRACK = (
    Line("delay {up <u:INT 0-180> [down <d:INT 0-180>]|down <d:INT 0-180> [up <u:INT 0-180>]}"),
    Line("object <n:INT 1-1000> [not]", key=("n",)),
)
DHCP = (
    Line("network <a:IP> [<m:MASK>]"),
    Line("default-router <what:LINE>", pad=" "),
    Line("dns-server <what:LINE>", pad=" "),
    Line("domain-name <d:WORD>"),
    Line("lease <what:LINE>"),
    Line("host <a:IP> [<m:MASK>]"),
    Line("{client-identifier|hardware-address} <what:LINE>", slot="client"),
    Line("option <n:INT 0-254> <what:LINE>", key=("n",)),
)
SLA = (
    Line("icmp-echo <a:WORD> [source-ip <s:WORD>|source-interface <i:IFNAME>]"),
    Line("{frequency|timeout|threshold} <n:INT 0-604800000>", key=("*",)),
    Line("vrf <vrf:WORD>"),
)
AAA_GROUP = (
    Line("server [name|private] <what:LINE>", key=("*",)),
    Line("ip vrf forwarding <vrf:WORD>"),
    Line("ip {radius|tacacs} source-interface <i:IFNAME>"),
)
AAA_SERVER = (
    Line("address {ipv4|ipv6} <what:LINE>"),
    Line("key [0|6|7] <k:LINE>"),
    Line("timeout <n:INT 1-1000>"),
)
AAA_ATTRIBUTE = (Line("attribute type <what:LINE>", key=("*",)),)
APPLET = (
    Line("event {cli|interface|none|oir|snmp|syslog|timer|track} [<what:LINE>]", key=("*",)),
    Line("action <a:WORD> <what:LINE>", key=("a",), sort=("a",)),
)
