"""The SSH lines of a virtual router: bytes in, echo and output out, faults in between."""
