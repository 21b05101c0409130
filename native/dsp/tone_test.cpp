#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "dsp/level.h"
#include "dsp/oscillator.h"
#include "dsp/tone_generator.h"
#include "dsp/tone_plan.h"

using namespace callbox::dsp;

namespace {

const char *const kCountries[] = {"cn", "us", "gb", "de"};

std::vector<int16_t> play(const ToneSpec &spec, int ms, int blockSamples = 80) {
    ToneGenerator generator;
    generator.start(spec);
    std::vector<int16_t> out(static_cast<size_t>(ms) * 8);
    for (size_t at = 0; at < out.size(); at += static_cast<size_t>(blockSamples)) {
        const size_t left = out.size() - at;
        generator.generate(&out[at],
                           static_cast<int>(left < static_cast<size_t>(blockSamples) ? left : blockSamples));
    }
    return out;
}

/// On and off times in ms, by the level of each 5 ms; ends in what was under way.
std::vector<int> cadence(const std::vector<int16_t> &samples) {
    std::vector<int> times;
    bool wasOn = true;
    int ms = 0;
    for (size_t at = 0; at + 40 <= samples.size(); at += 40) {
        const bool on = levelDbm0(&samples[at], 40) > -40;
        if (on != wasOn) {
            times.push_back(ms);
            ms = 0;
        }
        wasOn = on;
        ms += 5;
    }
    times.push_back(ms);
    return times;
}

/// Level of one frequency over all samples, by correlation.
double lineDbm0(const std::vector<int16_t> &samples, double frequencyHz) {
    double re = 0, im = 0;
    for (size_t n = 0; n < samples.size(); ++n) {
        const double phase = 2 * kPi * frequencyHz * static_cast<double>(n) / 8000;
        re += samples[n] * std::cos(phase);
        im += samples[n] * std::sin(phase);
    }
    return sineLevelDbm0(2 * std::sqrt(re * re + im * im) / static_cast<double>(samples.size()));
}

} // namespace

