"""Routes of the face kit: no practice, no record."""

from tests.permission_matrix import OPEN, Row

ROWS = [
    Row(f"web:{name}", {"GET": OPEN}) for name in ("gallery", "gallery-lookup", "gallery-partial", "gallery-portal")
]
ROWS.append(Row("web:theme", {"POST": OPEN}))
