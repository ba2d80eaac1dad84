/* Ordinary lines that other tools misread without a word, and lines that people
 * read in different ways: one test a row of that study. Each is read as a textbook
 * reads it, or refused with a message that says how to write it. Where the row is
 * about a value or a derivative, the reading is what is held here. */

#include "reading.h"

/* ---- silent misreadings ---- */

static void logarithm_is_a_call(void **state)
{
    (void)state;
    reads("ln(x)", "anonymous (ln x)");
    reads("diff(ln(x^2+y^2), x)", "derivative by x 1 (ln (+ (^ x 2) (^ y 2)))");
}

static void no_character_is_dropped(void **state)
{
    (void)state;
    reads("x²", "anonymous (^ x 2)");
    reads("√2", "anonymous (sqrt 2)");
    reads("√x", "anonymous (sqrt x)");
    reads("x−1", "anonymous (- x 1)");
    reads("diff(x²,x)", "derivative by x 1 (^ x 2)");
    reads("diff(√x,x)", "derivative by x 1 (sqrt x)");
    reads("diff(x−1,x)", "derivative by x 1 (- x 1)");
}

static void no_variable_is_invented(void **state)
{
    (void)state;
    reads("2·3", "anonymous (* 2 3)");
    reads("6÷2", "anonymous (/ 6 2)");
    reads("2×3", "anonymous (* 2 3)");
}

static void sine_of_twice_x(void **state)
{
    (void)state;
    reads("sin 2x", "anonymous (sin (* 2 x))");
}

static void square_of_the_sine(void **state)
{
    (void)state;
    reads("sin^2 x", "anonymous (^ (sin x) 2)");
    reads("sin^2(x)", "anonymous (^ (sin x) 2)");
}

static void sine_times_cosine(void **state)
{
    (void)state;
    reads("sin x cos y", "anonymous (* (sin x) (cos y))");
}

static void function_names_are_not_split(void **state)
{
    (void)state;
    reads("arcsin(x)", "anonymous (asin x)");
    reads("sen(x)", "anonymous (sin x)");
    refuses("sinx", NB_ERR_NAME, 0, 4, "sinx is not known", "did you mean sin(x)?");
}

static void no_units(void **state)
{
    (void)state;
    reads("tg(x)", "anonymous (tan x)");
    refuses(
        "foo(x)", NB_ERR_NAME, 0, 3, "foo is neither a function nor a variable",
        "write foo*(...) for the product, or define the function first: foo(x) = ...");
}

static void exponent_is_one_factor(void **state)
{
    (void)state;
    reads_with_note("2^3x", "anonymous (* (^ 2 3) x)", NB_NOTE_POWER,
                    "2^3x is read as (2^3)·x; the other reading is written 2^(3x)");
    reads("x^2y", "anonymous (* (^ x 2) y)");
}

static void numbers_are_not_joined(void **state)
{
    (void)state;
    refuses("3 4", NB_ERR_SYNTAX, 0, 3, "two numbers stand side by side: 3 4",
            "write 3*4 for the product, or 34 for one number");
    reads("x₁+x₂", "anonymous (+ x_1 x_2)");
    reads("log_2(8)", "anonymous (log2 8)");
}

static void powers_stay_as_typed(void **state)
{
    (void)state;
    reads("(x^2)^0.5", "anonymous (^ (^ x 2) 1/2d)");
    reads("sqrt(x^2)", "anonymous (sqrt (^ x 2))");
    reads("ln(x^2)", "anonymous (ln (^ x 2))");
    reads("∂/∂x ln(x y)", "derivative by x 1 (ln (* x y))");
    reads("∇√(x²+y²) at (0, 0)", "gradient (sqrt (+ (^ x 2) (^ y 2))) at (0 0)");
    reads("x⁴+y⁴−16x y", "anonymous (- (+ (^ x 4) (^ y 4)) (* (* 16 x) y))");
}

static void brackets_are_not_closed_silently(void **state)
{
    (void)state;
    refuses("sin(x", NB_ERR_SYNTAX, 3, 4, "this ( is never closed", "add the missing )");
}

/* ---- ambiguities ---- */

