"""IKEv2. Keywords and ranges: Cisco-IOS-XE-crypto.yang 17.12.1; texts: docs/ios-facts.md."""

from __future__ import annotations

from nornir_ikev2.lab.cli.match import Match
from nornir_ikev2.lab.grammar.table import Line, Notice, Ref, plain_key

WEAK_TEXT = "%Warning: weaker encryption algorithm is deprecated"
HASHES = "{md5|sha1|sha256|sha384|sha512}+"
GROUPS = "1|2|5|14|15|16|19|20|21|24"
VRF = Ref("vrf", "vrf", "% vrf {name} not configured")
FVRF = Ref("vrf", "vrf", "% fvrf {name} not configured")
DPD = "dpd <i:INT 10-3600> <r:INT 2-60> {on-demand|periodic}"

PROPOSAL_NEEDS = Notice(
    "IKEv2 proposal MUST either have a set of an encryption algorithm other than aes-gcm, "
    "an integrity algorithm and a DH group configured or \n"
    " encryption algorithm aes-gcm, a prf algorithm and a DH group configured",
    (("encryption aes-gcm", "prf ", "group "), ("encryption ", "integrity ", "group ")),
)
POLICY_NEEDS = Notice(
    "IKEv2 policy MUST have atleast one complete proposal attached ", (("proposal ",),)
)
PROFILE_NEEDS = Notice(
    "IKEv2 profile MUST have:\n"
    "   1. A local and a remote authentication method.\n"
    "   2. A match identity or a match certificate or match any statement.",
    (
        ("authentication local ", "authentication remote ", "match identity "),
        ("authentication local ", "authentication remote ", "match certificate "),
        ("authentication local ", "authentication remote ", "match any"),
    ),
)


def _identity(match: Match) -> str:
    """A missing mask is a host; `0.0.0.0` alone stays as it is."""
    if "a" in match.args and "m" not in match.args and match.args["a"] != "0.0.0.0":  # noqa: S104 - a pattern, nothing is bound
        return f"match identity remote address {match.args['a']} 255.255.255.255"
    return " ".join(match.parts)


GLOBAL = (
    Line("crypto ikev2 authorization policy <name:WORD>", mode="ikev2-author", key=("name",)),
    Line(
        "crypto ikev2 proposal <name:WORD>",
        mode="ikev2-proposal",
        key=("name",),
        toggle=True,
        off_key="default",
        pad=" ",
        defines="ikev2-proposal",
        in_use="% Cannot remove as proposal is in use.",
        entering=PROPOSAL_NEEDS,
    ),
    Line(
        "crypto ikev2 policy <name:WORD>",
        mode="ikev2-policy",
        key=("name",),
        toggle=True,
        off_key="default",
        pad=" ",
        defines="ikev2-policy",
        entering=POLICY_NEEDS,
    ),
    Line(
        "crypto ikev2 keyring <name:WORD>",
        mode="ikev2-keyring",
        key=("name",),
        defines="ikev2-keyring",
        in_use="% Cannot remove as keyring is in use.",
    ),
    Line(
        "crypto ikev2 profile <name:WORD>",
        mode="ikev2-profile",
        key=("name",),
        defines="ikev2-profile",
        in_use="% Cannot remove as profile is in use.",
        entering=PROFILE_NEEDS,
    ),
    Line("crypto ikev2 nat keepalive <n:INT 5-3600>"),
    Line(f"crypto ikev2 {DPD}"),
    Line("crypto ikev2 limit max-in-negotation-sa <n:INT 1-9999> [incoming|outgoing]"),
    Line("crypto ikev2 limit max-sa <n:INT 1-9999>"),
    Line("crypto ikev2 limit queue sa-init <n:INT 100-100000>"),
    Line("crypto ikev2 window <n:INT 1-200>", default="crypto ikev2 window 5"),
    Line("crypto ikev2 cookie-challenge <n:INT 0-1000>"),
    Line("crypto ikev2 fragmentation [mtu <n:INT 68-1500>]"),
    Line("crypto ikev2 http-url cert", toggle=True, default="crypto ikev2 http-url cert"),
    Line("crypto ikev2 diagnose error <n:INT 1-1000>"),
    Line("crypto ikev2 certificate-cache <n:INT 1-2000>"),
    Line("crypto ikev2 disconnect-revoked-peers"),
    Line("crypto ikev2 redirect client [max-redirects <n:INT 1-255>]"),
    Line("crypto ikev2 redirect gateway {init|auth}"),
    Line("crypto ikev2 reconnect key <n:INT 1-2> [active] [0|6] <k:WORD>", key=("n",)),
    Line("crypto ikev2 name-mangler <name:WORD>", mode="ikev2-mangler", key=("name",)),
    Line("crypto ikev2 client flexvpn <name:WORD>", mode="ikev2-client", key=("name",)),
    Line("crypto ikev2 cts sgt"),
    Line("crypto logging {session|ikev2|ezvpn}", key=("*",)),
)

