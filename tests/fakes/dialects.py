"""How the projects that state expected values name them, per command."""

from __future__ import annotations

import re
from typing import cast

from fakes.expected_values import Dialect, Record, same

_SA = {
    "local_ip": "local",
    "remote_ip": "remote",
    "keysize": "key_size",
    "key_length": "key_size",
    "hash": "integrity",
    "hash_algo": "integrity",
    "dh_group": "group",
    "dh_grp": "group",
    "life_time": "lifetime",
    "active_time": "active",
    "activetime": "active",
    "initiator_of_sa": "initiator",
} | same(
    "local local_port remote remote_port fvrf ivrf status encryption prf auth_sign",
    "auth_verify lifetime local_spi remote_spi local_id remote_id",
)
_SA_UNREAD = frozenset(
    same(
        "tunnel_id ce_id session_id pqc qr status_description local_reg_msg_id",
        "remote_req_msg_id local_next_msg_id remote_next_msg_id local_req_queued",
        "remote_req_queued local_window remote_window dpd_configured_time retry fragmentation",
        "dynamic_route_update extended_authentication nat_t cisco_trust_security_sgt pushed_ip",
        "remote_subnets quantum_resistance",
    )
)


def _first(value: str) -> str:
    return value.split("/", 1)[0]


def _address(value: str) -> str:
    return value.rpartition("/")[0] or value


