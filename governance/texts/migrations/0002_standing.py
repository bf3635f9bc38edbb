import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.clock


def those_left_behind(apps, schema_editor):
    """An open amendment on an older version was « to redo »; now somebody settles it."""
    amendments = apps.get_model("texts", "Amendment").objects.filter(state="open")
    amendments.exclude(base=models.F("text__current")).update(standing="conflict")


class Migration(migrations.Migration):
    dependencies = [
        ("texts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="amendment",
            name="standing",
            field=models.CharField(
                choices=[("current", "à jour"), ("review", "à relire"), ("conflict", "en conflit")],
                default="current",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="amendment",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "ouvert"),
                    ("accepted", "intégré"),
                    ("rejected", "écarté"),
                    ("withdrawn", "retiré"),
                    ("moot", "sans objet"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField()),
                ("replaced_at", models.DateTimeField(default=governance.clock.now)),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="texts.amendment"
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="texts.version"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(those_left_behind, migrations.RunPython.noop),
    ]
