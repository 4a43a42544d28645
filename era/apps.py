from django.apps import AppConfig


class EraConfig(AppConfig):
    name = "era"
    verbose_name = "Electronic remittance advice"

    def ready(self) -> None:
        """The number of answers that wait for a person stands beside ERAs in the navigation."""
        from claimcenter.practice.navigation import register_count
        from era import status
        from era.selectors.queue import navigation_count

        register_count("/eras/", navigation_count)
        status.register_checks()
