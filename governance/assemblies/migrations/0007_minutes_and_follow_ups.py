"""Who published minutes are sent to, who confirmed the special register, and who added what is left to do."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.clock
from governance.assemblies import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("assemblies", "0006_deliveries_documents_sources"),
        ("organizations", "0006_the_association"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="followup",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("began", "began"), ("ended", "ended"), ("decided", "decided")], max_length=10
                    ),
                ),
                ("source_id", models.BigIntegerField()),
                ("at", models.DateTimeField(default=governance.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "kind", "source_id"),
                        name="a_line_of_the_special_register_is_confirmed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MinutesSending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(default=governance.clock.now)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="assemblies.minutes"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("sent_at__isnull", True)), fields=["due_at"], name="minutes_left_to_send"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("minutes", "person"), name="minutes_are_sent_once_to_each")
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
