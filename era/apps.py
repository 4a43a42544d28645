from django.apps import AppConfig


class EraConfig(AppConfig):
    name = "era"
    verbose_name = "Electronic remittance advice"
