"""Start servers in a folder, print their process ids, and wait to be killed."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kontor_local.servers import start_servers

if __name__ == "__main__":
    running = start_servers(Path(sys.argv[1]))
    names = ("epmd", "rabbitmq", "postgres", "s3", "mail")
    print(json.dumps([running.pid(name) for name in names]), flush=True)  # noqa: T201 - the parent reads it
    time.sleep(600)
