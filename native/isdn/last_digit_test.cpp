#include "isdn/last_digit.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using callbox::isdn::kLastDigitMark;
using callbox::isdn::withSendingComplete;
using Bytes = std::vector<uint8_t>;

namespace {

Bytes marked(const Bytes &frame) {
    std::array<uint8_t, callbox::board::kMaxFrameOctets> out{};
    const size_t octets = withSendingComplete(frame.data(), frame.size(), out);
    return Bytes(out.begin(), out.begin() + static_cast<long>(octets));
}

Bytes information(uint8_t digit) {
    return {0x02, 0x01, 0x00, 0x02, 0x08, 0x02, 0x00, 0x05, 0x7B, 0x70, 0x02, 0x80, digit};
}

} // namespace

TEST_CASE("the mark on the last digit becomes sending complete") {
    const Bytes last = {0x02, 0x01, 0x00, 0x02, 0x08, 0x02, 0x00, 0x05, 0x7B, 0x70, 0x02, 0x80, '7', 0xA1};
    CHECK(marked(information(static_cast<uint8_t>('7' | kLastDigitMark))) == last);
    const Bytes alone = {0x02, 0x01, 0x00, 0x02, 0x08, 0x02, 0x00, 0x05, 0x7B, 0xA1};
    CHECK(marked(information(static_cast<uint8_t>(kLastDigitMark))) == alone);
}

TEST_CASE("all other frames go as they are") {
    CHECK(marked(information('7')).empty());
    CHECK(marked({}).empty());
    CHECK(marked({0x00, 0x01, 0x7F}).empty());
    Bytes setup = information(0xB7);
    setup[8] = 0x05;
    CHECK(marked(setup).empty());
    Bytes supervisory = information(0xB7);
    supervisory[2] = 0x01;
    CHECK(marked(supervisory).empty());
    Bytes longer = information(0xB7);
    longer.push_back(0xA1);
    CHECK(marked(longer).empty());
    for (size_t octets = 0; octets < 13; ++octets) {
        Bytes cut = information(0xB7);
        cut.resize(octets);
        CHECK(marked(cut).empty());
    }
}
