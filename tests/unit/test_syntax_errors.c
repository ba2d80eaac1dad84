/* What is refused, and with which words: place, message and hint. */

#include "reading.h"

#define SYNTAX NB_ERR_SYNTAX
#define NAME   NB_ERR_NAME
#define LIMIT  NB_ERR_LIMIT

typedef struct refusal {
    const char *text;
    nb_code code;
    uint32_t begin, end;
    const char *message, *hint;
} refusal;

static void all_refused(const refusal *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        refuses(table[i].text, table[i].code, table[i].begin, table[i].end,
                table[i].message, table[i].hint);
}

#define ALL(table) all_refused(table, sizeof table / sizeof table[0])

static void brackets(void **state)
{
    static const refusal table[] = {
        {"(x + 1", SYNTAX, 0, 1, "this ( is never closed", "add the missing )"},
        {"k(x, y = x", SYNTAX, 1, 2, "this ( is never closed",
         "a function is defined as f(x, y) = x^2 + 3y^2"},
        {"k(é) = é²", SYNTAX, 2, 4, "the character é (U+00E9) has no meaning here", ""},
        {"k(х) = х", SYNTAX, 2, 4, "the character х (U+0445) has no meaning here",
         "it is Cyrillic; did you mean x?"},
        {"sinn(x)", NAME, 0, 4, "sinn is neither a function nor a variable",
         "did you mean sin?"},
        {"k(speed) = sped^2", NAME, 11, 15,
         "sped is neither a parameter nor known otherwise", "did you mean speed?"},
        {"2[x + 1", SYNTAX, 1, 2, "this [ is never closed", "add the missing ]"},
        {"x + 1)", SYNTAX, 5, 6, "this ) closes nothing",
         "leave it out, or add the bracket that it closes"},
        {"(x + 1]", SYNTAX, 0, 7, "( is closed by ]", "write (...)"},
        {"()", SYNTAX, 0, 2, "there is nothing between these brackets", ""},
        {"30°°", SYNTAX, 4, 6, "a degree sign stands here twice",
         "write 30° for 30 degrees"},
        {"|x", SYNTAX, 0, 1, "this | is never closed", "write |x| or abs(x)"},
        {"|x|y|", SYNTAX, 4, 5, "this | has no partner", "write |x| or abs(x)"},
        {"(x, y)", SYNTAX, 2, 3, "one value is expected here, and a comma separates two",
         "several values belong to a function or a point: f(2, 1), at (2, 1)"},
        {"(x + 1\ny = 2", SYNTAX, 0, 1,
         "this bracket is still open where the next line begins",
         "close it, or write * where a product goes on in the next line"},
        {"x\ny", SYNTAX, 2, 3, "a statement ends with its line", ""},
        {"‖x‖", SYNTAX, 0, 3, "norm bars are read only around a gradient: ‖∇f(2, 1)‖",
         "an absolute value is written |x|"},
    };
    (void)state;
    ALL(table);
}