static void quotient_before_a_product(void **state)
{
    (void)state;
    reads_with_note("1/2x", "anonymous (* (/ 1 2) x)", NB_NOTE_QUOTIENT,
                    "1/2x is read as (1/2)·x; the other reading is written 1/(2x)");
    reads("1/2*x", "anonymous (* (/ 1 2) x)");
}

static void power_before_a_product(void **state)
{
    (void)state;
    reads_with_note("e^2x", "anonymous (* (^ e 2) x)", NB_NOTE_POWER,
                    "e^2x is read as (e^2)·x; the other reading is written e^(2x)");
    reads_with_note("h(x, y) = e^xy", "define h (x y) (* (^ e x) y)", NB_NOTE_POWER,
                    "e^xy is read as (e^x)·y; the other reading is written e^(xy)");
}

static void letters_side_by_side(void **state)
{
    (void)state;
    reads_with_note("h(x, y) = xy", "define h (x y) (* x y)", NB_NOTE_PRODUCT,
                    "xy is read as the product x·y");
    reads("h(xy) = xy", "define h (xy) xy");
    refuses("xy", NB_ERR_NAME, 0, 2, "xy is not known",
            "write x*y for the product, or f(xy) = ... to make xy one variable");
    refuses("h(x) = xz", NB_ERR_NAME, 7, 9,
            "xz is neither a parameter nor known otherwise",
            "write x*z for the product, or put xz among the parameters");
    reads("x y", "anonymous (* x y)");
    reads("2 x", "anonymous (* 2 x)");
}

static void name_before_a_bracket(void **state)
{
    (void)state;
    reads("x(x+1)", "anonymous (* x (+ x 1))");
    reads("h(x) = x(x+1)", "define h (x) (* x (+ x 1))");
    reads("g(x+1)", "anonymous (call g (+ x 1))");
    refuses("h(x+1)", NB_ERR_NAME, 0, 1,
            "h is not known: is h(...) a function or a product?",
            "write h*(...) for the product, or define the function first: h(x) = ...");
    refuses("k(x) = h(x+1)", NB_ERR_NAME, 7, 8, "h is neither a function nor a variable",
            "write h*(...) for the product, or define the function first: h(x) = ...");
}

static void name_before_a_function(void **state)
{
    (void)state;
    reads_with_note("h(x) = xln(x)", "define h (x) (* x (ln x))", NB_NOTE_PRODUCT,
                    "xln is read as the product x·ln");
    refuses("h(x) = xsinx", NB_ERR_NAME, 7, 12,
            "xsinx is neither a parameter nor known otherwise", "did you mean x*sin(x)?");
}

static void argument_without_brackets(void **state)
{
    (void)state;
    reads("h(xy) = cos xy", "define h (xy) (cos xy)");
    refuses("sin x y", NB_ERR_SYNTAX, 0, 7, "sin x y: how far does sin reach?",
            "write sin(x)*y or sin(x*y)");
    refuses("sin x (y+1)", NB_ERR_SYNTAX, 0, 7, "sin x (...): how far does sin reach?",
            "write sin(x)*(...) or sin(x*(...))");
}

static void inverse_sine(void **state)
{
    (void)state;
    reads_with_note("sin^-1 x", "anonymous (asin x)", NB_NOTE_INVERSE,
                    "sin^-1 is read as the inverse function, arcsin; the reciprocal is "
                    "written 1/sin(...)");
    refuses("ln^-1 x", NB_ERR_SYNTAX, 0, 5,
            "ln^-1: the inverse function, or one over ln?",
            "write exp(...) for the inverse, 1/ln(...) for the reciprocal");
}

static void sine_of_a_square(void **state)
{
    (void)state;
    reads("sin x^2", "anonymous (sin (^ x 2))");
}

static void minus_before_a_power(void **state)
{
    (void)state;
    reads("-x^2", "anonymous (neg (^ x 2))");
    reads("-2^2", "anonymous (neg (^ 2 2))");
    reads("2^-x", "anonymous (^ 2 (neg x))");
}

static void tower_of_powers(void **state)
{
    (void)state;
    reads("2^3^2", "anonymous (^ 2 (^ 3 2))");
}

