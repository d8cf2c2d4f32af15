"""The work that every peer does: take an event, store its file, insert a row.

As a careful author would write it: the digest is checked, the store checks it again, the row is
committed before the function returns. What it does not do is what no framework does for its
author: know an event that came before.
"""

import base64
import binascii
import hashlib
import os
from typing import Any

import boto3
import psycopg2
from botocore.config import Config

# One for each piece of work at a time, whether threads or green threads do it.
_resting: list[Any] = []
_store = boto3.client(
    "s3",
    endpoint_url=os.environ["PEER_S3_URL"],
    aws_access_key_id=os.environ["PEER_S3_ACCESS_KEY"],
    aws_secret_access_key=os.environ["PEER_S3_SECRET_KEY"],
    region_name="us-east-1",
    config=Config(s3={"addressing_style": "path"}, max_pool_connections=20),
)


def keep_document(event: dict[str, Any]) -> None:
    """Store the event's file and insert its row."""
    content = base64.b64decode(event["content"])
    sha256 = hashlib.sha256(content)
    if sha256.hexdigest() != event["sha256"]:
        raise ValueError("the file is not the one that was sent")
    key = f"{event['number']}/{sha256.hexdigest()}"
    _store.put_object(
        Bucket=os.environ["PEER_BUCKET"],
        Key=key,
        Body=content,
        ContentType="application/pdf",
        ChecksumSHA256=base64.b64encode(binascii.unhexlify(sha256.hexdigest())).decode(),
    )
    _insert((event["id"], event["number"], event["customer_number"], key, sha256.hexdigest()))


def _insert(row: tuple[str, ...]) -> None:
    try:
        connection = _resting.pop()
    except IndexError:
        connection = psycopg2.connect(os.environ["PEER_DATABASE_URL"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO document (event_id, number, customer_number, object_key, sha256)"
                " VALUES (%s, %s, %s, %s, %s)",
                row,
            )
    finally:
        _resting.append(connection)
