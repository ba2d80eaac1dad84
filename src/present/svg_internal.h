#ifndef NB_PRESENT_SVG_INTERNAL_H
#define NB_PRESENT_SVG_INTERNAL_H

#include "present/figure.h"

/* A sheet of SVG and the rectangle on it that the picture takes, in pixels. */
typedef struct nb_sheet {
    const nb_figure *f;
    const nb_scene *s;
    double left, top, width, height;
} nb_sheet;

/* The text, escaped; anchor as of SVG: start, middle or end. */
void nb_svg_label(double x, double y, const char *anchor, const char *text, nb_buf *out);
/* The surface in parallel projection. */
void nb_svg_surface(const nb_sheet *t, nb_buf *out);
/* "local minimum": of chart_key.c. */
const char *nb_mark_word(nb_mark_kind kind);

#endif
