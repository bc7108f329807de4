"""What the user wants: `vpns.yaml` and the inventory as frozen, vendor-neutral objects."""
