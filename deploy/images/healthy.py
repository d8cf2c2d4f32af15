"""Exit with 0 when the process in this image is alive: what a container engine asks."""

import os
import sys
import urllib.error
import urllib.request

PORT_SETTINGS = {"gateway": ("KONTOR_GATEWAY_PORT", "/health")}
SERVICE = ("KONTOR_HTTP_PORT", "/live")


def main() -> int:
    """Ask the process on its own port; whatever is no answer is 1."""
    setting, path = PORT_SETTINGS.get(sys.argv[1], SERVICE)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{os.environ[setting]}{path}", timeout=3):
            return 0
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
