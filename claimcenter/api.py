"""The REST API, composed: each app registers its own resources in its api.py."""

from typing import Any

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

import claims.api
import clients.api
import era.api
import insurance.api
from claimcenter.practice import api as practice_api


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the published schema names our keys."""

    target_class = "claimcenter.practice.api_keys.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


router = SimpleRouter()
for app_api in (practice_api, clients.api, insurance.api, claims.api, era.api):
    app_api.register(router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    *router.urls,
]
