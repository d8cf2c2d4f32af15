#!/bin/sh
# Put one deployable and the pinned packages it needs into /opt/kontor; runs inside an image build.
# Usage: assemble.sh FOLDER, below the folder that holds requirements.lock.
#
# To reach a package index of yours, give the build the secrets `pip.conf` and `certificates`.
set -eu

folder=$1
[ ! -s /run/secrets/pip.conf ] || export PIP_CONFIG_FILE=/run/secrets/pip.conf
[ ! -s /run/secrets/certificates ] || export PIP_CERT=/run/secrets/certificates

pip() { python3 -m pip --quiet --no-cache-dir --disable-pip-version-check "$@"; }

# The lines of the lock file that belong to the packages named in a list.
pinned() {
    awk 'NR == FNR { wanted[$1]; next }
         /^[A-Za-z0-9]/ { split($1, name, "=="); keep = name[1] in wanted }
         keep' "$1" requirements.lock
}

python3 -m venv /opt/build
python3 -m venv --without-pip /opt/kontor
PATH=/opt/build/bin:$PATH

pinned deploy/images/packages.txt >/tmp/build.lock
pinned "$folder/packages.txt" >/tmp/run.lock
pip install --no-deps --require-hashes --requirement /tmp/build.lock
pip --python /opt/kontor/bin/python install --no-deps --require-hashes --no-compile \
    --requirement /tmp/run.lock

set -- libs/contracts libs/process "$folder"
[ "$folder" = gateway ] || set -- libs/chassis "$@"
for own in "$@"; do
    pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/wheels "./$own"
done
pip --python /opt/kontor/bin/python install --no-deps --no-index --no-compile /tmp/wheels/*.whl

# Compiled once, here: the image's own disk is read-only, and a checksum needs no equal times.
PYTHONHASHSEED=0 /opt/kontor/bin/python -m compileall -q -f --invalidation-mode unchecked-hash /opt/kontor/lib
cp deploy/images/healthy.py /opt/kontor/healthy.py
