"""How the projects that state expected values name what is not crypto, per command."""

from __future__ import annotations

from fakes.expected_values import Dialect, Record, same
from nornir_ikev2.verify.records import route


def _whole_prefix(record: Record) -> Record:
    prefix = route(record).prefix
    network, _, length = prefix.partition("/")
    return {"prefix": prefix, "network": network, "length": length}


def _outcome(record: Record) -> Record:
    prefixes = record["prefixes"]
    return {"outcome": record["state"] if prefixes is None else prefixes}


EIGRP = Dialect(
    names=same("interface address hold uptime rto prefixes")
    | {
        "peer_handle": "handle",
        "srtt": "srtt",
        "q_cnt": "queue",
        "last_seq_number": "sequence",
        "retransmit_count": "retransmissions",
        "retry_count": "retries",
    },
    levels={
        "eigrp_instance": "as_number",
        "vrf": "",
        "address_family": "",
        "eigrp_interface": "interface",
        "eigrp_nbr": "address",
    },
    unread=frozenset(
        same("name named_mode topology_advert_to_peer nbr_sw_ver topology_ids_from_peer")
    ),
    change={"srtt": lambda value: f"{float(value) * 1000:g}"},
)
EIGRP_DETAIL = Dialect(
    names=EIGRP.names,
    levels=EIGRP.levels,
    unread=EIGRP.unread,
    derive=lambda record: {"prefixes": record["prefixes"] or 0},  # they say 0 for a line without
    change={"srtt": lambda value: f"{float(value):g}"},
)
OSPF = Dialect(
    names=same("interface address priority dead_time neighbor_id state")
    | {"ip_address": "address"},
    levels={"interfaces": "interface", "neighbors": "neighbor_id"},
    change={"state": lambda value: value.split("/", 1)[0]},
)
BGP = Dialect(
    names=same("router_id local_as version table_version up_down")
    | {
        "bgp_neighbor": "neighbor",
        "bgp_version": "version",
        "neighbor_as": "remote_as",
        "as": "remote_as",
        "input_queue": "in_queue",
        "output_queue": "out_queue",
        "messages_received": "received",
        "messages_sent": "sent",
        "msg_rcvd": "received",
        "msg_sent": "sent",
        "tbl_ver": "table_version",
        "route_identifier": "router_id",
        "state_or_prefixes_received": "outcome",
        "state_pfxrcd": "outcome",
    },
    levels={"vrf": "", "neighbor": "neighbor", "address_family": ""},
    derive=_outcome,
    unread=frozenset(
        same(
            "bgp_id activity_paths activity_prefixes attribute_entries bgp_table_version",
            "cache_entries community_entries entries path prefixes routing_table_version",
            "scan_interval total_memory",
        )
    ),
)
INTERFACE_BRIEF = Dialect(
    names=same("method protocol status")
    | {
        "interface_ok": "ok",
        "interface_is_ok": "ok",
        "interface_status": "status",
        "ip_address": "address",
        "protocol_status": "protocol",
    },
    levels={"interface": "interface"},
)
ARCHIVE = Dialect(
    names={
        "error": "state",
        "state": "state",
        "next_filename": "next_file",
        "filenames": "name",
        "current_index": "number",
    },
    change={"state": lambda value: value.removeprefix("Archive feature ")},
)
VERSION = Dialect(
    names=same(
        "hostname version software_image release uptime rommon running_image serial",
        "config_register next_config_register restarted",
    )
    | {
        "image_id": "software_image",
        "system_image": "running_image",
        "chassis": "model",
        "hardware": "model",
        "rtr_type": "model",
        "processor_type": "processor",
        "main_mem": "memory",
        "chassis_sn": "serial",
        "processor_board_id": "serial",
        "curr_config_register": "config_register",
        "rom": "rommon",
        "system_restarted_at": "restarted",
    },
    unread=frozenset(
        same(
            "os version_short platform compiled_by compiled_date copyright_years image_type bootldr",
            "cpu image returned_to_rom_at returned_to_rom_by sp_by last_reload_reason",
            "bootldr_version interfaces last_reset softwares rom_version uptime_days uptime_hours",
            "uptime_minutes uptime_weeks uptime_years mac_address jawa_revision",
            "snowtrooper_revision license_level license_type mem_size memory reload_reason",
            "processor next_reload_license_level processor_board_flash number_of_intfs",
            "uptime_this_cp running_default_software",
        )
    ),
)
INTERFACES = Dialect(
    names=same(
        "interface bandwidth delay last_clear last_input last_output output_hang mtu",
        "reliability tunnel_protocol tunnel_receive_bandwidth tunnel_transmit_bandwidth",
        "tunnel_protection tunnel_profile tunnel_ttl abort bia crc description duplex",
        "encapsulation frame giants input_errors input_packets input_rate media_type",
        "output_errors output_packets output_rate overrun runts speed input_queue_drops",
        "input_queue_flushes input_queue_max input_queue_size output_queue_max",
        "output_queue_size tunnel_source_interface",
    )
    | {
        "in_abort": "abort",
        "in_broadcast_pkts": "broadcasts",
        "in_crc_errors": "crc",
        "in_errors": "input_errors",
        "in_frame": "frame",
        "in_giants": "giants",
        "in_ignored": "ignored",
        "in_no_buffer": "no_buffer",
        "in_octets": "input_bytes",
        "in_overrun": "overrun",
        "in_pkts": "input_packets",
        "in_runts": "runts",
        "in_throttles": "throttles",
        "out_buffer_failure": "output_buffer_failures",
        "out_buffers_swapped": "output_buffers_swapped",
        "out_collision": "collisions",
        "out_errors": "output_errors",
        "out_interface_resets": "resets",
        "out_octets": "output_bytes",
        "out_pkts": "output_packets",
        "out_underruns": "underruns",
        "out_unknown_protocl_drops": "unknown_protocol_drops",
        "in_rate": "input_rate",
        "in_rate_pkts": "input_packet_rate",
        "out_rate": "output_rate",
        "out_rate_pkts": "output_packet_rate",
        "line_protocol": "protocol",
        "total_output_drop": "output_drops",
        "rxload": "rx_load",
        "txload": "tx_load",
        "tunnel_source_ip": "tunnel_source",
        "tunnel_destination_ip": "tunnel_destination",
        "tunnel_transport_mtu": "tunnel_mtu",
        "type": "hardware",
        "hardware_type": "hardware",
        "link_status": "status",
        "protocol_status": "protocol",
        "mac_address": "mac",
        "input_pps": "input_packet_rate",
        "output_pps": "output_packet_rate",
        "last_output_hang": "output_hang",
        "queue_drops": "input_queue_drops",
        "queue_flushes": "input_queue_flushes",
        "queue_max": "input_queue_max",
        "queue_size": "input_queue_size",
        "queue_output_drops": "output_drops",
        "vlan_id": "vlan",
    },
    unread=frozenset(
        same(
            "enabled is_deleted ipv4 port_channel load_interval out_broadcast_pkts",
            "out_multicast_pkts ip_address prefix_length vlan_id_inner vlan_id_outer queue_strategy",
            "in_multicast_pkts oper_status",
        )
    ),
    change={"delay": lambda value: value.removesuffix(" usec")},
)
ROUTE = Dialect(
    names=same("next_hop metric distance uptime vrf network")
    | {
        "route": "prefix",
        "route_preference": "distance",
        "source_protocol_codes": "protocol",
        "outgoing_interface": "interface",
        "updated": "uptime",
        "nexthop_if": "interface",
        "nexthop_ip": "next_hop",
        "nexthop_vrf": "next_hop_vrf",
        "next_hop_list entry.vrf": "next_hop_vrf",
        "prefix_length": "length",
    },
    derive=_whole_prefix,
    levels={
        "vrf": "vrf",
        "address_family": "",
        "routes": "prefix",
        "next_hop_list": "",
        "outgoing_interface": "",
    },
    unread=frozenset(same("active source_protocol index protocol flag type")),
)

BY_COMMAND = {
    "show archive": ARCHIVE,
    "show interfaces": INTERFACES,
    "show ip bgp summary": BGP,
    "show ip eigrp neighbors": EIGRP,
    "show ip eigrp neighbors detail": EIGRP_DETAIL,
    "show ip interface brief": INTERFACE_BRIEF,
    "show ip ospf neighbor": OSPF,
    "show ip route": ROUTE,
    "show ipv6 eigrp neighbors": EIGRP,
    "show version": VERSION,
}
