/* What is read, and how: the rows of the study of other tools' misreadings, and
 * every bullet of the language's description. */

#include "expr/function.h"
#include "reading.h"

#include <stdio.h>
#include <string.h>

#define ALL(table) all_read(table, sizeof table / sizeof table[0])

/* ---- expressions ---- */

static void numbers(void **state)
{
    static const reading table[] = {
        {"12345678901234567890123", "anonymous 12345678901234567890123"},
        {"0.1 + 0.2", "anonymous (+ 1/10d 1/5d)"},
        {".5", "anonymous 1/2d"},
        {"2. + 0", "anonymous (+ 2d 0)"},
        {"3/2", "anonymous (/ 3 2)"},
        {"½x", "anonymous (* (/ 1 2) x)"},
        {"５ + 𝟕", "anonymous (+ 5 7)"},
        {"007", "anonymous 7"},
    };
    (void)state;
    ALL(table);
    reads_with_note("1.5e-3", "anonymous 3/2000d", NB_NOTE_EXPONENT,
                    "1.5e-3 is read as the number 1.5·10^-3; with the constant e it is "
                    "written 1.5*e-3");
    reads_with_note(
        "3e2", "anonymous 300d", NB_NOTE_EXPONENT,
        "3e2 is read as the number 3·10^2; with the constant e it is written 3*e");
    reads_with_note(
        "1e−2", "anonymous 1/100d", NB_NOTE_EXPONENT,
        "1e−2 is read as the number 1·10^−2; with the constant e it is written 1*e");
    reads_with_note("2e", "anonymous (* 2 e)", NB_NOTE_TIMES_E,
                    "2e is read as 2·e, with e = 2.718...");
}

static void operators(void **state)
{
    static const reading table[] = {
        {"1 + x*y - z/2", "anonymous (- (+ 1 (* x y)) (/ z 2))"},
        {"-x^2", "anonymous (neg (^ x 2))"},
        {"-2^2", "anonymous (neg (^ 2 2))"},
        {"2^3^2", "anonymous (^ 2 (^ 3 2))"},
        {"2^-x", "anonymous (^ 2 (neg x))"},
        {"2^-x^2", "anonymous (^ 2 (neg (^ x 2)))"},
        {"x**2", "anonymous (^ x 2)"},
        {"x*-y", "anonymous (* x (neg y))"},
        {"x - -y", "anonymous (- x (neg y))"},
        {"+x", "anonymous x"},
        {"-x y", "anonymous (* (neg x) y)"},
        {"x/y/z", "anonymous (/ (/ x y) z)"},
        {"x/y*z", "anonymous (* (/ x y) z)"},
        {"x^2^y", "anonymous (^ x (^ 2 y))"},
        {"(x + y)^2", "anonymous (^ (+ x y) 2)"},
        {"[x + y] {z}", "anonymous (* (+ x y) z)"},
        {"5!", "anonymous (factorial 5)"},
        {"2^3!", "anonymous (^ 2 (factorial 3))"},
        {"-5!", "anonymous (neg (factorial 5))"},
        {"factorial(5)", "anonymous (factorial 5)"},
        {"x²", "anonymous (^ x 2)"},
        {"x²²", "anonymous (^ x 22)"},
        {"x⁻¹", "anonymous (^ x (neg 1))"},
        {"2^x²", "anonymous (^ 2 (^ x 2))"},
        {"-x²", "anonymous (neg (^ x 2))"},
        {"x² y³", "anonymous (* (^ x 2) (^ y 3))"},
    };
    (void)state;
    ALL(table);
}

