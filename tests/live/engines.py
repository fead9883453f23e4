"""The engines that drain: what the command line of each is."""

from tests.live.server import Live, Server, free_port

QUEUE = {"ODOO_QUEUE_JOB_CHANNELS": "root:4,root.cs_in:2,root.cs_out:2"}
LOAD = "--load=base,web,queue_job"
NO_CRON = "--max-cron-threads=0"


def start(live: Live, engine: str, workers: int = 0, port: int = 0) -> Server:
    """Start a process that works off what waits.

    :param engine: "cron", "queue", or "both"
    :param workers: as of Odoo; 0 is one process with threads
    """
    words, env = [], {}
    if workers:
        words += [f"--workers={workers}", f"--gevent-port={free_port()}"]
    if engine == "queue":
        words += [NO_CRON]
    if engine in ("queue", "both"):
        words += [LOAD]
        env = QUEUE
    return live.serve(*words, port=port, **env)
