from nameko.amqp.publish import (
    UndeliverableMessage as UndeliverableMessage,
)
from nameko.amqp.publish import (
    get_connection as get_connection,
)
from nameko.amqp.publish import (
    get_producer as get_producer,
)
