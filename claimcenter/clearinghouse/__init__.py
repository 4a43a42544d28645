"""Transports to and from a clearinghouse: bytes in, bytes out. Knows X12 only as bytes, and nothing of the database."""
