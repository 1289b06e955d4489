"""What the core's tests print at their end."""

from typing import Any

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which of ONNX's own cases our kernels were held against, and why others were not."""
    reports: list[Any] = terminalreporter.stats.get("passed", [])
    tables = [
        value for r in reports if r.when == "call" for name, value in r.user_properties if name == "onnx"
    ]
    if tables:
        terminalreporter.section("ONNX node tests")
        for table in sorted(tables):
            terminalreporter.write_line(table)