static void operands(void **state)
{
    static const refusal table[] = {
        {"x +", SYNTAX, 3, 3, "the line ends where a value should be", ""},
        {"x + # y", SYNTAX, 7, 7, "the line ends where a value should be", ""},
        {"* x", SYNTAX, 0, 1, "a value should be here, not '*'", ""},
        {"x * / y", SYNTAX, 4, 5, "a value should be here, not '/'", ""},
        {"x 2", SYNTAX, 2, 3, "the number 2 follows x without an operator",
         "write x*2 for the product, or x^2 for the power"},
        {"(x+1)2", SYNTAX, 5, 6, "the number 2 follows (x+1) without an operator",
         "write (x+1)*2 for the product, or (x+1)^2 for the power"},
        {"3½", SYNTAX, 0, 3, "3½: a sum, or a product?",
         "write 3 + ½ for the mixed number, or 3*½"},
        {"3!!", SYNTAX, 0, 3,
         "3!!: a factorial is read of a natural number only, as in 5!",
         "n!! is another function, the double factorial, which nabla does not have"},
        {"²x", SYNTAX, 0, 2, "² follows nothing that it could belong to", ""},
        {"2⁴√x", SYNTAX, 1, 7, "⁴√: a power of what stands before it, or a root?",
         "write root(x, n) for the root, or x^n*√y for the power"},
        {"x_", SYNTAX, 1, 2, "this _ does not belong to a name",
         "a name begins with a letter, and a subscript follows it directly: x_1, f_xy"},
        {"x'", SYNTAX, 1, 2, "a prime is read only after a function's name: f'(3)",
         "define the function first: g(x) = ...; then g'(x), g'' are its derivatives"},
        {"1 + ∂/∂x x^2", SYNTAX, 4, 7, "∂ is read only at the beginning of a statement",
         "inside a formula ∂f/∂x is read, of a function f defined before"},
        {"1 + ∇f", SYNTAX, 4, 7, "∇ is read only at the beginning of a statement",
         "∇f(2, 1) is a statement of its own"},
        {"x > 3", SYNTAX, 0, 5, "x > 3 is a condition, and a formula is needed here",
         "conditions belong in piecewise(value, condition, ..., otherwise)"},
        {"1 + (x > 3)", SYNTAX, 4, 11,
         "(x > 3) is a condition, and a value is needed here",
         "conditions belong in piecewise(value, condition, ..., otherwise)"},
        {"x^2 + y^2 = 1", SYNTAX, 0, 13,
         "x^2 + y^2 = 1 is an equation; there is nothing to differentiate in it",
         "a function is defined as f(x, y) = x^2 + 3y^2, a constant as a = 3/2"},
    };
    (void)state;
    ALL(table);
}

static void characters(void **state)
{
    static const refusal table[] = {
        {"x ? y", SYNTAX, 2, 3, "the character ? (U+003F) has no meaning here", ""},
        {"5%", SYNTAX, 1, 2, "the character % (U+0025) has no meaning here",
         "write a percentage as a fraction: 5/100"},
        {"∞", SYNTAX, 0, 3, "the character ∞ (U+221E) has no meaning here",
         "infinity is not a number; values must be finite"},
        {"x \x01", SYNTAX, 2, 3, "the character (U+0001) has no meaning here", ""},
        {"x \xFF", SYNTAX, 2, 3, "the byte 0xFF is not UTF-8 text",
         "save the file, or set the terminal, as UTF-8"},
        {"$x$", SYNTAX, 0, 1, "the dollar signs of LaTeX are not part of a formula",
         "leave out the $"},
        {"1.2.3", SYNTAX, 0, 5, "1.2.3 is not a number",
         "a number has at most one decimal point, and digits after it: 1.5"},
        {"x⁻", SYNTAX, 1, 4, "⁻ is not an exponent",
         "write x² or x⁻¹; an exponent that is a formula is written x^(2 - 1)"},
        {"1e999999999", LIMIT, 0, 11,
         "this number is too large to write out: the limit is 10^100000", ""},
        {"f: x -> x^2", SYNTAX, 1, 2, "the character : (U+003A) has no meaning here",
         "a definition is written f(x, y) = x^2 + 3y^2, a quotient a/b"},
        {"x -> x^2", SYNTAX, 2, 4, "'->' does not define a function here",
         "a function is defined as f(x, y) = x^2 + 3y^2"},
    };
    (void)state;
    ALL(table);
}

