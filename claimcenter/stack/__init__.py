"""The services under the product: PostgreSQL, the broker, the processes. Standard library, psycopg and wheels; no Django."""
