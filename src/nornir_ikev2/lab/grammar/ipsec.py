"""IPsec: transform sets, profiles, crypto maps. YANG 17.12.1; texts: docs/ios-facts.md."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import INVALID, Match
from nornir_ikev2.lab.grammar.table import Hardware, Line, Ref

WEAK_TEXT = "%Warning: weaker transform is deprecated"
WEAK = frozenset({"ah-md5-hmac", "esp-gmac", "esp-des", "esp-3des", "esp-null", "esp-md5-hmac"})
WEAK_PFS = frozenset({"group1", "group2", "group5", "group24"})
MAP_NOTE = (
    "% NOTE: This new crypto map will remain disabled until a peer\n"
    "\tand a valid access list have been configured."
)
TRANSFORMS = Ref("transform-set", "t", 'ERROR: transform set with tag "{name}" does not exist.')
IKEV2 = Ref("ikev2-profile", "p", "% IKEv2 profile {name} does not exist.")
ISAKMP = Ref("isakmp-profile", "p", "% ISAKMP profile {name} does not exist.")
AUTHENTICATORS = frozenset(
    f"{kind}-hmac" for kind in ("esp-md5", "esp-sha", "esp-sha256", "esp-sha384", "esp-sha512")
)
CIPHERS = frozenset({"esp-des", "esp-3des", "esp-aes", "esp-null", "esp-seal"})
COMBINED = frozenset({"esp-gcm", "esp-gmac"})
AH = frozenset(f"ah-{kind}-hmac" for kind in ("md5", "sha", "sha256", "sha384", "sha512"))
KINDS = (AUTHENTICATORS, CIPHERS | COMBINED, AH)
"""A transform set has at most one of each."""


def _transforms(_: Hardware, match: Match) -> str:
    """ESP needs one cipher; the combined ciphers take no HMAC; there is one of each kind."""
    typed = match.words[3:]
    words = set(typed)
    if words & COMBINED and words & (AUTHENTICATORS | CIPHERS):
        return "Proposal with a combined mode cipher can not have a separate authenticator"
    if words & AUTHENTICATORS and not words & CIPHERS:
        return "Proposal with ESP is missing cipher"
    if any(sum(word in kind for word in typed) > 1 for kind in KINDS):
        return INVALID
    return ""


def _set_text(match: Match) -> str:
    """`esp-aes 128` is stored as `esp-aes`."""
    parts = [
        part
        for index, part in enumerate(match.parts)
        if not (part == "128" and match.parts[index - 1].startswith("esp-"))
    ]
    return " ".join(parts)


PFS = Line(
    "set pfs [group1|group2|group5|group14|group15|group16|group19|group20|group21|group24]",
    weak=WEAK_PFS,
    weak_text="%Warning: weaker dh-group is deprecated",
)
LIFETIMES = (
    Line(
        "set security-association lifetime {seconds <s:INT 120-2592000>|days <d:INT 1-30>}",
        slot="set security-association lifetime time",
    ),
    Line(
        "set security-association lifetime kilobytes {<k:INT 2560-4294967295>|disable}",
        slot="set security-association lifetime kilobytes",
    ),
    Line("set security-association idle-time <n:INT 60-86400> [default]"),
    Line("set security-association replay {disable|window-size {64|128|256|512|1024}}"),
    Line("set security-association dfbit {clear|copy|set}"),
    Line("set security-association ecn {discard|propagate}"),
    Line("set security-association dummy {pps <n:INT 0-25000>|seconds <s:INT 1-3600>}"),
    Line("set security-association level per-host"),
)
SETS = Line("set transform-set <t:LINE>", refers=(TRANSFORMS,), pad=" ")
PROFILES = (
    Line("set ikev2-profile <p:WORD>", slot="set ike", refers=(IKEV2,)),
    Line("set isakmp-profile <p:WORD>", slot="set ike", refers=(ISAKMP,)),
)
REVERSE = Line("set reverse-route {distance <d:INT 1-255>|tag <n:INT 1-4294967295>|gateway <a:IP>}")

GLOBAL = (
    Line(
        "crypto ipsec security-association lifetime {seconds <s:INT 120-86400>|days <d:INT 1-30>}",
        slot="crypto ipsec lifetime time",
        default="crypto ipsec security-association lifetime seconds 3600",
    ),
    Line(
        "crypto ipsec security-association lifetime seconds <s:INT 86401-2592000>",
        slot="crypto ipsec lifetime time",
        since=(17, 18),
    ),
    Line(
        "crypto ipsec security-association lifetime kilobytes {<k:INT 2560-4294967295>|disable}",
        slot="crypto ipsec lifetime kilobytes",
        default="crypto ipsec security-association lifetime kilobytes 4608000",
    ),
    Line(
        "crypto ipsec security-association replay {disable|window-size {64|128|256|512|1024}}",
        default="crypto ipsec security-association replay window-size 64",
    ),
    Line("crypto ipsec security-association idle-time <n:INT 60-86400>"),
    Line(
        "crypto ipsec transform-set <name:WORD> {ah-md5-hmac|ah-sha-hmac|ah-sha256-hmac"
        "|ah-sha384-hmac|ah-sha512-hmac|comp-lzs|esp-des|esp-3des|esp-aes [128|192|256]"
        "|esp-gcm [128|192|256]|esp-gmac [128|192|256]|esp-null|esp-seal|esp-md5-hmac|esp-sha-hmac"
        "|esp-sha256-hmac|esp-sha384-hmac|esp-sha512-hmac|esn}+",
        mode="transform-set",
        key=("name",),
        render=_set_text,
        pad=" ",
        defines="transform-set",
        toggle=True,
        off_key="default",
        in_use="% Transform set {name} is in use.\n"
        "First remove the transform-set from the above crypto map(s)/profile(s): {holders}",
        weak=WEAK,
        weak_text=WEAK_TEXT,
        check=_transforms,
    ),
    Line("crypto ipsec df-bit {clear|copy|set}", default="crypto ipsec df-bit copy"),
    Line(
        "crypto ipsec fragmentation {after-encryption|before-encryption}",
        default="crypto ipsec fragmentation before-encryption",
    ),
    Line(
        "crypto ipsec nat-transparency {udp-encapsulation|spi-matching}",
        toggle=True,
        default="crypto ipsec nat-transparency udp-encapsulation",
        key=("*",),
    ),
    Line("crypto ipsec optional [retry <n:INT 60-86400>]"),
    Line("crypto ipsec ike sa-strength-enforcement", since=(17, 13)),
    Line(
        "crypto ipsec profile <name:WORD>",
        mode="ipsec-profile",
        key=("name",),
        defines="ipsec-profile",
        toggle=True,
        off_key="default",
        in_use="% IPsec profile {name} is in use by: {holders}",
    ),
)

MAPS = (
    Line(
        "crypto dynamic-map <name:WORD> <seq:INT 1-65535>",
        mode="crypto-dynamic",
        key=("name", "seq"),
        sort=("name", "seq"),
        sweep=("crypto dynamic-map <name:WORD>",),
        defines="dynamic-map",
        in_use="% Dynamic crypto map {name} is in use.",
    ),
    Line(
        "crypto map <name:WORD> local-address <i:IFNAME>",
        slot="crypto map local-address",
        key=("name",),
        bundle="crypto map",
        sort=("name",),
    ),
    Line(
        "crypto map <name:WORD> {client {authentication list <l:WORD>|configuration address "
        "{initiate|respond}}|isakmp authorization list <l:WORD>}",
        slot="crypto map client",
        key=("*",),
        bundle="crypto map",
        sort=("name",),
    ),
    Line(
        "crypto map <name:WORD> <seq:INT 1-65535> {ipsec-isakmp [dynamic <d:WORD> [discover]"
        "|profile <p:WORD>]|ipsec-manual|gdoi}",
        slot="crypto map",
        mode="crypto-map",
        key=("name", "seq"),
        bundle="crypto map",
        sort=("name", "seq"),
        sweep=("crypto map <name:WORD>",),
        pad=" ",
        defines="crypto-map",
        in_use="% Crypto-map {name} is in use by interface(s): {holders}",
        created=MAP_NOTE,
        refers=(Ref("dynamic-map", "d", 'ERROR: Dynamic map with tag "{name}" does not exist.'),),
    ),
    Line(
        "crypto map <name:WORD> <seq:INT 1-65535>",
        slot="crypto map",
        mode="crypto-map",
        key=("name", "seq"),
        bundle="crypto map",
        sort=("name", "seq"),
        reopens=True,
    ),
    Line(
        "crypto map ipv6 <name:WORD> <seq:INT 1-65535> {ipsec-isakmp|ipsec-manual}",
        slot="crypto map ipv6",
        mode="crypto-map",
        key=("name", "seq"),
        sort=("name", "seq"),
        pad=" ",
        created=MAP_NOTE,
    ),
)

TRANSFORM_SET = (
    Line("mode {tunnel|transport [require]}", slot="mode", default="mode tunnel", shown=True),
)

PROFILE = (
    Line("description <text:LINE>"),
    *LIFETIMES,
    Line("set security-policy limit <n:INT 0-50000>"),
    SETS,
    PFS,
    Line("set identity <n:WORD>"),
    Line("set mixed-mode"),
    REVERSE,
    *PROFILES,
    Line("responder-only"),
    Line("redundancy <n:WORD> [stateful]"),
    Line("reverse-route [static|remote-peer <a:IP> [gateway] [static]]"),
    Line("dialer pre-classify"),
)

MAP = (
    Line("description <text:LINE>"),
    Line("set peer <peer:WORD> [default|dynamic]", key=("peer",)),
    *LIFETIMES,
    SETS,
    PFS,
    Line("set identity <n:WORD>"),
    REVERSE,
    *PROFILES,
    Line("match address <acl:WORD>", refers=(Ref("acl", "acl"),)),
    Line("qos pre-classify"),
    Line("reverse-route [static|remote-peer <a:IP> [gateway] [static]]"),
)
