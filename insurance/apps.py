from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    name = "insurance"
    verbose_name = "Insurance"

    def ready(self) -> None:
        from claimcenter.practice.navigation import register_providers_tab
        from clients.views.chart import show_claim_center_with
        from insurance.views.panel import plans_alone

        register_providers_tab("Payers", "insurance:payers")
        show_claim_center_with(plans_alone)
