"""Logs: one JSON object a line, the correlation id in each, no personal data and no secrets."""

import logging
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import structlog

from process.settings import LogFormat

# These would log addresses with passwords in them, or each request once more.
_QUIET = ("botocore", "boto3", "urllib3", "s3transfer")


def configure_logging(
    service_name: str, log_format: LogFormat, *, quiet: Iterable[str] = ()
) -> None:
    """Send every log record of this process to standard output in one form.

    Of the libraries in `quiet`, and of those that talk to the object store, only warnings.
    """

    def name_the_service(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
        event.setdefault("service", service_name)
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        name_the_service,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderers: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())]
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in (*_QUIET, *quiet):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, *renderers],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=LineLogger,
        cache_logger_on_first_use=True,
    )


class LineLogger:
    """Writes our own records: by way of `logging` each line costs three times as much."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        """Write a line to standard output, in one piece and at once.

        A full disk or a reader that has gone costs the line, and not the work it tells of.
        """
        with suppress(OSError, ValueError):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()

    debug = info = warning = error = critical = msg
