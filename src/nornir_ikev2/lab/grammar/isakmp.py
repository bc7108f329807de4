"""IKEv1. Keywords and ranges: Cisco-IOS-XE-crypto.yang 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab.grammar.table import Line, Ref, plain_key

WEAK_TEXT = "%Warning: weaker encryption algorithm is deprecated"
NO_VRF = Ref("vrf", "vrf", "% vrf {name} not configured")


GLOBAL = (
    Line(
        "crypto keyring <name:WORD> [vrf <vrf:WORD>]",
        mode="keyring",
        key=("name",),
        pad="  ",
        defines="keyring",
        in_use="% Cannot remove as keyring is in use.",
        refers=(NO_VRF,),
    ),
    Line("crypto isakmp policy <n:INT 1-10000>", mode="isakmp-policy", key=("n",), sort=("n",)),
    Line(
        "crypto isakmp key [0|6] <key:WORD> {address <a:IP> [<m:MASK>] [no-xauth]"
        "|address ipv6 <p:PREFIX6> [no-xauth]|hostname <h:WORD>}",
        key=("a", "p", "h"),
        render=plain_key,
        pad="      ",
    ),
    Line("crypto isakmp keepalive <i:INT 10-3600> [<r:INT 2-60>] [on-demand|periodic]"),
    Line("crypto isakmp identity {address|dn|hostname}", default="crypto isakmp identity address"),
    Line("crypto isakmp nat keepalive <n:INT 5-3600>"),
    Line("crypto isakmp invalid-spi-recovery"),
    Line("crypto isakmp aggressive-mode disable"),
    Line("crypto isakmp diagnose error <n:INT 1-1000>"),
    Line("crypto isakmp fragmentation"),
    Line("crypto isakmp default policy", toggle=True, default="crypto isakmp default policy"),
    Line("crypto isakmp enable", toggle=True, default="crypto isakmp enable"),
    Line("crypto isakmp client configuration address-pool local <p:WORD>"),
    Line("crypto isakmp client configuration group <g:WORD>", mode="isakmp-group", key=("g",)),
    Line(
        "crypto isakmp profile <name:WORD>",
        mode="isakmp-profile",
        key=("name",),
        defines="isakmp-profile",
        in_use="% Cannot remove as profile is in use.",
    ),
)

POLICY = (
    Line(
        "{encryption|encr} {des|3des|aes [128|192|256]}",
        slot="encr",
        render=lambda match: " ".join(("encryption", *match.parts[1:])).removesuffix(" 128"),
        default="encryption des",
        weak=frozenset({"des", "3des"}),
        weak_text=WEAK_TEXT,
    ),
    Line(
        "hash {md5|sha|sha256|sha384|sha512}",
        default="hash sha",
        weak=frozenset({"md5"}),
        weak_text=WEAK_TEXT,
    ),
    Line("authentication {pre-share|rsa-encr|rsa-sig}", default="authentication rsa-sig"),
    Line(
        "group {1|2|5|14|15|16|19|20|21|24}",
        default="group 1",
        weak=frozenset({"1", "2", "5", "24"}),
        weak_text=WEAK_TEXT,
    ),
    Line("lifetime <s:INT 60-86400>", default="lifetime 86400"),
)

KEYRING = (
    Line("description <text:LINE>"),
    Line("local-address {<a:IP>|<i:IFNAME>}", slot="local-address"),
    Line(
        "pre-shared-key address <a:IP> [<m:MASK>] key [0|6] <k:LINE>",
        key=("a",),
        render=plain_key,
    ),
    Line(
        "pre-shared-key address ipv6 <p:PREFIX6> key [0|6] <k:LINE>", key=("p",), render=plain_key
    ),
    Line("pre-shared-key hostname <h:WORD> key [0|6] <k:LINE>", key=("h",), render=plain_key),
    Line("rsa-pubkey {address <a:IP>|name <n:WORD>} [encryption|signature]", key=("*",)),
)

PROFILE = (
    Line("description <text:LINE>"),
    Line("vrf <vrf:WORD>", refers=(NO_VRF,)),
    Line("keyring <k:WORD>", key=("k",)),
    Line("ca trust-point <t:WORD>"),
    Line("self-identity {address [ipv6]|fqdn [<f:WORD>]|user-fqdn <u:WORD>}"),
    Line(
        "match identity {address <a:IP> [<m:MASK>] [<v:WORD>]|address ipv6 <p:PREFIX6>"
        "|host [domain] <h:WORD>|user [fqdn|domain] <u:WORD>|group <g:WORD>}",
        key=("*",),
        pad=" ",
    ),
    Line("match certificate <c:WORD>", key=("c",)),
    Line("client authentication list <l:WORD>"),
    Line("client configuration {address {initiate|respond}|group <g:WORD>}", key=("*",)),
    Line("isakmp authorization list <l:WORD>"),
    Line("keepalive <n:INT 10-3600> [retry <r:INT 2-60>]"),
    Line("initiate mode aggressive"),
    Line("local-address {<a:IP>|<i:IFNAME>}", slot="local-address", key=("*",)),
    Line("virtual-template <n:INT 1-4095>"),
    Line("accounting <l:WORD>"),
)

GROUP = (
    Line("key [0|6] <k:WORD>"),
    Line("dns <a:IP> [<b:IP>]"),
    Line("wins <a:IP> [<b:IP>]"),
    Line("domain <d:WORD>"),
    Line("pool <p:WORD>"),
    Line("acl <a:WORD>"),
    Line("netmask <m:MASK>"),
    Line("save-password"),
    Line("split-dns <d:WORD>", key=("d",)),
    Line("backup-gateway <b:WORD>", key=("b",)),
    Line("max-users <n:INT 1-5000>"),
    Line("max-logins <n:INT 1-10>"),
)
