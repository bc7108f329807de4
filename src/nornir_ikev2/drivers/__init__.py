"""The Driver protocol and the drivers; the only room that opens a connection to a router."""
