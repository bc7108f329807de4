"""Help texts of trustpoints, certificates and the certificate server.

Source: descriptions in Cisco-IOS-XE-crypto.yang 17.12.1; texts not found there are unconfirmed.
"""

from __future__ import annotations

from typing import Final

TEXT: Final = """\
pki server  Define a certificate server
pki trustpoint <name>  Certificate authority name
pki certificate  Actions on certificates
certificate chain  Identify certificates
certificate map  Define certificate attributes map
map <n>  Sequence number of the map entry
chain: certificate  Certificate in hexadecimal
certificate ca  CA certificate
certificate rollover  Rollover certificate
certificate self-signed  Self signed certificate
enrollment  Enrollment parameters
enrollment mode  Mode supported by the Certificate Authority
mode ra  Registration Authority mode
enrollment profile  Specify an profile for enrollment
enrollment pkcs12  Enroll via pkcs12
enrollment retry  Polling parameters
retry count  How many times to poll CA for our certificate
retry period  How long to wait between requests to CA for our certificate
enrollment selfsigned  Generate a Self Signed Certificate
enrollment terminal  Enroll via the terminal (cut-and-paste)
terminal pem  Include PEM encapsulation boundaries
enrollment url  CA server enrollment URL
usage  Certificate Usage
usage ike  For IKE
usage ssl-client  For an SSL client
usage ssl-server  For an SSL server
serial-number  Include serial number
trustpoint: fqdn  include fully-qualified domain name
trustpoint: ip-address  include ip address
subject-name  Subject Name
subject-alt-name  Subject Alternate Name
chain-validation  Chain validation parameters
revocation-check  Revocation checking options
trustpoint: source  Specify source interface
trustpoint: vrf  Name of VRF to use with trustpoint
trustpoint: hash  Hash algorithm
rsakeypair  Specify rsakeypair for this identity
rsakeypair <k>  RSA keypair label
eckeypair  Specify eckeypair for this identity
fingerprint  CA Certificate Fingerprint
trustpoint: password  revocation password
auto-enroll  Automatically enroll this router identity
regenerate  Regenerate keys on re-enrollment
storage  key and certificate storage location
issuer-name  Certificate issuer name
alt-subject-name  Alternate subject name
unstructured-subject-name  Unstructured subject name
certificate-map: name  Any subject name field
co  Contains
eq  Equal
nc  Does not contain
ne  Not Equal
database  Certificate Server database config parameters
database level  Level of data stored in database
level minimum  minimum certificate information
level names  serial-number and subject name of each certificate
level complete  each certificate issued
database url  URL where database files will be stored
database archive  Backup Certificate Server Signing Certificate and Keys
grant  Certificate granting options
grant auto  Automatically grant incoming enrollment requests
grant none  Reject all enrollment requests
lifetime crl  CRL lifetime
lifetime ca-certificate  CA certificate lifetime
"""
