// The arithmetic of the DTMF bank: once for every processor, once more for those with AVX2. Both give the
// same results to the last bit.
#pragma once

#include <cstdint>

#include "dsp/simd.h"

namespace callbox::dsp {

constexpr int kDtmfLines = 8;           // the frequencies of Q.23: four low, four high
constexpr int kDtmfFrameSamples = 80;   // 10 ms, what the screen looks at
constexpr int kDtmfWindowSamples = 160; // 20 ms, what the fine analysis looks at
constexpr int kDtmfGroup = 16;          // channels that are screened together

// What a frame may be, bits:
constexpr int kMaybeDigit = 1;
constexpr int kMaybeDigitOverDial = 2; // if what sounds near 400 Hz is left out
constexpr int kDialTone = 4;           // nearly all the power is near 400 Hz

/// A window's weighted power and its correlations with the lines.
struct DtmfSums {
    float power;                  // sum of the squared weighted samples
    int32_t line[2 * kDtmfLines]; // cosine and sine of each
    int32_t dc;                   // sum of the weighted samples
};

struct DtmfKernel {
    /// kDtmfGroup pointers to kDtmfFrameSamples A-law octets each; for each, what it may be.
    void (*screen)(const uint8_t *const *frames, uint8_t *screened);
    /// kDtmfWindowSamples linear samples, weighted by a Hann window. `weighted` may be used afterwards.
    void (*correlate)(const int16_t *window, int16_t *weighted, DtmfSums &out);
    /// Power of the weighted samples between 225 and 575 Hz, in the units of DtmfSums::power.
    float (*dialPower)(const int16_t *weighted);
};

/// kAvx2 only on a processor that has it.
const DtmfKernel &dtmfKernel(Simd simd);

constexpr int kDtmfReference = 819; // amplitude of the reference sines: 32767 × 80 × 819 fits 32 bits

} // namespace callbox::dsp
