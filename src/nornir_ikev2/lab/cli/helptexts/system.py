"""Help texts of the system: users, AAA, archive, logging, lines, and what has no room of its own.

Source: `?` of global configuration recorded on IOS-XE 17.15.1 and descriptions in
Cisco-IOS-XE-native.yang 17.12.1. Texts found in neither are unconfirmed.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """\
default  Set a command to its defaults
do-exec  To run exec commands in config mode
do  To run exec commands in config mode
end  Exit from configure mode
exit  Exit from this mode
global: exit  Exit from configure mode
no  Negate a command or set its defaults
router-eigrp: exit  Exit from routing protocol configuration mode
eigrp-named: exit  Exit from routing protocol configuration mode
router-ospf: exit  Exit from routing protocol configuration mode
router-bgp: exit  Exit from routing protocol configuration mode
interface: exit  Exit from interface configuration mode
ip  Global IP configuration subcommands
ipv6  Global IPv6 configuration commands
global: aaa  Authentication, Authorization and Accounting.
global: archive  Archive the configuration
global: alias  Create command alias
alias exec  Exec mode aliases
global: banner  Define a login banner
banner exec  Set EXEC process creation banner
banner incoming  Set incoming terminal line banner
banner login  Set login banner
banner motd  Set Message of the Day banner
global: cdp  Global CDP configuration subcommands
cdp run  Enable CDP
cdp enable  Enable CDP on interface
class-map  Configure CPL Class Map
policy-map  Configure Policy Map
match-all  Logical-AND all matching statements under this classmap
match-any  Logical-OR all matching statements under this classmap
clock  Configure time-of-day clock
clock timezone  Configure time zone
clock summer-time  Configure summer (daylight savings) time
configuration  Configuration access
control-plane  Configure control plane services
global: enable  Modify enable password parameters
enable secret  Assign the privileged level secret
enable password  Assign the privileged level password
event  Event related configuration commands
event manager  Event manager configuration
manager applet  Register an Event Manager applet
global: hostname  Set system's network name
hostname <name>  This system's network name
global: key  Key management
key chain  Key-chain management
chain <name>  Key-chain name
key-chain: key  Configure a key
key: key-string  Set key string
key-string  Set key string
accept-lifetime  Set accept lifetime of key
send-lifetime  Set send lifetime of key
cryptographic-algorithm  Set cryptographic authentication algorithm
line  Configure a terminal line
line con  Primary terminal line
line aux  Auxiliary line
line vty  Virtual terminal
con 0  Primary line number
aux 0  Auxiliary line number
vty <a>  First Line number
vty <b>  Last Line number
logging  Modify message logging facilities
logging buffered  Set buffered logging parameters
logging console  Set console logging parameters
logging monitor  Set terminal line (monitor) logging parameters
logging trap  Set syslog server logging level
logging host  Set syslog server IP address and parameters
logging source-interface  Specify interface for source address in logging transactions
logging facility  Facility parameter for syslog messages
logging on  Enable logging to all enabled destinations
logging origin-id  Add origin ID to syslog messages
logging rate-limit  Set messages per second limit
logging synchronous  Synchronized message output
emergencies  System is unusable (severity=0)
alerts  Immediate action needed (severity=1)
critical  Critical conditions (severity=2)
errors  Error conditions (severity=3)
warnings  Warning conditions (severity=4)
notifications  Normal but significant conditions (severity=5)
informational  Informational messages (severity=6)
debugging  Debugging messages (severity=7)
login  Enable password checking
global: login  Enable secure login checking
login local  Local password checking
login authentication  Authentication parameters.
memory  Configure memory management
multilink  PPP multilink global configuration
ntp  Configure NTP
ntp server  Configure NTP server
ntp source  Configure interface for source address
ntp master  Act as NTP master clock
ntp authenticate  Authenticate time sources
ntp authentication-key  Authentication key for trusted time sources
ntp trusted-key  Key numbers for trusted time sources
ntp update-calendar  Periodically update calendar with NTP time
ntp logging  Enable NTP message logging
platform  platform specific configuration
redundancy  Enter redundancy mode
mode none  No redundancy
mode sso  Stateful switchover
mode rpr  Route processor redundancy
service  Modify use of network based services
service timestamps  Timestamp debug/log messages
timestamps debug  Timestamp debug messages
timestamps log  Timestamp log messages
datetime  Timestamp with date and time
uptime  Timestamp with system uptime
localtime  Use local time zone for timestamps
msec  Include milliseconds in timestamp
show-timezone  Add time zone information to timestamp
year  Include year in timestamp
service password-encryption  Encrypt system passwords
password-encryption  Encrypt system passwords
password encryption  Encrypt system passwords
snmp-server  Modify SNMP engine parameters
snmp-server community  Enable SNMP; set community string and access privs
RO  Read-only access with this community string
RW  Read-write access with this community string
spanning-tree  Spanning Tree Subsystem
global: track  Object tracking configuration commands
username  Establish User Name Authentication
username <name>  User name
username <u>  User name
username secret  Specify the secret for the user
username password  Specify the password for the user
username privilege  Set user privilege level
username nopassword  No password is required for the user to log in
nopassword  No password is required for the user to log in
privilege level  Set default privilege level for line
privilege <p>  User privilege level
level <n>  Privilege level
global: vrf  VRF commands
vrf definition  VRF definition mode
definition <name>  VRF name
rd  Specify Route Distinguisher
route-target  Specify Target VPN Extended Communities
route-target import  Import Target-VPN community
route-target export  Export Target-VPN community
route-target both  Both import and export Target-VPN community
<rt>  ASN:nn or IP-address:nn
<rd>  ASN:nn or IP-address:nn
version  Store version in the configuration
aaa new-model  Enable NEW access control commands and functions.(Disables OLD commands.)
aaa authentication  Authentication configurations parameters.
aaa authorization  Authorization configurations parameters.
aaa accounting  Accounting configurations parameters.
aaa session-id  AAA Session ID
aaa group  AAA group definitions
aaa attribute  AAA attribute definitions
session-id common  Use the same session id for all services
log config  Log commands executed in config mode
archive log  Logging commands
archive: log  Logging commands
archive: path  path for backups
path  path for backups
maximum  maximum number of backup copies
rollback  Rollback options
filter adaptive  Adaptive filtering of rollback commands
write-memory  Enable automatic backup generation during write memory
time-period  Period of time in minutes to automatically archive the running-config
logging enable  Enable the config logger
logging size  Set the maximum size of the config log
logging persistent  Enable config log to be persistent
hidekeys  suppress output (e.g. passwords) when displaying logged commands
notify  Send logged commands to target applications
notify syslog  Send logged commands to syslog
contenttype  Type of the syslog message content
plaintext  Plain text
xml  XML
record rc  Record the return code
record  Record additional data
exec-timeout  Set the EXEC timeout
exec-timeout <m>  Timeout in minutes
exec-timeout <s>  Timeout in seconds
session-timeout  Set interval for closing connection when there is no input traffic
access-class  Filter connections based on an IP access list
vrf-also  Same access list is applied for all VRFs
password  Set a password
authorization  Authorization parameters
authorization exec  For starting an exec (shell)
authorization commands  For exec (shell) commands
line: length  Set number of lines on a screen
length  Set number of lines on a screen
width  Set width of the display terminal
history  Enable and control the command history function
transport  Define transport protocols for line
transport input  Define which protocols to use when connecting to the terminal server
transport output  Define which protocols to use for outgoing connections
transport preferred  Specify the preferred protocol to use
line: ssh  TCP/IP SSH protocol
line: telnet  TCP/IP Telnet protocol
line: all  All protocols
line: none  No protocols
stopbits  Set async line stop bits
1.5  One and one-half stop bits
stopbits 1  One stop bit
stopbits 2  Two stop bits
line: exec  Configure EXEC
ip domain  IP DNS Resolver
domain name  Define the default domain name
domain lookup  Enable IP Domain Name System hostname translation
ip domain-name  Define the default domain name
domain-lookup  Enable IP Domain Name System hostname translation
ip name-server  Specify address of name server to use
ip cef  Cisco Express Forwarding
ip dhcp  Configure DHCP server and relay parameters
dhcp excluded-address  Prevent DHCP from assigning certain addresses
dhcp pool  Configure DHCP address pools
ip forward-protocol  Controls forwarding of physical and directed IP broadcasts
ip http  HTTP server configuration
http server  Enable http server
http secure-server  Enable HTTP secure server
ip local  Specify local options
local pool  IP Local address pool lists
ip scp  Scp commands
scp server  SCP server commands
ip ssh  Configure ssh options
ssh version  Specify protocol version to be supported
ssh time-out  Specify SSH time-out interval
ssh authentication-retries  Specify number of authentication retries
ssh maxstartups  Maximum number of server sessions
ssh source-interface  Specify interface for source address in SSH connections
ssh pubkey-chain  pubkey-chain
ssh dh  Diffie-Hellman
ssh server  SSH server options
ssh client  SSH client options
ip sla  IP Service Level Agreement
ip tftp  tftp configuration commands
ip tcp  Global TCP parameters
ip vrf <name>  VRF name
ip source-route  Process packets with source routing header options
ip bootp  Config BOOTP services
ip gratuitous-arps  Generate gratuitous ARPs for PPP/SLIP peer addresses
ip multicast-routing  Enable IP multicast forwarding
ip as-path  BGP autonomous system path filter
ip community-list  Add a community list entry
ip ftp  FTP configuration commands
ipv6 unicast-routing  Enable unicast routing
<text>  Text
description <text>  Text describing this object
remark <text>  Comment up to 100 characters
<acl>  Access-list name
<name>  Name
<url>  URL
<vrf>  VPN Routing/Forwarding instance name
<IP>  IP address
<IPV6>  IPv6 address
<MASK>  IP subnet mask
<WILD>  Wildcard bits
<PREFIX4>  IP prefix/length
<PREFIX6>  IPv6 prefix
<HEX>  Hexadecimal digits
<INT>  Number
<WORD>  Name
<LINE>  Rest of the command
<URL>  URL
<IFNAME>  Interface
"""
