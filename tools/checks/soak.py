"""./cs soak: steady load while workers die."""

import json
import sys

from .. import database, server
from ..home import HOME, ROOT
from ..shell import say
from . import live as live_checks

DATABASE = "cs_soak"
KILL_EVERY = 120  # seconds
PILE = 1000


def run(minutes: float, engine: str) -> int:
    """Run it, print what it found, and keep it in CS_HOME/soak.json.

    :param engine: "cron", "queue" or "both"
    """
    sys.path.insert(0, str(ROOT))
    from tests.live.server import Live
    from tests.soak.run import Soak

    setup = server.prepare(test=True, durable=False)
    live = Live(setup, live_checks.ensure_template(setup), DATABASE)
    try:
        if engine != "cron":
            live.install("cs_channels_queue")
        every = min(KILL_EVERY, minutes * 60 / 3)
        result = Soak(live, engine, say).run(int(minutes * 60), every, PILE)
    finally:
        live.close()
    found = result.report()
    (HOME / "soak.json").write_text(json.dumps(found, indent=1))
    width = max(map(len, found))
    for name, value in found.items():
        print(f"{name.ljust(width)}  {value}")
    database.drop(setup, DATABASE)
    return 0 if result.good else 1
