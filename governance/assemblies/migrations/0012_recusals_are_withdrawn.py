"""A recusal noted by mistake is withdrawn, and a departure says who noted it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.assemblies import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


def _somebody():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("assemblies", "0011_what_is_kept"),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(model_name="attendance", name="left_noted_by", field=_somebody()),
        migrations.AddField(model_name="recusal", name="withdrawn_by", field=_somebody()),
        migrations.AddField(model_name="recusal", name="withdrawn_at", field=models.DateTimeField(null=True)),
        migrations.RemoveConstraint(model_name="recusal", name="one_recusal_each"),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=("item", "person"), name="one_recusal_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_withdrawn_recusal_says_who_withdrew_it",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
