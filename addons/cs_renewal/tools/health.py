# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

"""Health scores: pure functions, no database.

Bands have hysteresis, so that a score that swings around a limit does not swing the
band: red is entered after two runs at 40 or below and left at 50; green is entered at
75 and left below 70.
"""

RED, RED_LEFT, AMBER, GREEN = 40, 50, 70, 75
RUNS = 2


def points(value: float, bad: float, good: float) -> float:
    """0 to 100 between the value that is bad and the one that is good."""
    if good == bad:
        return 100.0
    share = (value - bad) / (good - bad)
    return round(min(max(share, 0.0), 1.0) * 100, 6)


def weighted(parts: list[tuple[float, float]]) -> float | None:
    """The weighted mean of (points, weight); unknown parts are simply not there.

    Vitally documents the same rule: nulls are ignored.
    """
    total = sum(weight for _points, weight in parts)
    if not total:
        return None
    return sum(score * weight for score, weight in parts) / total


def plain_band(value: float) -> str:
    """The band of a value that has no past."""
    if value <= RED:
        return "red"
    return "amber" if value < AMBER else "green"


def next_band(band: str | None, low_runs: int, value: float) -> tuple[str, int]:
    """(band, runs in a row at or below the red limit) after one more run.

    :param band: the band before, None for the first run
    :param low_runs: how many runs in a row were low before this one
    """
    low_runs = low_runs + 1 if value <= RED else 0
    if not band:
        return plain_band(value), low_runs
    if band == "red":
        if value >= GREEN:
            return "green", low_runs
        return ("amber" if value >= RED_LEFT else "red"), low_runs
    if low_runs >= RUNS:
        return "red", low_runs
    if band == "green":
        return ("green" if value >= AMBER else "amber"), low_runs
    return ("green" if value >= GREEN else "amber"), low_runs
