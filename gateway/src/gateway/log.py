"""The log of the gateway, to which its HTTP server writes as well."""

from typing import Any

# The HTTP server sets its loggers up by itself, to lines of its own; this leaves them to us.
SERVER_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {},
    "handlers": {},
    "loggers": {
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.error": {"handlers": [], "propagate": True},
    },
}