static void functions(void **state)
{
    static const refusal table[] = {
        {"sin", SYNTAX, 0, 3, "sin needs an argument", "write sin(x)"},
        {"sin()", SYNTAX, 0, 3, "sin needs an argument", "write sin(x)"},
        {"sin - x", SYNTAX, 0, 3, "sin needs an argument", "write sin(x)"},
        {"hypot 3", SYNTAX, 0, 5, "hypot needs its arguments in brackets",
         "write hypot(x, y)"},
        {"atan(y, x)", SYNTAX, 0, 10, "atan takes 1 argument, and 2 are given",
         "the angle of the point (x, y) is atan2(y, x)"},
        {"sqrt(x, 3)", SYNTAX, 0, 10, "sqrt takes 1 argument, and 2 are given",
         "another root is written root(x, n)"},
        {"hypot(1)", SYNTAX, 0, 8, "hypot takes 2 arguments, and 1 is given", ""},
        {"min(x)", SYNTAX, 0, 6, "min takes two or more arguments", "write min(x, y)"},
        {"f(1, 2, 3)", SYNTAX, 0, 10, "f takes 2 arguments, and 3 are given", ""},
        {"1 + f", NAME, 4, 5, "f is a function, and its arguments are missing",
         "write f(x, y)"},
        {"f^2(x, y)", SYNTAX, 0, 3, "f^2: a power of the value, or f applied again?",
         "write f(x, y)^2 or f(f(x, y))"},
        {"1 + g'(2, 3)", SYNTAX, 4, 12, "g' takes 1 argument, and 2 are given", ""},
        {"1 + f_x(2)", SYNTAX, 4, 10, "f_x takes 2 arguments, and 1 is given", ""},
        {"sin'(x)", SYNTAX, 0, 4, "a prime is read only after a function of your own",
         "write d/dx sin(x)"},
        {"piecewise(x)", SYNTAX, 0, 11, "a function by cases needs a condition",
         "write piecewise(x^2, x > 0, 0) or {x^2 if x > 0; 0 otherwise}"},
        {"piecewise(x, y)", SYNTAX, 13, 14,
         "y is a value, and a condition is needed here",
         "a condition compares two values: x > 0"},
        {"{x otherwise; 1 if x > 0}", SYNTAX, 12, 13,
         "no case can follow the value that holds otherwise",
         "write piecewise(value, condition, ..., otherwise)"},
        {"{x if 0 < x > 1}", SYNTAX, 6, 15,
         "0 < x > 1 mixes comparisons that point different ways",
         "join them with and: a < b and b > c"},
    };
    (void)state;
    ALL(table);
}

static void names(void **state)
{
    static const refusal table[] = {
        {"snin(x)", NAME, 0, 4, "snin is neither a function nor a variable",
         "did you mean sin?"},
        {"SIN(x)", NAME, 0, 3, "SIN is neither a function nor a variable",
         "did you mean sin?"},
        {"2xsinx", NAME, 1, 6, "xsinx is not known", "did you mean x*sin(x)?"},
        {"h(t) = tcos 2", NAME, 7, 11, "tcos is neither a parameter nor known otherwise",
         "did you mean t*cos(...)?"},
        {"rates", NAME, 0, 5, "rates is not known", "did you mean rate?"},
        {"undoo", NAME, 0, 5, "undoo is not known", "did you mean undo?"},
        {"plot + 1", NAME, 0, 4, "plot is not known",
         "plot is a command: plot [f] [in x=A..B, y=C..D] [from POINT] [with WHAT] "
         "[as FORM] [to FILE]"},
        {"h(x) = x z", NAME, 9, 10, "z is neither a parameter nor known otherwise",
         "put it among the parameters, or give it a value first: z = 2"},
        {"h(x) = x2", NAME, 7, 9, "x2 is neither a parameter nor known otherwise",
         "write x*2 or x^2, or put x2 among the parameters"},
        {"h(x) = ex", NAME, 7, 9, "ex is neither a parameter nor known otherwise",
         "write e*x for the product, or put ex among the parameters"},
        {"h(p, q, pq, r, qr) = pqr", NAME, 21, 24,
         "pqr can be read as a product in more than one way",
         "put blanks or * between its factors"},
        {"y = x^2", NAME, 4, 5, "x has no value",
         "a function is defined with its parameters: y(x) = ..."},
        {"at (x, 1)", NAME, 4, 5, "x has no value", "give it a value first: x = 2"},
        {"at x=2 y=1", NAME, 7, 8, "y has no value",
         "coordinates are separated by commas: at x=2, y=1"},
        {"f(x, y) = f(y, x)", NAME, 10, 11, "f cannot be used in its own definition",
         "give the new function another name"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", LIMIT, 0,
         65, "this name is too long: the limit is 64 letters", ""},
        {"h_x(2, 1)", NAME, 0, 3, "h_x: there is no function h",
         "define it first: h(x, y) = ..."},
    };
    (void)state;
    ALL(table);
}

