#!/bin/sh
# Write a numbered decision record. Usage: new_adr.sh "Park failed messages"
set -eu

title=$1
[ -n "$title" ] || { echo 'Usage: make adr t="Park failed messages"' >&2; exit 2; }
folder=docs/adr
mkdir -p "$folder"
last=$(find "$folder" -name '[0-9][0-9][0-9][0-9]-*.md' | sed 's#.*/##' | sort | tail -n 1 | cut -c 1-4)
number=$(printf '%04d' "$(($(echo "${last:-0}" | sed 's/^0*//;s/^$/0/') + 1))")
slug=$(printf '%s' "$title" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9' '-' | sed 's/^-//;s/-$//')
file=$folder/$number-$slug.md
cat >"$file" <<TEXT
# $number. $title

Status: proposed, $(date +%Y-%m-%d)

## Context

(two to four sentences: what forces a decision, with what was measured)

## Decision

**(one sentence that people will quote)**

## Consequences

(what becomes easier, and the price)

## Alternatives

- (a line each, and why not)

## Enforced by

(lint, a test, or review)
TEXT
echo "$file"
