// A-law by table. ITU-T G.711 §3.2 and Tables 1a, 1b: 13-bit values, even bits inverted. Linear
// samples here are 16 bits, the 13-bit value times eight.
#pragma once

#include <cstddef>
#include <cstdint>

namespace callbox::dsp {

constexpr uint8_t kAlawSilenceOctet = 0xD5;

namespace g711_detail {

constexpr int16_t expand(uint8_t octet) {
    const int code = octet ^ 0x55;
    const int segment = (code >> 4) & 7;
    const int step = code & 15;
    const int magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
    return static_cast<int16_t>((code & 0x80) != 0 ? magnitude : -magnitude);
}

/// `value` is the sample divided by eight, rounded down: -4096 .. 4095.
constexpr uint8_t compress(int value) {
    const int mask = value >= 0 ? 0xD5 : 0x55;
    const int magnitude = value >= 0 ? value : -value - 1;
    int segment = 0;
    while (segment < 7 && magnitude > (0x20 << segment) - 1)
        ++segment;
    const int step = (segment < 2 ? magnitude >> 1 : magnitude >> segment) & 15;
    return static_cast<uint8_t>(((segment << 4) | step) ^ mask);
}

struct Tables {
    int16_t linear[256] = {};
    uint8_t alaw[8192] = {}; // by the sample's upper 13 bits as an unsigned number

    constexpr Tables() {
        for (int i = 0; i < 256; ++i)
            linear[i] = expand(static_cast<uint8_t>(i));
        for (int i = 0; i < 8192; ++i)
            alaw[i] = compress(i < 4096 ? i : i - 8192);
    }
};
extern const Tables kTables;

} // namespace g711_detail

inline int16_t alawToLinear(uint8_t octet) { return g711_detail::kTables.linear[octet]; }
inline uint8_t linearToAlaw(int16_t sample) {
    return g711_detail::kTables.alaw[static_cast<uint16_t>(sample) >> 3];
}

inline void alawToLinear(const uint8_t *from, int16_t *to, size_t samples) {
    for (size_t i = 0; i < samples; ++i)
        to[i] = alawToLinear(from[i]);
}
inline void linearToAlaw(const int16_t *from, uint8_t *to, size_t samples) {
    for (size_t i = 0; i < samples; ++i)
        to[i] = linearToAlaw(from[i]);
}

} // namespace callbox::dsp
