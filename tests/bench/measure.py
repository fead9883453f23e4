"""Taking turns between two things and comparing their medians."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit


def alternate(rounds: int, *works: Callable[[], float]) -> list[float]:
    """The median result of each work, run by turns so that drift hits all alike."""
    results = [[] for _work in works]
    for _round in range(rounds):
        for found, work in zip(results, works, strict=True):
            found.append(work())
    return [statistics.median(found) for found in results]


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def requests_per_second(
    url: str, calls: list[tuple[str, bytes]], clients: int, **headers: str
) -> float:
    """Post (path, body) pairs over ``clients`` kept connections.

    :raise AssertionError: when one is not answered with 200
    """
    started = time.perf_counter()
    answer_times(url, calls, clients, **headers)
    return len(calls) / (time.perf_counter() - started)


def answer_times(
    url: str, calls: list[tuple[str, bytes]], clients: int, **headers: str
) -> list[float]:
    """How long each (path, body) took, posted over ``clients`` kept connections.

    :param headers: beside the type of content; ``_`` stands for ``-``
    :raise AssertionError: when one is not answered with 200
    """
    host = urlsplit(url).netloc
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Content-Type": "text/xml", **names}
    waiting, lock, times, failed = list(calls), threading.Lock(), [], []

    def post():
        connection = http.client.HTTPConnection(host, timeout=60)
        while True:
            with lock:
                if not waiting:
                    break
                path, body = waiting.pop()
            started = time.perf_counter()
            connection.request("POST", path, body, sent)
            response = connection.getresponse()
            response.read()
            times.append(time.perf_counter() - started)
            if response.status != 200:
                failed.append(response.status)
        connection.close()

    threads = [threading.Thread(target=post) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, f"{len(failed)} calls were refused: {failed[:5]}"
    return times


def percentile(times: list[float], percent: int) -> float:
    """The time that so many percent of the calls stayed below."""
    return sorted(times)[min(len(times) * percent // 100, len(times) - 1)]
