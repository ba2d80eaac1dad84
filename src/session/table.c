#include "session/table.h"

#include "text/utf8.h"

static void put_cell(nb_out *o, const nb_buf *b, size_t width, bool last)
{
    size_t n = nb_utf8_width(nb_buf_text(b), b->length);
    nb_buf_puts(o->to, nb_buf_text(b));
    for (; !last && n < width + 3; n++)
        nb_buf_putc(o->to, ' ');
}

void nb_line_table(nb_out *o, uint32_t rows, uint32_t columns, nb_table_cell *cell,
                   void *data)
{
    size_t width[NB_TABLE_COLUMNS] = {0};
    nb_buf b = {0};
    for (int draw = 0; draw < 2; draw++)
        for (uint32_t row = 0; row <= rows; row++) {
            if (draw)
                nb_buf_puts(o->to, o->indent);
            for (uint32_t column = 0; column < columns; column++) {
                nb_buf_clear(&b);
                cell(data, row, column, &b);
                size_t n = nb_utf8_width(nb_buf_text(&b), b.length);
                width[column] = n > width[column] ? n : width[column];
                if (draw)
                    put_cell(o, &b, width[column], column + 1 == columns);
            }
            if (draw)
                nb_buf_putc(o->to, '\n');
        }
    nb_buf_free(&b);
}
