from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "claimcenter.practice"
    label = "practice"
    verbose_name = "Practice"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from claimcenter.practice import (
            receivers,  # noqa: F401 - registers the receivers
            vitals,
        )
        from claimcenter.practice.status import Section, register

        register(Section.INSTALLATION, "processes", vitals.processes)
        register(Section.INSTALLATION, "audit-trail", vitals.audit_chain)
        register(Section.INSTALLATION, "schema", vitals.schema)
        register(Section.INSTALLATION, "disk", vitals.disk)
        register(Section.INSTALLATION, "clock", vitals.clock)
        register(Section.INSTALLATION, "backup", vitals.backup)