static void definitions(void **state)
{
    static const refusal table[] = {
        {"h(2) = 3", SYNTAX, 2, 3,
         "the parameters of a definition are names, and '2' is not one",
         "a function is defined as f(x, y) = x^2 + 3y^2"},
        {"h(x y) = 3", SYNTAX, 4, 5,
         "the parameters of a definition are names, and 'y' is not one",
         "a function is defined as f(x, y) = x^2 + 3y^2"},
        {"h() = 2", SYNTAX, 0, 3, "h has no parameters",
         "write h(x) = ... for a function, h = ... for a constant"},
        {"h(x, x) = 3", NAME, 5, 6, "x is a parameter twice", ""},
        {"h(pi) = 3", NAME, 2, 4,
         "pi is the ratio of a circle's circumference to its diameter, and cannot be a "
         "parameter",
         "choose another name"},
        {"sin(x) = 3", NAME, 0, 3,
         "sin is a function that nabla has, and cannot be defined anew",
         "choose another name; as a parameter it may be used: f(sin) = ..."},
        {"at = 3", NAME, 0, 2, "at is a word of the language, and cannot be defined",
         "choose another name; as a parameter it may be used: f(at) = ..."},
        {"h(x) =", SYNTAX, 6, 6, "the line ends where a value should be", ""},
        {"h(x) == x", SYNTAX, 5, 7,
         "== compares two values; a definition is written with one =",
         "write f(x, y) = x^2 + 3y^2 or a = 3/2"},
        {"k = 2, 3", SYNTAX, 5, 6,
         "one value is expected here, and a comma separates two",
         "several values belong to a function or a point: f(2, 1), at (2, 1)"},
    };
    (void)state;
    ALL(table);
}

static void points(void **state)
{
    static const refusal table[] = {
        {"at", SYNTAX, 0, 2, "at needs a point", "write at (2, 1) or at x=2, y=1"},
        {"at ()", SYNTAX, 3, 5, "at needs a point", "write at (2, 1) or at x=2, y=1"},
        {"at 2, 1", SYNTAX, 4, 5, "one value is expected here, and a comma separates two",
         "several values belong to a function or a point: f(2, 1), at (2, 1)"},
        {"at x=1, 2", SYNTAX, 8, 9, "a coordinate like y=1 should be here",
         "write at x=2, y=1 or at (2, 1)"},
        {"at x=1, x=2", SYNTAX, 8, 9, "x has two values in this point", ""},
        {"∇f(1, 2, 3)", SYNTAX, 4, 13, "this point has 3 coordinates, and 2 are needed",
         ""},
        {"∇f(1, 2) at (1, 2)", SYNTAX, 11, 13, "this statement has a point already", ""},
    };
    (void)state;
    ALL(table);
}

static void derivatives(void **state)
{
    static const refusal table[] = {
        {"∂f/∂z", NAME, 0, 9, "f has no variable z", "its variables are x and y"},
        {"f_z", NAME, 0, 3, "f_z: z is not made of variables of the function",
         "the variables are x, y"},
        {"f'", SYNTAX, 0, 2, "f' does not say by which variable to differentiate",
         "f has 2 variables: write f_x or ∂f/∂x"},
        {"1 + f_z", NAME, 4, 7, "f_z: z is not made of variables of the function",
         "the variables are x, y"},
        {"k(t) = f_x + t", NAME, 7, 10, "f_x depends on x, which is not known here",
         "write its arguments: f_x(x, y)"},
        {"a = f_x", NAME, 4, 7, "f_x depends on x, which is not known here",
         "write its arguments: f_x(x, y)"},
        {"∂h/∂x", NAME, 3, 4, "there is no function h",
         "define it first: h(x, y) = ...; or write the formula after ∂/∂x"},
        {"∇h(1, 2)", NAME, 3, 4, "there is no function h",
         "define it first: h(x, y) = ...; or write the formula in brackets"},
        {"∂²f/∂x", SYNTAX, 0, 11, "the order is 2 above the line and 1 below it",
         "second derivatives are written ∂²f/∂x², ∂²f/∂x∂y, d^2/dx^2"},
        {"d/dx", SYNTAX, 4, 4, "the line ends where a formula should be",
         "write d/dx x^2"},
        {"d/dx f(2, 1)", SYNTAX, 5, 12,
         "f(2, 1) does not depend on x, so its derivative is 0",
         "the derivative at a point is written f_x(...) or d/dx f at (...)"},
        {"d^1001/dx^1001 x", LIMIT, 15, 16, "the order of a derivative is at most 1000",
         ""},
        {"diff(x y)", SYNTAX, 0, 9, "by which variable is this to be differentiated?",
         "write diff(x^2 y, x)"},
        {"diff(x^2, 2)", SYNTAX, 10, 11, "a variable to differentiate by should be here",
         "write diff(x^2 y, x) or diff(x^2 y, x, 2, y)"},
        {"diff(f, z)", NAME, 0, 10, "f has no variable z", "its variables are x and y"},
        {"norm f", SYNTAX, 5, 6, "the norm is taken of a gradient",
         "write norm grad f(2, 1) or ‖∇f(2, 1)‖"},
        {"‖∇f(2, 1)", SYNTAX, 0, 3, "this ‖ is never closed", ""},
        {"∇²f", SYNTAX, 3, 5, "∇² (the Laplacian) is not read yet", ""},
    };
    (void)state;
    ALL(table);
}

