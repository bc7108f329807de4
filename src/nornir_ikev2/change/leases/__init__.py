"""Who may write to which router: leases with a fence, kept in the journal and renewed while a run lives."""
