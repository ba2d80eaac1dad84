#include "present/figure.h"

#include <math.h>
#include <stdlib.h>

void nb_figure_plan(const nb_figure *f, nb_scene_plan *plan)
{
    enum { GRID = 121, MESH = 41, CURVE = 1201, LEVELS = 10, ARROWS = 13 };
    bool mesh = f->kind == NB_FIGURE_SURFACE;
    plan->columns = f->kind == NB_FIGURE_CURVE ? CURVE : mesh ? MESH : GRID;
    plan->rows = mesh ? MESH : GRID;
    plan->levels = LEVELS;
    plan->arrows_x = plan->arrows_y = mesh ? 0 : ARROWS;
}

/* Each has a contrast of at least 3 to white. */
unsigned nb_level_rgb(uint32_t i, uint32_t n)
{
    static const unsigned ramp[] = {0x005FD7, 0x0080B0, 0x008787, 0x008700, 0x5A8200,
                                    0x878200, 0xAF5F00, 0xCF5300, 0xC80000};
    enum { LAST = sizeof ramp / sizeof *ramp - 1 };
    return ramp[n > 1 ? i * LAST / (n - 1) : LAST / 2];
}

unsigned nb_band_rgb(uint32_t i, uint32_t n)
{
    /* Eleven steps of rising lightness from violet over green to yellow. */
    static const unsigned ramp[] = {0x440F54, 0x47297A, 0x404688, 0x34608D,
                                    0x2A788E, 0x218F8D, 0x25A684, 0x45BD70,
                                    0x7BD050, 0xB8DC30, 0xF5E626};
    enum { LAST = sizeof ramp / sizeof *ramp - 1 };
    return ramp[n > 0 ? i * LAST / n : LAST / 2];
}

void nb_put_fixed(double x, nb_buf *out)
{
    const double most = 1e7;
    if (!(fabs(x) < most))
        x = x > 0 ? most : -most;
    long n = lround(x * 100);
    if (n < 0)
        nb_buf_putc(out, '-');
    n = labs(n);
    nb_buf_printf(out, "%ld", n / 100);
    if (n % 100)
        nb_buf_printf(out, n % 10 ? ".%02ld" : ".%ld", n % 10 ? n % 100 : n % 100 / 10);
}
