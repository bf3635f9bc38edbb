import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.clock
from governance.voting import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """A vote closes before its hour once nobody is left to answer; paper ballots enter with two signatures."""

    dependencies = [
        ("voting", "0005_frozen_close"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="vote",
            name="closed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", models.JSONField()),
                ("size", models.PositiveIntegerField()),
                ("ballots", models.JSONField(null=True)),
                ("entered_at", models.DateTimeField(default=governance.clock.now)),
                ("countersigned_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "countersigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "teller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper_batches", to="voting.vote"
                    ),
                ),
                (
                    "withdrawn_by",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("countersigned_by__isnull", True),
                            models.Q(("countersigned_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="two_people_enter_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("countersigned_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                        ),
                        name="paper_is_counted_or_withdrawn",
                    ),
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
