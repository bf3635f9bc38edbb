from django.apps import AppConfig

from governance.register import visibility


class OrganizationsConfig(AppConfig):
    name = "governance.organizations"

    def ready(self):
        for model in self.get_models():
            if hasattr(model.objects, "visible_to"):
                visibility.declare(model._meta.model_name, _ids_visible_to(model))


def _ids_visible_to(model):
    return lambda user: model.objects.visible_to(user).values("pk")
