"""The lab's WAN: running-configs become packets, SAs and routing neighbours."""
