import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.clock


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0004_voices_by_role"),
        ("voting", "0002_votes_of_every_method"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("temperature", "Prendre la température"),
                            ("decide", "Décider ensemble"),
                            ("choose", "Choisir parmi des options"),
                            ("date", "Choisir une date"),
                            ("elect", "Élire"),
                        ],
                        max_length=12,
                        verbose_name="à quoi cela sert",
                    ),
                ),
                ("content", models.JSONField()),
                ("made_at", models.DateTimeField(default=governance.clock.now)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="idea",
            options={"ordering": ["place", "at", "pk"]},
        ),
        migrations.AddField(
            model_name="idea",
            name="drop_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="idea",
            name="dropped_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="idea",
            name="folded",
            field=models.CharField(default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="idea",
            name="place",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="vote",
            name="ideas_settled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="vote",
            name="process",
            field=models.CharField(blank=True, max_length=80, verbose_name="façon de demander"),
        ),
        migrations.AddField(
            model_name="vote",
            name="weighs_by_role",
            field=models.BooleanField(default=False, verbose_name="pondérer par rôle"),
        ),
        migrations.AddConstraint(
            model_name="idea",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True), ("merged_into__isnull", True)),
                fields=("vote", "folded"),
                name="one_standing_idea_per_wording",
            ),
        ),
        migrations.AddField(
            model_name="process",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="process",
            name="space",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="processes", to="organizations.space"
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.UniqueConstraint(fields=("space", "name"), name="one_process_per_name"),
        ),
    ]
