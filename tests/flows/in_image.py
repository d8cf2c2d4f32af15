"""Run a command inside an image that was built here, as an engine would: no root, no shell.

`python in_image.py CONTAINER FOLDER WORDS...` becomes that command; the settings come along, and
`FOLDER`, with the product's keys, is shown to it at the same place.
"""

import os
import sys
from pathlib import Path

OWNER = 10001


def main() -> None:
    """Become the command."""
    container, folder, *words = sys.argv[1:]
    for path in (Path(folder), *Path(folder).rglob("*")):
        os.chown(path, OWNER, OWNER)
    settings = [
        word
        for name, value in os.environ.items()
        if name.startswith(("KONTOR_", "OTEL_"))
        for word in ("--env", f"{name}={value}")
    ]
    command = ["buildah", "run", "--isolation", "chroot", "--user", f"{OWNER}:{OWNER}"]
    command += ["--volume", f"{folder}:{folder}", *settings, container, "--", *words]
    os.execvp(command[0], command)  # noqa: S606 - the tool this file is about


if __name__ == "__main__":
    main()
