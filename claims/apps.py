from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Claims"

    def ready(self) -> None:
        """Receivers connect on import, once the models exist; the chart gets its tab and panels."""
        from claimcenter.practice.navigation import register_count, register_settings_page
        from claimcenter.practice.permissions import Action
        from claimcenter.practice.today import register_work
        from claims import (
            lookups,  # noqa: F401
            portal,
            receivers,  # noqa: F401
            status,
        )
        from claims.views import chart
        from claims.views.answers import register_answer_links
        from claims.views.counts import pending_count
        from claims.views.eob_pages import page_links
        from claims.views.today import claims_work, tasks_work
        from claims.views.work import waiting_count
        from clients.views.chart import register_panel, show_claim_center_with

        register_count("/claims/", pending_count)
        register_count("/worklist/", waiting_count)
        register_work("claims", claims_work, action=Action.CLAIM_VIEW, rank=10)
        register_work("tasks", tasks_work, action=Action.CLAIM_EDIT, rank=30)
        what = "What becomes of an adjustment when an answer is posted."
        register_settings_page("Posting", "Posting rules", "claims:rules", what)
        status.register_checks()
        register_answer_links(page_links)
        show_claim_center_with(chart.claim_center_tab)
        register_panel("appointment", "claims/_appointment_panel.html", chart.appointment_panel)
        register_panel("portal", "claims/_portal_panel.html", portal.balance_panel)
        register_panel("billing", "claims/_billing_panel.html", chart.billing_panel)
