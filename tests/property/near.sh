#!/bin/sh
# Tangent planes, Taylor polynomials and eigenvalues against SymPy, where it is.
if ! python3 -c 'import sympy, mpmath' >/dev/null 2>&1; then
    echo "skip near: needs python3 with SymPy"
    exit 0
fi
# 30 functions, of which 27 have a Hessian and 25 eigenvalues with proven digits.
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
answer=$(python3 tests/peers/near.py "$NABLA" tests/peers/near.txt "${SEED:-1}" 2>&1)
case $answer in
*"CHECKED 85, WRONG 0") echo "ok near: planes, polynomials and eigenvalues agree with SymPy" ;;
*)
    printf '%s\n' "$answer"
    echo "not ok near: planes, polynomials and eigenvalues agree with SymPy"
    ;;
esac
