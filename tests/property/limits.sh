#!/bin/sh
# Hostile input: nothing may crash, hang, lose a definition, or answer a statement
# with anything but one JSON object.
set -u
: "${NABLA:=build/nabla}" "${TMPDIR:=/tmp}"
cd "$TMPDIR" || exit 2
HOME=$TMPDIR
export HOME
ulimit -s 8192
LIMIT=10 # seconds that any of this may take

limited() { "$@"; }
if command -v timeout >/dev/null 2>&1; then
    limited() { timeout -k 2 "$LIMIT" "$@"; }
fi

# repeat N TEXT: the text N times, without line feeds.
repeat() { yes "$2" | head -n "$1" | tr -d '\n'; }

bad() {
    echo "# $2"
    echo "not ok limits: $1"
}

# ended STATUS: no signal, no time-out.
ended() { [ "$1" = 0 ] || [ "$1" = 1 ] || [ "$1" = 2 ] || [ "$1" = 3 ]; }

# json NAME COUNT [PATTERN]: the statements of the file `in`, after a definition of k
# and before its use, must get COUNT objects, one of them with PATTERN, and k must live.
json() {
    {
        echo 'k(x) = 7*x'
        cat in
        echo 'k(3)'
    } >statements
    limited "$NABLA" --json <statements >out 2>err
    status=$?
    lines=$(wc -l <out)
    if ! ended $status; then
        bad "$1" "status $status"
    elif [ "$((lines - 2))" != "$2" ]; then
        bad "$1" "$((lines - 2)) answers, not $2"
    elif [ "$(grep -c '^{.*}$' out)" != "$lines" ]; then
        bad "$1" "not one object a line: $(grep -v '^{.*}$' out | head -n 1 | cut -c1-200)"
    elif ! tail -n 1 out | grep -q '"21"'; then
        bad "$1" "the definition is lost: $(tail -n 1 out | cut -c1-200)"
    elif [ -n "${3-}" ] && ! sed '1d;$d' out | grep -Eq -e "$3"; then
        bad "$1" "no $3 in $(sed -n 2p out | cut -c1-300)"
    else
        echo "ok limits: $1"
    fi
}

# one NAME TEXT [PATTERN]
one() {
    printf '%s\n' "$2" >in
    json "$1" 1 "${3-}"
}

# nested N LEFT RIGHT: LEFT N times, x, RIGHT N times
nested() {
    printf 'f(x) = '
    repeat "$1" "$2"
    printf x
    repeat "$1" "$3"
    echo
}

# --- depth and length -------------------------------------------------------------

nested 9999 '(' ')' >in
json '9,999 parentheses' 1 '"gradient"'
nested 10001 '(' ')' >in
json '10,001 parentheses' 1 '10,?000'
nested 1000000 '(' ')' >in
json 'a million parentheses' 1 '"error"'
repeat 1000000 '(' >in
echo >>in
json 'a million parentheses that stay open' 1 '"error"'
nested 1000000 '-' '' >in
json 'a million minus signs' 1
nested 2000 'sin(' ')' >in
json 'sin(sin(...)) 2,000 deep' 1 '"gradient"'
nested 9000 'sin(' ')' >in
json 'sin(sin(...)) 9,000 deep' 1
nested 100000 'sin(' ')' >in
json 'sin(sin(...)) 100,000 deep' 1 '"error"'
nested 100000 '|' '|' >in
json '100,000 bars' 1
nested 20000 '√' '' >in
json '20,000 roots' 1
nested 9000 'x^' '' >in
json 'x^x^x^... 9,000 high' 1
nested 100000 'x^' '' >in
json 'x^x^x^... 100,000 high' 1
nested 20000 '\frac{1}{1+' '}' >in
json '20,000 fractions in fractions' 1
nested 5000 '1/(1+' ')' >in
json 'a continued fraction of 5,000' 1
nested 2000 'sqrt(1+' ')' >in
json 'a radical of 2,000' 1
nested 100000 '3*x+' '' >in
json 'a sum of 100,000 terms' 1 '"300001"'
{
    printf 'f(x) = x'
    awk 'BEGIN { for (i = 1; i <= 20000; i++) printf "+%d*x^%d", i, i }'
    echo
} >in
json 'a polynomial of degree 20,000' 1 '"gradient"'
nested 100000 '2*' '' >in
json 'a product of 100,000 factors' 1
nested 700000 'x + ' '' >in
json 'a line of 3 MB' 1 '"700001"'
{
    printf 'f(x) = x'
    repeat 10000000 ' '
    echo '^ 2'
} >in
json '10 MB of blanks' 1 '"2\*x"'
repeat 10000000 a >in
echo >>in
json 'a name of 10 MB' 1 '"error"'
repeat 1000000 9 >in
echo >>in
json 'a number of a million digits' 1

# --- size of numbers --------------------------------------------------------------

