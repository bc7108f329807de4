"""Help texts of exec commands.

Source: `show crypto ikev2 ?`, `clear crypto ikev2 ?` and `show interfaces ?` recorded on real
routers. Texts of the other words are unconfirmed.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """\
archive  manage archive files
archive config  Save a running config in the configuration archive
clear  Reset functions
clear configuration  Configuration access
clear counters  Clear counters on one or all interfaces
clear crypto  Encryption subsystem
clear ip  IP
clear logging  Clear logging buffer
crypto call  Show crypto call admission info
call admission  Show crypto call admission info
admission statistics  Show crypto call admission statistics
crypto ikev2  Clear or display IKEv2 information
crypto ipsec  IPsec
crypto isakmp  ISAKMP
crypto sa  Clear all crypto SAs
crypto session  Crypto sessions
crypto map  Crypto maps
crypto pki  PKI
ikev2 sa  Clear ikev2 SAs
ikev2 stats  Clears IKEv2 Statistics
show crypto ikev2  Shows ikev2 info
show crypto ikev2 sa  Shows ikev2 SAs
show crypto ikev2 session  Shows ikev2 active session
show crypto ikev2 stats  Shows ikev2 sa stats
show crypto ikev2 diagnose  Shows ikev2 diagnostic
ikev2 diagnose error  Shows ikev2 error path tracing database
ikev2 stats exchange  Shows ikev2 exchange stats
clock set  Set the time and date
show crypto ikev2 policy  Show policies
show crypto ikev2 profile  Shows ikev2 profiles
show crypto ikev2 proposal  Show proposals
ikev2 session  Shows ikev2 active session
ikev2 policy  Show policies
ikev2 profile  Shows ikev2 profiles
ikev2 proposal  Show proposals
ipsec sa  IPSEC SA table
ipsec profile  IPSEC profiles
ipsec transform-set  Crypto transform sets
isakmp sa  Show ISAKMP Security Associations
isakmp policy  Show ISAKMP protection suite policy
pki authenticate  Get the CA certificate
pki certificates  Show certificates
pki import  Import certificate or private key
pki trustpoints  Show trustpoints
pki enroll  Request a certificate from a CA
crypto key  Long term key operations
key generate  Generate new keys
key zeroize  Remove keys
generate rsa  Generate RSA keys
rsa modulus  Provide number of modulus bits on the command line
rsa label  Provide a label
modulus  Provide number of modulus bits on the command line
<modulus>  size of the key modulus
label  Provide a label
general-keys  Generate a general purpose RSA key pair for signing and encryption
exportable  Allow the key to be exported
import certificate  Import the router certificate
authenticate <name>  CA Server Name
import <name>  Trustpoint name
certificates <name>  Trustpoint name
trustpoints status  Show the status of the trustpoints
detailed  Detailed information
detail  Detailed information
fast  Clear without telling the peer
local  Specify the local address
local <local>  Local address
remote  Specify the remote address
remote <remote>  Remote address
psh  Specify the SA handle
fvrf  Front-door VRF
peer  Peer address
counters  Reset the SA counters
clear counters <interface>  Interface
configure  Enter configuration mode
configure confirm  Confirm replacement of running-config with a new config file
configure replace  Replace the running-config with a new config file
configure revert  Parameters for reverting the configuration
configure terminal  Configure from the terminal
terminal lock  Lock configuration mode
terminal revert  Parameters for reverting the configuration
replace force  Force the replacement of the current running configuration without prompting
replace ignorecase  Ignore case for replace operation
replace list  List the command lines applied by the software parser
replace nolock  Turn off configuration lock during replace operation
replace revert  Parameters for reverting the configuration
replace time  Time for which to wait for confirmation
force  Force the replacement of the current running configuration without prompting
ignorecase  Ignore case
list  List the command lines applied by the software parser
nolock  Turn off configuration lock during replace operation
revert  Parameters for reverting the configuration
revert idle  Idle time after which to revert
revert now  Cancel timer and trigger revert now
revert timer  Timer for reverting the configuration
revert trigger  Reverting triggers
timer idle  Idle time after which to revert
trigger error  Revert on error
time  Time for which to wait for confirmation
timer  Timer for reverting the configuration
error  Revert on error
<minutes>  Minutes
copy  Copy from one file to another
copy <source>  Source file
copy <target>  Destination file
delete  Delete a file
/force  Force delete
/recursive  Recursive delete
dir  List files on a filesystem
disable  Turn off privileged commands
enable  Turn on privileged commands
<level>  Privilege level
erase  Erase a filesystem
erase nvram:  Filesystem to be erased
erase startup-config  Erase contents of configuration memory
exit  Exit from the EXEC
logout  Exit from the EXEC
quit  Exit from the EXEC
more  Display the contents of a file
ping  Send echo messages
ping ip  IP echo
ping vrf  Select VPN routing instance
ping <target>  Ping destination address or hostname
ip <target>  Ping destination address or hostname
traceroute <target>  Trace route to destination address or hostname
<target>  Destination address or hostname
repeat  specify repeat count
repeat <repeat>  Repeat count
size  specify datagram size
size <size>  Datagram size
source  specify source address or name
timeout  specify timeout interval
timeout <timeout>  Seconds
df-bit  enable do not fragment bit in IP header
source <source>  Source address or interface
reload  Halt and perform a cold restart
reload in  Reload after a time interval
reload at  Reload at a specific time/date
reload cancel  Cancel pending reload
show reload  Scheduled reload information
reload in <when>  Delay before reload (mmm or hhh:mm)
reload in <reason>  Reason for reload
show  Show running system information
show access-lists  List access lists
show archive  Archive functions
archive config differences  Display the differences between two configurations
config differences  Display the differences between two configurations
config incremental-diffs  Incremental diffs of a file and the running-config
archive config rollback  Rollback information
config rollback  Rollback information
rollback timer  Rollback timer
show arp  ARP table
show bgp  BGP information
show cdp  CDP information
cdp neighbors  CDP neighbor entries
show clock  Display the system clock
show configuration  Configuration details
configuration lock  Configuration lock
show crypto  Encryption module
show file  Show filesystem information
file systems  List filesystems
show history  Display the session command history
show hosts  IP domain-name, lookup style, nameservers, and host table
show interfaces  Interface status and configuration
interfaces description  Show interface description
interfaces transceiver  Show interface transceiver
show inventory  Show the physical inventory
show ip  IP information
show ip access-lists  List IP access lists
show ip arp  IP ARP table
show ip bgp  BGP information
bgp neighbors  Detailed information on TCP and BGP neighbor connections
bgp summary  Summary of BGP neighbor status
ip bgp  BGP information
show ip eigrp  Show IPv4 EIGRP
eigrp neighbors  EIGRP neighbors
show ip interface  IP interface status and configuration
show ip ospf  OSPF information
ospf interface  Interface information
ospf neighbor  Neighbor list
interface brief  Brief summary
show ip route  IP routing table
route bgp  Border Gateway Protocol (BGP)
route connected  Connected
route eigrp  Enhanced Interior Gateway Routing Protocol (EIGRP)
route ospf  Open Shortest Path First (OSPF)
route static  Static routes
route vrf  Display routes from a VPN Routing/Forwarding instance
show ipv6  IPv6 information
ipv6 interface  IPv6 interface status and configuration
ipv4  Address family IPv4
unicast  Address family modifier
summary  Summary of BGP neighbor status
show logging  Show the contents of logging buffers
show privilege  Show current privilege level
show running-config  Current operating configuration
running-config all  Configuration with defaults
running-config brief  configuration without certificate data
running-config full  full configuration
running-config interface  Show interface configuration
show startup-config  Contents of startup configuration
show terminal  Display terminal configuration parameters
show users  Display information about terminal lines
show version  System hardware and software status
show vrf  VPN Routing/Forwarding instance information
map tag  Show the crypto maps with this tag
tag <name>  Crypto map tag
interface  Specify the interface
vrf  Select VPN Routing/Forwarding instance
terminal  Set terminal line parameters
terminal editing  Enable command line editing
terminal exec  Configure EXEC
exec prompt  EXEC prompt
prompt timestamp  Print timestamps for show commands
terminal history  Enable and control the command history function
history size  Set history buffer size
terminal length  Set number of lines on a screen
length <n>  Number of lines on screen (0 for no pausing)
terminal monitor  Copy debug output to the current terminal line
terminal no  Negate a command or set its defaults
no editing  Enable command line editing
no history  Enable and control the command history function
no monitor  Copy debug output to the current terminal line
terminal width  Set width of the display terminal
width <n>  Number of characters on a screen line (0 for infinite)
tclsh  Tool Command Language shell
traceroute  Trace route to destination
verify  Verify a file
/md5  Compute an md5 signature for a file
<md5>  MD5 value to compare with
write  Write running configuration to memory, network, or terminal
write erase  Erase NV memory
write memory  Write to NV memory
write terminal  Write to terminal
*  All
clear ip bgp  Clear BGP connections
clear ip eigrp  Clear IP-EIGRP
clear ip route  Delete route table entries
brief  Brief summary
neighbors  Neighbors
<interface>  Interface
<url>  URL
<name>  Name
"""
