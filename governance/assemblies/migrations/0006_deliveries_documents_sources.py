"""How convocations leave, the documents of an agenda, and where its items come from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.assemblies.models.meetings
import governance.clock
from governance.assemblies import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("assemblies", "0005_triggers"),
        ("rooms", "0013_summaries_moves_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.CreateModel(
            name="ItemDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveSmallIntegerField()),
                (
                    "key",
                    models.CharField(
                        default=governance.assemblies.models.meetings.unguessable, max_length=22, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="nom")),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored", models.CharField(max_length=60)),
                ("added_at", models.DateTimeField(default=governance.clock.now)),
                ("is_late", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["n"],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="proposed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposes",
                to="assemblies.decision",
            ),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="advice",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="item",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="request",
                to="assemblies.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="source_address",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="source_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="source_kind",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="text_html",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agendarequest",
            name="text_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="convocation",
            name="called_off_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="convocation",
            name="next_at",
            field=models.DateTimeField(default=governance.clock.now, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="is_annual",
            field=models.BooleanField(default=False, verbose_name="assemblée annuelle"),
        ),
        migrations.AlterField(
            model_name="agendarequest",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("withdrawn", "retirée"), ("declined", "refusée"), ("taken_up", "à l’ordre du jour")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="convocation",
            name="error",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_address", "cette personne n’a pas d’adresse où lui écrire"),
                    ("refused", "son serveur a refusé le message"),
                    ("unreached", "le serveur de courrier ne répond pas"),
                    ("other", "le message n’a pas pu être écrit"),
                ],
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="convocation",
            name="reason",
            field=models.CharField(
                choices=[
                    ("voice", "voix délibérative"),
                    ("consultative", "voix consultative"),
                    ("invited", "voix consultative, sur invitation de la présidence"),
                    ("member", "pour information"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddIndex(
            model_name="convocation",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="convocations_to_send"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", False), ("outcome", "taken_up")),
                    models.Q(models.Q(("outcome", "taken_up"), _negated=True), ("item__isnull", True)),
                    _connector="OR",
                ),
                name="what_is_taken_up_is_on_an_agenda",
            ),
        ),
        migrations.AddField(
            model_name="itemdocument",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="itemdocument",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="assemblies.agendaitem"
            ),
        ),
        migrations.AddField(
            model_name="itemdocument",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="later",
                to="assemblies.itemdocument",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemdocument",
            constraint=models.UniqueConstraint(fields=("item", "n"), name="one_document_per_place"),
        ),
        migrations.RunPython(create, drop),
    ]
