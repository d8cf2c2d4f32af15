import socket as _socket
from typing import Any

import greenlet as _greenlet
from eventlet import (
    event as event,
)
from eventlet import (
    greenpool as greenpool,
)
from eventlet import (
    greenthread as greenthread,
)
from eventlet import (
    patcher as patcher,
)
from eventlet import (
    queue as queue,
)
from eventlet import (
    semaphore as semaphore,
)
from eventlet import (
    timeout as timeout,
)
from eventlet.event import Event as Event
from eventlet.greenpool import GreenPile as GreenPile
from eventlet.greenpool import GreenPool as GreenPool
from eventlet.greenthread import (
    kill as kill,
)
from eventlet.greenthread import (
    sleep as sleep,
)
from eventlet.greenthread import (
    spawn as spawn,
)
from eventlet.greenthread import (
    spawn_after as spawn_after,
)
from eventlet.greenthread import (
    spawn_n as spawn_n,
)
from eventlet.patcher import monkey_patch as monkey_patch
from eventlet.queue import Queue as Queue
from eventlet.semaphore import BoundedSemaphore as BoundedSemaphore
from eventlet.semaphore import Semaphore as Semaphore
from eventlet.timeout import Timeout as Timeout
from eventlet.timeout import with_timeout as with_timeout

__version__: str

class EventletDeprecationWarning(Warning): ...

def getcurrent() -> _greenlet.greenlet: ...
def listen(
    addr: Any,
    family: int = ...,
    backlog: int = ...,
    reuse_addr: bool = ...,
    reuse_port: bool | None = ...,
) -> _socket.socket: ...
