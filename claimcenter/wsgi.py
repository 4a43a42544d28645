"""The web application. Refuses to serve with a database role that row security does not bind."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")

application = get_wsgi_application()

from claimcenter.guard import guard_database  # noqa: E402 - needs Django set up

guard_database()
