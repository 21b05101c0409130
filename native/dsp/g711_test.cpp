#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>

#include "dsp/g711.h"
#include "dsp/level.h"

using namespace callbox::dsp;

TEST_CASE("A-law: octets of ITU-T G.711 Table 1a") {
    CHECK(alawToLinear(0xD5) == 8);  // +1 of 4096
    CHECK(alawToLinear(0x55) == -8); // -1
    CHECK(alawToLinear(0xAA) == 4032 * 8);
    CHECK(alawToLinear(0x2A) == -4032 * 8);
    CHECK(linearToAlaw(0) == 0xD5);
    CHECK(linearToAlaw(-1) == 0x55);
    CHECK(linearToAlaw(32767) == 0xAA);
    CHECK(linearToAlaw(-32768) == 0x2A);
}

TEST_CASE("A-law: each octet survives decoding and encoding") {
    for (int octet = 0; octet < 256; ++octet)
        CHECK(linearToAlaw(alawToLinear(static_cast<uint8_t>(octet))) == octet);
}

TEST_CASE("A-law: larger samples never decode to smaller values") {
    int16_t last = alawToLinear(linearToAlaw(-32768));
    for (int sample = -32767; sample <= 32767; ++sample) {
        const int16_t value = alawToLinear(linearToAlaw(static_cast<int16_t>(sample)));
        REQUIRE(value >= last);
        last = value;
    }
}

TEST_CASE("A-law: total distortion of a sine, ITU-T G.712 §9") {
    struct Row {
        double levelDbm0, minSnrDb;
    };
    const Row rows[] = {{0, 33}, {-10, 33}, {-20, 33}, {-30, 33}, {-40, 27}, {-45, 22}};
    for (const Row &row : rows) {
        double signal = 0, noise = 0;
        for (int n = 0; n < 8000; ++n) {
            const double exact = sineAmplitude(row.levelDbm0) * std::sin(2 * kPi * 1020 * n / 8000);
            const double error = alawToLinear(linearToAlaw(static_cast<int16_t>(std::lround(exact)))) - exact;
            signal += exact * exact;
            noise += error * error;
        }
        const double snrDb = 10 * std::log10(signal / noise);
        std::printf("a-law snr %.0f dBm0: %.1f dB (G.712: %.0f)\n", row.levelDbm0, snrDb, row.minSnrDb);
        CHECK(snrDb >= row.minSnrDb);
    }
}

TEST_CASE("levels: full-scale sine, silence, nothing") {
    int16_t samples[800];
    for (int n = 0; n < 800; ++n)
        samples[n] =
            static_cast<int16_t>(std::lround(sineAmplitude(-10) * std::sin(2 * kPi * 1000 * n / 8000)));
    CHECK(levelDbm0(samples, 800) == doctest::Approx(-10).epsilon(0.001));
    CHECK(sineAmplitude(kFullScaleDbm0) == doctest::Approx(32768));
    const int16_t zeros[8] = {};
    CHECK(levelDbm0(zeros, 8) == kSilenceDbm0);
    CHECK(levelDbm0(zeros, 0) == kSilenceDbm0);
}
