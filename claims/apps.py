from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        """Receivers connect on import, once the models exist; the chart gets its tab and panels."""
        from claims import receivers  # noqa: F401
