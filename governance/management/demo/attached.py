"""The files that come with what is said in the demo, made when they are sent."""

import io
from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from rooms.files import Chosen, looked_at

WALL, TABLE, WATER, PAPER = (70, 66, 58), (11, 104, 104), (80, 140, 190), (251, 248, 242)
NOTES = """Relecture de la fiche « publier un évènement »

1. Premier écran : rien à redire.
2. Deuxième écran : « lieu » plutôt que « localisation ».
3. Troisième écran : la capture montre l’ancien bouton.
"""


RESULT = """Compte de résultat (euros)
Cotisations;1340
Prestations d’accompagnement;8200
Achats et locations;-2150
Salaires et charges;-6480
Résultat;910
"""
BALANCE = """Bilan (euros)
Actif : banque et caisse;6420
Passif : fonds associatif;5510
Passif : résultat de l’exercice;910
"""
ANNEX = """Annexe des comptes

Les heures données par les membres ne sont pas valorisées. Aucune fonction d’administration n’est rémunérée.
"""


def attached(name: str) -> Chosen:
    content, alt, audience = FILES[name]
    return replace(looked_at(SimpleUploadedFile(name, content())), alt=alt, audience=audience)


def _plan():
    """A room seen from above: four tables, the screen, and the water by the door."""
    plan = Image.new("RGB", (960, 600), PAPER)
    pen = ImageDraw.Draw(plan)
    pen.rectangle((40, 40, 920, 560), outline=WALL, width=10)
    pen.rectangle((40, 400, 50, 500), fill=PAPER)  # the door
    pen.rectangle((320, 60, 640, 76), fill=WALL)  # the screen
    for left in (180, 540):
        for top in (160, 350):
            pen.rounded_rectangle((left, top, left + 240, top + 110), 16, fill=TABLE)
    pen.ellipse((80, 510, 120, 550), fill=WATER)
    content = io.BytesIO()
    plan.save(content, "PNG")
    return content.getvalue()


FILES = {
    "plan-de-la-salle.png": (
        _plan,
        "Plan de la salle : quatre tables face à l’écran, la porte à gauche, la fontaine à eau près de l’entrée.",
        "",
    ),
    "relecture.txt": (NOTES.encode, "", "members"),
    "compte-de-resultat.csv": (RESULT.encode, "", ""),
    "bilan.csv": (BALANCE.encode, "", ""),
    "annexe.txt": (ANNEX.encode, "", ""),
}
