from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"

    def ready(self):
        from proposals import declared  # noqa: PLC0415 - models exist only from here on

        declared.declare()
