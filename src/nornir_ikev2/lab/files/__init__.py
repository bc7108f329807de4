"""Flash, startup-config, archive, replace, and the dead-man timer of a virtual router."""
