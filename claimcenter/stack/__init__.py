"""The services under the product: PostgreSQL, the broker, the processes. No Django, no app."""
