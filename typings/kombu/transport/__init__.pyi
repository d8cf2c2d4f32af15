from kombu.transport import pyamqp as pyamqp

TRANSPORT_ALIASES: dict[str, str]
