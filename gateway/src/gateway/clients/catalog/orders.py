"""Orders of consumables."""

from uuid import UUID

from contracts.orders import OrderDetail, OrderPage, OrderQuery, PlaceOrder
from gateway.clients.rpc import CallContext, Service


class OrderCalls(Service):
    """Typed calls about orders; each raises what `RpcClient.call` raises."""

    async def place_order(self, caller: CallContext, request: PlaceOrder) -> OrderDetail:
        """Order consumables for devices."""
        return await self.write(caller, "place_order", {"request": request}, OrderDetail)

    async def list_orders(self, caller: CallContext, query: OrderQuery) -> OrderPage:
        """Return a page of the orders that the caller sees."""
        return await self.read(caller, "list_orders", {"query": query}, OrderPage)

    async def get_order(self, caller: CallContext, order_id: UUID) -> OrderDetail:
        """Return one order that the caller sees."""
        return await self.read(caller, "get_order", {"order_id": order_id}, OrderDetail)
