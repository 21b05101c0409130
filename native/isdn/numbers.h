// Telephone numbers as they cross a PRI.
#pragma once

#include <string>

namespace callbox::isdn {

/// [0-9*#], at most kMaxNumberDigits; an empty one is well formed.
bool isWellFormedNumber(const std::string &number);

} // namespace callbox::isdn
