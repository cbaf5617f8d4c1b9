"""National grid to degrees: eastings and northings as councils publish them, in WGS84.

Airy 1830 ellipsoid and transverse Mercator (Ordnance Survey, "A guide to coordinate systems in
Great Britain", annexes B and C), then the seven-parameter shift to WGS84: within some 5 m, enough
to find a shop and no survey.
"""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan
from typing import Final

_A: Final = 6_377_563.396
_B: Final = 6_356_256.909
_E2: Final = 1 - (_B / _A) ** 2
_F0: Final = 0.9996012717
_LAT0: Final = radians(49)
_LON0: Final = radians(-2)
_E0: Final = 400_000.0
_N0: Final = -100_000.0
_N: Final = (_A - _B) / (_A + _B)

_WGS_A: Final = 6_378_137.0
_WGS_E2: Final = 1 - (6_356_752.3142 / _WGS_A) ** 2
#: From OSGB36 to WGS84: metres, parts per million, seconds of arc.
_SHIFT: Final = (446.448, -125.157, 542.060)
_SCALE: Final = 1 - 20.4894e-6
_TURN: Final = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def on_grid(easting: float, northing: float) -> bool:
    """Whether these can be metres of the national grid."""
    return 1_000 < easting < 700_000 and 1_000 < northing < 1_300_000


def to_degrees(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in WGS84 of a point of the national grid."""
    latitude = _LAT0
    arc = 0.0
    while abs(northing - _N0 - arc) >= 1e-4:
        latitude += (northing - _N0 - arc) / (_A * _F0)
        arc = _arc(latitude)
    sine, tangent = sin(latitude), tan(latitude)
    nu = _A * _F0 / sqrt(1 - _E2 * sine * sine)
    rho = _A * _F0 * (1 - _E2) / (1 - _E2 * sine * sine) ** 1.5
    eta2 = nu / rho - 1
    t2 = tangent * tangent
    secant = 1 / cos(latitude)
    east = easting - _E0
    latitude -= (
        tangent / (2 * rho * nu) * east**2
        - tangent / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * east**4
        + tangent / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t2 * t2) * east**6
    )
    longitude = _LON0 + (
        secant / nu * east
        - secant / (6 * nu**3) * (nu / rho + 2 * t2) * east**3
        + secant / (120 * nu**5) * (5 + 28 * t2 + 24 * t2 * t2) * east**5
    )
    return _to_wgs84(latitude, longitude)


def _arc(latitude: float) -> float:
    """Along the meridian, from the true origin."""
    n = _N
    less, more = latitude - _LAT0, latitude + _LAT0
    return (
        _B
        * _F0
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(less) * cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    nu = _A / sqrt(1 - _E2 * sin(latitude) ** 2)
    x = nu * cos(latitude) * cos(longitude)
    y = nu * cos(latitude) * sin(longitude)
    z = nu * (1 - _E2) * sin(latitude)
    a, b, c = _TURN
    x, y, z = (
        _SHIFT[0] + _SCALE * x - c * y + b * z,
        _SHIFT[1] + c * x + _SCALE * y - a * z,
        _SHIFT[2] - b * x + a * y + _SCALE * z,
    )
    flat = hypot(x, y)
    found = atan2(z, flat * (1 - _WGS_E2))
    for _ in range(6):
        nu = _WGS_A / sqrt(1 - _WGS_E2 * sin(found) ** 2)
        found = atan2(z + _WGS_E2 * nu * sin(found), flat)
    return degrees(found), degrees(atan2(y, x))
