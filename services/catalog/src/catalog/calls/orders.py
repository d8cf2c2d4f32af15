"""Orders of consumables: placed for devices, followed until they arrive."""

from uuid import UUID

from catalog.calls.tools import CatalogCalls
from catalog.use_cases.orders.get_order import get_order
from catalog.use_cases.orders.list_orders import list_orders
from catalog.use_cases.orders.place_order import place_order
from catalog.use_cases.orders.receive_order_status import receive_order_status
from chassis.entrypoints import Incoming, on_inbound, rpc
from contracts.inbound import ORDER_STATUS_CHANGED
from contracts.orders import OrderDetail, OrderPage, OrderQuery, OrderStatusChanged, PlaceOrder
from contracts.outbound import MESSAGE_REJECTED
from contracts.principal import Principal


class OrderCalls(CatalogCalls):
    """Orders of consumables: placed for devices, followed until they arrive."""

    @on_inbound(ORDER_STATUS_CHANGED, rejected_as=MESSAGE_REJECTED)
    def receive_order_status(self, event: Incoming[OrderStatusChanged]) -> None:
        """Take from the ERP how far an order is."""
        with self._room.of_everybody() as records:
            receive_order_status(event, records)

    @rpc
    def place_order(self, caller: Principal, request: PlaceOrder) -> OrderDetail:
        """Order consumables. Raises AreaNotVisible, NotPermitted, InvalidInput."""
        return place_order(caller, request, self._room)

    @rpc(reads=True)
    def list_orders(self, caller: Principal, query: OrderQuery) -> OrderPage:
        """List the orders that the caller sees. Raises AreaNotVisible, InvalidInput."""
        return list_orders(caller, query, self._reading_room)

    @rpc(reads=True)
    def get_order(self, caller: Principal, order_id: UUID) -> OrderDetail:
        """Show one order. Raises AreaNotVisible, NotFound."""
        return get_order(caller, order_id, self._reading_room)
