#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "dsp/level.h"
#include "dsp/spectrum.h"

using namespace callbox::dsp;

namespace {

struct Sine {
    double hz, dbm0;
};

template <size_t N> void spectrum(const Sine (&sines)[N], float (&dbm0)[kSpectrumBins]) {
    int16_t samples[kSpectrumSamples];
    for (size_t n = 0; n < kSpectrumSamples; ++n) {
        double sum = 0;
        for (const Sine &sine : sines)
            sum +=
                sineAmplitude(sine.dbm0) * std::sin(2 * kPi * sine.hz * static_cast<double>(n) / 8000 + 0.3);
        samples[n] = static_cast<int16_t>(std::lround(sum));
    }
    spectrumOf(samples, dbm0);
}

size_t loudest(const float (&dbm0)[kSpectrumBins]) {
    return static_cast<size_t>(std::max_element(dbm0, dbm0 + kSpectrumBins) - dbm0);
}

} // namespace

TEST_CASE("spectrum: a tone stands in its bin with its level, everywhere in the band") {
    for (const double hz : {203.125, 453.125, 1000.0, 2093.75, 3406.25}) { // bins' middles
        for (const double level : {0.0, -10.0, -40.0}) {
            CAPTURE(hz);
            CAPTURE(level);
            float dbm0[kSpectrumBins];
            const Sine sines[] = {{hz, level}};
            spectrum(sines, dbm0);
            CHECK(loudest(dbm0) == static_cast<size_t>(std::lround(hz / 15.625)));
            CHECK(std::abs(static_cast<double>(dbm0[loudest(dbm0)]) - level) < 0.1);
        }
    }
}

TEST_CASE("spectrum: between two bins a tone is at most 1.5 dB low, and 60 dB down ten bins away") {
    float dbm0[kSpectrumBins];
    const Sine sines[] = {{450 + 15.625 / 3, -10}};
    spectrum(sines, dbm0);
    CHECK(std::abs(static_cast<double>(dbm0[loudest(dbm0)]) + 10) < 1.5);
    CHECK(dbm0[loudest(dbm0) + 10] < -70);
}

TEST_CASE("spectrum: the rows of DTMF that are nearest to each other are two maxima") {
    float dbm0[kSpectrumBins];
    const Sine sines[] = {{697, -10}, {770, -12}};
    spectrum(sines, dbm0);
    const auto at = [&dbm0](double hz) { return dbm0[static_cast<size_t>(std::lround(hz / 15.625))]; };
    CHECK(at(733) < at(697) - 6);
    CHECK(at(733) < at(770) - 6);
}

TEST_CASE("spectrum: silence is the floor, full scale doesn't run over") {
    const int16_t silence[kSpectrumSamples] = {};
    float dbm0[kSpectrumBins];
    spectrumOf(silence, dbm0);
    CHECK(*std::max_element(dbm0, dbm0 + kSpectrumBins) == static_cast<float>(kSpectrumFloorDbm0));
    int16_t square[kSpectrumSamples];
    for (size_t n = 0; n < kSpectrumSamples; ++n)
        square[n] = n / 4 % 2 == 0 ? 32'767 : -32'768;
    spectrumOf(square, dbm0);
    CHECK(loudest(dbm0) == 64); // 1000 Hz
    CHECK(std::abs(static_cast<double>(dbm0[64]) - 3.14 - 20 * std::log10(4 / kPi)) < 0.3);
}
