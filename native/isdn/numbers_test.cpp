#include "isdn/numbers.h"

#include <doctest/doctest.h>

#include <initializer_list>

using callbox::isdn::isWellFormedNumber;

TEST_CASE("numbers are up to twenty of 0-9, * and #") {
    for (const char *good :
         {"", "0", "110", "02087654321", "8613800138000", "*21#", "12345678901234567890"}) {
        CAPTURE(good);
        CHECK(isWellFormedNumber(good));
    }
    for (const char *bad : {"123456789012345678901", "+8613800138000", "12 34", "12a", "\x80", "12\n"}) {
        CAPTURE(bad);
        CHECK_FALSE(isWellFormedNumber(bad));
    }
    CHECK_FALSE(isWellFormedNumber(std::string("1\0002", 3)));
    CHECK_FALSE(isWellFormedNumber(std::string(1000, '1')));
}
