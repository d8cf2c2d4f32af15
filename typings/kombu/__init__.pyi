from kombu import (
    exceptions as exceptions,
)
from kombu import (
    pools as pools,
)
from kombu import (
    serialization as serialization,
)
from kombu import (
    transport as transport,
)
from kombu.connection import Connection as Connection
from kombu.entity import Exchange as Exchange
from kombu.entity import Queue as Queue
from kombu.entity import binding as binding
from kombu.message import Message as Message
from kombu.messaging import Consumer as Consumer
from kombu.messaging import Producer as Producer

__version__: str
