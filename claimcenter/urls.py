"""Every address of the product. A route that the permission matrix does not name fails the build."""

from django.urls import URLPattern, URLResolver, include, path

from claimcenter.practice.admin_site import site

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("claimcenter.practice.account_urls")),
    path("admin/", site.urls),
    path("api/v1/", include("claimcenter.api")),
    path("", include("claimcenter.web.urls")),
    path("", include("claimcenter.practice.urls")),
    path("", include("clients.urls")),
    path("", include("insurance.urls")),
    path("", include("claims.urls")),
    path("", include("era.urls")),
]

handler400 = "claimcenter.practice.views.errors.bad_request"
handler403 = "claimcenter.practice.views.errors.forbidden"
handler404 = "claimcenter.practice.views.errors.not_found"
handler500 = "claimcenter.practice.views.errors.server_error"
