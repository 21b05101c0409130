#include "isdn/numbers.h"

#include <algorithm>

#include "isdn/pri_span.h"

namespace callbox::isdn {

bool isWellFormedNumber(const std::string &number) {
    return number.size() <= static_cast<size_t>(kMaxNumberDigits) &&
           std::all_of(number.begin(), number.end(),
                       [](char c) { return (c >= '0' && c <= '9') || c == '*' || c == '#'; });
}

} // namespace callbox::isdn
