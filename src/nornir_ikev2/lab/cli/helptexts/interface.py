"""Help texts of interfaces, tunnels and what stands inside them.

Source: descriptions in Cisco-IOS-XE-interfaces.yang and -tunnel.yang 17.12.1, and `tunnel mode ?`,
`tunnel key ?`, `show interfaces ?` recorded on real routers. Texts found in neither are unconfirmed.
"""

from __future__ import annotations

from typing import Final

TYPES: Final = {
    "BDI": "Bridge-Domain interface",
    "Cellular": "Cellular Interface",
    "Dialer": "Dialer interface",
    "Ethernet": "IEEE 802.3",
    "FastEthernet": "FastEthernet IEEE 802.3",
    "FiveGigabitEthernet": "Five Gigabit Ethernet",
    "GigabitEthernet": "GigabitEthernet IEEE 802.3z",
    "HundredGigE": "Hundred Gigabit Ethernet",
    "Loopback": "Loopback interface",
    "Null": "Null interface",
    "Port-channel": "Ethernet Channel of interfaces",
    "Serial": "Serial",
    "TenGigabitEthernet": "Ten Gigabit Ethernet",
    "Tunnel": "Tunnel interface",
    "TwoGigabitEthernet": "Two Gigabit Ethernet",
    "Virtual-Access": "Virtual Access interface",
    "Virtual-Template": "Virtual Template interface",
    "VirtualPortGroup": "Virtual Port Group",
    "Vlan": "Vlan interface",
    "nve": "Network virtualization endpoint interface",
}
"""Interface types as `interface ?` lists them."""

