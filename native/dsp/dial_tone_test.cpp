#include <doctest/doctest.h>

#include "dsp/dial_tone.h"
#include "dsp/line_signals.h"
#include "dsp/tone_generator.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

/// Milliseconds until dial tone was heard, -1: never.
int heardAfterMs(const char *country, const Linear &line) {
    DialToneEar ear;
    ear.start((*findTonePlan(country))[Tone::kDial]);
    int samples = 0, heard = -1;
    inBlocks(line, [&](const int16_t *block, int count) {
        samples += count;
        if (ear.process(block, count) && heard < 0)
            heard = samples / 8;
    });
    return heard;
}

Linear toneOf(const char *country, Tone tone) {
    ToneGenerator generator;
    generator.start((*findTonePlan(country))[tone]);
    Linear line(24'000);
    generator.generate(line.data(), static_cast<int>(line.size()));
    return line;
}

} // namespace

TEST_CASE("dial tone: of every country, plain and stuttered, with noise; other tones are none") {
    std::mt19937 random(1);
    for (const char *country : {"cn", "us", "gb", "de"}) {
        CAPTURE(std::string(country));
        Linear line = toneOf(country, Tone::kDial);
        addNoise(line, -10, 15, random);
        throughAlaw(line);
        const int afterMs = heardAfterMs(country, line);
        CHECK(afterMs > 0);
        CHECK(afterMs <= 560);
        for (const Tone other : {Tone::kBusy, Tone::kVacant})
            CHECK(heardAfterMs(country, toneOf(country, other)) == -1);
    }
    CHECK(heardAfterMs("cn", toneOf("cn", Tone::kMessageDial)) > 0);
    CHECK(heardAfterMs("us", toneOf("us", Tone::kMessageDial)) > 0);
    Linear noise(24'000, 0);
    addNoise(noise, -10, 0, random);
    CHECK(heardAfterMs("cn", noise) == -1);
    CHECK(heardAfterMs("cn", Linear(24'000, 0)) == -1);
}

TEST_CASE("dial tone: 25 Hz off is still dial tone, 80 Hz off isn't (china.md 2)") {
    for (const double hz : {425.0, 440.0, 450.0, 460.0, 475.0, 370.0, 530.0}) {
        Linear line;
        for (int n = 0; n < 8000; ++n)
            line.push_back(static_cast<int16_t>(2000 * std::sin(2 * kPi * hz * n / 8000)));
        CAPTURE(hz);
        CHECK((heardAfterMs("cn", line) > 0) == (std::abs(hz - 450) <= 25));
    }
}