static void factorials(void **state)
{
    (void)state;
    reads("5!", "anonymous (factorial 5)");
    reads("2^3!", "anonymous (^ 2 (factorial 3))");
    reads("-5!", "anonymous (neg (factorial 5))");
    refuses("x!", NB_ERR_SYNTAX, 0, 2,
            "x!: a factorial is read of a natural number only, as in 5!", "");
}

static void logarithms(void **state)
{
    (void)state;
    reads_with_note(
        "log x", "anonymous (ln x)", NB_NOTE_LOG,
        "log is read as the natural logarithm ln; to the base 10 write log10(x)");
    reads("log10(x)", "anonymous (log10 x)");
    reads("log2(x)", "anonymous (log2 x)");
    reads("log_b(x)", "anonymous (logb x b)");
    reads("log(x, b)", "anonymous (logb x b)");
    reads("ln x + arcsin x + asin x", "anonymous (+ (+ (ln x) (asin x)) (asin x))");
    reads("tg x + sen x + lg x", "anonymous (+ (+ (tan x) (sin x)) (log10 x))");
}

static void the_number_e(void **state)
{
    (void)state;
    reads("e^x", "anonymous (^ e x)");
    refuses("h(e, x) = e x", NB_ERR_NAME, 2, 3,
            "e is the base of the natural logarithm, and cannot be a parameter",
            "choose another name");
    refuses("e = 3", NB_ERR_NAME, 0, 1,
            "e is the base of the natural logarithm, and cannot be defined anew",
            "choose another name");
    reads_with_note("2e", "anonymous (* 2 e)", NB_NOTE_TIMES_E,
                    "2e is read as 2·e, with e = 2.718...");
    reads_with_note(
        "3e2", "anonymous 300d", NB_NOTE_EXPONENT,
        "3e2 is read as the number 3·10^2; with the constant e it is written 3*e");
}

static void absolute_values(void **state)
{
    (void)state;
    reads("|x|", "anonymous (abs x)");
    refuses("|x|y|z|", NB_ERR_SYNTAX, 4, 5,
            "these bars can be paired in two ways: |a| b |c|, or |a |b| c|",
            "write abs(...) for one of the absolute values");
}

static void decimals_are_exact(void **state)
{
    (void)state;
    reads("0.1+0.2", "anonymous (+ 1/10d 1/5d)");
}

static void roots(void **state)
{
    (void)state;
    reads("√(x²)", "anonymous (sqrt (^ x 2))");
    reads_with_note("(-8)^(1/3)", "anonymous (^ (neg 8) (/ 1 3))", NB_NOTE_REAL_ROOT,
                    "(-8)^(1/3) is the real root: all values of nabla are real numbers");
    reads("0^0", "anonymous (^ 0 0)");
    reads("1/0", "anonymous (/ 1 0)");
}

static void degrees(void **state)
{
    (void)state;
    reads("30°", "anonymous (* 30 (/ pi 180))");
    reads_with_note("sin(90)", "anonymous (sin 90)", NB_NOTE_DEGREES,
                    "angles are in radians; 90 degrees are written 90°");
}

static void decimal_comma(void **state)
{
    (void)state;
    refuses("1,5", NB_ERR_SYNTAX, 0, 3, "1,5: one number, or two?",
            "write 1.5 for the number; two arguments belong to a function or a point: "
            "f(1, 5), at (1, 5)");
    refuses("sin(1,5)", NB_ERR_SYNTAX, 0, 8, "sin takes 1 argument, and 2 are given",
            "for one number write 1.5");
    refuses("f(1,5;2)", NB_ERR_SYNTAX, 5, 6, "both , and ; separate values in one list",
            "decimals are written with a point: (1.5, 2)");
}

static void pasted_signs(void **state)
{
    (void)state;
    reads("x − y – z", "anonymous (- (- x y) z)");
    reads("2 × x · y ∙ z ⋅ w ÷ u ⁄ v", "anonymous (/ (/ (* (* (* (* 2 x) y) z) w) u) v)");
    reads("√π + x² + x³ + x⁻¹ + x₁",
          "anonymous (+ (+ (+ (+ (sqrt pi) (^ x 2)) (^ x 3)) (^ x (neg 1))) x_1)");
    reads("∂f/∂x （1，2）", "partial f by x 1 at (1 2)");
    reads("∇f", "gradient f");
    reads("x²²", "anonymous (^ x 22)");
    refuses("x ♥ y", NB_ERR_SYNTAX, 2, 5, "the character ♥ (U+2665) has no meaning here",
            "");
    refuses("х + 1", NB_ERR_SYNTAX, 0, 2, "the character х (U+0445) has no meaning here",
            "it is Cyrillic; did you mean x?");
}

