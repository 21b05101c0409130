#include "virtual/fcs.h"

#include <doctest/doctest.h>

#include <vector>

using callbox::virtualboard::frameCheckSequence;

TEST_CASE("the FCS is the one of ISO/IEC 13239") {
    const uint8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    CHECK(frameCheckSequence(digits, sizeof digits) == 0x906E); // the published check value of CRC-16/X-25
    const uint8_t sabme[] = {0x02, 0x01, 0x7F};
    std::vector<uint8_t> onTheLine(sabme, sabme + 3);
    const uint16_t fcs = frameCheckSequence(sabme, 3);
    onTheLine.push_back(static_cast<uint8_t>(fcs & 0xFF));
    onTheLine.push_back(static_cast<uint8_t>(fcs >> 8));
    // A receiver that runs over frame and FCS is left with 0xF0B8 before the complement.
    CHECK(frameCheckSequence(onTheLine.data(), onTheLine.size()) == static_cast<uint16_t>(~0xF0B8));
}

TEST_CASE("any one wrong bit is seen") {
    std::vector<uint8_t> frame(264, 0x5A);
    const uint16_t good = frameCheckSequence(frame.data(), frame.size());
    for (size_t bit = 0; bit < frame.size() * 8; ++bit) {
        frame[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
        CHECK(frameCheckSequence(frame.data(), frame.size()) != good);
        frame[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
    }
}
