#!/bin/sh
# A short run of the independent oracle in tests/peers: values, partials and the points
# where there are none, against mpmath. `make test` has no need of python3; where it or
# mpmath is missing this is skipped. Longer runs: tests/peers/oracle.py, edges.py.
set -u
: "${NABLA:=build/nabla}" "${SEED:=1}"
peers=$(cd "$(dirname "$0")/../peers" && pwd)
work=${TMPDIR:-/tmp}
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE

if ! python3 -c 'import sys, mpmath; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
    echo 'skip peers: needs python3 with mpmath'
    exit 0
fi
echo "# seed $SEED"

# peer NAME COMMAND...
peer() {
    name=$1
    shift
    if python3 "$@" >"$work/peer" 2>&1; then
        echo "ok peers: $name"
    else
        head -n 40 "$work/peer"
        echo "not ok peers: $name"
    fi
}

peer 'where functions and derivatives exist' "$peers/tables.py" "$NABLA" undefined.tsv
peer 'extreme scales' "$peers/tables.py" "$NABLA" extreme.tsv
peer 'random functions' "$peers/oracle.py" "$NABLA" --seed "$SEED" --seconds 6 --size 40
peer 'the edges of domains' "$peers/edges.py" "$NABLA" --seed "$SEED" --seconds 4
