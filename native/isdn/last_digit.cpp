#include "isdn/last_digit.h"

#include <algorithm>

namespace callbox::isdn {
namespace {

constexpr size_t kMessage = 4;             // of an I frame: two octets of address, two of control
constexpr uint8_t kInformation = 0x7B;     // ITU-T Q.931 §4.4
constexpr uint8_t kCalledNumber = 0x70;    // §4.5.8
constexpr uint8_t kSendingComplete = 0xA1; // §4.5.27
constexpr uint8_t kMark = 0x80;

} // namespace

size_t withSendingComplete(const uint8_t *frame, size_t octets,
                           std::array<uint8_t, board::kMaxFrameOctets> &out) {
    if (octets <= kMessage + 2 || octets + 1 > out.size() || (frame[2] & 0x01) != 0) {
        return 0;
    }
    const size_t type = kMessage + 2 + (frame[kMessage + 1] & 0x0F); // after the call reference
    const size_t element = type + 1;
    const bool oneDigit = octets == element + 4 && frame[type] == kInformation &&
                          frame[element] == kCalledNumber && frame[element + 1] == 2;
    if (!oneDigit || (frame[octets - 1] & kMark) == 0) {
        return 0;
    }
    std::copy(frame, frame + octets, out.begin());
    const auto digit = static_cast<uint8_t>(frame[octets - 1] & ~kMark);
    if (digit != 0) {
        out[octets - 1] = digit;
        out[octets] = kSendingComplete;
        return octets + 1;
    }
    out[element] = kSendingComplete; // in place of a number without digits
    return element + 1;
}

} // namespace callbox::isdn
