#include "dsp/oscillator.h"

#include <cmath>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

// 1,024 points with straight lines between: the error is 110 dB below the tone, A-law's own is 38 dB.
constexpr int kTableBits = 10;
constexpr int kFractionBits = 32 - kTableBits;

struct SineTable {
    float value[(1 << kTableBits) + 1];
    SineTable() {
        for (int i = 0; i <= 1 << kTableBits; ++i)
            value[i] = static_cast<float>(std::sin(2 * kPi * i / (1 << kTableBits)));
    }
};
const SineTable kSine;

} // namespace

void Oscillator::set(double frequencyHz, double amplitude) {
    step_ = static_cast<uint32_t>(frequencyHz * 4294967296.0 / kSampleRateHz + 0.5);
    amplitude_ = static_cast<float>(amplitude);
}

void Oscillator::add(float *sum, int samples) {
    constexpr float kFraction = 1.0F / (1U << kFractionBits);
    for (int i = 0; i < samples; ++i) {
        const uint32_t index = phase_ >> kFractionBits;
        const float fraction = static_cast<float>(phase_ & ((1U << kFractionBits) - 1)) * kFraction;
        const float low = kSine.value[index];
        sum[i] += amplitude_ * (low + (kSine.value[index + 1] - low) * fraction);
        phase_ += step_;
    }
}

} // namespace callbox::dsp