one '9^9^9^9' 'f(x) = x + 9^9^9^9'
one '9^9^9^9 at a point' 'f(x) = x + 9^9^9^9 at 2'
one '9^9^9^9 as an exponent' 'f(x) = x^(9^9^9^9) at 2'
one '2^(10^9)' 'f(x) = 2^(10^9)*x at 3'
one '(2/3)^(10^12)' 'f(x) = (2/3)^(10^12)*x at 3'
one 'x^(10^9) at 3' 'f(x) = x^(10^9) at 3'
one 'x^x at 10^10' 'f(x) = x^x at 10^10'
one '1e999999999' 'f(x) = 1e999999999*x' '"(error|gradient)"'
one '1e-999999999' 'f(x) = 1e-999999999*x'
one '1e99999999999999999999' 'f(x) = 1e99999999999999999999*x' '"(error|gradient)"'
one 'e^e^e^e^e^e at a point' 'f(x) = e^e^e^e^e^e^x at 5'
one 'e^(-e^(e^100))' 'f(x) = e^(-e^(e^x)) at 100'
one 'sin(10^(10^6))' 'f(x) = sin(x) at 10^(10^6)'
one 'sin(10^(10^9))' 'f(x) = sin(x) at 10^(10^9)'
one 'sin(9^9^9^9)' 'f(x) = sin(x) at 9^9^9^9'
one 'a million factorial' 'f(x) = 1000000!*x'
one '(10^18)!' 'f(x) = (10^18)!*x'
one '10000!' 'f(x) = 10000!*x at 1'
one 'root of a huge degree' 'f(x) = root(x, 10^30) at 2'
one 'sqrt of a long number' 'f(x) = sqrt(10^5000+1)*x at 1'
one 'sqrt of a hard number' 'f(x) = sqrt((10^60+7)*(10^61+9)*(10^62+51))*x at 1'
one 'a sum to a great power' 'f(x, y) = (x+y+1)^(10^6) at (1, 2)'
one 'a product of sums to great powers' 'f(x, y) = (x+y+1)^1000*(x-y)^1000/(x^2+1)^999' '"gradient"'
one 'a power of a sum of radicals' 'f(x) = (sqrt(x)+sqrt(2)+sqrt(3)+cbrt(5))^1000 at 7'
one 'a nearly zero denominator' 'f(x) = 1/(sqrt(x+1)-sqrt(x)) at 10^1000'

# --- bytes ------------------------------------------------------------------------

printf 'f(x) = x^2\0+ 1\n' >in
json 'a NUL byte' 1 '"error"'
head -c 1000 /dev/zero >in
echo >>in
json 'a thousand NUL bytes' 1 '"error"'
printf 'f(x) = x\377 + \303( + \342\202 + \355\240\200 + \364\220\200\200\n' >in
json 'broken UTF-8' 1 '"error"'
printf 'f(x) = x\rg(x) = 2\n' >in
json 'a bare carriage return' 1
printf 'f(x) = x^2\r\n' >in
json 'lines that end as on Windows' 1 '"gradient"'
printf '\357\273\277f(x) = x^2\n' >in
json 'a byte order mark' 1
printf 'f(x) = \033[31mx\n' >in
json 'an escape sequence' 1 '"error"'
printf 'f(x) = x\342\200\256 + 1\n' >in
json 'a mark that reverses the text' 1 '"error"'
# Bytes at random, the same ones for the same seed.
LC_ALL=C awk -v seed="${SEED:-1}" 'BEGIN {
    srand(seed)
    for (i = 0; i < 3000; i++) {
        line = ""
        n = 1 + int(rand() * 40)
        for (k = 0; k < n; k++) {
            c = 33 + int(rand() * 94)
            line = line sprintf("%c", c == 35 ? 40 : c)
        }
        print "f(x) = " line
    }
}' >in
echo "# seed ${SEED:-1}"
limited "$NABLA" --json <in >out 2>err
status=$?
if ended $status && [ "$(wc -l <out)" = 3000 ] && [ "$(grep -c '^{.*}$' out)" = 3000 ]; then
    echo 'ok limits: 3,000 lines of noise'
else
    bad '3,000 lines of noise' "status $status, $(wc -l <out) answers"
fi

# --- pipes, options, memory -------------------------------------------------------

awk 'BEGIN {
    for (i = 1; i <= 2500; i++) {
        printf "f(x, y) = x^%d*sin(%d*y) + x/(y+%d)\n", i % 17, i, i
        printf "f at (%d, %d/7)\n", i % 5, i
    }
}' >in
json '5,000 statements' 5000 '"evaluation"'

limited "$NABLA" --json <in 2>err | head -n 1 >first
if [ "$(wc -l <first)" = 1 ] && [ ! -s err ]; then
    echo 'ok limits: a closed pipe'
else
    bad 'a closed pipe' "$(head -n 3 err)"
fi
if [ -w /dev/full ]; then
    limited "$NABLA" --json <in >/dev/full 2>err
    status=$?
    if ended $status && [ $status != 0 ]; then
        echo 'ok limits: a full disk'
    else
        bad 'a full disk' "status $status"
    fi
fi

{
    echo 'k(x) = 7*x'
    awk 'BEGIN { printf "f(x) = 0"; for (i = 0; i < 100000; i++) printf "+sin(%d*x)", i; print "" }'
    echo 'k(3)'
} >in
limited "$NABLA" --json --memory 10M <in >out 2>err
status=$?
if ended $status && [ "$(wc -l <out)" = 3 ] && tail -n 1 out | grep -q '"21"' && grep -q '"memory"' out; then
    echo 'ok limits: --memory'
else
    bad '--memory' "status $status: $(cut -c1-150 out)"
fi

for option in --nonsense --digits=0 --digits=10001 --digits=x --style=pink --memory=-1 --json=; do
    limited "$NABLA" $option -e 'f(x) = x' >out 2>err
    status=$?
    if [ $status = 2 ] && [ -s err ]; then
        echo "ok limits: $option"
    else
        bad "$option" "status $status"
    fi
done
limited "$NABLA" missing.file >out 2>err
status=$?
if ended $status && [ $status != 0 ] && [ -s err ]; then
    echo 'ok limits: a file that is not there'
else
    bad 'a file that is not there' "status $status"
fi
