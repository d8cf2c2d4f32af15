"""Logs: one JSON object a line, the correlation id in each, no personal data and no secrets."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

import structlog

_NOISY = ("nameko", "kombu", "amqp", "botocore", "boto3", "urllib3", "s3transfer", "alembic")


def configure_logging(service_name: str, log_format: Literal["json", "console"]) -> None:
    """Send every log record of this process to standard output in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
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
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Nameko logs a worker's traceback itself; the entrypoints do it once, with the correlation id.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, *renderers],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=LineLogger,
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service_name)


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


@contextmanager
def logs_beside_answers() -> Iterator[None]:
    """Send what is logged meanwhile to standard error: standard output is for answers alone."""
    before = structlog.get_config()
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    try:
        yield
    finally:
        structlog.configure(**before)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger that carries the present correlation id."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def bind_correlation(service_name: str, correlation_id: str, entrypoint: str) -> None:
    """Put the correlation id into every record of the present green thread."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        service=service_name, correlation_id=correlation_id, entrypoint=entrypoint
    )
