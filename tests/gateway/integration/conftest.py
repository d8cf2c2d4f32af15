"""The gateway in this process, on a real broker and a real object store."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import boto3
import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from types_boto3_s3.client import S3Client

from gateway.app import application, surroundings
from gateway.call import Surroundings
from gateway.settings import Settings
from kontor_local.namespace import Namespace
from tests.gateway.flaky_line import until
from tests.gateway.samples import some_settings
from tests.gateway.scripted_services import client_of


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A running gateway."""

    app: Starlette
    around: Surroundings
    client: httpx.AsyncClient


@pytest.fixture
def s3_url(module_namespace: Namespace) -> str:
    """Return where the object store is; a test may say that it is somewhere else."""
    return module_namespace.servers.s3_url


@pytest.fixture
def settings(module_namespace: Namespace, s3_url: str) -> Settings:
    servers = module_namespace.servers
    return some_settings(
        amqp_url=module_namespace.amqp_url("gateway"),
        s3_url=s3_url,
        s3_access_key=servers.s3_access_key,
        s3_secret_key=servers.s3_secret_key,
        uploads_bucket=module_namespace.uploads_bucket,
        rpc_seconds=30.0,
    )


@pytest_asyncio.fixture
async def portal(settings: Settings) -> AsyncIterator[Portal]:
    around = surroundings(settings)
    app = application(around)
    async with app.router.lifespan_context(app), client_of(app) as client:
        await until(lambda: around.broker.is_connected)
        yield Portal(app=app, around=around, client=client)


@pytest.fixture
def store(module_namespace: Namespace) -> S3Client:
    servers = module_namespace.servers
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=servers.s3_url,
        aws_access_key_id=servers.s3_access_key,
        aws_secret_access_key=servers.s3_secret_key,
        region_name="us-east-1",
    )
    return client
