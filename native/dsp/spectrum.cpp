#include "dsp/spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <utility>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr size_t kSize = kSpectrumSamples;
using Value = std::complex<float>;

struct Tables {
    float hann[kSize]; // side lobes fall fast: a tone does not hide its neighbour
    Value turn[kSize / 2];
    size_t place[kSize];
    Tables() {
        for (size_t n = 0; n < kSize; ++n)
            hann[n] = static_cast<float>(0.5 - 0.5 * std::cos(2 * kPi * static_cast<double>(n) / kSize));
        for (size_t n = 0; n < kSize / 2; ++n) {
            const double angle = -2 * kPi * static_cast<double>(n) / kSize;
            turn[n] = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
        }
        for (size_t n = 0, reversed = 0; n < kSize; ++n) {
            place[n] = reversed;
            size_t bit = kSize >> 1;
            for (; (reversed & bit) != 0; bit >>= 1)
                reversed ^= bit;
            reversed ^= bit;
        }
    }
};
const Tables kTables;

/// Radix-2, decimation in time (Cooley and Tukey 1965), in place; `values` are in bit-reversed order.
void transform(Value (&values)[kSize]) {
    for (size_t width = 2; width <= kSize; width <<= 1) {
        const size_t half = width / 2, step = kSize / width;
        for (size_t start = 0; start < kSize; start += width) {
            for (size_t k = 0; k < half; ++k) {
                const Value turned = values[start + k + half] * kTables.turn[k * step];
                values[start + k + half] = values[start + k] - turned;
                values[start + k] += turned;
            }
        }
    }
}

} // namespace

void spectrumOf(const int16_t (&samples)[kSpectrumSamples], float (&dbm0)[kSpectrumBins]) {
    Value values[kSize];
    for (size_t n = 0; n < kSize; ++n)
        values[kTables.place[n]] = kTables.hann[n] * static_cast<float>(samples[n]);
    transform(values);
    for (size_t bin = 0; bin < kSpectrumBins; ++bin) {
        // Twice, for the other half lies at the negative frequencies; Hann's weights sum up to half the
        // samples.
        const double amplitude = 2.0 * static_cast<double>(std::abs(values[bin])) / (kSize / 2.0);
        dbm0[bin] = static_cast<float>(std::max(kSpectrumFloorDbm0, sineLevelDbm0(amplitude)));
    }
}

} // namespace callbox::dsp
