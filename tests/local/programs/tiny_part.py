"""Stands for a service: prepares a file, then answers /ready and tells its settings."""

from __future__ import annotations

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(dict(os.environ)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log no request: the tests read the log."""


def main(command: str, folder: Path) -> int:
    if command == "prepare":
        with (folder / "prepared").open("a") as file:
            file.write(os.environ["KONTOR_DATABASE_OWNER_URL"] + "\n")
        return 0
    if command == "fail":
        sys.stderr.write("the tables are on strike\n")
        return 3
    print("serving", flush=True)  # noqa: T201 - a service logs to its output
    HTTPServer(("127.0.0.1", int(os.environ["KONTOR_HTTP_PORT"])), Answer).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
