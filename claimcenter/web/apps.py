"""The face kit: components, form fields, template tags. Imports no other app of the project."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "claimcenter.web"
    label = "web"
