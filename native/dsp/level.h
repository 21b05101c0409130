// Levels in dBm0. ITU-T G.711 §5: the largest sine that A-law carries is +3.14 dBm0.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace callbox::dsp {

constexpr double kPi = 3.14159265358979323846;
constexpr double kFullScaleDbm0 = 3.14;       // of a sine with the amplitude kFullScaleAmplitude
constexpr double kFullScaleAmplitude = 32768; // ITU-T G.711 Table 1a: virtual decision value 4096, times 8
constexpr double kSilenceDbm0 = -99;          // what a level is called when there is no power at all

/// Peak amplitude, in 16-bit steps, of a sine of this level.
inline double sineAmplitude(double levelDbm0) {
    return kFullScaleAmplitude * std::pow(10.0, (levelDbm0 - kFullScaleDbm0) / 20);
}

/// Level of a sine with this peak amplitude.
inline double sineLevelDbm0(double amplitude) {
    return amplitude <= 0 ? kSilenceDbm0 : kFullScaleDbm0 + 20 * std::log10(amplitude / kFullScaleAmplitude);
}

/// Mean power over the samples; kSilenceDbm0 for none or for all zeros.
inline double levelDbm0(const int16_t *samples, size_t count) {
    double power = 0;
    for (size_t i = 0; i < count; ++i)
        power += static_cast<double>(samples[i]) * samples[i];
    return power <= 0 ? kSilenceDbm0 : sineLevelDbm0(std::sqrt(2 * power / static_cast<double>(count)));
}

} // namespace callbox::dsp