static void products(void **state)
{
    static const reading table[] = {
        {"3x", "anonymous (* 3 x)"},
        {"2 x", "anonymous (* 2 x)"},
        {"x y", "anonymous (* x y)"},
        {"2(x+1)", "anonymous (* 2 (+ x 1))"},
        {"(x+1)(y-2)", "anonymous (* (+ x 1) (- y 2))"},
        {"x(y+1)(z-2)", "anonymous (* (* x (+ y 1)) (- z 2))"},
        {"x(x+1)", "anonymous (* x (+ x 1))"},
        {"2sin(x)cos(y)", "anonymous (* (* 2 (sin x)) (cos y))"},
        {"2πr", "anonymous (* (* 2 pi) r)"},
        {"αx", "anonymous (* alpha x)"},
        {"x^2y", "anonymous (* (^ x 2) y)"},
        {"e^2 x", "anonymous (* (^ e 2) x)"},
        {"x|y|", "anonymous (* x (abs y))"},
        {"h(x, y) = x(y)", "define h (x y) (* x y)"},
        {"h(xy, x, y) = xy", "define h (xy x y) xy"},
        {"a x", "anonymous (* a x)"},
    };
    (void)state;
    ALL(table);
    reads_with_note("1/2x", "anonymous (* (/ 1 2) x)", NB_NOTE_QUOTIENT,
                    "1/2x is read as (1/2)·x; the other reading is written 1/(2x)");
    reads_with_note("2^3x", "anonymous (* (^ 2 3) x)", NB_NOTE_POWER,
                    "2^3x is read as (2^3)·x; the other reading is written 2^(3x)");
    reads_with_note("e^2x", "anonymous (* (^ e 2) x)", NB_NOTE_POWER,
                    "e^2x is read as (e^2)·x; the other reading is written e^(2x)");
    reads_with_note("h(x, y) = e^xy", "define h (x y) (* (^ e x) y)", NB_NOTE_POWER,
                    "e^xy is read as (e^x)·y; the other reading is written e^(xy)");
    reads_with_note("h(x, y) = xy", "define h (x y) (* x y)", NB_NOTE_PRODUCT,
                    "xy is read as the product x·y");
    reads_with_note("h(x_1, x_2) = x_1x_2", "define h (x_1 x_2) (* x_1 x_2)",
                    NB_NOTE_PRODUCT, "x_1x_2 is read as the product x_1·x_2");
    reads_with_note("ab", "anonymous (* a b)", NB_NOTE_PRODUCT,
                    "ab is read as the product a·b");
    reads_with_note("2xsin(x)", "anonymous (* (* 2 x) (sin x))", NB_NOTE_PRODUCT,
                    "xsin is read as the product x·sin");
    reads_with_note("h(x) = xln(x)", "define h (x) (* x (ln x))", NB_NOTE_PRODUCT,
                    "xln is read as the product x·ln");
}

