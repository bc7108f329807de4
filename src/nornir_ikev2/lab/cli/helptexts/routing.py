"""Help texts of access lists, static routes, EIGRP, OSPF and BGP.

Source: descriptions in Cisco-IOS-XE-acl, -eigrp, -ospf and -bgp.yang 17.12.1, and the `?` of the
modes of EIGRP recorded on IOS-XE 17.15.1. Texts found in neither are unconfirmed.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """\
access-list  Add an access list entry
ip access-list  Named access-list
access-list standard  Standard Access List
access-list extended  Extended Access List
access-list resequence  Resequence Access List
access-list <name>  Access-list name
resequence <name>  Access-list name
standard <name>  Standard Access-list name or number
extended <name>  Extended Access-list name or number
resequence <start>  Starting Sequence Number
resequence <step>  Step to increment the sequence number
<seq>  Sequence Number
permit  Specify packets to forward
deny  Specify packets to reject
remark  Access list entry comment
evaluate  Evaluate an access list
ahp  Authentication Header Protocol
permit eigrp  Cisco's EIGRP routing protocol
deny eigrp  Cisco's EIGRP routing protocol
esp  Encapsulation Security Payload
gre  Cisco's GRE tunneling
icmp  Internet Control Message Protocol
igmp  Internet Gateway Message Protocol
permit ip  Any Internet Protocol
deny ip  Any Internet Protocol
ipinip  IP in IP tunneling
nos  KA9Q NOS compatible IP over IP tunneling
permit ospf  OSPF routing protocol
deny ospf  OSPF routing protocol
pcp  Payload Compression Protocol
pim  Protocol Independent Multicast
sctp  Stream Control Transmission Protocol
permit tcp  Transmission Control Protocol
deny tcp  Transmission Control Protocol
permit udp  User Datagram Protocol
deny udp  User Datagram Protocol
<proto>  An IP protocol number
any  Any source or destination host
host  A single host
object-group  Network object group
host <hs1>  Source address
host <hs2>  Destination address
<hs1>  Source address
<hs2>  Destination address
<s1>  Source address
<s2>  Destination address
<ws1>  Source wildcard bits
<ws2>  Destination wildcard bits
<gs1>  Source network object group
<gs2>  Destination network object group
eq  Match only packets on a given port number
gt  Match only packets with a greater port number
lt  Match only packets with a lower port number
neq  Match only packets not on a given port number
range  Match only packets in the range of port numbers
certificate-map: eq  Equal
<p1>  Port number
<p2>  Port number
bgp  Border Gateway Protocol
eq bgp  Border Gateway Protocol (179)
bootpc  Bootstrap Protocol (BOOTP) client (68)
bootps  Bootstrap Protocol (BOOTP) server (67)
domain  Domain Name Service (DNS, 53)
ftp  File Transfer Protocol (21)
ftp-data  FTP data connections (20)
isakmp  Internet Security Association and Key Management Protocol (500)
non500-isakmp  Internet Security Association and Key Management Protocol(4500)
ntp  Network Time Protocol (123)
pop3  Post Office Protocol v3 (110)
rip  Routing Information Protocol (router, in.routed, 520)
smtp  Simple Mail Transport Protocol (25)
snmp  Simple Network Management Protocol (161)
snmptrap  SNMP Traps (162)
syslog  System Logger (514)
tacacs  TAC Access Control System (49)
telnet  Telnet (23)
tftp  Trivial File Transfer Protocol (69)
www  World Wide Web (HTTP, 80)
echo  Echo (ping)
echo-reply  Echo reply
unreachable  All unreachables
time-exceeded  All time exceeded messages
ttl-exceeded  TTL Exceeded
packet-too-big  Fragmentation needed and DF set
port-unreachable  Port unreachable
<type>  ICMP message type
<code>  ICMP message code
established  Match established connections
fragments  Check non-initial fragments
log  Log matches against this entry
log-input  Log matches against this entry, including input interface
dscp  Match packets with given dscp value
dscp <d>  Differentiated services codepoint value
time-range  Specify a time-range
ip route  Establish static routes
<net>  Destination prefix
<mask>  Destination prefix mask
route <i>  Forwarding interface
route <a>  Forwarding router's address
route <d>  Distance metric for this route
route dhcp  Default gateway obtained from DHCP
route vrf  Configure static route for a VPN Routing/Forwarding instance
route global  Next hop address is global
route name  Specify name of the next hop
route permanent  permanent route
route tag  Set tag for this route
route track  Install route depending on tracked item
tag <t>  Tag value
track <k>  tracked object number
permanent  permanent route
tag  Set tag for this route
track  Install route depending on tracked item
ip prefix-list  Build a prefix list
seq  sequence number of an entry
ge  Minimum prefix length to be matched
le  Maximum prefix length to be matched
route-map  Create route-map or enter route-map command mode
route-map permit  Route map permits set operations
route-map deny  Route map denies set operations
route-map <n>  Sequence to insert to/delete from existing route-map entry
continue  Continue on a different entry within the route-map
route-map: match  Match values from routing table
route-map: set  Set values in destination routing protocol
router  Enable a routing process
router eigrp  Enhanced Interior Gateway Routing Protocol (EIGRP)
router ospf  Open Shortest Path First (OSPF)
router ospfv3  OSPFv3
router bgp  Border Gateway Protocol (BGP)
router rip  Routing Information Protocol (RIP)
eigrp <as>  Autonomous System
eigrp <name>  EIGRP Virtual-Instance Name
ospf <p>  Process ID
bgp <name>  Autonomous system number
bgp <as>  Autonomous system number
<as>  Autonomous system number
network  Enable routing on an IP network
network <a>  Network number
network <w>  EIGRP wild card bits
router-ospf: network <w>  OSPF wild card bits
network mask  Network mask
network area  Set the OSPF area ID
network backdoor  Specify a BGP backdoor route
backdoor  Specify a BGP backdoor route
passive-interface  Suppress routing updates on an interface
eigrp-interface: passive-interface  Suppress address updates on an interface
passive-interface default  Suppress routing updates on all interfaces
neighbor  Specify a neighbor router
eigrp-af: neighbor  Specify an IPv4 neighbor router
neighbor <a>  Neighbor address
neighbor <peer>  Neighbor address or tag
eigrp  EIGRP specific commands
eigrp-af: eigrp  EIGRP Address Family specific commands
eigrp log-neighbor-changes  Enable/Disable EIGRP neighbor logging
eigrp router-id  router id for this EIGRP process
eigrp stub  Set address-family in stubbed mode
router-eigrp: eigrp stub  Set EIGRP as a stubbed router
stub connected  Do advertise connected routes
stub summary  Do advertise summary routes
stub static  Do advertise static routes
stub redistributed  Do advertise redistributed routes
stub receive-only  Set receive only neighbor
stub leak-map  Allow dynamic prefixes based on the leak-map
connected  Do advertise connected routes
static  Do advertise static routes
summary  Do advertise summary routes
redistributed  Do advertise redistributed routes
receive-only  Set receive only neighbor
leak-map  Allow dynamic prefixes based on the leak-map
nsf  Non-stop forwarding
redistribute  Redistribute information from another routing protocol
eigrp-topology: redistribute  Redistribute IPv4 routes from another routing protocol
redistribute bgp  Border Gateway Protocol (BGP)
redistribute connected  Connected
redistribute eigrp  Enhanced Interior Gateway Routing Protocol (EIGRP)
redistribute ospf  Open Shortest Path First (OSPF)
redistribute ospfv3  OSPFv3
redistribute rip  Routing Information Protocol (RIP)
redistribute static  Static routes
redistribute <r>  Route map name
default-metric  Set metric of redistributed routes
distance  Define an administrative distance
distance eigrp  IP-EIGRP distance
distance bgp  BGP distance
distance <a>  Distance for internal routes
distance <b>  Distance for external routes
distance <c>  Distance for local routes
distribute-list  Filter entries in eigrp updates
router-ospf: distribute-list  Filter networks in routing updates
offset-list  Add or subtract offset from EIGRP metrics
variance  Control load balancing variance
maximum-paths  Forward packets over multiple paths
maximum-paths <n>  Number of paths
maximum-paths eibgp  Both eBGP and iBGP paths as multipath
maximum-paths ibgp  iBGP-multipath
eibgp  Both eBGP and iBGP paths as multipath
ibgp  iBGP-multipath
default-information  Control distribution of default information
default-information in  Accept default routing information
default-information out  Accept default routing information
default-information originate  Distribute a default route
originate always  Always advertise default route
originate metric  OSPF default metric
originate metric-type  OSPF metric type for default routes
metric-type 1  Set OSPF External Type 1 metrics
metric-type 2  Set OSPF External Type 2 metrics
always  Always advertise default route
auto-summary  Enable automatic network number summarization
summary-metric  Specify summary to apply metric/filtering
metric  Modify metrics and parameters for address advertisement
metric weights  Modify metric coefficients
address-family  Enter Address Family command mode
address-family ipv4  Address family IPv4
address-family ipv6  Address family IPv6
address-family vpnv4  Address family VPNv4
ipv4  Address family IPv4
ipv6  Address family IPv6
unicast  Address Family Modifier
vrf autonomous-system  Specify Address-Family Autonomous System Number
autonomous-system  Specify Address-Family Autonomous System Number
exit-address-family  Exit Address Family configuration mode
exit-af-interface  Exit from Address Family Interface configuration mode
exit-af-topology  Exit from Address Family Topology configuration mode
af-interface  Enter Address Family interface configuration
af-interface default  Set a command to its defaults
topology  Topology configuration mode
topology base  Base Topology
eigrp-interface: add-paths  Advertise add paths
add-paths  Advertise add paths
eigrp-interface: authentication  authentication subcommands
authentication key-chain  key-chain
authentication mode  authentication mode
mode md5  Keyed message digest
mode hmac-sha-256  HMAC-SHA-256 Authentication
hmac-sha-256  HMAC-SHA-256 Authentication
bandwidth-percent  Set percentage of bandwidth percentage limit
dampening-change  Percent interface metric must change to cause update
hello-interval  Configures hello interval
hello-interval <n>  Seconds between hello transmissions
hold-time  Configures hold time
hold-time <n>  Seconds before neighbor is considered down
next-hop-self  Configures EIGRP next-hop-self
no-ecmp-mode  Evaluate all paths for next hop
split-horizon  Perform split horizon
summary-address  Perform address summarization
eigrp-interface: bfd  Enable Bidirectional Forwarding Detection
eigrp-interface: shutdown  Disable Address-Family on interface
eigrp-af: shutdown  Shutdown address family
eigrp-named: shutdown  Shutdown this instance of EIGRP
router-eigrp: shutdown  Shutdown this instance of EIGRP
router-ospf: shutdown  Shutdown the router process
bfd  BFD configuration commands
bfd all-interfaces  Enable BFD on all interfaces
all-interfaces  Enable BFD on all interfaces
router-id  router-id for this OSPF process
log-adjacency-changes  Log changes in adjacency state
log-adjacency-changes detail  Log all state changes
auto-cost  Calculate OSPF interface cost according to bandwidth
reference-bandwidth  Use reference bandwidth method to assign OSPF cost
reference-bandwidth <n>  The reference bandwidth in terms of Mbits per second
area  OSPF area parameters
area authentication  Enable authentication
area default-cost  Set the summary default-cost of a NSSA/stub area
area filter-list  Filter networks between OSPF areas
area nssa  Specify a NSSA area
area range  Summarize routes matching address/mask (border routers only)
area stub  Specify a stub area
area virtual-link  Define a virtual link and its parameters
message-digest  Use message-digest authentication
no-summary  Do not send summary LSA into NSSA
default-information-originate  Originate Type 7 default into NSSA area
no-redistribution  No redistribution into this NSSA area
range advertise  Advertise this range (default)
range not-advertise  DoNotAdvertise this range
advertise  Advertise this range (default)
not-advertise  DoNotAdvertise this range
range cost  User specified metric for this range
cost  OSPF cost for point-to-multipoint neighbor
priority  OSPF priority of non-broadcast neighbor
filter-list prefix  Filter prefixes between OSPF areas
prefix in  Filter networks sent to this area
prefix out  Filter networks sent from this area
timers  Adjust routing timers
throttle  OSPF throttle timers
throttle spf  OSPF SPF throttle timers
throttle lsa  OSPF LSA throttle timers
max-metric  Set maximum metric
router-lsa  Maximum metric in self-originated router-LSAs
mpls ldp  routing protocol commands for MPLS LDP
ldp autoconfig  Configure LDP automatic configuration
router-ospf: mpls  MPLS Traffic Engineering
version 1  Version 1
version 2  Version 2
router-rip: version  Set routing protocol version
neighbor activate  Enable the Address Family for this Neighbor
neighbor allowas-in  Accept as-path with my AS present in it
neighbor as-override  Override matching AS-number while sending update
neighbor default-originate  Originate default route to this neighbor
neighbor description  Neighbor specific description
neighbor disable-connected-check  one-hop away EBGP peer using loopback address
neighbor distribute-list  Filter updates to/from this neighbor
neighbor dmzlink-bw  Propagate the DMZ link bandwidth
neighbor ebgp-multihop  Allow EBGP neighbors not on directly connected networks
neighbor fall-over  session fall on peer route lost
fall-over bfd  Use BFD to detect failure
neighbor filter-list  Establish BGP filters
neighbor local-as  Specify a local-as number
neighbor maximum-prefix  Maximum number of prefixes accepted from this peer
neighbor next-hop-self  Disable the next hop calculation for this neighbor
next-hop-self all  Enable next-hop-self for both eBGP and iBGP received paths
neighbor password  Set a password
neighbor peer-group  Member of the peer-group
neighbor prefix-list  Filter updates to/from this neighbor
neighbor remote-as  Specify a BGP neighbor
neighbor remove-private-as  Remove private AS number from outbound updates
remove-private-as all  Remove all private AS numbers
neighbor route-map  Apply route map to neighbor
neighbor route-reflector-client  Configure a neighbor as Route Reflector client
neighbor send-community  Send Community attribute to this neighbor
send-community both  Send Standard and Extended Community attributes
send-community extended  Send Extended Community attribute
send-community standard  Send Standard Community attribute
neighbor shutdown  Administratively shut down this neighbor
neighbor soft-reconfiguration  Per neighbor soft reconfiguration
soft-reconfiguration inbound  Allow inbound soft reconfiguration for this neighbor
neighbor timers  BGP per neighbor timers
timers <k>  Keepalive interval
timers <h>  Holdtime
timers <m>  Minimum hold time from neighbor
timers bgp  BGP timers
neighbor transport  Transport options
neighbor ttl-security  BGP ttl security check
ttl-security hops  IP hops
neighbor update-source  Source of routing updates
neighbor version  Set the BGP version to match a neighbor
version 4  BGP version 4
neighbor weight  Set default weight for routes from this neighbor
remote-as <as>  AS of remote neighbor
in  Apply to incoming updates
out  Apply to outgoing updates
replace-as  Replace private AS with local AS
bgp always-compare-med  Allow comparing MED from different neighbors
bgp bestpath  Change the default best path selection
bgp cluster-id  Configure Route-Reflector Cluster-id
bgp default  Configure BGP defaults
default ipv4-unicast  Activate ipv4-unicast for a peer by default
bgp dmzlink-bw  Use DMZ Link Bandwidth as weight for BGP multipaths
bgp graceful-restart  Graceful restart capability parameters
bgp listen  Neighbor subnet range listener
bgp log-neighbor-changes  Log neighbor up/down and reset reason
bgp redistribute-internal  Allow redistribution of iBGP into IGPs (dangerous)
bgp router-id  Override configured router identifier (peers will reset)
router-bgp: bgp  BGP specific commands
bgp-af: bgp  BGP specific commands
listen range  Neighbor subnet range listener
listen limit  Maximum number of BGP dynamic subnet range neighbors
range peer-group  Member of the peer-group
aggregate-address  Configure BGP aggregate entries
as-set  Generate AS set path information
summary-only  Filter more specific routes from updates
suppress-map  Conditionally filter more specific routes from updates
synchronization  Perform IGP synchronization
table-map  Map external entry attributes into routing table
table-map filter  Selective route download
origin-id  Origin identifier
<l>  Name or number of the list
<r>  Name of the route map
<p>  Prefix
"""
