#!/bin/sh
# Make sure that the browser tests find a Chromium and can drive it. Usage: setup_browser.sh VENV.
# As root on Debian both are installed; otherwise the words say what to do.
set -eu

venv=$1
packages="chromium fonts-dejavu-core libatomic1"  # the last one is what the driver stands on

drives() { "$venv"/lib/python3*/site-packages/playwright/driver/node --version >/dev/null 2>&1; }

if command -v chromium >/dev/null && drives; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "setup: installing chromium for the browser tests"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    apt-get update -qq
    # shellcheck disable=SC2086 - one word for each package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages \
        >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
else
    echo "setup: the browser tests need more: sudo apt install $packages" >&2
fi
