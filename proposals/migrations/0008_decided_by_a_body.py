"""What a body of the association decided of what was handed over to it."""

import django.db.models.deletion
from django.db import migrations, models

import governance.clock


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0007_wealth"),
    ]

    operations = [
        migrations.CreateModel(
            name="BodyDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.BigIntegerField(unique=True)),
                ("body", models.CharField(max_length=120)),
                ("meeting", models.CharField(max_length=200)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("adopted", "adoptée"),
                            ("rejected", "rejetée"),
                            ("no_quorum", "quorum non atteint"),
                            ("withdrawn", "retirée de l’ordre du jour"),
                            ("without_object", "sans objet"),
                            ("elected", "élection"),
                        ],
                        max_length=20,
                    ),
                ),
                ("address", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=governance.clock.now)),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="body_decisions",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
    ]
