"""The face kit alone, as in its gallery."""

from django.urls import include, path

urlpatterns = [path("", include("claimcenter.web.urls"))]
