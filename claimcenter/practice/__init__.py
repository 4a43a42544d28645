"""The tenant: practice, people, roles, directory, settings, audit, permissions."""
