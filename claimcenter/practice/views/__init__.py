"""Staff pages of the practice app."""
