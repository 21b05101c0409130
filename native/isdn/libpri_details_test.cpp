#include "isdn/libpri_details.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

using namespace callbox::isdn;

namespace {

pri_party_name name(const std::string &text, int presentation = PRI_PRES_ALLOWED) {
    pri_party_name made{};
    made.valid = 1;
    made.presentation = presentation;
    std::memcpy(made.str, text.data(), std::min(text.size(), sizeof(made.str))); // perhaps without its end
    return made;
}

} // namespace

TEST_CASE("types, plans and reasons go out and come back as they are") {
    for (int type = 0; type <= static_cast<int>(NumberType::kAbbreviated); ++type) {
        for (int plan = 0; plan <= static_cast<int>(NumberPlan::kPrivate); ++plan) {
            const int code = planCode(static_cast<NumberType>(type), static_cast<NumberPlan>(plan));
            CHECK(static_cast<int>(numberTypeOf(code)) == type);
            CHECK(static_cast<int>(numberPlanOf(code)) == plan);
        }
    }
    CHECK(numberTypeOf(0x70) == NumberType::kUnknown); // reserved
    CHECK(numberPlanOf(0x0F) == NumberPlan::kUnknown);
    CHECK(numberTypeOf(-1) == NumberType::kUnknown);
    for (const Protocol protocol : {Protocol::kEuroIsdn, Protocol::kQsig}) {
        for (int reason = 0; reason <= static_cast<int>(RedirectingReason::kUnconditional); ++reason) {
            CHECK(static_cast<int>(redirectingReasonOf(
                      redirectingCode(static_cast<RedirectingReason>(reason), protocol))) == reason);
        }
    }
    CHECK(redirectingReasonOf(0x7) == RedirectingReason::kUnknown);
    for (int screening = 0; screening <= 3; ++screening) {
        CHECK(static_cast<int>(screeningOf(presentationCode(
                  Presentation::kWithheld, static_cast<Screening>(screening)))) == screening);
    }
}

TEST_CASE("names are UTF-8, cut between characters, without control characters") {
    CHECK(nameOf(name("张三 Zhang")) == "张三 Zhang");
    CHECK(nameOf(name("M\xFCller")) == "Müller"); // ISO 8859-1
    CHECK(nameOf(name("a\nb\x7F\x01")) == "ab");
    CHECK(nameOf(name("张三", PRI_PRES_RESTRICTED)) == "");
    CHECK(nameOf(pri_party_name{}) == "");
    CHECK(nameOf(name(std::string(64, 'x'))).size() == 64); // no end in libpri's array
    CHECK(nameOf(name(std::string(60, '\xFC'))).size() == kMaxNameOctets);
    CHECK(cutName("张三", 5) == "张");
    CHECK(cutName("张三", 6) == "张三");
    CHECK(cutName("ab\xFF", 10) == "ab");        // not UTF-8 from there on
    CHECK(cutName("\xED\xA0\x80", 10) == "");    // half of a surrogate
    CHECK(cutName("\xC0\x80", 10) == "");        // overlong
    CHECK(cutName("\xF0\x9F\x98\x80", 3) == ""); // an emoji does not fit
    CHECK(cutName("\xE5\xBC", 10) == "");        // ends too soon
}

TEST_CASE("the display of a SETUP, whole") {
    const auto display = [](std::vector<uint8_t> element) {
        std::vector<uint8_t> frame = {0x02, 0x01, 0x00, 0x00, 0x08, 0x02, 0x00, 0x05, 0x05};
        frame.insert(frame.end(), element.begin(), element.end());
        return displayIn(frame.data(), frame.size());
    };
    CHECK(display({0x28, 0x03, 0xE5, 0xBC, 0xA0}) == "张");
    CHECK(display({0x28, 0x03, 0xB1, 'L', 'i'}) == "Li");
    CHECK(display({0x28, 0x00}) == "");
    CHECK(display({0x70, 0x02, 0x80, '1'}) == "");
    CHECK(display({0x28, 0x09, 'x'}) == ""); // cut short
}
