from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "rooms"

    def ready(self):
        from rooms import declared  # noqa: PLC0415 - models exist only from here on

        declared.declare()