PROPOSAL = (
    Line("pqc {mlkem512|mlkem768|mlkem1024}+ [optional]", since=(26, 1)),
    Line(
        "encryption {des|3des|aes-cbc-128|aes-cbc-192|aes-cbc-256|aes-gcm-128|aes-gcm-256}+",
        weak=frozenset({"des", "3des"}),
        weak_text=WEAK_TEXT,
    ),
    Line(f"integrity {HASHES}", weak=frozenset({"md5"}), weak_text=WEAK_TEXT),
    Line(f"prf {HASHES}", weak=frozenset({"md5"}), weak_text=WEAK_TEXT),
    Line(f"group {{{GROUPS}}}+", weak=frozenset({"1", "2", "5", "24"}), weak_text=WEAK_TEXT),
)

POLICY = (
    Line("match fvrf any", slot="match fvrf"),
    Line("match fvrf <vrf:WORD>", slot="match fvrf", refers=(FVRF,)),
    Line("match address local {<a:IP>|<a:IPV6>}", key=("*",)),
    Line("match inbound-only"),
    Line("match application {sdwan|autovpn}", since=(26, 1)),
    Line(
        "proposal <p:WORD>",
        key=("p",),
        refers=(Ref("ikev2-proposal", "p", "% No Proposal exists with the specified name {name}"),),
        repeat="% Policy already has same proposal set ",
    ),
)

KEYRING = (Line("peer <name:WORD>", mode="ikev2-peer", key=("name",)),)

PEER = (
    Line("description <text:LINE>"),
    Line("address <a:IP> [<m:MASK>]", slot="address"),
    Line("address <a:PREFIX6>", slot="address ipv6"),
    Line("hostname <h:WORD>"),
    Line(
        "identity {address {<a:IP>|<a:IPV6>}|fqdn [domain] <f:WORD>"
        "|email [domain] <e:WORD>|key-id <k:WORD>}"
    ),
    Line(
        "pre-shared-key local {[0|6] <k:LINE>|hex <h:HEX>}",
        render=plain_key,
        replaces=("pre-shared-key",),
    ),
    Line(
        "pre-shared-key remote {[0|6] <k:LINE>|hex <h:HEX>}",
        render=plain_key,
        replaces=("pre-shared-key",),
    ),
    Line(
        "pre-shared-key {[0|6] <k:LINE>|hex <h:HEX>}",
        slot="pre-shared-key",
        render=plain_key,
        replaces=("pre-shared-key local", "pre-shared-key remote"),
    ),
    Line("ppk manual id <i:WORD> key [0|6|hex] <k:WORD> [required]", slot="ppk", since=(17, 11)),
    Line("ppk dynamic <i:WORD> [required]", slot="ppk", since=(17, 11)),
)