static void arguments_without_brackets(void **state)
{
    static const reading table[] = {
        {"sin x", "anonymous (sin x)"},
        {"sin 2x", "anonymous (sin (* 2 x))"},
        {"ln x^2", "anonymous (ln (^ x 2))"},
        {"sin x²", "anonymous (sin (^ x 2))"},
        {"sin x cos y", "anonymous (* (sin x) (cos y))"},
        {"sin x + 1", "anonymous (+ (sin x) 1)"},
        {"sin x / 2", "anonymous (/ (sin x) 2)"},
        {"sin x * y", "anonymous (* (sin x) y)"},
        {"sin 2(x+1)", "anonymous (sin (* 2 (+ x 1)))"},
        {"sin(x) y", "anonymous (* (sin x) y)"},
        {"sin (x) y", "anonymous (* (sin x) y)"},
        {"sin(x)^2", "anonymous (^ (sin x) 2)"},
        {"sin^2 x", "anonymous (^ (sin x) 2)"},
        {"sin^2(x)", "anonymous (^ (sin x) 2)"},
        {"sin²x", "anonymous (^ (sin x) 2)"},
        {"sin^n x", "anonymous (^ (sin x) n)"},
        {"sin^2 2x cos^2 y", "anonymous (* (^ (sin (* 2 x)) 2) (^ (cos y) 2))"},
        {"sin cos x", "anonymous (sin (cos x))"},
        {"sin 2cos x", "anonymous (* (sin 2) (cos x))"},
        {"sin -x", "anonymous (sin (neg x))"},
        {"sin |x|", "anonymous (sin (abs x))"},
        {"e^sin x", "anonymous (^ e (sin x))"},
        {"sin 30°", "anonymous (sin (* 30 (/ pi 180)))"},
        {"√x y", "anonymous (* (sqrt x) y)"},
        {"√2x", "anonymous (* (sqrt 2) x)"},
        {"√x²", "anonymous (sqrt (^ x 2))"},
        {"√(x)²", "anonymous (^ (sqrt x) 2)"},
        {"√√x", "anonymous (sqrt (sqrt x))"},
        {"∛x + ∜x", "anonymous (+ (cbrt x) (root x 4))"},
        {"⁵√x + ⁵√(x)²", "anonymous (+ (root x 5) (^ (root x 5) 2))"},
        {"sin √x", "anonymous (sin (sqrt x))"},
        {"x² √y", "anonymous (* (^ x 2) (sqrt y))"},
        {"x²∛y", "anonymous (* (^ x 2) (cbrt y))"},
        {"2 ⁴√x", "anonymous (* 2 (root x 4))"},
        {"sin ⁴√x", "anonymous (sin (root x 4))"},
        {"|sin |x||", "anonymous (abs (sin (abs x)))"},
    };
    (void)state;
    ALL(table);
    reads_with_note("h(x, y) = cos xy", "define h (x y) (cos (* x y))", NB_NOTE_PRODUCT,
                    "xy is read as the product x·y");
    reads_with_note("sin^-1 x", "anonymous (asin x)", NB_NOTE_INVERSE,
                    "sin^-1 is read as the inverse function, arcsin; the reciprocal is "
                    "written 1/sin(...)");
    reads_with_note("tanh⁻¹(x)", "anonymous (atanh x)", NB_NOTE_INVERSE,
                    "tanh⁻¹ is read as the inverse function, artanh; the reciprocal is "
                    "written 1/tanh(...)");
}

static void functions(void **state)
{
    static const reading table[] = {
        {"ln(x)", "anonymous (ln x)"},
        {"arcsin(x) + asin(x)", "anonymous (+ (asin x) (asin x))"},
        {"sen(x) + tg(x) + lg(x)", "anonymous (+ (+ (sin x) (tan x)) (log10 x))"},
        {"asinh(x) + arsinh(x) + arcsinh(x)",
         "anonymous (+ (+ (asinh x) (asinh x)) (asinh x))"},
        {"log2(8)", "anonymous (log2 8)"},
        {"log_2(8)", "anonymous (log2 8)"},
        {"log₂(8)", "anonymous (log2 8)"},
        {"log_10 x", "anonymous (log10 x)"},
        {"log_3 x", "anonymous (logb x 3)"},
        {"log_b(x)", "anonymous (logb x b)"},
        {"log(x, 3)", "anonymous (logb x 3)"},
        {"logb(x, 3)", "anonymous (logb x 3)"},
        {"log_(b+1)(x)", "anonymous (logb x (+ b 1))"},
        {"root(x, 5)", "anonymous (root x 5)"},
        {"atan2(y, x) + hypot(x, y)", "anonymous (+ (atan2 y x) (hypot x y))"},
        {"min(x, y, 2) + max(x, y)", "anonymous (+ (min x y 2) (max x y))"},
        {"Sin(x)", "anonymous (sin x)"},
        {"|x|", "anonymous (abs x)"},
        {"|x||y|", "anonymous (* (abs x) (abs y))"},
        {"||x| - |y||", "anonymous (abs (- (abs x) (abs y)))"},
        {"2|x| + 3|y|", "anonymous (+ (* 2 (abs x)) (* 3 (abs y)))"},
        {"e^x + exp(x)", "anonymous (+ (^ e x) (exp x))"},
        {"pi + π", "anonymous (+ pi pi)"},
        {"30°", "anonymous (* 30 (/ pi 180))"},
        {"g(x y) + y", "anonymous (+ (call g (* x y)) y)"},
        {"f(g(x), 2)", "anonymous (call f (call g x) 2)"},
        {"f(1; 2)", "anonymous (call f 1 2)"},
        {"E + N + I", "anonymous (+ (+ E N) I)"},
    };
    (void)state;
    ALL(table);
    reads_with_note(
        "log(x^2)", "anonymous (ln (^ x 2))", NB_NOTE_LOG,
        "log is read as the natural logarithm ln; to the base 10 write log10(x)");
    reads_with_note("sin(90)", "anonymous (sin 90)", NB_NOTE_DEGREES,
                    "angles are in radians; 90 degrees are written 90°");
    reads_with_note("(-8)^(1/3)", "anonymous (^ (neg 8) (/ 1 3))", NB_NOTE_REAL_ROOT,
                    "(-8)^(1/3) is the real root: all values of nabla are real numbers");
}

