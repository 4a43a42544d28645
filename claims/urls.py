"""Addresses of the claims pages. Ids only: nothing of a person stands in a URL."""

from django.urls import URLPattern

app_name = "claims"

urlpatterns: list[URLPattern] = []