IKEV2_SA = Dialect(
    names=_SA,
    levels={"ipv4": "", "ipv6": ""},
    unread=_SA_UNREAD,
)
IKEV2_SA_DETAIL = Dialect(
    names=_SA,
    levels={"tunnel_id": ""},
    unread=_SA_UNREAD,
    change={"local": _address, "remote": _address},
)
IKEV2_SESSION = Dialect(
    names=_SA
    | {
        "status": "session_status",
        "session_status": "status",
        "dpd_time": "dpd_interval",
        "child_encr": "encryption",
        "local_selectors": "local_selectors",
        "remote_selectors": "remote_selectors",
        "traffic_selectors": "selectors",
    }
    | same(
        "session_id ike_count child_count tunnel_id ce_id dpd_retry pqc esp_spi_in esp_spi_out",
        "ah_spi_in ah_spi_out cpi_in cpi_out esp_hmac ah_hmac compression mode",
    ),
    levels={"IPv4": "", "IPv6": "", "child_sa": ""},
    unread=frozenset(
        same(
            "id local_mesg_id remote_mesg_id local_next_id remote_next_id local_queued",
            "remote_queued local_window remote_window fragmentation dynamic_route nat_detected",
            "cts_sgt",
        )
    ),
)
_PACKETS = {
    f"pkts_{theirs}": ours
    for theirs, ours in {
        "encaps": "encaps",
        "encrypt": "encrypt",
        "digest": "digest",
        "decaps": "decaps",
        "decrypt": "decrypt",
        "verify": "verify",
        "compressed": "compressed",
        "decompressed": "decompressed",
        "not_compressed": "not_compressed",
        "compr_failed": "compress_failed",
        "compress_failed": "compress_failed",
        "not_decompressed": "not_decompressed",
        "decompress_failed": "decompress_failed",
        "no_sa": "no_sa_send",
        "no_sa_send": "no_sa_send",
        "invalid_sa": "invalid_sa_recv",
        "invalid_sa_rcv": "invalid_sa_recv",
        "encaps_failed": "encaps_failed",
        "encaps_failed_send": "encaps_failed",
        "decaps_failed": "decaps_failed",
        "decaps_failed_rcv": "decaps_failed",
        "invalid_prot": "invalid_prot_recv",
        "invalid_prot_recv": "invalid_prot_recv",
        "verify_failed": "verify_failed",
        "invalid_identity": "invalid_identity_recv",
        "invalid_identity_recv": "invalid_identity_recv",
        "invalid_len": "invalid_len_recv",
        "invalid_len_rcv": "invalid_len_recv",
        "replay_rollover_send": "replay_rollover_send",
        "replay_rollover_recv": "replay_rollover_recv",
        "replay_rollover_rcv": "replay_rollover_recv",
        "replay_failed": "replay_failed_recv",
        "replay_failed_rcv": "replay_failed_recv",
        "tagged": "tagged_send",
        "tagged_send": "tagged_send",
        "untagged": "untagged_recv",
        "untagged_rcv": "untagged_recv",
        "not_tagged": "not_tagged_send",
        "not_tagged_send": "not_tagged_send",
        "not_untagged": "not_untagged_recv",
        "not_untagged_rcv": "not_untagged_recv",
        "internal_err_send": "internal_err_send",
        "internal_err_recv": "internal_err_recv",
    }.items()
}
_ESP = {
    "in_use_settings": "settings",
    "replay_detection_support": "replay",
    "sa_spi_hex": "spi",
    "sa_transform": "transform",
    "sa_in_use_settings": "settings",
    "sa_conn_id": "conn_id",
    "sa_flow_id": "flow_id",
    "sa_sibling_flags": "sibling_flags",
    "sa_crypto_map": "crypto_map",
    "sa_status": "status",
    "sa_orientation": "direction",
    "sa_type": "protocol",
    "initiator": "initiator",
    "initiator_flag": "initiator",
} | same("transform conn_id sibling_flags crypto_map status iv_size spi")
IPSEC_SA_IPV6 = Dialect(
    names={
        "local_ident": "local_ident",
        "remote_ident": "remote_ident",
        "ipv6_mtu": "ip_mtu",
        "ipv6_mtu_idb": "ip_mtu_interface",
        "current_peer": "peer",
        "port": "peer_port",
        "crypto_map_tag": "crypto_map",
        "local_addr": "local_address",
        "local_crypto_endpt": "local_endpoint",
        "remote_crypto_endpt": "remote_endpoint",
        "current_outbound_spi": "outbound_spi",
    }
    | same("protected_vrf plaintext_mtu path_mtu pfs dh_group flow_id")
    | _PACKETS
    | _ESP,
    levels={"interfaces": "interface", "identities": "", "remote_ident": ""},
    unread=frozenset(same("permit_flags sa_timing")),
    change={"local_ident": _first, "remote_ident": _first},
)
IPSEC_SA = Dialect(
    names=_PACKETS
    | _ESP
    | {
        "crypto_map_tag": "crypto_map",
        "local_addr": "local_address",
        "peer_ip": "peer",
        "current_peer": "peer",
        "port": "peer_port",
        "acl": "flags",
        "current_outbound_spi": "outbound_spi",
        "current_outbound_spi_hex": "outbound_spi",
        "local_crypto_endpt": "local_endpoint",
        "remote_crypto_endpt": "remote_endpoint",
        "ip_mtu_idb": "ip_mtu_interface",
        "ipsecv6_policy_name": "policy",
        "local_ident.addr": "local_ident",
        "local_ident.mask": "local_mask",
        "local_ident.prot": "local_protocol",
        "local_ident.port": "local_port",
        "remote_ident.addr": "remote_ident",
        "remote_ident.mask": "remote_mask",
        "remote_ident.prot": "remote_protocol",
        "remote_ident.port": "remote_port",
        "local_ident_addr": "local_ident",
        "local_ident_mask": "local_mask",
        "local_ident_prot": "local_protocol",
        "local_ident_port": "local_port",
        "remote_ident_addr": "remote_ident",
        "remote_ident_mask": "remote_mask",
        "remote_ident_prot": "remote_protocol",
        "remote_ident_port": "remote_port",
    }
    | same(
        "interface protected_vrf action flags plaintext_mtu path_mtu ip_mtu pfs dh_group pqc",
        "send_errors recv_errors",
    ),
    levels={
        "interface": "interface",
        "interfaces": "interface",
        "ident": "",
        "spi": "spi",
    },
    unread=frozenset(
        same(
            "flow_id flow_id_val remaining_key_lifetime kilobyte_volume_rekey",
            "current_outbound_spi_dec sa_spi_dec sa_lifetime_kbytes sa_lifetime_sec sa_iv_size",
            "sa_replay_detection_support sa_replay_window_size sa_timing permit_flags ekey_status",
        )
    ),
)
ISAKMP_SA = Dialect(
    names={
        "session_state": "state",
        "current_status": "note",
        "dst": "destination",
        "src": "source",
    }
    | same("destination source conn_id status state"),
    levels={"IPv4": "", "IPv6": ""},
)

