from django.apps import AppConfig


class EraConfig(AppConfig):
    name = "era"
    verbose_name = "Electronic remittance advice"

    def ready(self) -> None:
        """The number of answers that wait stands beside ERAs in the navigation; a claim's answers lead to payments."""
        from claimcenter.practice.navigation import register_count
        from claimcenter.practice.permissions import Action
        from claimcenter.practice.today import register_work
        from claims.views.answers import register_answer_links
        from era import status
        from era.selectors.queue import navigation_count
        from era.views.claim_links import answer_links
        from era.views.today import era_work

        register_count("/eras/", navigation_count)
        register_work("eras", era_work, action=Action.ERA_VIEW, rank=20)
        status.register_checks()
        register_answer_links(answer_links)
