#!/bin/sh
# The LaTeX of functions and of their partial derivatives is read back by nabla to the
# same expression, and, where pdflatex is installed, compiles.
#
#   tests/peers/latex.sh [FILE]      a function of a line; formulas.txt by default
set -u
here=$(dirname "$0")
nabla=${NABLA:-build/nabla}
work=${TMPDIR:-/tmp}/latex
mkdir -p "$work"
command -v python3 >/dev/null 2>&1 || {
    echo 'skip latex: no python3'
    exit 0
}
python3 - "$nabla" "${1:-$here/formulas.txt}" "$work/all.tex" <<'END'
import json, subprocess, sys

program, source, document = sys.argv[1:]


def ask(lines):
    out = subprocess.run([program, '--json'], input='\n'.join(lines) + '\n',
                         capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


bodies = [line.strip() for line in open(source, encoding='utf-8') if line.strip()]
formulas = []  # (parameters, text, latex)
derivations = []
for body in bodies:
    gradient = ask([body])[0]
    params = gradient['function']['params']
    definition = 'f(%s) = %s' % (', '.join(params), body)
    whole = ask([definition, 'latex f'])[1]['latex']
    formulas.append((params, gradient['function']['body'], None, whole))
    derivations.append(ask([definition, 'latex steps f'])[1]['latex'])
    for g in gradient['gradient']:
        formulas.append((params, g['text'], g['latex'], None))

read, bad = [f for f in formulas if f[2]], 0
lines = []
for params, text, latex, _ in read:
    head = 'g(%s) = ' % ', '.join(params)
    lines += [head + text, head + latex]
answers = ask(lines)
for i, (params, text, latex, _) in enumerate(read):
    a, b = answers[2 * i], answers[2 * i + 1]
    if a.get('gradient') != b.get('gradient'):
        bad += 1
        print('latex: %s does not read back: %s' % (latex, b.get('message', b.get('function'))))
print('%s latex: %d formulas read back' % ('not ok' if bad else 'ok', len(read)))

with open(document, 'w', encoding='utf-8') as out:
    out.write('\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n')
    for _, _, latex, whole in formulas:
        out.write('\\begin{gather*}\n%s\n\\end{gather*}\n' % (latex or whole.strip().replace('\n', ' \\\\\n')))
    for steps in derivations:
        out.write(steps)
    out.write('\\end{document}\n')
END
if ! command -v pdflatex >/dev/null 2>&1; then
    echo 'skip latex-compiles: no pdflatex'
elif (cd "$work" && pdflatex -interaction=nonstopmode -halt-on-error all.tex >all.log 2>&1); then
    echo 'ok latex-compiles'
else
    grep -A4 '^!' "$work/all.log"
    echo 'not ok latex-compiles'
fi
