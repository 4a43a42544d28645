"""Questions about claims: read only."""