static void latex_subset(void **state)
{
    (void)state;
    reads("\\frac{x^2}{y} \\cdot \\sin x", "anonymous (* (/ (^ x 2) y) (sin x))");
    reads("d \\cdot 2", "anonymous (* d 2)");
    refuses("\\foo x", NB_ERR_SYNTAX, 0, 4,
            "\\foo is not a LaTeX command that nabla reads",
            "\\frac{a}{b}, \\sqrt{x}, \\cdot, \\left( \\right), \\sin, \\alpha and their "
            "like "
            "are read");
    refuses("\\sni x", NB_ERR_SYNTAX, 0, 4,
            "\\sni is not a LaTeX command that nabla reads", "did you mean \\sin?");
}

/* ---- what newcomers stumbled on ---- */

static void numbers_are_decimal(void **state)
{
    (void)state;
    refuses("0x10", NB_ERR_SYNTAX, 0, 4,
            "0x10: numbers are decimal, and this looks hexadecimal",
            "write 16 for the number, or 0*x10 for the product");
    refuses("h(x) = 1 + 0b1", NB_ERR_SYNTAX, 11, 14,
            "0b1: numbers are decimal, and this looks binary",
            "write 1 for the number, or 0*b1 for the product");
    refuses("0o7", NB_ERR_SYNTAX, 0, 3, "0o7: numbers are decimal, and this looks octal",
            "write 7 for the number, or 0*o7 for the product");
    refuses_with("0xff", NB_ERR_SYNTAX, "write 255 for the number");
    refuses_with("0x123456789", NB_ERR_SYNTAX, "write the number in decimal");
    reads("2x1", "anonymous (* 2 x1)");
    reads("10x10", "anonymous (* 10 x10)");
    reads("0x", "anonymous (* 0 x)");
    reads("0 x10", "anonymous (* 0 x10)");
    reads("0*x10", "anonymous (* 0 x10)");
}

static void quotient_after_an_argument(void **state)
{
    (void)state;
    reads_with_note(
        "sin π/2", "anonymous (/ (sin pi) 2)", NB_NOTE_RUN,
        "sin π/2 is read as (sin π)/2; the other reading is written sin(π/2)");
    reads_with_note(
        "1 + 2 sin 2x/3", "anonymous (+ 1 (/ (* 2 (sin (* 2 x))) 3))", NB_NOTE_RUN,
        "sin 2x/3 is read as (sin 2x)/3; the other reading is written sin(2x/3)");
    reads_with_note("ln x/y", "anonymous (/ (ln x) y)", NB_NOTE_RUN,
                    "ln x/y is read as (ln x)/y; the other reading is written ln(x/y)");
    reads_with_note(
        "sin^2 x/(2y)", "anonymous (/ (^ (sin x) 2) (* 2 y))", NB_NOTE_RUN,
        "sin^2 x/(2y) is read as (sin^2 x)/(2y); the other reading is written "
        "sin^2(x/(2y))");
    reads("sin(x)/2", "anonymous (/ (sin x) 2)");
    reads("sin x / 2", "anonymous (/ (sin x) 2)");
    reads("sin x/x", "anonymous (/ (sin x) x)");
    reads("sin x/cos x", "anonymous (/ (sin x) (cos x))");
}

