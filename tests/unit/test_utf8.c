#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "text/utf8.h"

#include <string.h>

static void well_formed(void **state)
{
    uint32_t c = 0;
    (void)state;
    assert_int_equal(nb_utf8_decode("x", 1, &c), 1);
    assert_int_equal(c, 'x');
    assert_int_equal(nb_utf8_decode("∇f", 4, &c), 3);
    assert_int_equal(c, 0x2207);
    assert_int_equal(nb_utf8_decode("𝑥", 4, &c), 4);
    assert_int_equal(c, 0x1D465);
}

static void ill_formed(void **state)
{
    static const char *const texts[] = {
        "\x80",
        "\xC3",
        "\xC3(",
        "\xC0\xAF",
        "\xE2\x88",
        "\xED\xA0\x80",
        "\xF4\x90\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xFF",
    };
    uint32_t c = 0;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(nb_utf8_decode(texts[i], strlen(texts[i]), &c), 0);
    assert_int_equal(nb_utf8_decode("", 0, &c), 0);
}

static void there_and_back(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char text[4];
        uint32_t again = 0;
        if (c >= 0xD800 && c < 0xE000)
            continue;
        size_t n = nb_utf8_encode(c, text);
        if (nb_utf8_decode(text, n, &again) != n || again != c)
            fail_msg("U+%04X", c);
    }
}

static void columns(void **state)
{
    (void)state;
    assert_int_equal(nb_utf8_width("∂f/∂x", strlen("∂f/∂x")), 5);
    assert_int_equal(nb_utf8_width("x\xCC\x82", 3),
                     1); /* x with a combining circumflex */
    assert_int_equal(nb_utf8_width("（x）", strlen("（x）")), 5);
    assert_int_equal(nb_utf8_width("漢字", strlen("漢字")), 4);
    assert_int_equal(nb_utf8_width("x\xE2\x80\x8By", 5), 2); /* a zero-width space */
    assert_int_equal(nb_utf8_width("\xFF\xFE", 2), 2);
    assert_int_equal(nb_utf8_width("x² − ⁻¹", strlen("x² − ⁻¹")), 7);
    assert_int_equal(nb_utf8_columns(0x1F600), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed),
        cmocka_unit_test(ill_formed),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
