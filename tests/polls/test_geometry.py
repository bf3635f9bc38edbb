"""Outlines against an independent computation, and every file that is not quite an outline."""

import json
import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon

from governance.polls import geometry
from governance.polls.geometry import Unreadable

LONS = st.floats(-170, 170)
LATS = st.floats(-80, 80)
SAINT_DENIS, SAINT_PIERRE = (55.4504, -20.8789), (55.4781, -21.3393)


# --- Against an independent computation --------------------------------------------------------------


def vincenty(one, other):
    """Metres between two points by Vincenty’s inverse formula (1975); None where it does not converge."""
    a, f = 6378137.0, 1 / 298.257223563
    b, length = (1 - f) * a, math.radians(other[0] - one[0])
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(p[1]))) for p in (one, other))
    lam = length
    for _turn in range(200):
        x = math.cos(u2) * math.sin(lam)
        y = math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam)
        sin_s = math.hypot(x, y)
        if not sin_s:
            return 0
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_s, cos_s)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2_a = 1 - sin_a**2
        cos_m = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2_a if cos2_a else 0
        c = f / 16 * cos2_a * (4 + f * (4 - 3 * cos2_a))
        before = lam
        lam = length + (1 - c) * f * sin_a * (sigma + c * sin_s * (cos_m + c * cos_s * (2 * cos_m**2 - 1)))
        if abs(lam - before) < 1e-12:
            break
    else:
        return None
    u = cos2_a * (a**2 - b**2) / b**2
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cos_s * (2 * cos_m**2 - 1) - big_b / 6 * cos_m * (4 * sin_s**2 - 3) * (4 * cos_m**2 - 3)
    return b * big_a * (sigma - big_b * sin_s * (cos_m + big_b / 4 * inner))


@given(LONS, LATS, LONS, LATS)
def test_distances_are_those_of_vincenty(lon, lat, lon2, lat2):
    expected = vincenty((lon, lat), (lon2, lat2))
    assume(expected is not None and expected < 19_000_000)
    assert geometry.distance((lon, lat), (lon2, lat2)) == pytest.approx(expected, abs=0.01)


def test_distances_are_metres_on_the_ground():
    assert geometry.distance(SAINT_DENIS, SAINT_PIERRE) == pytest.approx(51_060, abs=60)
    assert geometry.distance(SAINT_DENIS, SAINT_DENIS) == 0
    # A degree of longitude is shorter where the Earth is: degrees are never metres.
    assert geometry.distance((0, 60), (1, 60)) == pytest.approx(55_800, abs=5)
    assert geometry.distance((0, 0), (1, 0)) == pytest.approx(111_319.5, abs=1)


@st.composite
def star(draw):
    """A polygon around a point: corners in order of their direction, each at its own distance, some kilometres."""
    lon, lat = draw(st.floats(-150, 150)), draw(st.floats(-65, 65))
    reaches = draw(st.lists(st.floats(0.01, 0.2), min_size=3, max_size=24))
    turn = 2 * math.pi / len(reaches)
    corners = [(lon + reach * math.cos(n * turn), lat + reach * math.sin(n * turn)) for n, reach in enumerate(reaches)]
    return Polygon(corners)


def karney(polygon):
    measured = Geodesic.WGS84.Polygon()
    for lon, lat in polygon.exterior.coords[:-1]:
        measured.AddPoint(lat, lon)
    return abs(measured.Compute()[2])


@given(star())
def test_areas_are_those_of_geodesics(polygon):
    assume(polygon.is_valid and polygon.area > 1e-5)
    assert geometry.area(MultiPolygon([polygon])) == pytest.approx(karney(polygon), rel=0.002)


def test_a_hole_is_taken_off():
    outer, inner = [(0, 0), (2, 0), (2, 2), (0, 2)], [(0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1)]
    pierced = geometry.area(MultiPolygon([Polygon(outer, [inner])]))
    whole, hole = (geometry.area(MultiPolygon([Polygon(ring)])) for ring in (outer, inner))
    assert pierced == pytest.approx(whole - hole)


