"""python -m tests.soak: one run, told in figures; kept in CS_HOME/soak.json."""

import argparse
import json
import os
import sys

from tests.live.server import Live
from tests.soak.run import Soak
from tools import server
from tools.home import HOME
from tools.shell import say

DATABASE = "cs_soak"
KILL_EVERY = 120  # seconds
PILE = 1000  # messages to measure the drain with


def main() -> int:
    parser = argparse.ArgumentParser(prog="cs soak")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--engine", default="cron")
    args = parser.parse_args()
    setup = server.prepare(test=True, durable=False)
    live = Live(setup, os.environ["CS_TEST_TEMPLATE"], DATABASE)
    try:
        if args.engine != "cron":
            live.install("cs_channels_queue")
        every = min(KILL_EVERY, args.minutes * 60 / 3)
        soak = Soak(live, args.engine, say)
        result = soak.run(int(args.minutes * 60), every, PILE)
    finally:
        live.close()
    found = result.report()
    (HOME / "soak.json").write_text(json.dumps(found, indent=1))
    width = max(map(len, found))
    for name, value in found.items():
        sys.stdout.write(f"{name.ljust(width)}  {value}\n")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
