from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "claimcenter.practice"
    label = "practice"
    verbose_name = "Practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from claimcenter.practice import receivers  # noqa: F401 - registers the receivers
