from amqp.basic_message import Message as Message
from amqp.channel import Channel as Channel
from amqp.connection import Connection as Connection
from amqp.exceptions import (
    AccessRefused as AccessRefused,
)
from amqp.exceptions import (
    AMQPError as AMQPError,
)
from amqp.exceptions import (
    ChannelError as ChannelError,
)
from amqp.exceptions import (
    ConnectionError as ConnectionError,
)
from amqp.exceptions import (
    ConsumerCancelled as ConsumerCancelled,
)
from amqp.exceptions import (
    NotFound as NotFound,
)
from amqp.exceptions import (
    PreconditionFailed as PreconditionFailed,
)
from amqp.exceptions import (
    RecoverableChannelError as RecoverableChannelError,
)
from amqp.exceptions import (
    RecoverableConnectionError as RecoverableConnectionError,
)
from amqp.exceptions import (
    ResourceError as ResourceError,
)
from amqp.exceptions import (
    ResourceLocked as ResourceLocked,
)

__version__: str
