"""The four ways into a service: calls, other services' events, other systems' events, the clock.

Services use these and never Nameko or kombu themselves (docs/adr/0002).
"""

from chassis.entrypoints.calls import rpc
from chassis.entrypoints.inbound import on_inbound, on_unrouted
from chassis.entrypoints.incoming import Incoming
from chassis.entrypoints.messages import on_event
from chassis.entrypoints.ticks import every

__all__ = ["Incoming", "every", "on_event", "on_inbound", "on_unrouted", "rpc"]