SESSION = Dialect(
    names={
        "peer_ip": "peer",
        "peer_port": "port",
        "phase_id": "phase1_id",
        "desc": "description",
        "sa_status": "status",
        "connid": "conn_id",
        "local_ip": "local",
        "remote_ip": "remote",
        "active_sa": "active_sas",
        "ikev1_status": "status",
        "inbound_pkts_decrypted": "inbound_packets",
        "inbound_pkts_drop": "inbound_drops",
        "outbound_pkts_encrypted": "outbound_packets",
        "outbound_pkts_drop": "outbound_drops",
        "inbound_life_secs": "inbound_life_seconds",
        "outbound_life_secs": "outbound_life_seconds",
        "inbound.decrypted": "inbound_packets",
        "inbound.dropped": "inbound_drops",
        "inbound.life_in_kb": "inbound_life_kb",
        "inbound.life_in_sec": "inbound_life_seconds",
        "outbound.encrypted": "outbound_packets",
        "outbound.dropped": "outbound_drops",
        "outbound.life_in_kb": "outbound_life_kb",
        "outbound.life_in_sec": "outbound_life_seconds",
    }
    | same(
        "interface profile uptime session_status peer port fvrf ivrf phase1_id description",
        "local local_port remote remote_port conn_id session_id capabilities lifetime origin",
        "active_sas flow inbound_life_kb outbound_life_kb",
    ),
    levels={
        "interface": "interface",
        "interfaces": "interface",
        "peer": "peer",
        "port": "port",
        "ike_sa": "",
        "ikev1_sa": "",
        "ipsec_flow": "flow",
    },
    unread=frozenset(same("version permit src_host src_mask dst_host dst_mask")),
)
SESSION_NUMBERED = Dialect(
    names=SESSION.names,
    levels={**SESSION.levels, "ipsec_flow": ""},
    unread=SESSION.unread,
)


def _first_set(record: Record) -> Record:
    sets = cast("list[dict[str, str]]", record["transform_sets"])
    words = sets[0]["transform"].split()
    return {"set": sets[0]["name"], "cipher": words[0], "hash": words[-1], "words": words}


PROPOSAL = Dialect(
    names=same("encryption integrity prf") | {"dh_group": "groups"},
    levels={"proposal_name": "name"},
    derive=lambda record: {"groups": re.split(r" (?=DH_GROUP)", str(record["groups"]))},
)
IPSEC_PROFILE = Dialect(
    names={
        "ikev2_profile_name": "ikev2_profile",
        "security_association_lifetime": "lifetime_seconds",
        "psf": "pfs",
        "transform_set_name": "cipher",
        "transform_set_method": "hash",
    }
    | same("responder_only pfs_inherit dh_group pqc mixed_mode"),
    levels={"ipsec_profile_name": "name", "tranform_sets": "set"},
    derive=_first_set,
    change={"lifetime_seconds": lambda value: value.removesuffix(" seconds")},
)
CRYPTO_MAP = Dialect(
    names={
        "sequence_number": "sequence",
        "ipsec": "kind",
        "peer": "peers",
        "access_list_ss_dynamic": "access_list_dynamic",
        "crypto_map_tag": "used_by",
        "interfaces": "interfaces",
        "default": "words",
    },
    levels={"ipv6": "", "crypto_map_tag": "name"},
    derive=_first_set,
)

DIAGNOSE_ERROR = Dialect(
    names=same("status current_entry deleted max_allow message traceback"),
    levels={"errors": "number"},
)

BY_COMMAND = {
    "show crypto ikev2 diagnose error": DIAGNOSE_ERROR,
    "show crypto ikev2 proposal": PROPOSAL,
    "show crypto ikev2 sa": IKEV2_SA,
    "show crypto ikev2 sa detail": IKEV2_SA_DETAIL,
    "show crypto ikev2 sa local detail": IKEV2_SA_DETAIL,
    "show crypto ikev2 sa remote": IKEV2_SA_DETAIL,
    "show crypto ikev2 session": IKEV2_SESSION,
    "show crypto ipsec profile": IPSEC_PROFILE,
    "show crypto ipsec sa": IPSEC_SA,
    "show crypto ipsec sa detail": IPSEC_SA,
    "show crypto ipsec sa interface": IPSEC_SA,
    "show crypto ipsec sa ipv6 detailed": IPSEC_SA_IPV6,
    "show crypto ipsec sa peer detail": IPSEC_SA,
    "show crypto isakmp sa": ISAKMP_SA,
    "show crypto map": CRYPTO_MAP,
    "show crypto session": SESSION,
    "show crypto session detail": SESSION,
    "show crypto session interface detail": SESSION,
    "show crypto session local": SESSION,
    "show crypto session remote detail": SESSION_NUMBERED,
}
