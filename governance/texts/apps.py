from django.apps import AppConfig

from governance.register import visibility


class TextsConfig(AppConfig):
    name = "governance.texts"

    def ready(self):
        for kind in ("document", "commitment"):
            visibility.declare(kind, _ids_visible_to(self.get_model(kind)))


def _ids_visible_to(model):
    return lambda user: model.objects.visible_to(user).values("pk")
