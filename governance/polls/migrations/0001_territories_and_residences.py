"""The territories people live in, and what is known of where they live."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import governance.clock
import governance.polls.models.territories


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organizations", "0006_the_association"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Territory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commune", "commune"),
                            ("arrondissement", "arrondissement municipal"),
                            ("epci", "intercommunalité"),
                            ("departement", "département"),
                            ("region", "région"),
                            ("overseas", "collectivité d’outre-mer"),
                            ("country", "pays"),
                            ("zone", "zone dessinée"),
                            ("circle", "cercle"),
                        ],
                        max_length=16,
                    ),
                ),
                ("code", models.CharField(default=governance.polls.models.territories._code, max_length=20)),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("folded", models.CharField(db_index=True, max_length=250)),
                ("vintage", models.PositiveSmallIntegerField(null=True)),
                ("ended", models.PositiveSmallIntegerField(null=True)),
                ("population", models.PositiveIntegerField(null=True)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("wikidata", models.CharField(blank=True, max_length=20)),
                ("osm", models.CharField(blank=True, max_length=30)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("communes", models.ManyToManyField(related_name="drawn_over", to="polls.territory")),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("parents", models.ManyToManyField(related_name="children", to="polls.territory")),
                (
                    "space",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="territories",
                        to="organizations.space",
                    ),
                ),
                ("successors", models.ManyToManyField(related_name="predecessors", to="polls.territory")),
            ],
            options={
                "verbose_name_plural": "territories",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PostalCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=5)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="postal_codes", to="polls.territory"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Referent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("named_at", models.DateTimeField(default=governance.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referent_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referents",
                        to="organizations.space",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referents", to="polls.territory"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Residence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("declared_at", models.DateTimeField(default=governance.clock.now)),
                ("expires_on", models.DateField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residences", to="polls.territory"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="residences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-declared_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AttestationRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(choices=[(0, "déclarée"), (1, "attestée"), (2, "prouvée")]),
                ),
                ("asked_at", models.DateTimeField(default=governance.clock.now)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("size", models.PositiveIntegerField(null=True)),
                ("stored", models.CharField(blank=True, max_length=60)),
                ("checked_at", models.DateTimeField(null=True)),
                ("refused_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.space",
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="requests", to="polls.residence"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField(choices=[(0, "déclarée"), (1, "attestée"), (2, "prouvée")])),
                ("at", models.DateTimeField(default=governance.clock.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.space",
                    ),
                ),
                (
                    "residence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attestations", to="polls.residence"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ZoneResidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("found_on", models.DateField()),
                (
                    "residence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="zones", to="polls.residence"
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="polls.territory"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outline",
            fields=[
                (
                    "territory",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outline",
                        serialize=False,
                        to="polls.territory",
                    ),
                ),
                ("wkb", models.BinaryField()),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("area", models.PositiveBigIntegerField()),
                ("vertices", models.PositiveIntegerField()),
                ("radius", models.PositiveIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["west", "east", "south", "north"], name="outline_box")],
            },
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.UniqueConstraint(fields=("kind", "code"), name="one_territory_per_code"),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("drawn_at__isnull", False), ("drawn_by__isnull", False), ("kind__in", ["zone", "circle"])
                    ),
                    models.Q(
                        models.Q(("kind__in", ["zone", "circle"]), _negated=True),
                        ("drawn_at", None),
                        ("drawn_by", None),
                        ("space", None),
                        ("withdrawn_at", None),
                    ),
                    _connector="OR",
                ),
                name="only_drawn_territories_are_drawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="postalcode",
            constraint=models.UniqueConstraint(fields=("code", "commune"), name="one_postal_code_per_commune"),
        ),
        migrations.AddConstraint(
            model_name="referent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person", "territory", "space"),
                name="one_referent_per_space",
            ),
        ),
        migrations.AddConstraint(
            model_name="referent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("space__isnull", True)),
                fields=("person", "territory"),
                name="one_referent_of_administrators",
            ),
        ),
        migrations.AddConstraint(
            model_name="residence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)), fields=("person",), name="one_residence_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="attestationrequest",
            constraint=models.UniqueConstraint(fields=("residence", "space"), name="one_request_per_space"),
        ),
        migrations.AddConstraint(
            model_name="attestationrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("space__isnull", True)), fields=("residence",), name="one_request_to_referents"
            ),
        ),
        migrations.AddConstraint(
            model_name="attestationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refused_at__isnull", True),
                    models.Q(("refused_at__isnull", False), ("stored", "")),
                    _connector="OR",
                ),
                name="a_refused_proof_is_destroyed",
            ),
        ),
        migrations.AddConstraint(
            model_name="attestationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by__isnull", True), ("stored", ""), ("wanted", 1)),
                    ("wanted", 2),
                    _connector="OR",
                ),
                name="only_a_proof_is_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.UniqueConstraint(
                fields=("residence", "space", "level"), name="one_attestation_per_space"
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("space__isnull", True)),
                fields=("residence", "level"),
                name="one_attestation_of_referents",
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_by__isnull", True), ("level", 1)),
                    models.Q(
                        ("confirmed_by__isnull", False),
                        ("level", 2),
                        models.Q(("confirmed_by", models.F("by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_proof_is_seen_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="zoneresidence",
            constraint=models.UniqueConstraint(fields=("residence", "zone"), name="one_presence_per_zone"),
        ),
    ]