TEST_CASE("plans: known countries only") {
    for (const char *country : kCountries) {
        REQUIRE(findTonePlan(country) != nullptr);
        CHECK(std::string(findTonePlan(country)->country) == country);
    }
    for (const char *bad : {"", "CN", "xx", "cnx", "c"})
        CHECK(findTonePlan(bad) == nullptr);
    CHECK(findTonePlan(nullptr) == nullptr);
    CHECK(findTonePlan(std::string(100'000, 'c').c_str()) == nullptr);
}

TEST_CASE("tones: names there and back, others refused") {
    for (int i = 0; i < kToneCount; ++i) {
        Tone tone = Tone::kBeep;
        REQUIRE(toneByName(toneName(static_cast<Tone>(i)), tone));
        CHECK(static_cast<int>(tone) == i);
    }
    Tone untouched = Tone::kHowler;
    CHECK_FALSE(toneByName("Dial", untouched));
    CHECK_FALSE(toneByName("", untouched));
    CHECK_FALSE(toneByName(nullptr, untouched));
    CHECK(untouched == Tone::kHowler);
}

TEST_CASE("plans: every table is sound") {
    for (const char *country : kCountries) {
        const TonePlan &plan = *findTonePlan(country);
        REQUIRE(plan.ringing.count >= 2);
        REQUIRE(plan.ringing.count % 2 == 0);
        for (int i = 0; i < plan.ringing.count; ++i)
            CHECK(plan.ringing.ms[i] > 0);
        for (const ToneSpec &spec : plan.tone) {
            REQUIRE(spec.segments >= 1);
            REQUIRE(spec.segments <= kMaxToneSegments);
            REQUIRE(spec.repeatFrom < spec.segments);
            CHECK(spec.segment[0].frequencies > 0); // a tone begins with sound
            for (int i = 0; i < spec.segments; ++i) {
                for (int f = 0; f < spec.segment[i].frequencies; ++f) {
                    CHECK(spec.segment[i].frequencyHz[f] >= 300);
                    CHECK(spec.segment[i].frequencyHz[f] <= 3400);
                }
            }
        }
    }
}

TEST_CASE("China: cadences as heard, GB/T 3380 and ITU-T E.180 Supplement 2") {
    const TonePlan &cn = *findTonePlan("cn");
    CHECK(cadence(play(cn[Tone::kDial], 3000)) == std::vector<int>{3000});
    CHECK(cadence(play(cn[Tone::kRingback], 11'000)) == std::vector<int>{1000, 4000, 1000, 4000, 1000});
    CHECK(cadence(play(cn[Tone::kBusy], 1400)) == std::vector<int>{350, 350, 350, 350});
    CHECK(cadence(play(cn[Tone::kCongestion], 2800)) == std::vector<int>{700, 700, 700, 700});
    CHECK(cadence(play(cn[Tone::kVacant], 1900)) ==
          std::vector<int>{100, 100, 100, 100, 100, 100, 400, 400, 100, 100, 100, 100, 100});
    CHECK(cadence(play(cn[Tone::kCallWaiting], 8800)) == std::vector<int>{400, 4000, 400, 4000});
    CHECK(cadence(play(cn[Tone::kBeep], 5000)) == std::vector<int>{200, 4800});
    CHECK(cn.ringing.ms[0] == 1000);
    CHECK(cn.ringing.ms[1] == 4000);
    CHECK(cn.ringing.longestOffMs() == 4000);
}

TEST_CASE("tones: level and frequencies as the plan says, each country") {
    for (const char *country : kCountries) {
        const TonePlan &plan = *findTonePlan(country);
        for (int i = 0; i < kToneCount; ++i) {
            const ToneSpec &spec = plan.tone[i];
            const ToneSegment &first = spec.segment[0];
            const auto samples = play(spec, first.ms == 0 ? 2000 : first.ms);
            const double level = levelDbm0(samples.data(), samples.size());
            std::printf("tone %s %s: %.2f dBm0\n", country, toneName(static_cast<Tone>(i)), level);
            CHECK(std::fabs(level - static_cast<double>(spec.levelDbm0)) < 0.3);
            for (int f = 0; f < first.frequencies; ++f) {
                const double each = static_cast<double>(spec.levelDbm0) - 10 * std::log10(first.frequencies);
                CHECK(std::fabs(lineDbm0(samples, static_cast<double>(first.frequencyHz[f])) - each) < 0.5);
            }
        }
    }
}

TEST_CASE("tones: the block size changes nothing, the phase never jumps") {
    const ToneSpec &dial = (*findTonePlan("us"))[Tone::kDial];
    const auto whole = play(dial, 1000, 80);
    for (int block : {1, 7, 33, 79})
        CHECK(play(dial, 1000, block) == whole);
    const double steepest = 2 * sineAmplitude(-13) * kPi * (350 + 440) / 8000;
    for (size_t n = 1; n < whole.size(); ++n)
        REQUIRE(std::abs(whole[n] - whole[n - 1]) <= steepest + 2);
}

TEST_CASE("tones: nothing started is silence; starting again starts the cadence") {
    ToneGenerator generator;
    int16_t block[80];
    block[0] = 1;
    generator.generate(block, 80);
    CHECK(levelDbm0(block, 80) == kSilenceDbm0);
    const ToneSpec &busy = (*findTonePlan("cn"))[Tone::kBusy];
    generator.start(busy);
    for (int i = 0; i < 40; ++i)
        generator.generate(block, 80); // into the pause
    CHECK(levelDbm0(block, 80) == kSilenceDbm0);
    generator.start(busy);
    generator.generate(block, 80);
    CHECK(levelDbm0(block, 80) > -11);
}

TEST_CASE("oscillator: distortion is far below that of A-law") {
    Oscillator oscillator;
    oscillator.set(1020, 20'000);
    double noise = 0, signal = 0;
    for (int block = 0; block < 100; ++block) {
        float sum[80] = {};
        oscillator.add(sum, 80);
        for (int i = 0; i < 80; ++i) {
            const double exact = 20'000 * std::sin(2 * kPi * 1020 * (block * 80 + i) / 8000.0);
            noise += (static_cast<double>(sum[i]) - exact) * (static_cast<double>(sum[i]) - exact);
            signal += exact * exact;
        }
    }
    const double snrDb = 10 * std::log10(signal / noise);
    std::printf("oscillator snr: %.0f dB\n", snrDb);
    CHECK(snrDb > 80);
}