static void names(void **state)
{
    static const reading table[] = {
        {"x1 + x_1 + x₁", "anonymous (+ (+ x1 x_1) x_1)"},
        {"α + alpha + \\alpha", "anonymous (+ (+ alpha alpha) alpha)"},
        {"ε + ϕ + µ + Ω", "anonymous (+ (+ (+ epsilon phi) mu) Omega)"},
        {"α₁ + α_1", "anonymous (+ alpha_1 alpha_1)"},
        {"T_max + R1 + x_12", "anonymous (+ (+ T_max R1) x_12)"},
        {"x₁x₂", "anonymous (* x_1 x_2)"},
        {"𝑥 + ｙ", "anonymous (+ x y)"},
        {"X + x", "anonymous (+ X x)"},
        {"h(α, x₁) = α x₁", "define h (alpha x_1) (* alpha x_1)"},
        {"area(radius) = pi radius^2", "define area (radius) (* pi (^ radius 2))"},
        {"rate x", "anonymous (* rate x)"},
        {"k(x, f) = x f", "define k (x f) (* x f)"},
        {"k(x, plot) = x plot", "define k (x plot) (* x plot)"},
        {"k(sin) = sin^2", "define k (sin) (^ sin 2)"},
        {"k(at) = at^2", "define k (at) (^ at 2)"},
        {"k(x, k) = x k", "define k (x k) (* x k)"},
        {"k(a) = a", "define k (a) a"},
        {"help(x) = x", "define help (x) x"},
    };
    (void)state;
    ALL(table);
}

static void pasted(void **state)
{
    static const reading table[] = {
        {"x−1", "anonymous (- x 1)"},
        {"x – y — z", "anonymous (- (- x y) z)"},
        {"2×3 + 2·3 + 2∙3 + 2⋅3",
         "anonymous (+ (+ (+ (* 2 3) (* 2 3)) (* 2 3)) (* 2 3))"},
        {"6÷2 + 1⁄2", "anonymous (+ (/ 6 2) (/ 1 2))"},
        {"√2", "anonymous (sqrt 2)"},
        {"（x + 1）（y）", "anonymous (* (+ x 1) y)"},
        {"x\xC2\xA0+\xE2\x80\x89y", "anonymous (+ x y)"},
        {"\xEF\xBB\xBFx", "anonymous x"},
        {"x² + y²", "anonymous (+ (^ x 2) (^ y 2))"},
        {"{1 if x ≤ 0; 2 if x ≥ 1 and x ≠ 2}",
         "anonymous (cases 1 (<= x 0) 2 (and (>= x 1) (!= x 2)))"},
    };
    (void)state;
    ALL(table);
}

