// The functions of tests/bench/numeric.c, recorded and differentiated by ADOL-C.
#include <adolc/adolc.h>

template <class T> static T evaluate(int function, const T *x)
{
    T s = 0;
    switch (function) {
    case 1: return x[0] * x[0] + 3 * x[1] * x[1];
    case 2: return exp(x[0] * x[1]) * sin(x[0]) + log(1 + x[0] * x[0] + x[1] * x[1]);
    case 3:
        for (int i = 0; i < 99; i++) {
            T d = x[i + 1] - x[i] * x[i], e = 1 - x[i];
            s += 100 * d * d + e * e;
        }
        return s;
    case 4:
        for (int i = 1; i <= 10; i++) {
            T u = x[0] - i / 8.0, v = x[1] + i / 8.0, w = x[2] - i / 4.0;
            s += i / 2.0 * exp(-i / 4.0 * (u * u + v * v + w * w));
        }
        return s;
    default:
        s = x[0];
        for (int i = 1; i < 100; i++)
            s *= x[i];
        return s;
    }
}

extern "C" void adolc_record(int function)
{
    const int sizes[] = {0, 2, 2, 100, 3, 100};
    adouble x[100];
    double value;
    trace_on(function);
    for (int i = 0; i < sizes[function]; i++)
        x[i] <<= 1.0;
    evaluate(function, x) >>= value;
    trace_off();
}

extern "C" void adolc_gradient(int function, int n, const double *x, double *g,
                               size_t points)
{
    for (size_t k = 0; k < points; k++)
        gradient(function, n, const_cast<double *>(x + k * n), g + k * (n + 2));
}
