"""The portal's lists as two stock Nameko services: `gateway` by HTTP, `documents` by RPC.

The gateway is built as in Nameko's own examples, with `RpcProxy`; under `/standalone` it asks by
`ClusterRpcProxy`, as gateways outside Nameko do, with as many kept open as requests come at once.
"""

import json
import sys
import warnings
from typing import Any

warnings.simplefilter("ignore", DeprecationWarning)

import eventlet  # noqa: E402 - it warns of its retirement at the import

eventlet.monkey_patch()

from eventlet.pools import Pool  # noqa: E402 - only after the patch
from nameko.rpc import RpcProxy, rpc  # noqa: E402 - only after the patch
from nameko.runners import ServiceRunner  # noqa: E402 - only after the patch
from nameko.standalone.rpc import ClusterRpcProxy  # noqa: E402 - only after the patch
from nameko.web.handlers import http  # noqa: E402 - only after the patch
from portal_work import Portal, Remembered  # noqa: E402 - only after the patch
from werkzeug.wrappers import Request, Response  # noqa: E402 - only after the patch

part, given = sys.argv[1:]
settings = json.loads(given)
config = {
    "AMQP_URI": settings["amqp_url"],
    "WEB_SERVER_ADDRESS": f"127.0.0.1:{settings['port']}",
    "max_workers": 32,
}
portal = Portal(given)


class Documents:
    name = "portal_documents"

    @rpc
    def whose(self, token: str) -> list[str]:
        return portal.whose(token)

    @rpc
    def list_documents(self, organisation_id: str, person_id: str) -> dict[str, Any]:
        return portal.list_documents(organisation_id, person_id)

    @rpc
    def get_document(
        self, organisation_id: str, person_id: str, document_id: str
    ) -> dict[str, Any]:
        return portal.get_document(organisation_id, person_id, document_id)


def answered(found: Any) -> Response:
    return Response(json.dumps(found), mimetype="application/json")


def token_of(request: Request) -> str:
    return request.headers["Authorization"].removeprefix("Bearer ")


remembered = Remembered()


class Proxies(Pool):
    def create(self) -> Any:
        return ClusterRpcProxy(config).start()


proxies = Proxies(max_size=32)


class Gateway:
    name = "portal_gateway"
    documents: Any = RpcProxy("portal_documents")

    @http("GET", "/v1/documents")
    def list_documents(self, request: Request) -> Response:
        who = remembered.whose(token_of(request), self.documents.whose)
        return answered(self.documents.list_documents(*who))

    @http("GET", "/v1/documents/<string:document_id>")
    def get_document(self, request: Request, document_id: str) -> Response:
        who = remembered.whose(token_of(request), self.documents.whose)
        return answered(self.documents.get_document(*who, document_id))

    @http("GET", "/standalone/documents")
    def list_standalone(self, request: Request) -> Response:
        with proxies.item() as cluster:
            who = remembered.whose(token_of(request), cluster.portal_documents.whose)
            return answered(cluster.portal_documents.list_documents(*who))

    @http("GET", "/standalone/documents/<string:document_id>")
    def get_standalone(self, request: Request, document_id: str) -> Response:
        with proxies.item() as cluster:
            who = remembered.whose(token_of(request), cluster.portal_documents.whose)
            return answered(cluster.portal_documents.get_document(*who, document_id))


runner = ServiceRunner(config)
runner.add_service({"gateway": Gateway, "documents": Documents}[part])
runner.start()
print("ready", flush=True)
runner.wait()
