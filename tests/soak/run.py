"""Five providers write at half the speed of the drain; workers are killed meanwhile.

What counts at the end: every message that was acknowledged is stored once and shown
once, in the order of its customer, and the last one soon after it was sent.
"""

import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from tests.live import engines
from tests.live.server import Live, Server
from tests.live.waiting import wait_for
from tests.simulators import demo

PROVIDERS = ("wechat_oa", "wecom_kf", "dingtalk", "telegram", "webhook")
PEOPLE = 4  # of each provider
SHARE = 0.5  # of the drain rate
GRACE = 60  # seconds from the last message sent to the last one shown
QUIET = ("--max-cron-threads", "0")
MARK = re.compile(r"soak-(\w+?)-(\d+)-(\d+)-end")


@dataclass
class Result:
    """What a soak found; ``good`` says whether it is as it must be."""

    engine: str
    seconds: int
    drain_rate: float = 0  # messages a second of two workers, nothing else going on
    send_rate: float = 0  # aimed at
    sent: int = 0  # acknowledged
    refused: int = 0  # given up by the provider
    stored: int = 0
    shown: int = 0
    twice: int = 0
    disordered: list[str] = field(default_factory=list)
    conversations: int = 0
    kills: int = 0
    slowest_ack_ms: float = 0
    complete_after: float | None = None  # seconds after the last message was sent

    @property
    def good(self) -> bool:
        return (
            self.sent == self.stored == self.shown > 0
            and not self.twice
            and not self.disordered
            and not self.refused
            and self.kills > 0
            and self.complete_after is not None
            and self.complete_after <= GRACE
        )

    def report(self) -> dict:
        return {**asdict(self), "good": self.good}


