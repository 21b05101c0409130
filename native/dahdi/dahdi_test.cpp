// What can be tested without a card or its driver; the rest is test/hardware.
#include "dahdi/dahdi_board.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

using callbox::dahdi::check;
using callbox::dahdi::Options;

namespace {

std::string refusal(const Options &options) {
    try {
        check(options);
    } catch (const std::runtime_error &error) {
        return error.what();
    }
    return "";
}

Options spans(std::vector<int> numbers) {
    Options options;
    options.spans = std::move(numbers);
    return options;
}

Options lines(std::vector<int> numbers) {
    Options options;
    options.lines = std::move(numbers);
    return options;
}

bool says(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("what cannot be a list of spans and lines is refused with the number and what to do") {
    CHECK(says(refusal({}), "neither a span nor a line"));
    CHECK(says(refusal(spans({0})), "span 0 cannot exist"));
    CHECK(says(refusal(spans({-2})), "span -2 cannot exist"));
    CHECK(says(refusal(spans({129})), "1 to 128"));
    CHECK(says(refusal(spans({1, 2, 1})), "span 1 is named twice"));
    CHECK(says(refusal(spans({1, 2, 3, 4, 5, 6, 7, 8, 9})), "9 spans are named; at most 8"));
    CHECK(says(refusal(lines({1024})), "channel 1024 cannot exist"));
    CHECK(says(refusal(lines({7, 7})), "channel 7 is named twice"));
    std::vector<int> many;
    for (int line = 1; line <= 65; line++)
        many.push_back(line);
    CHECK(says(refusal(lines(many)), "at most 64"));
    many.pop_back();
    CHECK(refusal(lines(many)).empty());
    CHECK(refusal(spans({8, 1})).empty());
}

TEST_CASE("the reserve is bounded") {
    Options options = spans({1});
    for (const int blocks : {0, -1, 13, 1'000'000}) {
        options.bufferBlocks = blocks;
        CHECK(says(refusal(options), "must be 1 to 12"));
    }
    options.bufferBlocks = 12;
    CHECK(refusal(options).empty());
    for (const int blocks : {0, 3}) {
        options.blocksAtOnce = blocks;
        CHECK(says(refusal(options), "1 (10 ms) or 2 (20 ms)"));
    }
}

TEST_CASE("without the driver opening says so and what to do" *
          doctest::skip(access("/dev/dahdi/ctl", F_OK) == 0)) {
    std::string why;
    try {
        callbox::dahdi::open(spans({1}));
    } catch (const std::runtime_error &error) {
        why = error.what();
    }
#ifdef CALLBOX_HAS_DAHDI
    CHECK(says(why, "there is no /dev/dahdi/ctl: the driver of the card is not loaded"));
    CHECK(says(why, "modprobe dahdi"));
#else
    CHECK(says(why, "no support for telephony cards"));
#endif
    CHECK(says(why, "use the virtual board"));
    CHECK_THROWS_AS(callbox::dahdi::open({}), std::runtime_error);
}
