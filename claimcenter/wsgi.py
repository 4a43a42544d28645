"""The web application. Refuses to serve with a database role that row security does not bind."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimcenter.settings")

application = get_wsgi_application()

from django.urls import reverse  # noqa: E402 - these need Django set up

from claimcenter.guard import guard_database  # noqa: E402

guard_database()
reverse("practice:home")  # reads every app's views now, once for all workers, and not in somebody's first request
