import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance.assemblies import triggers


def create(apps, schema_editor):
    triggers.create(schema_editor.connection)


def drop(apps, schema_editor):
    triggers.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("assemblies", "0008_who_was_convened"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="agendaitem",
            name="payee",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="payment",
            field=models.CharField(
                blank=True,
                choices=[
                    ("function", "une personne, pour sa fonction d’administration ou de direction"),
                    ("refund", "le remboursement de frais"),
                ],
                max_length=10,
                verbose_name="ce que ce point paie",
            ),
        ),
        migrations.AddField(
            model_name="itemdocument",
            name="nature",
            field=models.CharField(
                blank=True,
                choices=[
                    ("result", "compte de résultat"),
                    ("balance_sheet", "bilan"),
                    ("annex", "annexe des comptes"),
                    ("receipt", "justificatif de frais"),
                ],
                max_length=15,
                verbose_name="ce que c’est",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("payee__isnull", True), ("payment", "")),
                    models.Q(
                        ("payee__isnull", False),
                        models.Q(("payment", ""), _negated=True),
                        models.Q(("matter", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_payment_has_a_payee_and_is_voted",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
