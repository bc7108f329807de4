"""Help texts of IKEv2, ISAKMP, IPsec and crypto maps.

Source: descriptions in Cisco-IOS-XE-crypto.yang 17.12.1, and `crypto ?`, `crypto ipsec ?`,
`crypto isakmp ?`, `tunnel protection ?` recorded on IOS-XE 17.15.1. Texts found in neither are
unconfirmed; so are the titles of the crypto modes.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """\
crypto  Encryption module
crypto call  Configure Crypto Call Admission Control
crypto call admission  Configure Crypto Call Admission Control
crypto dynamic-map  Specify a dynamic crypto map template
crypto engine  Enter a crypto engine configurable menu
crypto gdoi  Configure GKM (Group Key Management, GDOI or G-IKEv2) Policy
crypto identity  Enter a crypto identity list
crypto ikev2  Configure IKEv2 Options
crypto ipsec  Configure IPSEC policy
crypto isakmp  Configure ISAKMP policy
crypto key  Long term key operations
crypto keyring  Key ring commands
crypto logging  logging messages
crypto map  Enter a crypto map
crypto pki  Public Key components
ikev2 authorization  IKEv2 authorization
authorization policy  IKEv2 authorization policy
ikev2 certificate-cache  Cache for storing certs fetched from HTTP URLs
ikev2 client  IKEv2 client configuration
client flexvpn  FlexVPN client
ikev2 cookie-challenge  Set Cookie-challenge watermark
ikev2 cluster  IKEv2 cluster load-balancer
ikev2 diagnose  IKEV2 diagnose
ikev2 disconnect-revoked-peers  Disconnect Crypto Session with Cert Revoked Peer
ikev2 dpd  Enable IKE liveness check for peers
ikev2 fragmentation  Enable fragmentation of IKEv2 packets
ikev2 http-url  Enable http URL lookup
ikev2 keyring  Define IKEv2 Keyring
ikev2 limit  Limit the maximum number of IKEv2 SAs
ikev2 name-mangler  Define a name mangler
ikev2 nat  Set NAT keepalive
ikev2 policy  Define IKEV2 policies
ikev2 profile  Define IKEv2 Profiles
ikev2 proposal  Define IKEV2 proposals
ikev2 redirect  IKEv2 Redirect Mechanism for load-balancing
ikev2 window  IKEv2 window size
ikev2 <name>  Name
proposal <name>  Name of IKEv2 proposal
policy <name>  Name of IKEv2 policy
keyring <name>  Name of IKEv2 Keyring
profile <name>  Name of the profile
keyring  Specify keyring to use
keyring aaa  AAA based pre-shared keys
keyring local  Local keyring
keyring <k>  Keyring name
dpd <i>  DPD R-U-THERE interval
dpd <r>  DPD Retry Interval
dpd on-demand  Send DPD queries only as needed
dpd periodic  Send DPD queries at regular intervals
keepalive  Set a keepalive interval for use with IOS peers
keepalive <i>  Number of seconds between keep alives
keepalive <r>  Number of seconds between retries if keepalive fails
keepalive <n>  Number of seconds between keep alives
keepalive retry  Number of seconds between retries if keepalive fails
on-demand  Send keepalives only as needed
periodic  Send keepalives at regular intervals
encryption  Set encryption algorithm(s) for proposal
isakmp-policy: encryption  Set encryption algorithm for protection suite
encr  Set encryption algorithm for protection suite
integrity  Set integrity hash algorithm(s) for proposal
prf  Set prf algorithm(s) for proposal
group  Set the Diffie-Hellman group
ikev2-proposal: group  Set the Diffie-Hellman group(s)
3des  3DES
des  DES
aes  AES - Advanced Encryption Standard.
aes 128  128 bit keys.
aes 192  192 bit keys.
aes 256  256 bit keys.
aes-cbc-128  AES-CBC-128
aes-cbc-192  AES-CBC-192
aes-cbc-256  AES-CBC-256
aes-gcm-128  Combined-mode,128 bit key,16 byte ICV(Authentication Tag)
aes-gcm-256  Combined-mode,256 bit key,16 byte ICV(Authentication Tag)
md5  Message Digest 5
sha  Secure Hash Standard
sha1  Secure Hash Standard
sha256  Secure Hash Standard 2 (256 bit)
sha384  Secure Hash Standard 2 (384 bit)
sha512  Secure Hash Standard 2 (512 bit)
group 1  DH 768 MODP
group 2  DH 1024 MODP
group 5  DH 1536 MODP
group 14  DH 2048 MODP
group 15  DH 3072 MODP
group 16  DH 4096 MODP
group 19  DH 256 ECP
group 20  DH 384 ECP
group 21  DH 521 ECP
group 24  DH 2048 (256 subgroup) MODP
group1  D-H Group1 (768-bit modp)
group2  D-H Group2 (1024-bit modp)
group5  D-H Group5 (1536-bit modp)
group14  D-H Group14 (2048-bit modp)
group15  D-H Group15 (3072-bit modp)
group16  D-H Group16 (4096-bit modp)
group19  D-H Group19 (256-bit ecp)
group20  D-H Group20 (384-bit ecp)
group21  D-H Group21 (521-bit ecp)
group24  D-H Group24 (2048-bit modp, 256 bit subgroup)
mlkem512  ML-KEM-512
mlkem768  ML-KEM-768
mlkem1024  ML-KEM-1024
pqc  PQC Key Exchange
required  Required
optional  Optional
match  Match values
match address  Match address
ikev2-policy: match address  Match local address
crypto-map: match address  Match address of packets to encrypt
crypto-dynamic: match address  Match address of packets to encrypt
address local  Local address
local <a>  Local address
match any  Match any peer
match certificate  Peer certificate attributes
match fvrf  fvrf of the profile
ikev2-policy: match fvrf  fvrf of the policy
fvrf any  any fvrf
match identity  IKE identity
identity remote  Remote identity
match identity address  IP Address(es)
remote address  IP Address(es)
remote any  match any peer identity
remote email  Fully qualified email string
remote fqdn  Fully qualified domain name string
remote key-id  key-id opaque string
identity host  match a hostname/domain
identity user  match a user name
identity group  match a group name
fqdn domain  match FQDN domain
email domain  match email domain
host domain  match a domain
user domain  match a domain of the user
user fqdn  match a user FQDN
identity local  Specify the local IKE identity to use for the negotiation
identity address  address
identity dn  Distinguished Name
identity email  Fully qualified email string
identity fqdn  Fully qualified domain name string
identity key-id  key-id opaque string - proprietary types of identification
identity hostname  Use the hostname of the router for the identity
ikev2-profile: aaa  Specify AAA related configuration
ikev2-profile: anyconnect  Anyconnect related configuration
anyconnect-eap  AnyConnect EAP
authentication  Set authentication method
authentication local  Set local authentication method
authentication remote  Set remote authentication method
pre-share  Pre-Shared Key
rsa-encr  Rivest-Shamir-Adleman Encryption
rsa-sig  Rivest-Shamir-Adleman Signature
ecdsa-sig  ECDSA Signature
eap  Extended Authentication Protocol
query-identity  query EAP identity from peer
cert-request  use double authentication during anyconnect eap
aggregate  use aggregate auth for anyconnect eap
gtc  eap method gtc credentials
mschapv2  eap method mschapv2 credentials
config-exchange  config-exchange options
initial-contact  initial-contact processing options
initial-contact force  Enforces initial-contact based clean-up
ivrf  I-VRF of the profile
fvrf  F-VRF
lifetime  Set lifetime for ISAKMP security association
ikev2-profile: lifetime  Set lifetime for ISAKMP security association
lifetime certificate  certificate certificate lifetime
lifetime certificate-lifetime  Use the lifetime of the certificate
lifetime <s>  lifetime in seconds
nat  NAT-transparency
nat keepalive  Set the NAT keepalive interval
nat force-encap  Enforce NAT ESP encap always
pki  Specify certificate authorities to trust
pki trustpoint  trustpoint name
trustpoint <t>  trustpoint name
trustpoint sign  Use certificates from this trustpoint for local authentication
trustpoint verify  Use certificates from this trustpoint to verify the peer
reconnect  Enable profile for auto re-connect
redirect  IKEv2 Redirect Mechanism for load-balancing
redirect gateway  Enables Redirect Mechanism on Gateway
virtual-template  Specify the virtual-template for dynamic interface creation.
shutdown  Shutdown the IKEv2 profile
dynamic  Generate the profile from AAA
peer  Configure a Peer and associated keys
peer <name>  Name of the peer block
address  Specify IPv4/IPv6 address of peer
hostname  Hostname of peer
identity  Specify IKE identity to use
pre-shared-key  specify the pre-shared key
pre-shared-key local  specify signing key
pre-shared-key remote  specify verifying key
pre-shared-key address  define shared key with IP address
pre-shared-key hostname  define shared key with hostname
ppk  Specify ppk type and parameters
ppk manual  Manually configured PPK
ppk dynamic  PPK from an external key source
0  Specifies an UNENCRYPTED password will follow
5  Specifies a MD5 HASHED secret will follow
6  Specifies an ENCRYPTED password will follow
7  Specifies a HIDDEN password will follow
8  Specifies a PBKDF2 HASHED secret will follow
9  Specifies a SCRYPT HASHED secret will follow
hex  Key entered in hex string
<k>  The UNENCRYPTED (cleartext) password
key <key>  The UNENCRYPTED (cleartext) user password
<key>  The pre-shared key
isakmp aggressive-mode  Disable ISAKMP aggressive mode
aggressive-mode disable  Disable ISAKMP aggressive mode
isakmp client  Set client configuration policy
isakmp default  ISAKMP default policy
isakmp diagnose  Diagnostic configuration
diagnose error  Error diagnostics
isakmp enable  Enable ISAKMP
isakmp fragmentation  IKE Fragmentation enabled if required
isakmp identity  Set the identity which ISAKMP will use
isakmp invalid-spi-recovery  Initiate IKE and send Invalid SPI Notify
isakmp keepalive  Set a keepalive interval for use with IOS peers
isakmp key  Set pre-shared key for remote peer
isakmp nat  Set a nat  keepalive interval for use with IOS peers
isakmp policy  Set policy for an ISAKMP protection suite
isakmp profile  Define ISAKMP Profiles
policy <n>  Priority of protection suite
hash  Set hash algorithm for protection suite
xauth  X-Auth parameters
no-xauth  Bypasses XAuth for this peer
ca  Specify certificate authorities to trust
ca trust-point  Cert authority trustpoint for RSA sig
self-identity  Specify Identity to use
user-fqdn  Fully qualified user name
initiate  Initiator property
initiate mode  Initiate mode
mode aggressive  Start aggressive mode negotiation
isakmp-profile  Specify isakmp Profile
local-address  Limit the usage to a local address
rsa-pubkey  Define the RSA public key of a peer
ipsec df-bit  Handling of encapsulated DF bit.
df-bit clear  Clear DF bit for outer IP header
df-bit copy  Copy DF bit from inner header
df-bit set  Set DF bit in outer IP header
ipsec fragmentation  Handling of fragmentation of near-MTU sized packets
fragmentation after-encryption  Fragment packets after encryption
fragmentation before-encryption  Fragment packets before encryption
ipsec ike  Common global config for ISAKMP and IKEv2
ike sa-strength-enforcement  The IKE SA must be as strong as the IPsec SA
ipsec nat-transparency  IPsec NAT transparency model
nat-transparency spi-matching  Match inbound SPI to outbound SPI for IPsec aware NAT
nat-transparency udp-encapsulation  UDP encapsulation of IPsec protocols
udp-encapsulation  UDP encapsulation of IPsec protocols
ipsec optional  Enable optional encryption for IPSec
optional retry  Interval until the router tries an encrypted connection again
ipsec profile  Configure an ipsec policy profile
ipsec security-association  Security association parameters
security-association  Security association parameters
security-association dfbit  Handling of encapsulated DF bit.
security-association dummy  Enable transmitting dummy packets
security-association ecn  Handling of ECN bit
security-association esn  extended Sequence number
security-association idle-time  Automatically delete IPSec SAs after a given idle period.
security-association level  specify a security association granularity level for identities
level per-host  specify separate security associations for each source/destination pair
security-association lifetime  security association lifetime
lifetime days  Time-based key duration in days
lifetime kilobytes  Volume-based key duration
lifetime seconds  Time-based key duration in seconds
kilobytes disable  Disable Volume-based Rekey
days <d>  Security association duration in days
kilobytes <k>  Security association duration in kilobytes encrypted
seconds <s>  Security association duration in seconds
security-association multi-sn  Enable multiple sequence numbers
security-association replay  Set replay checking.
replay disable  Disable replay checking
replay window-size  Set replay window size.
idle-time <s>  IPsec SA idle time in seconds
ipsec transform-set  Define transform and settings
transform-set <name>  Transform set tag
transform-set <t>  Proposal tag
ah-md5-hmac  AH-HMAC-MD5 transform
ah-sha-hmac  AH-HMAC-SHA transform
ah-sha256-hmac  AH-HMAC-SHA256 transform
ah-sha384-hmac  AH-HMAC-SHA384 transform
ah-sha512-hmac  AH-HMAC-SHA512 transform
comp-lzs  IP Compression using the LZS compression algorithm
esp-3des  ESP transform using 3DES(EDE) cipher (168 bits)
esp-aes  ESP transform using AES cipher
esp-aes 128  128 bit keys.
esp-aes 192  192 bit keys.
esp-aes 256  256 bit keys.
esp-des  ESP transform using DES cipher (56 bits)
esp-gcm  ESP transform using GCM cipher
esp-gcm 128  128 bit keys.
esp-gcm 192  192 bit keys.
esp-gcm 256  256 bit keys.
esp-gmac  ESP transform using GMAC cipher
esp-gmac 128  128 bit keys.
esp-gmac 192  192 bit keys.
esp-gmac 256  256 bit keys.
esp-md5-hmac  ESP transform using HMAC-MD5 auth
esp-null  ESP transform w/o cipher
esp-seal  ESP transform using SEAL cipher (160 bits)
esp-sha-hmac  ESP transform using HMAC-SHA auth
esp-sha256-hmac  ESP transform using HMAC-SHA256 auth
esp-sha384-hmac  ESP transform using HMAC-SHA384 auth
esp-sha512-hmac  ESP transform using HMAC-SHA512 auth
transform-set: mode  encapsulation mode (transport/tunnel)
mode tunnel  tunnel (datagram encapsulation) mode
mode transport  transport (payload encapsulation) mode
transport require  Accept only the configured encapsulation mode.
ipsec-profile: set  Set values for encryption/decryption
crypto-map: set  Set values for encryption/decryption
crypto-dynamic: set  Set values for encryption/decryption
set peer  Allowed Encryption/Decryption peer.
peer <peer>  IP address or hostname of peer
peer default  Preferred peer
peer dynamic  Resolve the peer address at the time of negotiation
set transform-set  Specify list of transform sets in priority order
set pfs  Specify pfs settings
set identity  Identity restriction.
set ikev2-profile  Specify ikev2 Profile
set isakmp-profile  Specify isakmp Profile
set mixed-mode  Turn on IPSec mixed-mode
set security-policy  Specify security policy settings
security-policy limit  Maximum number of flows per SA
set reverse-route  Set parameters of reverse route injection
reverse-route  Reverse Route Injection.
reverse-route distance  Distance metric for this route
reverse-route tag  Create route and tag it
reverse-route static  Create routes based on static ACLs permanently
reverse-route gateway  Gateway of the routes
reverse-route remote-peer  Create route in route table for remote tunnel endpoint
remote-peer gateway  Gateway of the routes
ikev2-profile <p>  Specify ikev2 Profile name
isakmp-profile <p>  Specify isakmp Profile name
profile <p>  Name of the profile
responder-only  Do not initiate SAs from this device
redundancy  Configure HA for this ipsec profile
redundancy stateful  enable stateful failover
dialer pre-classify  Enable dialer list classification before initiating IKE
ipsec-profile: dialer  Dialer related commands
qos pre-classify  Enable QoS classification before packets are tunnel encapsulated
map <name>  Crypto map tag
dynamic-map <name>  Dynamic map tag
map <seq>  Sequence to insert into crypto map entry
dynamic-map <seq>  Sequence to insert into dynamic-map entry
map client  Specify client configuration settings
map isakmp  Specify isakmp configuration settings
map ipv6  IPv6 crypto map
map local-address  Interface to use for local address for this crypto map
isakmp authorization  Authorization parameters.
client authentication  Use Extended Authentication
client configuration  Specify client configuration settings
configuration address  Set network address for client
configuration group  Set the client group
configuration address-pool  Set network address for client
address initiate  Push policy to the client
address respond  Respond to network address requests from the client
ipsec-isakmp  IPSEC w/ISAKMP
ipsec-manual  IPSEC w/manual keying
map gdoi  Enable GDOI (ISAKMP) Protocol for Registration & Rekey
gdoi  Enable GDOI (ISAKMP) Protocol for Registration & Rekey
ipsec-isakmp dynamic  Enable dynamic crypto map support
dynamic discover  Enable dynamic peer discovery
ipsec-isakmp profile  Enable crypto map as a crypto-profile
logging session  logging up/down session
logging ezvpn  ezvpn logging enable/disable
logging ikev2  IKEv2 logging
"""
