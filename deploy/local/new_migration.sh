#!/bin/sh
# Write a numbered, empty migration. Usage: new_migration.sh billing-docs "delivery attempts"
set -eu

service=$1
words=$2
versions=$(find "services/$service/src" -type d -path '*/migrations/versions' 2>/dev/null | head -n 1)
if [ -z "$words" ] || [ -z "$versions" ]; then
    echo 'Usage: make migration s=billing-docs m="delivery attempts"' >&2
    exit 2
fi
last=$(find "$versions" -name '[0-9][0-9][0-9][0-9]_*.py' | sed 's#.*/##' | sort | tail -n 1 | cut -c 1-4)
number=$(printf '%04d' "$(($(echo "${last:-0}" | sed 's/^0*//;s/^$/0/') + 1))")
slug=$(printf '%s' "$words" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9' '_' | sed 's/^_//;s/_$//')
file=$versions/${number}_$slug.py
if [ -n "$last" ]; then before="\"$last\""; else before=None; fi
cat >"$file" <<TEXT
"""$words.

Expand, move, contract: this must be safe while the old code still runs.
"""

from alembic import op

revision = "$number"
down_revision = $before


def upgrade() -> None:
    op.execute("")


def downgrade() -> None:
    raise NotImplementedError
TEXT
echo "$file"
