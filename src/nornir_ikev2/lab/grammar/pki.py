"""Trustpoints and certificates. Cisco-IOS-XE-crypto.yang 17.12.1."""

from __future__ import annotations

from nornir_ikev2.lab.grammar.table import Line, Ref

GLOBAL = (
    Line("crypto pki server <name:WORD>", mode="pki-server", key=("name",)),
    Line(
        "crypto pki trustpoint <name:WORD>",
        mode="trustpoint",
        key=("name",),
        defines="trustpoint",
        in_use="% Trustpoint {name} is in use.",
    ),
    Line(
        "crypto pki certificate map <name:WORD> <n:INT 1-65535>",
        mode="certificate-map",
        key=("name", "n"),
    ),
    Line("crypto pki certificate chain <name:WORD>", mode="chain", key=("name",)),
)
TRUSTPOINT = (
    Line(
        "enrollment {terminal [pem]|selfsigned|url <u:LINE>|pkcs12|profile <p:WORD>}",
        slot="enrollment",
    ),
    Line("enrollment mode ra"),
    Line("enrollment retry {count <c:INT 1-100>|period <p:INT 1-60>}", key=("*",)),
    Line("usage {ike|ssl-client|ssl-server}", key=("*",)),
    Line("serial-number [none]"),
    Line("fqdn {none|<f:WORD>}", slot="fqdn"),
    Line("ip-address {none|<a:IP>|<i:IFNAME>}", slot="ip-address"),
    Line("subject-name <s:LINE>"),
    Line("subject-alt-name <s:LINE>"),
    Line("vrf <vrf:WORD>", refers=(Ref("vrf", "vrf", "% vrf {name} not configured"),)),
    Line("chain-validation <what:LINE>"),
    Line("revocation-check <what:LINE>"),
    Line("source interface <i:IFNAME>"),
    Line("rsakeypair <k:WORD> [<n:INT 360-4096>] [<e:INT 360-4096>]"),
    Line("eckeypair <k:WORD>"),
    Line("fingerprint <f:LINE>"),
    Line("password [0|7] <k:LINE>"),
    Line("auto-enroll [<n:INT 1-100>] [regenerate]"),
    Line("hash {md5|sha1|sha256|sha384|sha512}", default="hash sha256"),
    Line("storage <u:URL>"),
    Line("match certificate <c:WORD> [<what:LINE>]", key=("c",)),
)
CHAIN = (
    Line(
        "certificate [ca|self-signed|rollover] <serial:HEX> [<url:WORD .*:.*>]",
        key=("*",),
        raw="hex",
    ),
)
CERTIFICATE_MAP = (
    Line(
        "{subject-name|issuer-name|alt-subject-name|name|unstructured-subject-name|"
        "serial-number} {co|eq|nc|ne} <v:LINE>",
        key=("*",),
    ),
)
SERVER = (
    Line("database {level {minimum|names|complete}|url <u:LINE>|archive <a:LINE>}", key=("*",)),
    Line("issuer-name <s:LINE>"),
    Line("grant {auto|none}"),
    Line("hash {md5|sha1|sha256|sha384|sha512}"),
    Line("lifetime {crl|certificate|ca-certificate} <what:LINE>", key=("*",)),
    Line("shutdown", toggle=True),
)