static void latex(void **state)
{
    static const reading table[] = {
        {"\\frac{x^2}{y}", "anonymous (/ (^ x 2) y)"},
        {"\\dfrac{1}{2} x", "anonymous (* (/ 1 2) x)"},
        {"\\frac12x", "anonymous (* (/ 1 2) x)"},
        {"\\sqrt{x} + \\sqrt[3]{x} + \\sqrt[5]{x}",
         "anonymous (+ (+ (sqrt x) (cbrt x)) (root x 5))"},
        {"\\sin x + \\cos\\left(x y\\right)", "anonymous (+ (sin x) (cos (* x y)))"},
        {"\\sin^{2} x", "anonymous (^ (sin x) 2)"},
        {"x^{2} \\cdot y_{1} \\times z", "anonymous (* (* (^ x 2) y_1) z)"},
        {"x \\div y", "anonymous (/ x y)"},
        {"\\left| x \\right| + \\lvert y \\rvert", "anonymous (+ (abs x) (abs y))"},
        {"\\left\\{x\\right\\} \\, \\left[y\\right]", "anonymous (* x y)"},
        {"\\pi r^2", "anonymous (* pi (^ r 2))"},
        {"\\alpha\\beta + \\sin\\theta", "anonymous (+ (* alpha beta) (sin theta))"},
        {"\\mathrm{e}^{x}", "anonymous (^ e x)"},
        {"\\operatorname{arsinh} x", "anonymous (asinh x)"},
        {"\\operatorname{arcsec}\\left(x\\right)", "anonymous (asec x)"},
        {"\\ln x + \\log_{2} x + \\log_{10}(x) + \\log_{3} x",
         "anonymous (+ (+ (+ (ln x) (log2 x)) (log10 x)) (logb x 3))"},
        {"\\log_2x", "anonymous (log2 x)"},
        {"30^\\circ + 60^{\\circ}", "anonymous (+ (* 30 (/ pi 180)) (* 60 (/ pi 180)))"},
        {"\\begin{cases} x^2 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
         "anonymous (cases (^ x 2) (> x 0) 0)"},
        {"\\begin{cases} x, & x \\le 0 \\\\ 1, & x \\geq 1 \\\\ \\end{cases}",
         "anonymous (cases x (<= x 0) 1 (>= x 1))"},
        {"h(x_{1}, x_{2}) = x_{1} x_{2}", "define h (x_1 x_2) (* x_1 x_2)"},
        {"h\\left(x, y\\right) = x \\quad y", "define h (x y) (* x y)"},
    };
    (void)state;
    ALL(table);
}

/* Every spelling that the table of functions has, in text and in LaTeX. */
static void spellings(void **state)
{
    char text[120], expected[80];
    (void)state;
    for (unsigned fn = 0; fn < NB_FN_COUNT; fn++) {
        const nb_function *row = nb_function_row(fn);
        const char *arguments = row->arity == 1 ? "x" : "x, y";
        const char *shown = row->arity == 1 ? "x" : "x y";
        if (fn == NB_FN_FACTORIAL)
            arguments = shown = "5";
        bool root = strncmp(row->latex, "\\sqrt", 5) == 0;
        if (row->arity == 0)
            snprintf(expected, sizeof expected, "%s", row->name);
        else
            snprintf(expected, sizeof expected, "(%s %s)", row->name, shown);
        if (row->arity == 0)
            snprintf(text, sizeof text, "%s", row->latex);
        else
            snprintf(text, sizeof text, root ? "%s{%s}" : "%s\\left(%s\\right)",
                     row->latex, arguments);
        expression_reads(text, expected);
        char words[200];
        snprintf(words, sizeof words, "%s %s %s", row->name, row->unicode,
                 row->spellings);
        for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
            snprintf(text, sizeof text, row->arity == 0 ? "%s" : "%s(%s)", word,
                     arguments);
            expression_reads(text, expected);
        }
    }
}

static void cases(void **state)
{
    static const reading table[] = {
        {"piecewise(x^2, x > 0, 0)", "anonymous (cases (^ x 2) (> x 0) 0)"},
        {"piecewise(x^2 if x > 0, 0 otherwise)", "anonymous (cases (^ x 2) (> x 0) 0)"},
        {"piecewise(x^2 if x > 0 else 0)", "anonymous (cases (^ x 2) (> x 0) 0)"},
        {"piecewise(x, x < 0; y, y > 0)", "anonymous (cases x (< x 0) y (> y 0))"},
        {"{x^2 if x > 0; 0 otherwise}", "anonymous (cases (^ x 2) (> x 0) 0)"},
        {"{x if 0 < x < 1; y if x = 1 or not y >= 2}",
         "anonymous (cases x (and (< 0 x) (< x 1)) y (or (= x 1) (not (>= y 2))))"},
        {"2{x if x > 0; -x otherwise}", "anonymous (* 2 (cases x (> x 0) (neg x)))"},
    };
    (void)state;
    ALL(table);
}

