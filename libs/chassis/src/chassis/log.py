"""The log of a service: Nameko kept quiet, and the present call's correlation id in each line."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

import process.log
from process.settings import LogFormat

_NOISY = ("nameko", "kombu", "amqp", "alembic")


def configure_logging(service_name: str, log_format: LogFormat) -> None:
    """Send every log record of this process to standard output in one form."""
    process.log.configure_logging(service_name, log_format, quiet=_NOISY)
    # Nameko logs a worker's traceback itself; the entrypoints do it once, with the correlation id.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)


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


def bind_correlation(correlation_id: str, entrypoint: str) -> None:
    """Put the correlation id into every record of the present green thread."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=correlation_id, entrypoint=entrypoint)
