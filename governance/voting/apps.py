from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "governance.voting"

    def ready(self):
        from governance.voting import declared  # noqa: PLC0415 - models exist only from here on

        declared.declare()
