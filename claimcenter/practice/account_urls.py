"""Sign-in pages: allauth's, without those that make accounts or change the address one signs in with."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from claimcenter.practice.permissions import public


@public
def not_offered(request: HttpRequest, **_: str) -> HttpResponse:
    """People are invited by an administrator, who also changes their address."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("signup/", not_offered),
    path("signup/passkey/", not_offered),
    path("email/", not_offered),
    path("confirm-email/", not_offered),
    path("confirm-email/<str:key>/", not_offered),
    path("", include("allauth.urls")),
]
