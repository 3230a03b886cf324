"""Runs a module of Python tests and reports in cargo's form:

    python crate/proof/src/testing/report_as_cargo.py crate/kernel/tests/python test_errors

`cargo lab test` does so for each module. A name narrows it, as in `test_errors.Crashes.test_exit`.
"""

import sys
import time
import unittest


def name_of(test):
    return test.id().removeprefix("test_")


class CargoLines(unittest.TestResult):
    """A line for each test as it ends; what went wrong comes below it."""

    def __init__(self):
        super().__init__()
        self.counts = {"passed": 0, "failed": 0, "ignored": 0}
        self.failed_parts = []

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        self.failed_parts = []

    def line(self, test, end, count):
        self.counts[count] += 1
        print(f"test {name_of(test)} ... {end}", flush=True)

    def fail(self, test, error):
        self.line(test, "FAILED", "failed")
        print(self._exc_info_to_string(error, test), flush=True)

    def addSuccess(self, test):
        if not self.failed_parts:
            self.line(test, "ok", "passed")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.fail(test, error)

    # Also called with the class's set-up in the place of a test.
    def addError(self, test, error):
        super().addError(test, error)
        self.fail(test, error)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            if not self.failed_parts:
                self.line(test, "FAILED", "failed")
            self.failed_parts.append(subtest)
            print(f"in {subtest}\n{self._exc_info_to_string(error, test)}", flush=True)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(test, f"ignored, {reason}", "ignored")

    def stopTest(self, test):
        super().stopTest(test)
        print(f"     {time.monotonic() - self.began:.1f} s", flush=True)


def main(folder, *names):
    sys.path.insert(0, folder)
    result = CargoLines()
    unittest.defaultTestLoader.loadTestsFromNames(names).run(result)
    failed = result.counts["failed"] or not result.testsRun
    counts = "; ".join(f"{number} {kind}" for kind, number in result.counts.items())
    print(f"test result: {'FAILED' if failed else 'ok'}. {counts}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