class Soak:
    """One run on a database of its own."""

    def __init__(self, live: Live, engine: str, say=print):
        self.live, self.engine, self.say = live, engine, say
        self.simulator = demo.build(("127.0.0.1", 0), "http://127.0.0.1:9")
        self.platforms = {"wechat_oa": self.simulator.wechat}
        self.platforms |= self.simulator.platforms
        self.tokens = {"wechat_oa": demo.CHANNEL_TOKEN}
        self.tokens |= {provider.key: token for provider, token, _ in demo.OTHERS}
        self.sent: dict[str, int] = Counter()
        self.lock = threading.Lock()

    @contextmanager
    def playing(self):
        """The providers, known to the database."""
        threading.Thread(target=self.simulator.serve_forever, daemon=True).start()
        self.live.shell(
            f"""
for channel in env['cs.channel'].search([]):
    channel.bot_active = False
    for name in ('api_url', 'callback_url'):
        if channel[name]:
            rest = channel[name].partition('127.0.0.1:8070')[2]
            channel[name] = '{self.simulator.url}' + rest
"""
        )
        try:
            yield
        finally:
            self.simulator.shutdown()

    def aim(self, servers: list[Server]) -> None:
        """Let the providers call these processes, by turns."""
        for index, key in enumerate(PROVIDERS):
            turned = servers[index % len(servers) :] + servers[: index % len(servers)]
            urls = [f"{s.url}/cs/channel/{self.tokens[key]}" for s in turned]
            self.platforms[key].webhook.urls = urls

    def people(self) -> list[tuple[str, str, str]]:
        """(provider, id there, mark of the messages)."""
        return [
            (key, self.platforms[key].customer(name=f"Soak {n}").openid, f"{key}-{n}")
            for key in PROVIDERS
            for n in range(PEOPLE)
        ]

    def say_once(self, result: Result, key: str, person: str, mark: str) -> None:
        """Send the next message of a customer and wait until it is acknowledged."""
        number = self.sent[mark]
        text = f"soak-{mark}-{number:05d}-end"
        (entry,) = self.platforms[key].say(person, text, wait=True)
        with self.lock:
            self.sent[mark] += 1
            result.sent += entry["ok"]
            result.refused += not entry["ok"]
            result.slowest_ack_ms = max(result.slowest_ack_ms, entry["ms"])

    # === What stands in the database === #

    def waiting(self) -> int:
        query = "SELECT count(*) FROM cs_channel_event WHERE state = 'new'"
        return self.live.query(query)[0][0]

    def shown(self) -> int:
        return self.live.query(
            "SELECT count(*) FROM mail_message WHERE model = 'discuss.channel'"
            " AND body LIKE '%soak-%' AND message_type = 'comment'"
        )[0][0]

    def judge(self, result: Result) -> None:
        """Compare what was sent with what is stored and shown."""
        (stored,) = self.live.query(
            "SELECT count(*) FROM cs_channel_event WHERE kind = 'message'"
            " AND state = 'done' AND payload LIKE '%soak-%'"
        )
        rows = self.live.query(
            "SELECT body, res_id FROM mail_message WHERE model = 'discuss.channel'"
            " AND message_type = 'comment' AND body LIKE '%soak-%' ORDER BY id"
        )
        lines: dict[str, list[int]] = {}
        for body, _stream in rows:
            provider, person, number = MARK.search(body).groups()
            lines.setdefault(f"{provider}-{person}", []).append(int(number))
        result.stored, result.shown = stored[0], len(rows)
        result.conversations = len({stream for _body, stream in rows})
        result.twice = sum(len(line) - len(set(line)) for line in lines.values())
        result.disordered = [
            mark for mark, line in sorted(lines.items()) if line != sorted(line)
        ]

    # === The run === #

    def measure(self, result: Result, number: int) -> None:
        """How fast two workers drain what waits."""
        taker = self.live.serve(*QUIET)
        self.aim([taker])
        people = self.people_known
        for index in range(number):
            self.say_once(result, *people[index % len(people)])
        taker.stop()
        servers = self.start()
        self.aim(servers)
        for person in people[:PEOPLE]:  # wakes every engine
            self.say_once(result, *person)
        wait_for(lambda: not self.waiting(), 600)
        # Stamps have whole seconds.
        ((seconds, done),) = self.live.query(
            "SELECT extract(epoch FROM max(done_at) - min(done_at))::int + 1, count(*)"
            " FROM cs_channel_event WHERE payload LIKE '%soak-%'"
        )
        result.drain_rate = round(done / seconds, 1)
        result.send_rate = round(result.drain_rate * SHARE, 1)
        self.servers = servers

    def start(self) -> list[Server]:
        return [engines.start(self.live, self.engine) for _n in range(2)]

    def write(self, result: Result, person, until: float) -> None:
        """One customer, at his share of the speed."""
        pause = len(self.people_known) / result.send_rate
        due = time.monotonic()
        while time.monotonic() < until:
            self.say_once(result, *person)
            due += pause
            time.sleep(max(due - time.monotonic(), 0))

    def kill(self, result: Result, every: float, until: float) -> None:
        """Kill one of the two by turns, and start another in its place."""
        while time.monotonic() + every < until:
            time.sleep(every)
            index = result.kills % 2
            self.servers[index].stop(kill=True)
            result.kills += 1
            self.servers[index] = engines.start(
                self.live, self.engine, port=self.servers[index].port
            )

    def run(self, seconds: int, every: float, pile: int) -> Result:
        """Measure, write for some seconds, and judge.

        :param every: seconds between two kills
        :param pile: messages to measure the drain with
        """
        result = Result(self.engine, seconds)
        with self.playing():
            self.people_known = self.people()
            self.measure(result, pile)
            self.say(
                f"{result.drain_rate} messages a second; sending {result.send_rate}"
                f" a second for {seconds} s"
            )
            until = time.monotonic() + seconds
            with ThreadPoolExecutor(len(self.people_known)) as pool:
                writers = [
                    pool.submit(self.write, result, person, until)
                    for person in self.people_known
                ]
                self.kill(result, every, until)
                for writer in writers:
                    writer.result()
            ended = time.monotonic()
            while self.shown() < result.sent and time.monotonic() < ended + 3 * GRACE:
                time.sleep(0.5)
            if self.shown() >= result.sent:
                result.complete_after = round(time.monotonic() - ended, 1)
            self.judge(result)
            for server in self.servers:
                server.stop()
        return result
