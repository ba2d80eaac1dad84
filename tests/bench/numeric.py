"""Values, gradients and norms at many points, in one process, by turns: nabla's tape;
the symbolic gradient as C, with what is common computed once, compiled by the C compiler
with -O3 -march=native, and with -ffast-math besides; and ADOL-C where that is installed.

    E1  x^2 + 3y^2                      E4  ten Gaussians in three variables
    E2  exp(xy) sin x + ln(1+x^2+y^2)   E5  a product of 100 variables
    E3  Rosenbrock's function of 100
"""
import json
import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TITLES = {
    "E1": "x² + 3y²",
    "E2": "e^(xy) sin x + ln(1 + x² + y²)",
    "E3": "Rosenbrock, 100 variables",
    "E4": "ten Gaussians in three variables",
    "E5": "product of 100 variables",
}


def reference():
    """The symbolic gradients, written out; real is double, or long double."""
    n = 100
    e3 = ["real s = 0, w = 0;"]
    for i in range(n - 1):
        e3.append("real d{0} = x[{1}] - x[{0}]*x[{0}], e{0} = 1 - x[{0}];"
                  "s += 100*d{0}*d{0} + e{0}*e{0};".format(i, i + 1))
    for i in range(n):
        e3.append("real g%d = 0" % i + (" + 200*d%d" % (i - 1) if i > 0 else "") +
                  (" - 400*x[{0}]*d{0} - 2*e{0}".format(i) if i < n - 1 else "") +
                  "; w += g{0}*g{0}; o[{1}] = g{0};".format(i, i + 1))
    e3.append("o[0] = s; o[%d] = sqrt(w);" % (n + 1))
    e4 = ["real s = 0, a = 0, b = 0, c = 0, u, v, w, e, h;"]
    for i in range(1, 11):
        e4.append("u = x[0] - (real){0}/8; v = x[1] + (real){0}/8; w = x[2] - (real){0}/4;"
                  "e = (real){0}/2*exp(-(real){0}/4*(u*u + v*v + w*w));"
                  "h = -(real){0}/2*e; s += e; a += h*u; b += h*v; c += h*w;".format(i))
    e4.append("o[0] = s; o[1] = a; o[2] = b; o[3] = c; o[4] = sqrt(a*a + b*b + c*c);")
    e5 = ["real p0 = 1, w = 0, q%d = 1;" % n]
    e5 += ["real p{1} = p{0}*x[{0}];".format(i, i + 1) for i in range(n)]
    e5 += ["real g{0} = p{0}*q{1}, q{0} = q{1}*x[{0}]; w += g{0}*g{0}; o[{1}] = g{0};"
           .format(i, i + 1) for i in reversed(range(n))]
    e5.append("o[0] = p%d; o[%d] = sqrt(w);" % (n, n + 1))
    bodies = {
        "E1": (2, ["real a = 2*x[0], b = 6*x[1];",
                   "o[0] = x[0]*x[0] + 3*(x[1]*x[1]); o[1] = a; o[2] = b;",
                   "o[3] = sqrt(a*a + b*b);"]),
        "E2": (2, ["real e = exp(x[0]*x[1]), s = sin(x[0]), c = cos(x[0]);",
                   "real q = 1 + x[0]*x[0] + x[1]*x[1], t = e*s;",
                   "real a = x[1]*t + e*c + 2*x[0]/q, b = x[0]*t + 2*x[1]/q;",
                   "o[0] = t + log(q); o[1] = a; o[2] = b; o[3] = sqrt(a*a + b*b);"]),
        "E3": (n, e3),
        "E4": (3, e4),
        "E5": (n, e5),
    }
    text = "#include <math.h>\n#include <stddef.h>\n#include <tgmath.h>\n"
    for name, (variables, lines) in bodies.items():
        text += "void NAME(%s)(const real *x, real *o, size_t points)\n{\n" % name
        text += "for (size_t k = 0; k < points; k++, x += %d, o += %d) {\n" % (
            variables, variables + 2)
        text += "\n".join(lines) + "\n}\n}\n"
    return text


def compile_all(cc, library, config, work):
    """The path of the measuring program."""
    with open(config) as lines:
        libraries = re.search(r"^FLINT_LIBS = (.*)", lines.read(), re.M).group(1).split()
    source = os.path.join(work, "reference.c")
    with open(source, "w") as out:
        out.write(reference())

    def build(*arguments, **options):
        return subprocess.run([*cc.split(), *arguments], check=True, **options)

    objects = []
    for kind, flags in (("scalar", ["-O3", "-march=native", "-Dreal=double"]),
                        ("fast", ["-O3", "-march=native", "-ffast-math", "-Dreal=double"]),
                        ("exact", ["-O1", "-Dreal=long double"])):
        objects.append(os.path.join(work, kind + ".o"))
        build(*flags, "-DNAME(x)=x##_" + kind, "-c", "-o", objects[-1], source)
    adolc = []
    try:
        record = os.path.join(work, "adolc.o")
        subprocess.run(["c++", "-O3", "-march=native", "-c", "-o", record,
                        os.path.join(HERE, "adolc.cpp")], check=True,
                       stderr=subprocess.DEVNULL)
        adolc = ["-DADOLC", record, "-ladolc", "-lstdc++"]
    except (OSError, subprocess.CalledProcessError):
        pass  # not installed
    program = os.path.join(work, "numeric")
    build("-O2", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Iinclude", "-o", program,
          os.path.join(HERE, "numeric.c"), *objects, *adolc, library, *libraries, "-lm",
          "-ldl", "-pthread")
    return program


def show(row):
    adolc = "%8.4f" % row["adolc"] if "adolc" in row else "       -"
    print("%s %8.2f ns %8.2f %8.2f %s %8.2f %8.2f" % (
        row["name"], row["ns"], row["scalar"], row["fast"], adolc, row["gradient"],
        row["operations"]), flush=True)


def show_errors(rows):
    print("errors, ours and C's, of value, gradient (a component, in 2^-53 of the norm)"
          " and norm")
    print("                " + "      mean     99.9 %      worst" * 3)
    for row in rows:
        for who in ("ours", "C"):
            print("%s %-4s        " % (row["name"], who) + "".join(
                " %9.4f %10.3f %10.3f" % tuple(e) for e in row["errors"][who]))


def measure(cc, library, config, rounds):
    """A list of rows, which are printed too."""
    rows = []
    with tempfile.TemporaryDirectory() as work:
        program = compile_all(cc, library, config, work)
        with subprocess.Popen([program, str(rounds)], stdout=subprocess.PIPE,
                              text=True) as process:
            engine = json.loads(process.stdout.readline())["engine"]
            print("value, gradient and norm at a point, %s; ratios to ..." % engine)
            print("                    C -O3  -ffast-m   ADOL-C  g+f / f      ops")
            for line in process.stdout:
                rows.append(json.loads(line))
                show(rows[-1])
    if process.returncode:
        raise SystemExit("bench: the numeric part failed")
    print("g+f / f: gradient and value against value alone; ops: the same in elementary"
          " operations")
    show_errors(rows)
    return {"engine": engine, "rows": rows}
