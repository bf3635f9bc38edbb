"""Maps as plain SVG: outlines projected onto a sheet, as paths that any page may draw without a tile or a script."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass

import shapely

WIDTH, HEIGHT = 720, 560
MARGIN = 6
LETTER = 5.2  # units of the sheet, about the width of one
FINEST = 0.6  # units of the sheet: what is smaller is not drawn
DECIMALS = 5  # of a degree in a file: about a metre


@dataclass(frozen=True)
class Drawn:
    """One outline of a map: what it stands for, the data of its path, where its name goes and whether it fits."""

    thing: object
    d: str
    x: float
    y: float
    fits: bool
    fits_twice: bool  # in letters twice as large, as on the sheet of a phone


@dataclass(frozen=True)
class Sheet:
    """A map: its size in units, its outlines, and how many units a kilometre is."""

    width: int
    height: int
    drawn: list[Drawn]
    kilometre: float

    @property
    def scale_km(self) -> int:
        """A round number of kilometres for the scale bar."""
        wanted = WIDTH / 5 / self.kilometre
        power = 10 ** math.floor(math.log10(max(wanted, 1)))
        return max(n * power for n in (1, 2, 5) if n * power <= max(wanted, 1))

    @property
    def scale_units(self) -> float:
        return round(self.scale_km * self.kilometre, 1)


def sheet(outlines: Iterable[tuple[object, object]]) -> Sheet | None:
    """A map of pairs (thing, `Outline`), true to shape at its middle; None where there is nothing."""
    shapes = list(outlines)
    if not shapes:
        return None
    west, north, narrow, across, upwards, unit = _frame([outline for _thing, outline in shapes])

    def place(lon, lat):
        return MARGIN + (lon - west) * narrow * unit, MARGIN + (north - lat) * unit

    drawn = []
    for thing, outline in shapes:
        x, y = place(outline.lon, outline.lat)
        room = (outline.east - outline.west) * narrow * unit / (LETTER * max(len(str(thing)), 1))
        path = _path(_simple(outline, unit), place)
        drawn.append(Drawn(thing, path, round(x, 1), round(y, 1), room >= 1, room >= 2))
    width, height = (round(side * unit) + 2 * MARGIN for side in (across, upwards))
    return Sheet(width, height, drawn, unit / 111.195)


def collection(outlines: Iterable[tuple[dict, object]]) -> dict:
    """Pairs (properties, `Outline`) as GeoJSON, as fine as the map draws them and to the metre."""
    outlines = list(outlines)
    unit = _frame([outline for _told, outline in outlines])[-1] if outlines else 1
    features = []
    for told, outline in outlines:
        shape = shapely.transform(_simple(outline, unit), lambda corners: corners.round(DECIMALS))
        features.append({"type": "Feature", "properties": told, "geometry": json.loads(shapely.to_geojson(shape))})
    return {"type": "FeatureCollection", "features": features}


def _frame(outlines):
    """Where the sheet begins, how much narrower a degree is here, its sides in degrees, and units to a degree."""
    west, east = min(one.west for one in outlines), max(one.east for one in outlines)
    south, north = min(one.south for one in outlines), max(one.north for one in outlines)
    narrow = math.cos(math.radians((south + north) / 2)) or 1
    across, upwards = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    unit = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / upwards)
    return west, north, narrow, across, upwards, unit


def _simple(outline, unit):
    return shapely.simplify(shapely.from_wkb(bytes(outline.wkb)), FINEST / unit)


def _path(shape, place):
    told = []
    for ring in shapely.get_rings(shape):
        corners = [place(lon, lat) for lon, lat in shapely.get_coordinates(ring).tolist()[:-1]]
        told.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z")
    return "".join(told)