static void conditions(void **state)
{
    (void)state;
    expression_reads("-1 <= u and u <= 1", "(and (<= (neg 1) u) (<= u 1))");
    expression_reads("u != 0 or v != 0", "(or (!= u 0) (!= v 0))");
    expression_reads("0 < u and u <= 1", "(and (< 0 u) (<= u 1))");
    expression_reads("abs(u) > 1", "(> (abs u) 1)");
    expression_reads("0 < u < v <= 1", "(and (and (< 0 u) (< u v)) (<= v 1))");
    expression_reads("not (u = 1) and v > 0", "(and (not (= u 1)) (> v 0))");
    expression_reads("u > 0 && v > 0 ∨ ¬(u = v)",
                     "(or (and (> u 0) (> v 0)) (not (= u v)))");
    expression_reads("u > 0 and v > 0 or u = v", "(or (and (> u 0) (> v 0)) (= u v))");
    expression_reads("2*height*u", "(* (* 2 height) u)");
}

/* ---- statements ---- */

static void definitions(void **state)
{
    static const reading table[] = {
        {"h(x, y) = x^2 + 3y^2", "define h (x y) (+ (^ x 2) (* 3 (^ y 2)))"},
        {"h(x, y) = x^2 + 3y^2 at (2, 1)",
         "define h (x y) (+ (^ x 2) (* 3 (^ y 2))) at (2 1)"},
        {"h(x, y) = x at x=2, y=1", "define h (x y) x at (x y) (2 1)"},
        {"h(x) := x^2", "define h (x) (^ x 2)"},
        {"h(x, y) = x + # the first\n y", "define h (x y) (+ x y)"},
        {"x^2 + 3y^2", "anonymous (+ (^ x 2) (* 3 (^ y 2)))"},
        {"x^2 + 3y^2 at (2, 1)", "anonymous (+ (^ x 2) (* 3 (^ y 2))) at (2 1)"},
        {"k = 3/2", "constant k (/ 3 2)"},
        {"k = a + f(2, 1)", "constant k (+ a (call f 2 1))"},
        {"help = 3", "constant help 3"},
        {"f", "show f"},
        {"f(x, y)", "show f"},
        {"f(y, x)", "anonymous (call f y x)"},
        {"f(2, 1)", "anonymous (call f 2 1)"},
        {"2 + 3", "anonymous (+ 2 3)"},
        {"", "empty"},
        {"  # a comment", "empty"},
    };
    (void)state;
    ALL(table);
}

static void points(void **state)
{
    static const reading table[] = {
        {"at (2, 1)", "point at (2 1)"},
        {"at x=2, y=1", "point at (x y) (2 1)"},
        {"at (x = 2; y = 1)", "point at (x y) (2 1)"},
        {"f at (2,1)", "point f at (2 1)"},
        {"f(x, y) at (2,1)", "point f at (2 1)"},
        {"at (7/5, sqrt(2), 10^20)", "point at ((/ 7 5) (sqrt 2) (^ 10 20))"},
        {"at 2", "point at (2)"},
        {"at (1+2)/3", "point at ((/ (+ 1 2) 3))"},
        {"at (a, -π)", "point at (a (neg pi))"},
        {"at α=1", "point at (alpha) (1)"},
    };
    (void)state;
    ALL(table);
}