PROFILE = (
    Line("description <text:LINE>"),
    Line("match fvrf any", slot="match fvrf"),
    Line("match fvrf <vrf:WORD>", slot="match fvrf", refers=(FVRF,)),
    Line("match address local interface <i:IFNAME>", slot="match address local", key=("*",)),
    Line("match address local {<a:IP>|<a:IPV6>}", slot="match address local", key=("*",)),
    Line(
        "match identity remote {address <a:IP> [<m:MASK>]|address <p:PREFIX6>|fqdn "
        "[domain] <f:WORD>"
        "|email [domain] <e:WORD>|key-id <k:WORD>|any}",
        key=("*",),
        render=_identity,
        pad=" ",
        repeat="% Already found same 'match identity' statement in this profile",
    ),
    Line("match certificate <c:WORD>", key=("c",)),
    Line("match inbound-only"),
    Line(
        "identity local {address {<a:IP>|<a:IPV6>}|dn|email <e:WORD>|fqdn <f:WORD>|key-id <k:WORD>}"
    ),
    Line(
        "authentication remote {pre-share [key [0|6] <k:WORD>]|rsa-sig|ecdsa-sig"
        "|eap [query-identity|timeout <t:INT 45-180>]|anyconnect-eap aggregate [cert-request]}",
        key=("*",),
    ),
    Line(
        "authentication local {pre-share [key [0|6] <k:WORD>]|rsa-sig|ecdsa-sig"
        "|eap [gtc|md5|mschapv2] [username <u:WORD> password [0|6] <w:WORD>]|dynamic}",
    ),
    Line(
        "keyring local <k:WORD> [name-mangler <g:WORD>]",
        slot="keyring",
        refers=(Ref("ikev2-keyring", "k", "% Invalid keyring {name}"),),
        repeat="% Profile already contains this keyring",
    ),
    Line("keyring aaa <l:WORD> [name-mangler <g:WORD>|password [0|6] <w:WORD>]", slot="keyring"),
    Line("keyring ppk <k:WORD>", since=(17, 11)),
    Line(
        "pki trustpoint <t:WORD> [sign|verify]",
        key=("*",),
        refers=(Ref("trustpoint", "t", "% No such trustpoint {name}"),),
    ),
    Line("lifetime <s:INT 120-86400>", default="lifetime 86400"),
    Line("lifetime certificate"),
    Line(DPD),
    Line("nat keepalive <n:INT 5-3600>"),
    Line("nat force-encap"),
    Line("ivrf <vrf:WORD>", refers=(VRF,)),
    Line("virtual-template <n:INT 1-4095> [mode auto]"),
    Line("config-exchange request", toggle=True, default="config-exchange request"),
    Line("config-exchange set {accept|send}", key=("*",)),
    Line("initial-contact force"),
    Line("reconnect [timeout <t:INT 600-86400>]"),
    Line("redirect gateway auth"),
    Line("aaa accounting <a:LINE>", key=("*",)),
    Line("aaa authentication {eap|anyconnect-eap} <l:WORD>", key=("*",)),
    Line("aaa authorization <a:LINE>", key=("*",)),
    Line("dynamic", since=(17, 9)),
    Line("shutdown", toggle=True, default="no shutdown"),
)

AUTHORIZATION = (
    Line("pool <p:WORD>"),
    Line("dhcp {giaddr <g:IP>|server <s:WORD>|timeout <t:INT 4-30>}", key=("*",)),
    Line("dns <a:IP> [<b:IP>]"),
    Line("wins <a:IP> [<b:IP>]"),
    Line("def-domain <d:WORD>"),
    Line("netmask <m:MASK>"),
    Line("banner <b:LINE>"),
    Line("aaa attribute list <l:WORD>"),
    Line("route set interface [<i:IFNAME>]", key=("*",)),
    Line("route set {local|remote} {ipv4 <a:IP> <m:MASK>|ipv6 <p:PREFIX6>}", key=("*",)),
    Line("route set access-list [ipv6] <l:WORD>"),
    Line("route accept any [tag <t:INT 1-4294967295>] [distance <d:INT 1-255>]"),
    Line("route redistribute <r:WORD>"),
    Line("session-lockdown [<n:INT 1-255>]"),
    Line("subnet-acl <l:WORD>"),
)

CLIENT = (
    Line(
        "peer <n:INT 1-64> {<a:IP>|fqdn <f:WORD> [dynamic]|<v:IPV6>} [track <t:INT 1-1000>]",
        key=("n",),
    ),
    Line("peer reactivate"),
    Line("connect {auto|manual|track <t:INT 1-1000> [up|down]}", slot="connect"),
    Line("source <n:INT 1-64> <i:IFNAME> [track <t:INT 1-1000>]", key=("n",)),
    Line("backup group {default|<n:INT 1-65535>}", slot="backup group"),
    Line("client connect <i:IFNAME>"),
    Line("client inside <i:IFNAME>", key=("i",)),
)

MANGLER = (Line("{dn|email|eap|fqdn} <how:LINE>", slot="mangle"),)
