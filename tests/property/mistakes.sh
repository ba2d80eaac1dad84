#!/bin/sh
# Wrong answers made by mistakes and right ones rewritten: what check says of them.
# `make mistakes` does the same for many more.
if ! command -v python3 >/dev/null 2>&1; then
    echo 'skip mistakes: no python3'
    exit 0
fi
echo "seed ${SEED:-1}"
python3 tests/peers/mistakes.py "$NABLA" "${LIST:-tests/peers/mistakes.jsonl}" "${SEED:-1}" "${COUNT:-20}" -v
