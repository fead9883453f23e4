"""./cs test: everything that has to hold, in one command."""

from .. import server
from . import addon_tests, installs, lint, live
from .report import Report

STEPS = ("lint", "addons", "installs", "live")


def run(*, fast: bool, only: list[str]) -> int:
    """Run the steps named in ``only`` (or the tests of the addons named), or all.

    A path is given to pytest: ``./cs test tests/e2e``.

    :param fast: lint and the addon tests without web pages, for the inner loop
    :return: the exit code
    """
    report = Report()
    steps = [name for name in only if name in STEPS]
    paths = [name for name in only if "/" in name]
    names = [name for name in only if name not in STEPS and name not in paths]
    if names:
        steps.append("addons")
    if paths and "live" not in steps:
        steps.append("live")
    if not steps:
        steps = ["lint", "addons"] if fast else list(STEPS)
    with report.step("setup"):
        setup = server.prepare(test=True, durable=False)

        def check_source() -> None:
            with report.step("lint"):
                lint.run(setup, report, fast=fast)

        if "addons" in steps:
            beside = check_source if "lint" in steps else None
            with report.step("addon tests"):
                addon_tests.run(setup, report, fast=fast, only=names, beside=beside)
        elif "lint" in steps:
            check_source()
        if "installs" in steps:
            installs.run(setup, report)
        if "live" in steps:
            with report.step("live tests"):
                live.run(setup, report, paths)
    return report.close()
