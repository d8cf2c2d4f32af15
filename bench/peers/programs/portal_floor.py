"""The floor: one process of Starlette and SQLAlchemy on the same database and object store."""

import sys
from typing import Any

import boto3
import uvicorn
from botocore.config import Config
from portal_work import Portal, Remembered
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

portal = Portal(sys.argv[1])
remembered = Remembered()
store = boto3.client(
    "s3",
    endpoint_url=portal.settings["s3_url"],
    aws_access_key_id=portal.settings["s3_access_key"],
    aws_secret_access_key=portal.settings["s3_secret_key"],
    region_name="us-east-1",
    config=Config(max_pool_connections=32, s3={"addressing_style": "path"}),
)


def caller_of(request: Request) -> list[str]:
    return remembered.whose(request.headers["authorization"].removeprefix("Bearer "), portal.whose)


# Starlette runs what is not `async` in its threads.
def list_documents(request: Request) -> Response:
    return JSONResponse(portal.list_documents(*caller_of(request)))


def get_document(request: Request) -> Response:
    return JSONResponse(portal.get_document(*caller_of(request), request.path_params["id"]))


def get_content(request: Request) -> Response:
    row = portal.place_of(*caller_of(request), request.path_params["id"])
    stored = store.get_object(
        Bucket=portal.settings["bucket"], Key=row.object_key, VersionId=row.version_id
    )
    headers = {"Content-Length": str(row.size_bytes)}
    return StreamingResponse(
        stored["Body"].iter_chunks(256 * 1024), media_type=row.media_type, headers=headers
    )


class Server(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


app = Starlette(
    routes=[
        Route("/v1/documents", list_documents),
        Route("/v1/documents/{id}", get_document),
        Route("/v1/documents/{id}/content", get_content),
    ]
)
port = portal.settings["port"]
Server(uvicorn.Config(app, port=port, access_log=False, log_level="warning", ws="none")).run()
