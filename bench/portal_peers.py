"""Ten thousand documents of one customer, and the portals of peers on the same tables."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

import boto3
import httpx
from sqlalchemy import text

from bench.costs import Groups
from bench.http_load import Load, closed_loop, get, open_loop
from bench.many_documents import TABLES, add_many
from bench.paired import Contender, Done
from bench.peers.environments import python_of
from bench.peers.running import running_program
from bench.query_plans import gather_statistics
from bench.stage import Stage
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import free_port

DOCUMENTS = 10_000
SECONDS = 1.0
NAMEKO = "Nameko's HTTP gateway with RpcProxy"
STANDALONE = "Nameko's HTTP gateway with ClusterRpcProxy"
FLOOR = "the floor: Starlette and SQLAlchemy in one process"

_WITH_FILE = text("""
INSERT INTO document (id, organisation_id, source, document_type, number, title, issued_on,
    folder, format, file_name, media_type, size_bytes, sha256, object_key, version_id, received_at,
    available_until, retained_through, locked_until, faults, notice_requested_at, search_text)
VALUES (:id, :organisation, '/erp/bench', 'letter', :number, 'Brief', '2015-01-01',
    'post', 'plain_pdf', 'Brief.pdf', 'application/pdf', :size, :sha256, :key, :version, now(),
    '2099-01-01', '2099-01-01', '2099-01-01 00:00Z', '{}', now(), ' brief')
""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Portal:
    """One of those that answer: where, and in which processes."""

    port: int
    processes: Groups
    prefix: str = "/v1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Portals:
    """Ours and the peers', on the same documents of the same customer."""

    token: str
    organisation_id: UUID
    document_id: UUID
    """One of the ten thousand."""
    by_name: dict[str, Portal]

    def request(self, name: str, path: str) -> bytes:
        """Return a request of the customer's admin."""
        prefix = self.by_name[name].prefix
        return get(prefix + path, [("Authorization", f"Bearer {self.token}")])

    def closed(self, name: str, path: str, connections: int) -> Contender:
        """Return the asking of one page, on so many connections."""
        portal, request = self.by_name[name], self.request(name, path)

        def work() -> Done:
            return _done(
                closed_loop(
                    portal.port, lambda _: request, connections=connections, seconds=SECONDS
                )
            )

        return Contender(work=work, processes=portal.processes)

    def paced(self, name: str, path: str, pace: float) -> Contender:
        """Return the asking of one page at a steady pace."""
        portal, request = self.by_name[name], self.request(name, path)
        work = partial(open_loop, portal.port, lambda _: request, pace=pace, seconds=SECONDS)
        return Contender(work=lambda: _done(work()), processes=portal.processes)

    def answers(self, path: str) -> dict[str, object]:
        """Return what each says, for comparing whether all do the same work."""
        return {
            name: httpx.get(
                f"http://127.0.0.1:{portal.port}{portal.prefix}{path}",
                headers={"Authorization": f"Bearer {self.token}"},
                timeout=60,
            )
            .raise_for_status()
            .json()
            for name, portal in self.by_name.items()
        }


@contextmanager
def running_portals(stage: Stage, *, with_nameko: bool) -> Iterator[Portals]:
    """Yield all portals, warm or not; those of peers that are not installed are left out."""
    token = stage.portal.sign_in(stage.admin)
    if token is None:
        raise LookupError("the benchmark's admin cannot sign in")
    answer = stage.portal.http.get("/v1/me", headers=stage.portal.as_(token)).raise_for_status()
    organisation_id = UUID(answer.json()["organisation"]["id"])
    document_id = _fill(stage, organisation_id)
    servers = {
        name: stage.server_pids(server)
        for name, server in (("broker", "rabbitmq"), ("database", "postgres"), ("store", "s3"))
        # Lists ask the store nothing, whatever it does at the time.
        if not with_nameko or name != "store"
    }
    python = python_of("portals")
    with ExitStack() as stack:
        product = stage.product
        by_name = {
            "ours": Portal(
                port=int(product.gateway_url.rpartition(":")[2]),
                processes={
                    "gateway": product.pids("gateway"),
                    "service": product.pids("billing_docs"),
                    **servers,
                },
            )
        }
        if python is not None:
            start = partial(_started, stack, stage, python)
            port, pid = start("portal_floor")
            by_name[FLOOR] = Portal(port=port, processes={"gateway": [pid], **servers})
        if python is not None and with_nameko:
            _, service = start("portal_nameko", "documents")
            port, pid = start("portal_nameko", "gateway")
            processes = {"gateway": [pid], "service": [service], **servers}
            by_name[NAMEKO] = Portal(port=port, processes=processes)
            by_name[STANDALONE] = Portal(port=port, processes=processes, prefix="/standalone")
        yield Portals(
            token=token,
            organisation_id=organisation_id,
            document_id=document_id,
            by_name=by_name,
        )


def add_file(stage: Stage, organisation_id: UUID, content: bytes, sha256: str) -> UUID:
    """Archive a file as a document of the organisation; return the document's id."""
    namespace, document_id = stage.product.namespace, new_id()
    key = f"bench/{document_id}"
    stored = boto3.client(
        "s3",
        endpoint_url=namespace.servers.s3_url,
        aws_access_key_id=namespace.servers.s3_access_key,
        aws_secret_access_key=namespace.servers.s3_secret_key,
        region_name="us-east-1",
    ).put_object(Bucket=namespace.archive_bucket, Key=key, Body=content)
    values = {
        "id": document_id,
        "organisation": organisation_id,
        "number": f"BR-{document_id}",
        "size": len(content),
        "sha256": sha256,
        "key": key,
        "version": stored["VersionId"],
    }
    database = Database(namespace.databases["billing_docs"].application_url)
    with database.transaction(organisation_id=organisation_id) as session:
        session.execute(_WITH_FILE, values)
    database.dispose()
    return document_id


def _fill(stage: Stage, organisation_id: UUID) -> UUID:
    """Give the organisation its documents where it has none; return the id of one."""
    urls = stage.product.namespace.databases["billing_docs"]
    database = Database(urls.application_url)
    one = text("SELECT id FROM document WHERE organisation_id = :id AND number = 'RE-0004711'")
    with database.transaction(organisation_id=organisation_id) as session:
        found: UUID | None = session.scalar(one, {"id": organisation_id})
    if found is None:
        add_many(database, organisation_id, DOCUMENTS)
        gather_statistics(urls.owner_url, *TABLES)
        with database.transaction(organisation_id=organisation_id) as session:
            found = session.execute(one, {"id": organisation_id}).scalar_one()
    database.dispose()
    return found


def _started(
    stack: ExitStack, stage: Stage, python: Path, program: str, *arguments: str
) -> tuple[int, int]:
    """Start a peer's program; return its port and its process id."""
    namespace, port = stage.product.namespace, free_port()
    settings = {
        "port": port,
        "amqp_url": f"{namespace.servers.amqp_url.rstrip('/')}/{namespace.vhost}",
        "documents_url": namespace.databases["billing_docs"].application_url,
        "identity_url": namespace.databases["identity"].application_url,
        "bucket": namespace.archive_bucket,
        "s3_url": namespace.servers.s3_url,
        "s3_access_key": namespace.servers.s3_access_key,
        "s3_secret_key": namespace.servers.s3_secret_key,
    }
    started = running_program(python, program, *arguments, json.dumps(settings))
    return port, stack.enter_context(started)


def _done(load: Load) -> Done:
    return Done(
        count=len(load.latencies),
        seconds=load.seconds,
        p99=load.milliseconds(99),
        failed=load.failed,
    )
