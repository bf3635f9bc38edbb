import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.clock


def forget_notices(apps, schema_editor):
    """Going back: a message has an author again, so what nobody said goes; answers to it stand on their own."""
    messages = apps.get_model("rooms", "Message").objects.using(schema_editor.connection.alias)
    messages.filter(reply_to__author__isnull=True).update(reply_to=None)
    messages.filter(root__author__isnull=True).update(root=None)
    messages.filter(author__isnull=True).delete()
    if schema_editor.connection.vendor == "postgresql":  # the tables change next, in this very transaction
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0009_files_of_messages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("number", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("body", models.JSONField()),
                ("made_at", models.DateTimeField(default=governance.clock.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Hook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.CharField(
                        choices=[
                            ("mattermost", "Mattermost"),
                            ("rocket_chat", "Rocket.Chat"),
                            ("matrix", "Matrix, par un pont de webhooks"),
                            ("other", "un autre programme (JSON)"),
                        ],
                        default="mattermost",
                        max_length=12,
                        verbose_name="service",
                    ),
                ),
                ("sealed_address", models.TextField()),
                ("host", models.CharField(max_length=255)),
                ("sealed_secret", models.TextField()),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "français"), ("en", "anglais")],
                        default="fr",
                        max_length=5,
                        verbose_name="langue",
                    ),
                ),
                (
                    "agreed_for",
                    models.CharField(
                        choices=[("public", "tout le monde"), ("members", "les membres"), ("roles", "certains rôles")],
                        max_length=10,
                    ),
                ),
                ("set_at", models.DateTimeField(default=governance.clock.now)),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("target_id", models.BigIntegerField()),
                ("with_debate", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=governance.clock.now)),
                ("shown_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="became",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="message",
            name="notice",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="message",
            name="notice_key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="message",
            name="told",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="message",
            name="author",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice_key", ""), _negated=True),
                fields=("thread", "notice_key"),
                name="one_notice_of_each_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", True), ("notice__gt", ""), ("notice_key__gt", "")),
                    models.Q(("author__isnull", False), ("notice", "")),
                    _connector="OR",
                ),
                name="a_notice_has_no_author",
            ),
        ),
        migrations.AddField(
            model_name="hook",
            name="room",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="hook", to="rooms.room"
            ),
        ),
        migrations.AddField(
            model_name="hook",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="hook",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="rooms.hook"
            ),
        ),
        migrations.AddField(
            model_name="origin",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="origin",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="origins", to="rooms.message"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="deliveries_to_send"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("hook", "key"), name="one_delivery_of_each_thing"),
        ),
        migrations.AddConstraint(
            model_name="origin",
            constraint=models.UniqueConstraint(fields=("kind", "target_id"), name="one_origin_of_each_thing"),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_notices),
    ]
