// Sums of several A-law voices, and back to A-law: what a member of a conference hears.
#pragma once

#include <cstddef>
#include <cstdint>

namespace callbox::dsp {

constexpr size_t kVoiceBlock = 80; // samples, 10 ms; always summed whole, so that the length is a constant

/// Linear samples (ITU-T G.711 §3.2, 16 bits) of one voice or the sum of some, whole numbers: exact up to
/// 2^24, 512 voices at full scale.
struct alignas(32) Voices {
    float samples[kVoiceBlock];

    void clear();
    /// At most kVoiceBlock octets; silence follows them. A-law has no zero: its smallest values are ±8, and a
    /// silent line sends one of them for ever. Thirty such lines would add up to a step that is heard when
    /// they join, so the smallest count as nothing.
    void decode(const uint8_t *alaw, size_t samples);
    void add(const Voices &others);
    void subtract(const Voices &others);

    /// Nobody's level depends on how many are summed: who talks alone is heard as loudly as over a bridge. A
    /// network plans the loudness of a connection end to end (ITU-T G.121); dividing by the number of voices
    /// would make each conference quieter than a call. There is no automatic gain either: it would bring up
    /// the noise of every silent line, and pump. Only what A-law cannot carry is held back, and softly:
    /// beyond kLimitFrom the sum bends towards full scale, where cutting it off crackles and letting it wrap
    /// bangs.
    void encodeLimited(uint8_t *alaw, size_t samples) const;

    /// Above the peak of a sine of 0 dBm0, 22,829 (the digital milliwatt, ITU-T G.711 table 5): that passes
    /// as it is.
    static constexpr int kLimitFrom = 24'576;
    static constexpr int kFullScale = 32'767;
};

} // namespace callbox::dsp
