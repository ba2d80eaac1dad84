/* A function compiled once and evaluated at many points, with its gradient: points in
 * columns, points in rows, and a point where doubles cannot tell.
 *
 *     cc points.c -lnabla && ./a.out
 */
#include <math.h>
#include <nabla.h>
#include <stdio.h>
#include <string.h>

enum { N = 4, D = 2 };

static void print(double x, double y, double value, double dx, double dy, double norm)
{
    printf("f(%g, %g) = %g, gradient (%g, %g), norm %.4f\n", x, y, value, dx, dy, norm);
}

/* Each variable has an array of its own, and so has each partial derivative. */
static void columns(const nabla_tape *tape)
{
    const double x[N] = {2, 1, 0, -3}, y[N] = {1, 1, 5, 0.5};
    double value[N], dx[N], dy[N], norm[N];
    const double *const variables[D] = {x, y};
    double *const gradient[D] = {dx, dy};
    nabla_tape_evaluate(tape, N, variables, 1, value, gradient, 1, norm, 2);
    for (int k = 0; k < N; k++)
        print(x[k], y[k], value[k], dx[k], dy[k], norm[k]);
}

/* Each point is a row of D numbers: so are the gradients. */
static void rows(const nabla_tape *tape)
{
    const double points[N][D] = {{2, 1}, {1, 1}, {0, 5}, {-3, 0.5}};
    double gradients[N][D];
    const double *const variables[D] = {&points[0][0], &points[0][1]};
    double *const gradient[D] = {&gradients[0][0], &gradients[0][1]};
    nabla_tape_evaluate(tape, N, variables, D, NULL, gradient, D, NULL, 1);
    for (int k = 0; k < N; k++)
        printf("(%g, %g)%s", gradients[k][0], gradients[k][1], k + 1 < N ? ", " : "\n");
}

/* A NaN is where the function is undefined, or where doubles cannot tell: then the
 * same point can be looked at exactly. */
static void one_point(nabla *session)
{
    const char *define = "g(x, y) = x |x| + ln(y)";
    const char *const point[D] = {"0", "1/3"};
    double x = 0, y = 1.0 / 3, value, dx, dy;
    const double *const variables[D] = {&x, &y};
    double *const gradient[D] = {&dx, &dy};
    nabla_value exact[D + 2];
    nabla_define(session, define, strlen(define));
    nabla_tape *tape = nabla_tape_new(session, "g");
    nabla_tape_evaluate(tape, 1, variables, 1, &value, gradient, 1, NULL, 1);
    printf("g_x(0, 1/3): %s, exactly ", isnan(dx) ? "not for doubles" : "a number");
    nabla_gradient_at(session, "g", point, exact);
    printf("%s\n", exact[1].exact);
    for (int i = 0; i < D + 2; i++)
        nabla_value_clear(&exact[i]);
    nabla_tape_free(tape);
}

int main(void)
{
    const char *define = "f(x, y) = x^2 + 3y^2";
    nabla *session = nabla_new();
    if (!session || nabla_define(session, define, strlen(define)) != NABLA_OK)
        return 1;
    nabla_tape *tape = nabla_tape_new(session, "f");
    if (!tape) {
        puts(nabla_last_error(session)->message);
        return 1;
    }
    columns(tape);
    rows(tape);
    size_t f, all;
    nabla_tape_operations(tape, &f, &all);
    printf("%zu operations for f, %zu with all partial derivatives\n", f, all);
    nabla_tape_free(tape);
    one_point(session);
    nabla_free(session);
    return 0;
}
