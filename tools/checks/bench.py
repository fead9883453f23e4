"""./cs bench: the ratios of docs/benchmarks.md."""

import json
import sys

from .. import database, server
from ..home import HOME, ROOT
from ..shell import Failure, say
from . import live as live_checks

DATABASE = "cs_bench"


def run(words: list[str]) -> int:
    """Run the benchmarks named, or all, and print a table."""
    sys.path.insert(0, str(ROOT))
    from tests.bench import articles, desk, gateway, inbox, renewal, tickets, webhook
    from tests.live.server import Live

    known = {
        "webhook": webhook.run,
        "tickets": tickets.run,
        "articles": articles.run,
        "desk": desk.run,
        "gateway": gateway.run,
        "inbox": inbox.run,
        "renewal": renewal.run,
    }
    if unknown := set(words) - set(known):
        raise Failure(
            f"No such benchmark: {', '.join(unknown)}. Known: {', '.join(known)}."
        )
    setup = server.prepare(test=True, durable=False)
    template = live_checks.ensure_template(setup)
    with_baseline = f"{DATABASE}_template"
    database.copy(setup, template, with_baseline)
    setup.run(
        *("-d", with_baseline, "-i", "test_cs_bench", "--stop-after-init", "--no-http"),
        log=HOME / "log" / "bench.log",
    )
    rows = []
    for name in words or known:
        say(f"Benchmark {name}")
        live = Live(setup, with_baseline, DATABASE)
        try:
            rows += known[name](live)
        finally:
            live.close()
    database.drop(setup, with_baseline)
    (HOME / "bench.json").write_text(json.dumps(rows, indent=1))
    print("\n| work | ratio | aim |\n| --- | --- | --- |")
    for what, ratio, aim in rows:
        print(f"| {what} | {ratio:.2f} | {aim} |")
    return 0
