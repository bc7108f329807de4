"""IKEv2 as it was on the wire: captures read, decrypted with the daemons' keys, and drawn."""
