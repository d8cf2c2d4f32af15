"""One isolated product on shared servers."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from amqp.exceptions import AccessRefused
from botocore.exceptions import ClientError
from kombu import Connection, Queue
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from kontor_local.databases import create_database, database_exists, drop_database
from kontor_local.namespace import Namespace, create_namespace, drop_namespace
from kontor_local.object_store import s3_client
from kontor_local.servers import Servers


def sql(url: str, *statements: str) -> object:
    """Run the statements in one transaction and return the last one's first value, if any."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        found: object = results[-1].scalar() if results[-1].returns_rows else None
    return found


def publish(namespace: Namespace, user: str, routing_key: str) -> None:
    with Connection(
        namespace.amqp_url(user), transport_options={"confirm_publish": True}
    ) as connection:
        connection.Producer().publish({}, exchange="kontor.in", routing_key=routing_key)


def test_a_publisher_reaches_the_product_through_kontor_in(module_namespace: Namespace) -> None:
    with Connection(module_namespace.amqp_url("billing_docs")) as service:
        queue = Queue(
            "in-document.issued.v1--billing_docs.inbox",
            exchange="kontor.in",
            routing_key="document.issued.v1",
            durable=True,
        )
        bound = queue(service.channel())
        bound.queue_declare()
        bound.queue_bind()
        publish(module_namespace, "erp-demo", "document.issued.v1")

        assert bound.get(no_ack=True) is not None


def test_a_publisher_may_publish_only_its_own_types(module_namespace: Namespace) -> None:
    with pytest.raises(AccessRefused):
        publish(module_namespace, "erp-demo", "document.archived.v1")


def test_a_publisher_may_declare_and_read_nothing(module_namespace: Namespace) -> None:
    with Connection(module_namespace.amqp_url("erp-demo")) as publisher:
        with pytest.raises(AccessRefused):
            Queue("own", durable=True)(publisher.channel()).queue_declare()
        with pytest.raises(AccessRefused):
            Queue("inbox")(publisher.channel()).get()


def test_a_service_changes_rows_but_no_tables(module_namespace: Namespace) -> None:
    urls = module_namespace.databases["tickets"]
    sql(urls.owner_url, "CREATE TABLE request (id serial PRIMARY KEY, subject text NOT NULL)")

    count = sql(
        urls.application_url,
        "INSERT INTO request (subject) VALUES ('Zählerstand')",
        "SELECT count(*) FROM request",
    )

    assert count == 1
    for forbidden in ("CREATE TABLE other (id int)", "DROP TABLE request", "TRUNCATE request"):
        with pytest.raises(ProgrammingError):
            sql(urls.application_url, forbidden)


def test_row_level_security_binds_both_roles_of_a_service(module_namespace: Namespace) -> None:
    free = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    urls = module_namespace.databases["identity"]

    assert sql(urls.owner_url, free) is False
    assert sql(urls.application_url, free) is False


def test_a_service_cannot_open_the_database_of_another(module_namespace: Namespace) -> None:
    own = module_namespace.databases["tickets"].application_url
    foreign = own.rpartition("/")[0] + f"/{module_namespace.name}_identity"

    with pytest.raises(OperationalError, match="permission denied"):
        sql(foreign, "SELECT 1")


def test_a_wrong_password_opens_no_database(module_namespace: Namespace) -> None:
    url = module_namespace.databases["tickets"].application_url
    password = url.partition("@")[0].rpartition(":")[2]

    with pytest.raises(OperationalError, match="password authentication failed"):
        sql(url.replace(password, "wrong"), "SELECT 1")


def test_names_with_umlauts_sort_and_match_the_same_on_every_machine(
    module_namespace: Namespace,
) -> None:
    url = module_namespace.databases["catalog"].application_url

    assert sql(url, "SELECT upper('zähler')") == "ZÄHLER"
    assert sql(url, "SHOW server_encoding") == "UTF8"
    assert sql(url, "SHOW timezone") == "UTC"


@pytest.mark.parametrize("name", ["archive_bucket", "audit_bucket"])
def test_a_locked_version_is_kept_against_deletion(module_namespace: Namespace, name: str) -> None:
    servers, bucket = module_namespace.servers, getattr(module_namespace, name)
    client = s3_client(servers.s3_url, servers.s3_access_key, servers.s3_secret_key)
    version = client.put_object(
        Bucket=bucket,
        Key="invoice",
        Body=b"%PDF",
        ChecksumAlgorithm="SHA256",
        ObjectLockMode="GOVERNANCE",
        ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(days=1),
    )["VersionId"]

    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket=bucket, Key="invoice", VersionId=version)

    assert client.get_object(Bucket=bucket, Key="invoice", VersionId=version)["Body"].read()


def test_a_copy_of_a_template_keeps_its_tables_and_rights(servers: Servers) -> None:
    template, copy = f"tpl_{secrets.token_hex(4)}", f"copy_{secrets.token_hex(4)}"
    owner = create_database(servers, template, "tickets").owner_url
    sql(owner, "CREATE TABLE request (id int)", "INSERT INTO request VALUES (7)")

    urls = create_database(servers, copy, "tickets", template=template)

    assert sql(urls.application_url, "SELECT id FROM request") == 7
    drop_database(servers, template)
    drop_database(servers, copy)


@pytest.mark.parametrize("name", ["x; drop table y", "Groß", "1st", "", "a" * 64])
def test_a_name_that_is_no_name_never_reaches_the_database(servers: Servers, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a database"):
        create_database(servers, name, "tickets")
    with pytest.raises(ValueError, match="no namespace"):
        create_namespace(servers, name)


def test_two_may_create_the_same_namespace_at_once(servers: Servers) -> None:
    name, barrier = f"twice{secrets.token_hex(4)}", threading.Barrier(2)
    failures: list[Exception] = []

    def create() -> None:
        barrier.wait()
        try:
            create_namespace(servers, name, services=("tickets",))
        except Exception as failure:  # noqa: BLE001 - the assertion names it
            failures.append(failure)

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    drop_namespace(create_namespace(servers, name, services=("tickets",)))


def test_a_dropped_namespace_is_gone_and_dropping_it_again_is_fine(servers: Servers) -> None:
    name = f"gone{secrets.token_hex(4)}"
    namespace = create_namespace(servers, name, services=("tickets",))

    drop_namespace(namespace)
    drop_namespace(namespace)

    assert not database_exists(servers, f"{name}_tickets")
    assert httpx.get(f"{servers.management_url}/api/vhosts/{name}", timeout=60).status_code == 404
    client = s3_client(servers.s3_url, servers.s3_access_key, servers.s3_secret_key)
    names = {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}
    buckets = {namespace.archive_bucket, namespace.uploads_bucket, namespace.audit_bucket}
    assert not {*buckets, namespace.views_bucket, namespace.attachments_bucket} & names
