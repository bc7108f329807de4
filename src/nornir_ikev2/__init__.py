"""Deploy IKEv2 VPNs on Cisco IOS and IOS-XE routers."""
