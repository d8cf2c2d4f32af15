"""The installation that compose mounts, with real servers and without an engine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from botocore.exceptions import ClientError
from sqlalchemy import URL, make_url
from types_boto3_s3.client import S3Client

from chassis.testing import free_port
from kontor_local.object_store import COMPONENTS, PORTS, s3_client
from kontor_local.postgres import binaries
from kontor_local.servers import Servers, start_servers
from tests.deploy.conftest import ROOT
from tests.deploy.unit.test_compose import (
    PREPARES,
    SERVES,
    compose,
    example_settings,
    mounted,
    substituted,
)
from tests.waiting import until

LISTENERS = {"mail-intake", "bounce-listener"}  # profile mail


@contextmanager
def running(command: list[str], folder: Path, name: str, **settings: str) -> Iterator[None]:
    """Run a program with these settings and no others of the product."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KONTOR_")}
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command, env=kept | settings, cwd=folder, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole")


@pytest.fixture(scope="module")
def servers(place: Path) -> Iterator[Servers]:
    """Return servers of this test's own: what follows names users that others have, too."""
    running_servers = start_servers(place / "servers", environment={}, throwaway=True)
    yield running_servers.servers
    running_servers.stop()


@pytest.fixture(scope="module")
def made(servers: Servers, place: Path) -> Path:
    """Return an installation whose servers are on this machine and have taken its files."""
    folder = place / "installation"
    broker, database = urlsplit(servers.amqp_url), make_url(servers.postgres_url)
    words = ["--host", "portal.example.com", "--broker", f"127.0.0.1:{broker.port}"]
    words += ["--database", f"127.0.0.1:{database.port}", "--self-signed", str(folder)]
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, ROOT / "deploy/make_installation.py", *words], check=True
    )
    definitions = (folder / "rabbitmq-definitions.json").read_bytes()
    taken = httpx.post(
        f"{servers.management_url.rstrip('/')}/api/definitions",
        content=definitions,
        headers={"Content-Type": "application/json"},
        timeout=60,
    )
    assert taken.is_success, taken.text
    subprocess.run(  # noqa: S603 - our own words
        [binaries() / "psql", "-q", "-f", folder / "postgres-init.sql", plain_url(database)],
        check=True,
    )
    return folder


def plain_url(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def store_url(made: Path, place: Path) -> Iterator[str]:
    """Return the object store as compose starts it, with ports of this test's own."""
    ports = {name: free_port() for name in PORTS}
    given = compose()["services"]["s3"]["command"]
    replaced = {
        "-dir=/data": f"-dir={place / 'objects'}",
        "-ip=s3": "-ip=127.0.0.1",
        "-ip.bind=0.0.0.0": "-ip.bind=127.0.0.1",
        "-s3.config=/run/secrets/s3-users": f"-s3.config={made / 's3-users.json'}",
        "-s3.port=8333": f"-s3.port={ports['s3']}",
    }
    assert replaced.keys() <= set(given)
    (place / "objects").mkdir()
    (place / "security.toml").write_text((made / "s3-security.toml").read_text())
    command = [str(Path(sys.executable).with_name("weed")), *(replaced.get(w, w) for w in given)]
    for component in COMPONENTS:
        command.append(f"-{component}.port.grpc={ports[f'{component}.grpc']}")
        if component != "s3":
            command.append(f"-{component}.port={ports[component]}")
    url = f"http://127.0.0.1:{ports['s3']}"
    with running(command, place, "store"):
        until(lambda: answers(f"{url}/healthz"), seconds=60)
        keys = {
            f"KONTOR_S3_{name.upper()}_KEY_FILE": str(made / f"s3-{name}-key.administrator")
            for name in ("access", "secret")
        }
        script = str(ROOT / "deploy/object-store/make_buckets.py")
        # Twice: the second time everything is there.
        for _ in range(2):
            subprocess.run(  # noqa: S603 - our own words
                [sys.executable, script],
                env={**os.environ, **keys, "KONTOR_S3_URL": url},
                check=True,
            )
        yield url


def settings_of(name: str, made: Path, store_url: str) -> dict[str, str]:
    """Return what compose gives a part, with the paths of the installation's files."""
    described = compose()
    service = described["services"][name]
    example = example_settings() | {"KONTOR_S3_URL": store_url}
    files = {path: str(f) for path, f in mounted(service, described["secrets"], made).items()}
    given = {key: substituted(str(v), example) for key, v in service["environment"].items()}
    return {key: files.get(value, value) for key, value in given.items()}


@pytest.mark.long
def test_the_product_starts_in_production_with_what_compose_gives_it(
    made: Path, store_url: str, place: Path
) -> None:
    for name in PREPARES:
        settings = settings_of(name, made, store_url)
        command = compose()["services"][name]["command"]
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, *command[1:]],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{name}: {done.stdout[-2000:]}{done.stderr[-2000:]}"

    with ExitStack() as stack:
        ready = {}
        for name, package in SERVES.items():
            if name in LISTENERS:
                continue
            port = free_port()
            settings = settings_of(name, made, store_url)
            if name == "gateway":
                command = [sys.executable, "-m", "gateway"]
                settings["KONTOR_GATEWAY_PORT"] = str(port)
            else:
                command = [sys.executable, "-m", "chassis", "serve", package]
                settings["KONTOR_HTTP_PORT"] = str(port)
            stack.enter_context(running(command, place, name, **settings))
            ready[name] = f"http://127.0.0.1:{port}/ready"
        until(lambda: all(answers(url) for url in ready.values()), seconds=120)
        portal = ready["gateway"].removesuffix("/ready")
        page = httpx.get(f"{portal}/sign-in", timeout=60)
        refused = httpx.post(
            f"{portal}/v1/sessions",
            json={"email": "nobody@example.com", "password": "x" * 12},
            timeout=60,
        )

    assert page.status_code == 200
    # It went to identity, to its database, and back.
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_refused")


@pytest.mark.long
def test_a_key_of_the_store_opens_its_own_buckets_alone(made: Path, store_url: str) -> None:
    def client(user: str) -> S3Client:
        access, secret = (
            (made / f"s3-{name}-key.{user}").read_text() for name in ("access", "secret")
        )
        return s3_client(store_url, access, secret)

    client("billing-docs").put_object(Bucket="kontor-archive", Key="document", Body=b"bytes")
    client("tickets").put_object(Bucket="kontor-attachments", Key="file", Body=b"bytes")
    read = client("gateway").get_object(Bucket="kontor-archive", Key="document")["Body"].read()

    assert read == b"bytes"
    forbidden: dict[str, tuple[str, ...]] = {
        "gateway": ("kontor-archive", "kontor-audit"),
        "tickets": ("kontor-archive", "kontor-uploads", "kontor-audit"),
        "notifications": ("kontor-archive", "kontor-attachments"),
        "billing-docs": ("kontor-audit", "kontor-attachments", "kontor-vendor-files"),
        "operator": ("kontor-archive", "kontor-attachments"),
    }
    for user, buckets in forbidden.items():
        for bucket in buckets:
            with pytest.raises(ClientError, match="AccessDenied"):
                client(user).put_object(Bucket=bucket, Key="forged", Body=b"bytes")