/* The lines of people who come from other programs, or from a textbook. */
static void newcomers(void **state)
{
    static const refusal table[] = {
        {"=b", SYNTAX, 0, 1,
         "a name is missing before =", "write f(x, y) = x^2 + 3y^2 or a = 3/2"},
        {"lim", NAME, 0, 3, "lim is not known", "nabla does not take limits"},
        {"integral(x)", NAME, 0, 8, "integral is neither a function nor a variable",
         "nabla does not integrate"},
        {"det(x)", NAME, 0, 3, "det is neither a function nor a variable",
         "nabla has no vectors and matrices to calculate with"},
        {"let k = 3", NAME, 0, 3, "let is not known",
         "a definition needs no word before it: f(x, y) = x^2 + 3y^2, a = 3/2"},
        {"what", NAME, 0, 4, "what is not known",
         "what is wanted is typed alone: f_x(2, 1), grad f, at (2, 1)"},
        {"xyz", NAME, 0, 3, "xyz is not known",
         "write x*y*z for the product, or f(xyz) = ... to make xyz one variable"},
        {"hlep", NAME, 0, 4, "hlep is not known", "did you mean help?"},
        {"z = y^2 + x^2", NAME, 4, 5, "y has no value",
         "a function is defined with its parameters: z(x, y) = ..."},
        {"z = a w + rte", NAME, 6, 7, "w has no value",
         "a function is defined with its parameters: z(w) = ..."},
        {"z = z + 1", NAME, 4, 5, "z has no value", "give it a value first: z = 2"},
        {"x^2+y^2;", SYNTAX, 7, 8, "a statement ends with its line, without a semicolon",
         "leave the ; out"},
        {"h(x) = x,", SYNTAX, 8, 9, "a statement ends with its line, without a comma",
         "leave the , out"},
        {"x; y", SYNTAX, 1, 2,
         "one value is expected here, and a semicolon separates two",
         "several values belong to a function or a point: f(2, 1), at (2, 1)"},
        {"1,000", SYNTAX, 0, 5, "1,000: one number, or several?",
         "write 1000 for the number; a decimal number has a point: 1.5"},
        {"k = 1,000,000", SYNTAX, 4, 13, "1,000,000: one number, or several?",
         "write 1000000 for the number"},
        {"1,000.5", SYNTAX, 0, 7, "1,000.5: one number, or several?",
         "write 1000.5 for the number; a decimal number has a point: 1.5"},
        {"dy/dx", NAME, 1, 2, "there is no function y",
         "define it first: y(x) = ...; or write the formula after d/dx"},
        {"d²y/dx²", NAME, 3, 4, "there is no function y",
         "define it first: y(x) = ...; or write the formula after d²/dx²"},
        {"d sin(x)/dx", SYNTAX, 2, 8,
         "only a function's name or brackets stand above the line", "write d/dx sin(x)"},
        {"x^2.", SYNTAX, 3, 4, "2. ends the line: a decimal number, or a full stop?",
         "leave the full stop out, or write 2.0"},
        {"sin(x).", SYNTAX, 6, 7, "this full stop belongs to no number",
         "a statement ends with its line: leave the . out"},
        {"x if x>0 else 0", SYNTAX, 2, 4, "a function by cases stands in braces",
         "write {x^2 if x > 0; 0 otherwise}"},
    };
    (void)state;
    ALL(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets),   cmocka_unit_test(operands),
        cmocka_unit_test(characters), cmocka_unit_test(functions),
        cmocka_unit_test(names),      cmocka_unit_test(definitions),
        cmocka_unit_test(points),     cmocka_unit_test(derivatives),
        cmocka_unit_test(newcomers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