static void gradients(void **state)
{
    static const reading table[] = {
        {"∇f", "gradient f"},
        {"∇f(x, y)", "gradient f"},
        {"∇f(2, 1)", "gradient f at (2 1)"},
        {"grad f(2,1)", "gradient f at (2 1)"},
        {"grad(f)(2,1)", "gradient f at (2 1)"},
        {"gradient f at (2,1)", "gradient f at (2 1)"},
        {"\\nabla f(2, 1)", "gradient f at (2 1)"},
        {"∇(x^2 + y^2)", "gradient (+ (^ x 2) (^ y 2))"},
        {"grad x^2 + y^2 at (1, 2)", "gradient (+ (^ x 2) (^ y 2)) at (1 2)"},
        {"∇ at (1, 2)", "gradient at (1 2)"},
        {"norm grad f(2, 1)", "norm f at (2 1)"},
        {"norm(grad f)(2, 1)", "norm f at (2 1)"},
        {"norm(∇f(2, 1))", "norm f at (2 1)"},
        {"‖∇f(2, 1)‖", "norm f at (2 1)"},
        {"‖∇f‖ at (2, 1)", "norm f at (2 1)"},
        {"‖∇f‖(2, 1)", "norm f at (2 1)"},
        {"|∇f(2, 1)|", "norm f at (2 1)"},
        {"||∇f(2, 1)||", "norm f at (2 1)"},
        {"\\|\\nabla f(2,1)\\|", "norm f at (2 1)"},
        {"\\left\\|\\nabla f\\right\\| at (2,1)", "norm f at (2 1)"},
        {"|∇(x^2 y)| at (1, 2)", "norm (* (^ x 2) y) at (1 2)"},
    };
    (void)state;
    ALL(table);
}

static void partials(void **state)
{
    static const reading table[] = {
        {"∂f/∂x (2,1)", "partial f by x 1 at (2 1)"},
        {"∂f/∂x at (2,1)", "partial f by x 1 at (2 1)"},
        {"∂f(x, y)/∂x", "partial f by x 1"},
        {"df/dx", "partial f by x 1"},
        {"f_x(2,1)", "partial f by x 1 at (2 1)"},
        {"f_xy", "partial f by x 1 by y 1"},
        {"f_{xxy}", "partial f by x 2 by y 1"},
        {"∂²f/∂x∂y", "partial f by y 1 by x 1"},
        {"∂^2 f/∂x^2", "partial f by x 2"},
        {"∂³f/∂x²∂y (1, 2)", "partial f by y 1 by x 2 at (1 2)"},
        {"∂²f/(∂x∂y)", "partial f by y 1 by x 1"},
        {"d^2f/dx^2", "partial f by x 2"},
        {"g'(3)", "partial g by t 1 at (3)"},
        {"g''", "partial g by t 2"},
        {"g″", "partial g by t 2"},
        {"\\frac{\\partial f}{\\partial x}(2, 1)", "partial f by x 1 at (2 1)"},
        {"\\frac{\\partial^2 f}{\\partial x \\partial y}", "partial f by y 1 by x 1"},
        {"\\frac{dg}{dt}", "partial g by t 1"},
        {"d/dx f", "partial f by x 1"},
        {"diff(f, x)", "partial f by x 1"},
        {"diff(f(x, y), x, 2)", "partial f by x 2"},
        {"diff(g)", "partial g by t 1"},
    };
    (void)state;
    ALL(table);
}

