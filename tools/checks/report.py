"""Counting what passed and failed, and saying so in the end."""

import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..shell import Failure


@dataclass
class Report:
    """The outcome of all checks; `./cs test` ends with its last line."""

    passed: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)

    def ok(self, count: int = 1) -> None:
        self.passed += count

    def fail(self, problem: str, count: int = 1) -> None:
        self.failed += count
        self.problems.append(problem)
        print(f"\nFAILED: {problem}\n", flush=True)

    def missing(self, what: str) -> None:
        """A check that cannot run here: loud, and a failure where nobody looks on."""
        if os.environ.get("CI"):
            self.fail(f"{what} (required in CI)")
        else:
            print(f"\n!!! SKIPPED: {what}\n", flush=True)

    @contextmanager
    def step(self, name: str):
        """Time one step; a Failure inside fails the step and not the whole run."""
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        try:
            yield
        except Failure as exc:
            self.fail(f"{name}: {exc}")
        self.times.append((name, time.monotonic() - started))

    def close(self) -> int:
        """Print the summary; its last line is the one that machines read."""
        print("\n=== Summary")
        for name, seconds in self.times:
            print(f"{seconds:7.1f} s  {name}")
        for problem in self.problems:
            print(f"FAILED  {problem.splitlines()[0][:200]}")
        sys.stdout.flush()
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0
