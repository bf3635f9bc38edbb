"""Letters are one queue, invitations are withdrawn, a draw settles a tie, a mandate ends with a membership."""

import django.db.models.deletion
from django.db import migrations, models

import governance.clock
from governance.assemblies import triggers

LAST = 5  # tries after which minutes were given up


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


def settle(apps, schema_editor):
    """What left waits no more, and what was given up says why in the words of today."""
    rows = apps.get_model("assemblies", "MinutesSending").objects.using(schema_editor.connection.alias)
    rows.exclude(error="").update(error="unreached")
    rows.filter(sent_at__isnull=False).update(next_at=None, error="")
    rows.filter(sent_at__isnull=True, tries__gt=LAST).update(next_at=None)


def unsettle(apps, schema_editor):
    """Every row had a date before."""
    rows = apps.get_model("assemblies", "MinutesSending").objects.using(schema_editor.connection.alias)
    rows.filter(next_at__isnull=True).update(next_at=governance.clock.now())


class Migration(migrations.Migration):
    dependencies = [("assemblies", "0009_what_items_pay")]

    operations = [
        migrations.RunPython(drop, create),
        migrations.RemoveIndex(model_name="minutessending", name="minutes_left_to_send"),
        migrations.RenameField(model_name="minutessending", old_name="due_at", new_name="next_at"),
        migrations.AlterField(
            model_name="minutessending",
            name="next_at",
            field=models.DateTimeField(default=governance.clock.now, null=True),
        ),
        migrations.AlterField(
            model_name="minutessending",
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
        migrations.AddIndex(
            model_name="minutessending",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="minutes_left_to_send"
            ),
        ),
        migrations.AddField(model_name="convocation", name="withdrawn_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="convocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("withdrawn_at__isnull", True), ("reason", "invited"), _connector="OR"),
                name="only_an_invitation_is_withdrawn",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="settles",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="draws",
                to="assemblies.decision",
            ),
        ),
        migrations.AlterField(
            model_name="draw",
            name="pool_kind",
            field=models.CharField(
                choices=[
                    ("members", "des personnes choisies"),
                    ("volunteers", "des volontaires"),
                    ("seats", "les sièges à renouveler"),
                    ("tied", "les candidatures à égalité"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True), ("voided_at__isnull", True)),
                fields=("settles",),
                name="one_draw_per_tie",
            ),
        ),
        migrations.AlterField(
            model_name="mandate",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("term", "arrivé à son terme"),
                    ("resigned", "démission"),
                    ("ended", "fin décidée"),
                    ("replaced", "remplacé"),
                    ("renewed", "renouvelé"),
                    ("left_board", "n’est plus au conseil d’administration"),
                    ("not_member", "n’est plus membre de l’association"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(settle, unsettle),
        migrations.RunPython(create, drop),
    ]
