// "Sending complete" with the last digit of overlap sending (ITU-T Q.931 §5.1.3), which libpri cannot say.
//
// pri_information() takes one digit and sends no other element. So the last digit goes in with a mark, and
// when its frame leaves, also when Q.921 repeats it, the mark becomes the element. Without it the far end
// would wait for T302, 15 s of silence for whoever dialled.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "board/board.h"

namespace callbox::isdn {

/// Set in the last digit; alone: no digit, only the element.
constexpr char kLastDigitMark = static_cast<char>(0x80);

/// Octets written to `out`, 0: the frame carries no mark and can go as it is.
size_t withSendingComplete(const uint8_t *frame, size_t octets,
                           std::array<uint8_t, board::kMaxFrameOctets> &out);

} // namespace callbox::isdn
