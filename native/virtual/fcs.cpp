#include "virtual/fcs.h"

#include <array>

namespace callbox::virtualboard {
namespace {

constexpr uint16_t kPolynomialReversed = 0x8408; // x^16 + x^12 + x^5 + 1, lowest bit first as on the line

constexpr std::array<uint16_t, 256> makeTable() {
    std::array<uint16_t, 256> table{};
    for (unsigned octet = 0; octet < 256; ++octet) {
        uint16_t remainder = static_cast<uint16_t>(octet);
        for (int bit = 0; bit < 8; ++bit) {
            const bool carry = (remainder & 1) != 0;
            remainder = static_cast<uint16_t>(remainder >> 1);
            if (carry) {
                remainder = static_cast<uint16_t>(remainder ^ kPolynomialReversed);
            }
        }
        table[octet] = remainder;
    }
    return table;
}

constexpr std::array<uint16_t, 256> kTable = makeTable();

} // namespace

uint16_t frameCheckSequence(const uint8_t *octets, size_t count) {
    uint16_t remainder = 0xFFFF;
    for (size_t i = 0; i < count; ++i) {
        remainder = static_cast<uint16_t>((remainder >> 8) ^ kTable[(remainder ^ octets[i]) & 0xFF]);
    }
    return static_cast<uint16_t>(~remainder);
}

} // namespace callbox::virtualboard
