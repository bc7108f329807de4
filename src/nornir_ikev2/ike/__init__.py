"""IKEv2 as pure functions: algorithms, negotiation, strength rules. No I/O."""
