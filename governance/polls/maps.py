"""Maps as plain SVG: outlines projected onto a sheet, as paths that any page may draw without a tile or a script."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import shapely

WIDTH, HEIGHT = 720, 560
MARGIN = 6
LETTER = 5.2  # units of the sheet, about the width of one
FINEST = 0.6  # units of the sheet: what is smaller is not drawn


@dataclass(frozen=True)
class Drawn:
    """One outline of a map: what it stands for, the data of its path, where its name goes and whether it fits."""

    thing: object
    d: str
    x: float
    y: float
    fits: bool


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
    shapes = [(thing, shapely.from_wkb(bytes(outline.wkb)), outline) for thing, outline in outlines]
    if not shapes:
        return None
    west = min(outline.west for _thing, _shape, outline in shapes)
    east = max(outline.east for _thing, _shape, outline in shapes)
    south = min(outline.south for _thing, _shape, outline in shapes)
    north = max(outline.north for _thing, _shape, outline in shapes)
    narrow = math.cos(math.radians((south + north) / 2)) or 1
    across, upwards = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    unit = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / upwards)

    def place(lon, lat):
        return MARGIN + (lon - west) * narrow * unit, MARGIN + (north - lat) * unit

    drawn = []
    for thing, shape, outline in shapes:
        shape = shapely.simplify(shape, FINEST / unit)
        x, y = place(outline.lon, outline.lat)
        fits = (outline.east - outline.west) * narrow * unit >= LETTER * len(str(thing))
        drawn.append(Drawn(thing, _path(shape, place), round(x, 1), round(y, 1), fits))
    width, height = (round(side * unit) + 2 * MARGIN for side in (across, upwards))
    return Sheet(width, height, drawn, unit / 111.195)


def _path(shape, place):
    told = []
    for ring in shapely.get_rings(shape):
        corners = [place(lon, lat) for lon, lat in shapely.get_coordinates(ring).tolist()[:-1]]
        told.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z")
    return "".join(told)
