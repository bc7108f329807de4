"""`show` output of a virtual router, in the shape real routers print it."""
