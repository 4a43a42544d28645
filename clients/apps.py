from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"
    verbose_name = "Clients"

    def ready(self) -> None:
        from claimcenter.practice.actors import register_portal_lookup
        from clients.selectors import portal_client_id

        register_portal_lookup(portal_client_id)
