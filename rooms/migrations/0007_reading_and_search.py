import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from governance import prose
from rooms.words import kept

BATCH = 500


def fill(apps, schema_editor):
    """The words of what was said before, as a search compares them."""
    messages = apps.get_model("rooms", "Message").objects.using(schema_editor.connection.alias)
    waiting = []
    for message in messages.filter(deleted_at=None).only("pk", "html").order_by("pk").iterator(BATCH):
        message.words = kept(prose.as_text(message.html))
        waiting.append(message)
        if len(waiting) == BATCH:
            messages.bulk_update(waiting, ["words"])
            waiting = []
    messages.bulk_update(waiting, ["words"])


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("rooms", "0006_votes_of_every_method"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="words",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="rooms.thread"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "thread"), name="one_reading_per_person_and_thread")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