def crossings(ring, lon, lat):
    """Whether a point is inside, by counting the edges that a ray towards the east crosses."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


@given(star(), st.floats(-0.25, 0.25), st.floats(-0.25, 0.25))
def test_a_point_is_inside_where_a_ray_says_so(polygon, east, north):
    assume(polygon.is_valid)
    centre = polygon.centroid
    lon, lat = centre.x + east, centre.y + north
    from_edge = polygon.exterior.distance(geometry.shapely.Point(lon, lat))
    assume(from_edge > 1e-9)
    shape = MultiPolygon([polygon])
    assert geometry.contains(shape, lon, lat) == crossings(list(polygon.exterior.coords)[:-1], lon, lat)


@given(st.floats(-150, 150), st.floats(-75, 75), st.integers(50, 200_000))
def test_each_corner_of_a_circle_is_its_radius_away(lon, lat, radius):
    drawn = geometry.circle(lon, lat, radius)
    reached = [vincenty((lon, lat), corner) for corner in drawn.geoms[0].exterior.coords[:8]]
    assert reached == pytest.approx([radius] * 8, abs=0.01)
    assert geometry.contains(drawn, lon, lat)


# --- Files -------------------------------------------------------------------------------------------

SQUARE = [[[55.4, -21.0], [55.5, -21.0], [55.5, -20.9], [55.4, -20.9], [55.4, -21.0]]]


def polygon(coordinates, **more):
    return json.dumps({"type": "Polygon", "coordinates": coordinates, **more}).encode()


def refused(content):
    with pytest.raises(Unreadable) as why:
        geometry.read_geojson(content)
    return str(why.value).replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("wrapped", ["bare", "feature", "collection", "multi"])
def test_an_outline_is_read_however_it_is_wrapped(wrapped):
    told = {"type": "Polygon", "coordinates": SQUARE}
    if wrapped == "multi":
        told = {"type": "MultiPolygon", "coordinates": [SQUARE]}
    if wrapped in ("feature", "collection"):
        told = {"type": "Feature", "geometry": told, "properties": {"nom": " Le  Chaudron "}}
    if wrapped == "collection":
        told = {"type": "FeatureCollection", "features": [told]}
    [feature] = geometry.read_geojson(json.dumps(told).encode())
    assert feature.shape.bounds == (55.4, -21.0, 55.5, -20.9)
    assert feature.name == ("Le Chaudron" if wrapped in ("feature", "collection") else "")


def test_heights_are_left_out_and_a_byte_order_mark_is_forgiven():
    high = [[[lon, lat, 12.5] for lon, lat in SQUARE[0]]]
    [feature] = geometry.read_geojson(b"\xef\xbb\xbf" + polygon(high))
    assert not feature.shape.has_z


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "n’est pas un texte JSON"),
        (b"\xff\xfe", "n’est pas un texte JSON"),
        (b"[" * 100_000, "n’est pas un texte JSON"),
        (b"[]", "il n’a pas de « type »"),
        (b"{}", "autre chose que des contours (None)"),
        (b'{"type": "FeatureCollection", "features": []}', "aucun contour"),
        (b'{"type": "Point", "coordinates": [55, -21]}', "autre chose que des contours (Point)"),
        (b'{"type": "Polygon", "coordinates": []}', "incomplet"),
        (b'{"type": "Polygon"}', "incomplet"),
        (b'{"type": "Polygon", "coordinates": [7]}', "incomplet"),
        (b'{"type": "Polygon", "coordinates": [[7]]}', "deux nombres"),
        (b'{"type": "Polygon", "coordinates": [[["a", "b"]]]}', "deux nombres"),
        (b'{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "n’est pas un texte JSON"),
        (b'{"type": "Polygon", "coordinates": [[[1e999, 1]]]}', "deux nombres"),
        (b'{"type": "Polygon", "coordinates": [[[' + b"9" * 6000 + b", 1]]]}", "n’est pas un texte JSON"),
        (b'{"type": "Polygon", "coordinates": [[[true, false]]]}', "deux nombres"),
        (polygon([[[0, 0], [1, 1], [0, 0]]]), "moins de trois sommets"),
        (polygon([[[0, 0], [1, 1], [2, 2], [0, 0]]]), "aucune surface"),
        (polygon(SQUARE, crs={"type": "name", "properties": {"name": "EPSG:2975"}}), "pas en WGS 84"),
    ],
)
def test_what_is_no_outline_is_said(content, words):
    assert words in refused(content)


def test_a_polygon_that_crosses_itself_is_refused_with_the_place():
    bow = polygon([[[55.0, -21.0], [56.0, -20.0], [56.0, -21.0], [55.0, -20.0], [55.0, -21.0]]])
    assert "se croise lui-même, près de la longitude 55,5 et de la latitude -20,5" in refused(bow)


def test_a_tiny_crossing_is_mended_and_said():
    ring = [[55.4, -21.0], [55.5, -21.0], [55.5, -20.9], [55.45, -20.9], [55.4501, -20.9001], [55.4501, -20.8999],
            [55.44, -20.9], [55.4, -20.9], [55.4, -21.0]]  # fmt: skip
    [feature] = geometry.read_geojson(polygon([ring]))
    assert feature.shape.is_valid


def test_the_antimeridian_is_refused_with_a_way_out():
    fiji = polygon([[[179.5, -17.0], [-179.5, -17.0], [-179.5, -16.0], [179.5, -16.0], [179.5, -17.0]]])
    assert "Coupez-le en deux polygones" in refused(fiji)
    with pytest.raises(Unreadable, match="180 degrés"):
        geometry.circle(179.99, -17, 10_000)
    with pytest.raises(Unreadable, match="pôle"):
        geometry.circle(10, 89.99, 10_000)


def test_half_a_million_vertices_are_refused_with_their_number():
    ring = [[round(55 + n / 1e7, 7), -21] for n in range(500_000)]
    said = refused(polygon([ring]))
    assert "500 000 sommets" in said and "100 000" in said


def test_a_file_too_heavy_is_not_even_read():
    assert "plus de 12 Mo" in refused(b" " * (geometry.MOST_BYTES + 1))


def test_more_zones_than_a_page_can_name_are_refused():
    many = [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": SQUARE}, "properties": {}}] * 201
    said = refused(json.dumps({"type": "FeatureCollection", "features": many}).encode())
    assert "201 contours" in said


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((-21.1, 155.5), "semblent inversées"),
        ((200, 100), "de −180 à 180"),
        ((338_000, 7_690_000), "ressemblent à des mètres"),
    ],
)
def test_a_position_outside_the_world_is_said(place, words):
    with pytest.raises(Unreadable, match=words):
        geometry.point(*place)


@pytest.mark.parametrize("radius", [0, 49, 500_001])
def test_a_circle_is_neither_a_point_nor_a_continent(radius):
    with pytest.raises(Unreadable, match="de 50 mètres à 500"):
        geometry.circle(55.5, -21, radius)