TEXT: Final = """\
interface  Select an interface to configure
description  Interface specific description
global: description  Up to 200 characters describing this line
bandwidth  Set bandwidth informational parameter
bandwidth <n>  Bandwidth in kilobits
receive  Specify receive-side
transmit  Specify transmit-side
delay  Specify interface throughput delay
delay <n>  Throughput delay (tens of microseconds)
encapsulation  Set encapsulation type for an interface
dot1Q  IEEE 802.1Q Virtual LAN
dot1Q <n>  IEEE 802.1Q VLAN ID
native  Make this as native vlan
hdlc  Serial HDLC synchronous
ppp  Point-to-Point protocol
frame-relay  Frame Relay networks
ip address  Set the IP address of an interface
address <a>  IP address
address <m>  IP subnet mask
address dhcp  IP Address negotiated via DHCP
address negotiated  IP Address negotiated over PPP
ikev2-client: address negotiated  IP Address negotiated via IKEv2 Modeconfig
secondary  Make this IP address a secondary address
ip access-group  Specify access control for packets
access-group <acl>  IP access list (name or number)
access-group common  specify ipv4 common ACL for packet filtering
access-group in  inbound packets
access-group out  outbound packets
ip directed-broadcast  Enable forwarding of directed broadcasts
ip helper-address  Specify a destination address for UDP broadcasts
helper-address global  Helper-address is global
ip flow  NetFlow related commands
ip mtu  Set IP Maximum Transmission Unit
mtu  Set the interface Maximum Transmission Unit (MTU)
mtu <n>  MTU size in bytes
ip nat  NAT interface commands
nat inside  Inside interface for address translation
nat outside  Outside interface for address translation
ip nhrp  NHRP interface subcommands
ip ospf  OSPF interface commands
ip pim  PIM interface commands
ip policy  Enable policy routing
policy route-map  Policy route map
ip proxy-arp  Enable proxy ARP
ip redirects  Enable sending ICMP Redirect messages
ip unreachables  Enable sending ICMP Unreachable messages
ip tcp  TCP interface commands
tcp adjust-mss  Adjust the mss of transit packets
adjust-mss <n>  Maximum segment size in bytes
ip unnumbered  Enable IP processing without an explicit address
ip verify  Enable per packet validation
ip virtual-reassembly  Enable Virtual Fragment Reassembly
ip split-horizon  Perform split horizon
ip hello-interval  Configures IP-EIGRP hello interval
ip hold-time  Configures IP-EIGRP hold time
ip summary-address  Perform address summarization
ip bandwidth-percent  Set EIGRP bandwidth limit
ip authentication  authentication subcommands
ip nbar  Network-Based Application Recognition
ip vrf  Configure an IP VPN Routing/Forwarding instance
ip route-cache  Enable fast-switching cache for outgoing packets
keepalive  Enable keepalive
keepalive <n>  Keepalive period (default 10 seconds)
load-interval  Specify interval for load calculation for an interface
mac-address  Manually set interface MAC address
media-type  Interface media type
negotiation  Select autonegotiation mode
negotiation auto  Enable link autonegotiation
speed  Configure speed operation.
speed auto  Enable AUTO speed configuration
duplex  Configure duplex operation.
duplex auto  Enable AUTO duplex configuration
duplex full  Force full duplex operation
duplex half  Force half-duplex operation
10  Force 10 Mbps operation
100  Force 100 Mbps operation
1000  Force 1000 Mbps operation
10000  Force 10000 Mbps operation
no-switchport  Make this a routed port
shutdown  Shutdown the selected interface
tunnel  protocol-over-protocol tunneling
tunnel bandwidth  Set tunnel bandwidth informational parameter
tunnel checksum  enable end to end checksumming of packets
tunnel destination  destination of tunnel
destination dynamic  use dynamic destination
tunnel key  security or selector key
key <n>  key
tunnel mode  tunnel encapsulation method
tunnel mode gre  generic route encapsulation protocol
tunnel mode ipip  IP over IP encapsulation
tunnel mode ipsec  IPSec tunnel encapsulation
tunnel mode ipv6  Generic packet tunneling in IPv6
tunnel mode ipv6ip  IPv6 over IP encapsulation
tunnel mode mpls  MPLS encapsulations
tunnel mode sdwan  SDWAN Overlay
tunnel mode udp  UDP encapsulation protocol
gre ip  over IP
gre ipv6  over IPv6
gre multipoint  over IPv4 (multipoint)
mode ipsec ipv4  over IPv4
mode ipsec ipv6  over IPv6
mode ipsec dual-overlay  over dual-overlay
dual-overlay  over dual-overlay
v4-overlay  IPv4 overlay
v6-overlay  IPv6 overlay
ipip decapsulate-any  Incoming traffic only
decapsulate-any  Incoming traffic only
6rd  IPv6 Rapid Deployment
6to4  IPv6 automatic tunnelling using 6to4
auto-tunnel  IPv6 automatic tunnelling using IPv4 compatible addresses
isatap  IPv6 automatic tunnelling using ISATAP
tunnel path-mtu-discovery  Enable Path MTU Discovery on tunnel
age-timer  Set PMTUD aging timer
infinite  Never expires
min-mtu  Min pmtud mtu allowed
tunnel protection  Enable tunnel protection
protection ipsec  Use ipsec to protect this tunnel interface
protection psk  Use preshared key value for default tunnel protection
protection ipsec profile  Set the ipsec profile to protect this tunnel
ipsec profile <p>  Name of the ipsec profile
ipsec profile <name>  Name of the ipsec profile
profile ikev2-profile  Specify ikev2 profile for the crypto connection.
profile isakmp-profile  Specify isakmp profile for the crypto connection.
profile shared  Use a shared socket for the crypto connection.
shared  Use a shared socket for the crypto connection.
tunnel route-via  Select subset of routes for tunnel transport
route-via mandatory  Mandatory route, if not available, drop traffic
route-via preferred  Preferred route, if not available, use any route
mandatory  Mandatory route, if not available, drop traffic
preferred  Preferred route, if not available, use any route
tunnel source  source of tunnel packets
source dynamic  use dynamic source
source <i>  Interface used as source address
tunnel tos  set type of service byte
tunnel ttl  set time to live
tunnel vrf  tunnel vrf membership
vrf <vrf>  VPN Routing/Forwarding instance name
vrf forwarding  Configure forwarding table
forwarding <vrf>  VPN Routing/Forwarding instance name
vrf  VPN Routing/Forwarding parameters
crypto-interface  Encryption/Decryption commands
interface: crypto  Encryption/Decryption commands
interface: crypto map  Assign a Crypto Map
interface: map <name>  Crypto Map tag
ipv6 address  Configure IPv6 address on interface
autoconfig  Obtain address using autoconfiguration
eui-64  Use eui-64 interface identifier
link-local  Use link-local address
ipv6 enable  Enable IPv6 on interface
interface: ip  Interface Internet Protocol config commands
interface: ipv6  IPv6 interface subcommands
interface: arp  Set arp type (arpa, probe, snap), timeout, log options or packet priority
interface: bfd  BFD interface configuration commands
bfd interval  Transmit interval between BFD packets
interval <n>  Milliseconds
min_rx  Minimum receive interval capability
multiplier  Multiplier value used to compute holddown
interface: carrier-delay  Specify delay for interface transitions
carrier-delay  Specify delay for interface transitions
interface: cdp  CDP interface subcommands
interface: channel-group  Add this interface to an Etherchannel group
channel-group  Add this interface to an Etherchannel group
hold-queue  Set hold queue depth
hold-queue in  Input queue
hold-queue out  Output queue
if-state  Physical interface state
nhrp if-state  Interface state control by NHRP
interface: logging  Configure logging for interface
logging event  Interface events
event link-status  UPDOWN and CHANGE messages
interface: mop  DEC MOP server commands
mop  DEC MOP server commands
mop enabled  Enable MOP for interface
enabled  Enable MOP for interface
sysid  Send out MOP periodic system ID messages
interface: mpls  Configure MPLS interface parameters
nd  IPv6 interface Neighbor Discovery subcommands
ppp authentication  Set PPP link authentication method
pppoe  pppoe interface subcommands
interface: service-policy  Configure QoS Service Policy
service-policy input  Assign policy-map to the input of an interface
service-policy output  Assign policy-map to the output of an interface
service-policy <p>  policy-map name
snmp trap  Allow a specific SNMP trap
interface: spanning-tree  Spanning Tree Subsystem
zone-member  Apply zone name
zone-member security  Security zone name
virtual-reassembly in  Enable VFR on input of the interface
virtual-reassembly out  Enable VFR on output of the interface
verify unicast  Enable per packet validation for unicast
unicast source  Validation of source address
source reachable-via  Specify reachability check to apply to the source address
reachable-via any  Source is reachable via any interface
reachable-via rx  Source is reachable via interface on which packet was received
allow-default  Allow default route to match when checking source address
reverse-path  Reverse path validation of source address (old command format)
ospf authentication  Enable authentication
ospf cost  Interface cost
ospf dead-interval  Interval after which a neighbor is declared dead
ospf hello-interval  Time between HELLO packets
ospf message-digest-key  Message digest authentication password (key)
ospf mtu-ignore  Ignores the MTU in DBD packets
ospf network  Network type
ospf priority  Router priority
ospf retransmit-interval  Time between retransmitting lost link state advertisements
ospf bfd  Enable BFD on this interface
network broadcast  Specify OSPF broadcast multi-access network
network non-broadcast  Specify OSPF NBMA network
network point-to-multipoint  Specify OSPF point-to-multipoint network
network point-to-point  Specify OSPF point-to-point network
dead-interval minimal  Set to 1 second
minimal  Set to 1 second
hello-multiplier  Set multiplier for Hellos
ospf <p>  Process ID
ospf area  Set the OSPF area ID
area <area>  OSPF area ID as a decimal value or in IP address format
pim dense-mode  Enable PIM dense-mode operation
pim sparse-mode  Enable PIM sparse-mode operation
pim sparse-dense-mode  Enable PIM sparse-dense-mode operation
dense-mode  Enable PIM dense-mode operation
sparse-mode  Enable PIM sparse-mode operation
sparse-dense-mode  Enable PIM sparse-dense-mode operation
protocol-discovery  Enable protocol discovery
flow monitor  Apply Flow Monitor
"""
