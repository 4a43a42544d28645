"""Addresses of the era pages."""

from django.urls import URLPattern

app_name = "era"

urlpatterns: list[URLPattern] = []