static void derivatives(void **state)
{
    static const reading table[] = {
        {"d/dx x^2 y", "derivative by x 1 (* (^ x 2) y)"},
        {"d/dx(x^2 + x)", "derivative by x 1 (+ (^ x 2) x)"},
        {"∂/∂x x^2 y", "derivative by x 1 (* (^ x 2) y)"},
        {"d²/dx² √x", "derivative by x 2 (sqrt x)"},
        {"d/dx ⁴√x", "derivative by x 1 (root x 4)"},
        {"d^2/dx^2 sin x", "derivative by x 2 (sin x)"},
        {"∂²/∂x∂y x^2 y^3", "derivative by y 1 by x 1 (* (^ x 2) (^ y 3))"},
        {"d/dx x^2 at x=2", "derivative by x 1 (^ x 2) at (x) (2)"},
        {"d(x^(-1))/dx", "derivative by x 1 (^ x (neg 1))"},
        {"∂(x^2 y)/∂x at (1, 2)", "derivative by x 1 (* (^ x 2) y) at (1 2)"},
        {"\\frac{d}{dx} x^2", "derivative by x 1 (^ x 2)"},
        {"\\frac{\\partial}{\\partial x}(x y)", "derivative by x 1 (* x y)"},
        {"\\frac{d}{d\\alpha} \\alpha^2", "derivative by alpha 1 (^ alpha 2)"},
        {"diff(x^2 y, x)", "derivative by x 1 (* (^ x 2) y)"},
        {"diff(x^2 y, x, 2, y)", "derivative by x 2 by y 1 (* (^ x 2) y)"},
        {"diff(min(x, y), x)", "derivative by x 1 (min x y)"},
        {"diff(x^2)", "derivative by x 1 (^ x 2)"},
        {"d/dx f(x, 2)", "derivative by x 1 (call f x 2)"},
        {"d/dxi xi^2", "derivative by xi 1 (^ xi 2)"},
        {"d x", "anonymous (* d x)"},
        {"d/d", "anonymous (/ d d)"},
    };
    (void)state;
    ALL(table);
    reads_with_note("d/dx x^2 + x", "derivative by x 1 (+ (^ x 2) x)", NB_NOTE_REACH,
                    "all of x^2 + x is differentiated; for less of it use brackets");
}

static void command_is(const char *text, const char *name, const char *argument)
{
    nb_error err = {0};
    nb_pool *p = nb_pool_new(&err);
    nb_statement s = {0};
    assert_true(nb_parse_statement(p, text, strlen(text), NULL, NULL, &s));
    assert_int_equal(s.kind, NB_COMMAND);
    assert_string_equal(nb_command_of(s.command)->name, name);
    assert_int_equal(s.argument.end - s.argument.begin, strlen(argument));
    assert_memory_equal(text + s.argument.begin, argument, strlen(argument));
    nb_statement_free(&s);
    nb_pool_free(p);
}

static void commands(void **state)
{
    (void)state;
    command_is("set digits 20", "set", "digits 20");
    command_is("help", "help", "");
    command_is("help sin", "help", "sin");
    command_is("help +", "help", "+");
    command_is("? sin", "help", "sin");
    command_is("vars", "vars", "");
    command_is(" load /tmp/a#b.txt  # a file", "load", "/tmp/a#b.txt");
    command_is("save \xFF.nabla", "save", "\xFF.nabla");
    command_is("undo", "undo", "");
    command_is("forget a", "forget", "a");
    command_is("latex f", "latex", "f");
    command_is("quit", "quit", "");
    command_is("exit", "quit", "");
    command_is("check f_x = 2x", "check", "f_x = 2x");
}

/* ---- lines that go on ---- */

static void unfinished(void **state)
{
    (void)state;
    assert_true(nb_is_unfinished("f(x,", 4));
    assert_true(nb_is_unfinished("{x if x > 0;", 12));
    assert_false(nb_is_unfinished("f(x) = (x + 1)", 14));
    assert_false(nb_is_unfinished("x + 1 # (", 9));
    assert_false(nb_is_unfinished("x)", 2));
    assert_false(nb_is_unfinished("load a(1", 8));
    assert_true(nb_is_unfinished("\\begin{cases} x", 15));
    assert_false(nb_is_unfinished("\\begin{cases} x \\end{cases}", 27));
    assert_int_equal(nb_open_brackets("((", 2, 1), 3);
    assert_int_equal(nb_open_brackets("))) (", 5, 2), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),    cmocka_unit_test(operators),
        cmocka_unit_test(products),   cmocka_unit_test(arguments_without_brackets),
        cmocka_unit_test(functions),  cmocka_unit_test(names),
        cmocka_unit_test(pasted),     cmocka_unit_test(latex),
        cmocka_unit_test(spellings),  cmocka_unit_test(cases),
        cmocka_unit_test(conditions), cmocka_unit_test(definitions),
        cmocka_unit_test(points),     cmocka_unit_test(gradients),
        cmocka_unit_test(partials),   cmocka_unit_test(derivatives),
        cmocka_unit_test(commands),   cmocka_unit_test(unfinished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
