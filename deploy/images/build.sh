#!/bin/sh
# Build the images where no container engine runs: with buildah, on a Debian base made here.
# Usage: build.sh [NAME...], as root; without names all six. Images are called localhost/kontor/NAME.
# What pip reads here (PIP_CONFIG_FILE, else /etc/pip.conf; PIP_CERT) it reads in the build, too.
set -eu

cd "$(dirname "$0")/../.."
base=localhost/kontor/base

say() { printf '%s\n' "images: $*"; }

for tool in buildah debootstrap; do
    command -v "$tool" >/dev/null || missing="${missing:-} $tool"
done
if [ -n "${missing:-}" ]; then
    say "installing$missing"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# Debian 12 with Python and certificates, and without what only a person at a shell would read.
make_base() {
    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
    say "making the base (once)"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates \
        bookworm "$root" >/dev/null
    rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* \
        "$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/*
    container=$(buildah from scratch)
    buildah add --quiet "$container" "$root" / >/dev/null
    buildah commit --quiet --rm "$container" "$base" >/dev/null
}

buildah inspect --type image "$base" >/dev/null 2>&1 || make_base
[ $# -gt 0 ] || set -- identity billing-docs tickets catalog notifications gateway
index=${PIP_CONFIG_FILE:-/etc/pip.conf}
[ -e "$index" ] || index=/dev/null
for name in "$@"; do
    folder=services/$name
    [ "$name" = gateway ] && folder=gateway
    say "building $name"
    # shellcheck disable=SC2086  # options are words
    buildah build --quiet --isolation chroot --format docker --timestamp 0 --layers \
        ${KONTOR_IMAGE_OPTIONS:-} \
        --build-arg BASE="$base" --secret id=pip.conf,src="$index" \
        --secret id=certificates,src="${PIP_CERT:-/dev/null}" \
        --file "$folder/Dockerfile" --tag "localhost/kontor/$name" . >/dev/null
done
