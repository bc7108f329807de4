"""Help texts of what a VPN seldom needs: FlexVPN, EasyVPN groups, DHCP, QoS, SLA, applets.

Source: descriptions in the YANG models of IOS-XE 17.12.1; texts not found there are unconfirmed.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """\
window-size 64  Window size of 64 (default)
window-size 128  Window size of 128
window-size 256  Window size of 256
window-size 512  Window size of 512
window-size 1024  Window size of 1024
aaa  AAA attribute list
accept  Route accept parameters
accounting  Enable AAA Accounting for IPSec Sessions
acl  Specify split tunneling inclusion access-list number
action  Event Manager actions
active  Enable LACP unconditionally
key active  Current active cluster reconnect key
alert  Prompt only for destructive file operations
algorithm  Algorithms in order of preference
allocate  Guarantee CPU time for processes
allocation  VLAN allocation
application  Application
ascending  Allocate internal VLAN in ascending order
attempts  Fail attempts max value
attribute  AAA attribute list
auth  Redirect at SA authentication
authenticated  Use the authenticated name
authentication-key  Set authentication key
auto  Enable in automatic mode
auto-configure  Configure PVCs automatically
autovpn  Configure AutoVPN
backup  Backup Configuration
backup-gateway  Specify backup gateway
banner  Specify mode config banner
block-for  Set quiet-mode active time period
boot  Modify system boot parameters
boot-end-marker  boot-end-marker
boot-start-marker  boot-start-marker
bootup  Set diagnostics at bootup
bundle-name  Select method for naming multilink bundles
call-home  Enable call-home service
candidate-datastore  Enable the candidate datastore
cef  Cisco Express Forwarding
cert  Enable certificate lookup based on HTTP-based URL
class  Class of traffic
clear  Clear DF bit for outer IP header
cli  CLI event
client  Specify client configuration settings
redirect client  Redirect on the client
client-identifier  Client identifier
compliance  Crypto engine compliance
config-key  Set a private configuration key for general use
connect  Connect to the peer
copy  Copy the bits of the inner header
cts  Cisco Trust Security
def-domain  Set default domain name to send to client
default-router  Default routers
dhcp  Specify DHCP server for config address
diagnostic  Configure diagnostic information
disable  Disable
discard  Discard the ECN bits
distributed  Distributed Cisco Express Forwarding
dn  Distinguished name identifier
dns  Specify DNS Addresses
dns-server  DNS servers
domain-name  Domain name
down  Delay of the change to down
dpd  Enable IKE liveness check for peers
email  email as username
enable  Enable
esn  extended Sequence number
events  Log SSH events
export  Route export
ezvpn  EasyVPN client
failure  Authentication failures
fair-queue  Enable Fair Queuing on an Interface
feature  Features
file  Adjust file system parameters
filter  Filter of the rollback
fpd  Configure field programmable devices upgrade options
fqdn  Fully qualified distinguished name identifier
free  free memory low water mark
frequency  Frequency of an operation
gatekeeper  Gatekeeper
giaddr  Specify giaddr for dhcp scope
global  Next hop address is global
hardware-address  Client hardware address
icmp-echo  ICMP Echo Operation
id  Identifier of the key
ikev2-profile  Specify ikev2 profile for the crypto connection.
import  Route import
inbound-only  Match the profile for incoming connections only
incoming  Incoming negotiations
init  Redirect at SA init
input  Apply on input
inside  inside interface
internal  Internal VLAN
ioam  In-band operation, administration and maintenance
key  specify key
key-id  proprietary types of identification (ID KEY ID)
lease  Address lease time
level  Level
license  Configure license features
line-protocol  Track interface line-protocol
list  AAA list to use
local  Specify local options
low-watermark  low water mark for notifications
manual  Enable in manual mode
map  Route map
match  Match values
max-in-negotation-sa  Limit the maximum number of negotiating SA
max-logins  Set maximum simultaneous logins for users in this group
max-redirects  Redirect loop detection
max-sa  Limit the maximum number of SA allowed
max-users  Set maximum number of users for this group
metric-type  OSPF metric type for default routes
min  Minimum
min-length  Minimum length of passwords
mmi  MMI configuration
mode  Mode
multipoint  Treat as a multipoint link
name  Name
name-mangler  Specify the name-mangler to derive username
netconf-yang  Configure NETCONF-YANG
netmask  Network mask
nhrp  NHRP
noisy  Prompt for all file operations
non-broadcast  Allow only OSPF non-broadcast
none  None
not  State of the object is negated
null  Use no authentication
object  Tracked object
oir  Online insertion and removal event
on  Enable Etherchannel only
on-failure  Set options for failed login attempt
on-success  Set options for successful login attempt
option  Raw DHCP options
ospf  Open Shortest Path First (OSPF)
ospfv3  OSPFv3
outgoing  Outgoing negotiations
output  Apply on output
outside  outside interface
passive  Enable LACP only if a LACP device is detected
password-encrypt  Specify the password encryption key
passwords  Password rules
point-to-point  Treat as a point-to-point link
police  Police
policy  Policy
polling-interval  Interval of polling
pool  Specify local address pool
pps  Simulated traffic rate (in pps)
prefer  Prefer this peer when possible
prefix  IPv6 prefix
prefix-delegation  IPv6 prefix delegation
prefix-length  Length of the prefix
prefix-list  Build a prefix list
private  Server of this group only
privilege  Change privilege level for line
processor  low water mark of memory in KB
prompt  Prompt level
propagate  Propagate the ECN bits
proposal  Specify Proposal
pvc  PVC parameters
qos  Quality of Service related commands
queue  Limit size of queue
queue-limit  Queue Max Threshold for Tail Drop
quiet  Seldom prompt for file operations
radius  RADIUS server configuration command
random-detect  Enable Random Early Detection
rate  Rate
rate-limit  Rate limit
reachability  Reachability of the object
reactivate  Re-activate peer enabled
reload  Reload
remote  Specify remote settings
request  Send configuration requests
restart-delay  Set serial interface restart delay
restconf  RESTCONF interface
retry  Polling parameters
route  Specify route set parameter
ipv6 route  Configure static routes
routing  Track interface IP routing
sa-init  Limit size of LOW Q (incoming SA INIT requests)
save-password  Allows remote client to save XAUTH password
schedule  Schedule of the operation
scheduler  Scheduler parameters
sdwan  SDWAN
seconds  Seconds
secret  Specify the secret
security  Infra Security CLIs
send  Send configuration
sequence  Sequence number for this entry
sequence-numbers  Stamp logger messages with a sequence number
serial  Serial interface parameters
server  Server
service-policy  Configure QoS Service Policy
session-lockdown  Lock the session down
set  Set values
sgt  Security Group Tag
shape  Traffic Shaping
shield  Compliance shield
signature  Key for signatures
size  Size
snmp-timeout  Timeout of SNMP
source  Specify source interface
source-interface  Specify interface for source address
source-ip  Source address
split-dns  Split DNS names
state  State of the operation
stitching  VXLAN route target set
string  Use a string as the origin ID
subnet-acl  Subnets sent to the peer
subscriber  Subscriber configuration
synwait-time  Set time to wait on new TCP connections
system  System image
tacacs+  Tacacs+ list of hosts
tcp-keepalives-in  Generate keepalives on idle incoming network connections
tcp-keepalives-out  Generate keepalives on idle outgoing network connections
templating  Configure subscriber templating
threshold  Operation threshold in milliseconds
timeout  Timeout
timer  Timer event
timestamp  Timestamp option
translation  NAT translation entry configuration
type  Type
unique  Use a session id of its own for each service
unsupported-transceiver  Enable support for third-party transceivers
up  Delay of the change to up
upgrade  Global upgrade configuration subcommands
view  Restrict this community to a named MIB view
vlan  Vlan commands
vnet  Virtual NETworking configuration
window-size  Window size
wins  Specify WINS Addresses
within  Watch period for fail attempts
"""
