"""One transaction over many routers: engine, life of a router, journal."""
