"""Waiting for what other processes do."""

import time


def wait_for(condition, timeout=60, message="it did not happen in time"):
    """Wait until a function gives something true, and return that.

    :param message: what to say otherwise, or a function that tells it
    :raise AssertionError: when the time, in seconds, is over
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError(message() if callable(message) else message)