static void quotient_after_an_exponent(void **state)
{
    (void)state;
    reads_with_note("x^1/3", "anonymous (/ (^ x 1) 3)", NB_NOTE_FRACTION,
                    "x^1/3 is read as (x^1)/3; the other reading is written x^(1/3)");
    reads_with_note("1 - 2x^-1/2", "anonymous (- 1 (/ (* 2 (^ x (neg 1))) 2))",
                    NB_NOTE_FRACTION,
                    "x^-1/2 is read as (x^-1)/2; the other reading is written x^(-1/2)");
    reads_with_note("-2^x/2", "anonymous (/ (neg (^ 2 x)) 2)", NB_NOTE_FRACTION,
                    "2^x/2 is read as (2^x)/2; the other reading is written 2^(x/2)");
    reads_with_note(
        "e^-x^2/2", "anonymous (/ (^ e (neg (^ x 2))) 2)", NB_NOTE_FRACTION,
        "e^-x^2/2 is read as (e^-x^2)/2; the other reading is written e^(-x^2/2)");
    reads("x^2/4 + y^2/9", "anonymous (+ (/ (^ x 2) 4) (/ (^ y 2) 9))");
    reads("x^1 / 3", "anonymous (/ (^ x 1) 3)");
    reads("x^(1)/3", "anonymous (/ (^ x 1) 3)");
    reads("x³/2", "anonymous (/ (^ x 3) 2)");
}

static void power_inside_a_product(void **state)
{
    static const char note[] =
        "e^2x is read as (e^2)·x; the other reading is written e^(2x)";
    (void)state;
    reads_with_note("x e^2x", "anonymous (* (* x (^ e 2)) x)", NB_NOTE_POWER, note);
    reads_with_note("3*e^2x", "anonymous (* (* 3 (^ e 2)) x)", NB_NOTE_POWER, note);
    reads_with_note("1 + -e^2x", "anonymous (+ 1 (* (neg (^ e 2)) x))", NB_NOTE_POWER,
                    note);
    reads("x y^2z", "anonymous (* (* x (^ y 2)) z)");
    reads("x e^2 x", "anonymous (* (* x (^ e 2)) x)");
}

static void point_after_a_formula(void **state)
{
    (void)state;
    refuses("d/dx x^3 (2)", NB_ERR_SYNTAX, 9, 12,
            "(2): the point of the derivative, or a factor?",
            "write d/dx x^3 at 2 for the point, x^3*(2) for the product");
    refuses_with("d/dx sin(x) (-0.5)", NB_ERR_SYNTAX, "d/dx sin(x) at -0.5");
    reads("d/dx x^3 * (2)", "derivative by x 1 (* (^ x 3) 2)");
    reads("d/dx x^3 · (2)", "derivative by x 1 (* (^ x 3) 2)");
    reads("d/dx x^3 (x)", "derivative by x 1 (* (^ x 3) x)");
}

static void function_in_brackets(void **state)
{
    (void)state;
    reads("(f)", "show f");
    reads("(f) at (2, 1)", "point f at (2 1)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logarithm_is_a_call),
        cmocka_unit_test(no_character_is_dropped),
        cmocka_unit_test(no_variable_is_invented),
        cmocka_unit_test(sine_of_twice_x),
        cmocka_unit_test(square_of_the_sine),
        cmocka_unit_test(sine_times_cosine),
        cmocka_unit_test(function_names_are_not_split),
        cmocka_unit_test(no_units),
        cmocka_unit_test(exponent_is_one_factor),
        cmocka_unit_test(numbers_are_not_joined),
        cmocka_unit_test(powers_stay_as_typed),
        cmocka_unit_test(brackets_are_not_closed_silently),
        cmocka_unit_test(quotient_before_a_product),
        cmocka_unit_test(power_before_a_product),
        cmocka_unit_test(letters_side_by_side),
        cmocka_unit_test(name_before_a_bracket),
        cmocka_unit_test(name_before_a_function),
        cmocka_unit_test(argument_without_brackets),
        cmocka_unit_test(inverse_sine),
        cmocka_unit_test(sine_of_a_square),
        cmocka_unit_test(minus_before_a_power),
        cmocka_unit_test(tower_of_powers),
        cmocka_unit_test(factorials),
        cmocka_unit_test(logarithms),
        cmocka_unit_test(the_number_e),
        cmocka_unit_test(absolute_values),
        cmocka_unit_test(decimals_are_exact),
        cmocka_unit_test(roots),
        cmocka_unit_test(degrees),
        cmocka_unit_test(decimal_comma),
        cmocka_unit_test(pasted_signs),
        cmocka_unit_test(latex_subset),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(quotient_after_an_argument),
        cmocka_unit_test(quotient_after_an_exponent),
        cmocka_unit_test(power_inside_a_product),
        cmocka_unit_test(point_after_a_formula),
        cmocka_unit_test(function_in_brackets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
