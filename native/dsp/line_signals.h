// Makes what a test or a bench wants to come over an analog line: noise, level, A-law.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"

namespace callbox::dsp::testing {

using Linear = std::vector<int16_t>;

/// White noise in 0 .. 4 kHz, `snrDb` below the power of a signal of `signalDbm0`.
inline void addNoise(Linear &to, double signalDbm0, double snrDb, std::mt19937 &random) {
    std::normal_distribution<double> noise(0, sineAmplitude(signalDbm0 - snrDb) / std::sqrt(2));
    for (int16_t &sample : to)
        sample = static_cast<int16_t>(std::clamp(std::lround(sample + noise(random)), -32768L, 32767L));
}

inline void throughAlaw(Linear &samples) {
    for (int16_t &sample : samples)
        sample = alawToLinear(linearToAlaw(sample));
}

/// Calls take(pointer, count) for blocks of at most 80 samples.
template <class Take> void inBlocks(const Linear &samples, Take take) {
    for (size_t at = 0; at < samples.size(); at += 80)
        take(samples.data() + at, static_cast<int>(std::min<size_t>(80, samples.size() - at)));
}

} // namespace callbox::dsp::testing
