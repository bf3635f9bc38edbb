from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0013_summaries_moves_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="audience",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "qui lit le message"),
                    ("members", "les membres de l’espace"),
                    ("room", "le groupe de ce salon"),
                ],
                default="",
                max_length=10,
                verbose_name="qui le lit",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["", "members", "room"])), name="a_file_is_read_by_known_people"
            ),
        ),
    ]
