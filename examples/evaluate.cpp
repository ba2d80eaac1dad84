// A derivative and its proven value, from C++.
//
//     c++ evaluate.cpp -lnabla && ./a.out
#include <iomanip>
#include <iostream>
#include <memory>
#include <nabla.h>
#include <string>

struct Close {
    void operator()(nabla *session) const { nabla_free(session); }
    void operator()(nabla_expr *expression) const { nabla_expr_free(expression); }
    void operator()(char *text) const { nabla_string_free(text); }
};

int main()
{
    const std::unique_ptr<nabla, Close> session{nabla_new()};
    const std::string text = "sqrt(x^2 + y^2)";
    const std::unique_ptr<nabla_expr, Close> f{
        nabla_parse(session.get(), text.data(), text.size())};
    const std::unique_ptr<nabla_expr, Close> fx{nabla_derive(f.get(), "x")};
    const std::unique_ptr<char, Close> shown{nabla_print(fx.get(), NABLA_TEXT)};
    std::cout << "d/dx " << text << " = " << shown.get() << '\n';

    const nabla_assignment point[] = {{"x", "1"}, {"y", "sqrt(2)"}};
    nabla_value value;
    nabla_evaluate(fx.get(), point, 2, &value);
    std::cout << "exactly " << value.exact << ", about " << value.decimal << ", within "
              << std::setprecision(3) << value.high - value.low << '\n';
    nabla_value_clear(&value);
}
