from django.apps import AppConfig


class AssembliesConfig(AppConfig):
    name = "governance.assemblies"

    def ready(self):
        from governance.assemblies import declared  # noqa: PLC0415 - models exist only from here on

        declared.declare()
