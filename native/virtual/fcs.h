// The frame check sequence of HDLC.
#pragma once

#include <cstddef>
#include <cstdint>

namespace callbox::virtualboard {

/// 16-bit FCS over address, control and information: x^16 + x^12 + x^5 + 1, preset to ones,
/// complemented (ISO/IEC 13239 §4.2.5.2, ITU-T Q.921 §2.7). Sent low octet first.
uint16_t frameCheckSequence(const uint8_t *octets, size_t count);

} // namespace callbox::virtualboard
