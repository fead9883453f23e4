"""Running other programs, telling what goes on, and failing in one sentence."""

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path


class Failure(Exception):
    """What went wrong and what to do about it, for the person at the terminal."""


def clean_env(**more: str) -> dict[str, str]:
    """The environment for child processes.

    PYTHONDONTWRITEBYTECODE makes every start of Odoo four times slower, and
    PYTHONPATH of the caller could shadow the environment's own packages.
    """
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME")
    }
    return {**env, **more}


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def run(command, *, log: Path | None = None, error: str = "", **options):
    """Run ``command`` to its end.

    :param log: a file that takes its output; without one the output is captured
    :param error: what to tell the person when it fails
    :raise Failure: when it cannot be started or ends with an error
    """
    command = [str(part) for part in command]
    options.setdefault("env", clean_env())
    try:
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("ab") as out:
                done = subprocess.run(command, stdout=out, stderr=out, **options)
        else:
            done = subprocess.run(command, capture_output=True, text=True, **options)
    except OSError as exc:
        raise Failure(f"{error or command[0]}: {exc.strerror or exc}") from exc
    if done.returncode:
        raise Failure(_failure_text(command, done, log, error))
    return done


def _failure_text(command, done, log, error):
    if log:
        where = f"the whole output is in {log}"
        tail = log.read_text(errors="replace").splitlines()[-15:]
    else:
        where = f"command: {' '.join(command)[:300]}"
        tail = (done.stderr or done.stdout or "").splitlines()[-15:]
    reason = error or f"{Path(command[0]).name} ended with {done.returncode}"
    return "\n".join([*tail, f"{reason} ({where})"])


@contextmanager
def progress(text: str, measure=None):
    """Say ``text``, then now and then what ``measure()`` returns, then the time."""
    say(text)
    started, done = time.monotonic(), threading.Event()
    every = 1 if sys.stdout.isatty() else 10

    def report():
        last = None
        while not done.wait(every):
            now = measure() if measure else ""
            if now and now != last:
                print(f"    {now} ({time.monotonic() - started:.0f} s)", flush=True)
                last = now

    watcher = threading.Thread(target=report, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
    print(f"    done in {time.monotonic() - started:.1f} s", flush=True)
