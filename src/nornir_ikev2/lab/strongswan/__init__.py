"""The provider strongswan: one charon per router, in network namespaces wired as the topology says."""
