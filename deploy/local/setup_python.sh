#!/bin/sh
# Make the Python environment: exactly the pinned, hashed packages.
# Usage: setup_python.sh FOLDER. Runs as root or as an ordinary user.
set -eu

venv=$1

say() { printf '%s\n' "setup: $*"; }

newest_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

makes_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

python=$(newest_python)
if [ -z "$python" ] || ! makes_environments "$python"; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing python3-venv"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            python3-venv >/dev/null
        python=$(newest_python)
    fi
fi
if [ -z "$python" ] || ! makes_environments "$python"; then
    cat >&2 <<'TEXT'
setup: Python 3.11 or newer with its venv module is missing.
  Debian 12, Ubuntu 24.04 and newer:  sudo apt install python3-venv
  another Python:                     make setup PYTHON=/path/to/python3.12
TEXT
    exit 1
fi

if ! "$venv/bin/python" -c 'import sys' 2>/dev/null; then
    say "making $venv with $python"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

if ! "$venv/bin/uv" --version >/dev/null 2>&1; then
    # uv itself comes by its own line of the lock, with its hashes.
    say "installing uv"
    own_line=$(mktemp)
    trap 'rm -f "$own_line"' EXIT
    sed -n '/^uv==/,/^[^ ]/{/^uv==/p;/^ /p}' requirements.lock >"$own_line"
    "$venv/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$own_line"
fi

say "installing the pinned packages"
# --system-certs: behind a company's proxy only the machine itself knows whom to trust.
"$venv/bin/uv" pip sync --quiet --system-certs --require-hashes --python "$venv/bin/python" requirements.lock
