// DTMF against ITU-T Q.24 Annex A; everything goes through A-law.
#include <doctest/doctest.h>

#include <cstdio>
#include <random>

#include "dsp/dtmf_generator.h"
#include "dsp/test_signals.h"
#include "dsp/tone_generator.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

/// All sixteen digits, each at sixteen places relative to the detector's hops: how many of the 256
/// are heard, rightly and once.
int heardOf256(Signal signal, double noiseDbm0 = kSilenceDbm0, int *wrong = nullptr) {
    std::mt19937 random(7);
    std::normal_distribution<double> gauss(0, sineAmplitude(noiseDbm0) / std::sqrt(2.0));
    int right = 0;
    for (int i = 0; i < 16; ++i) {
        for (int shift = 0; shift < 16; ++shift) {
            signal.digit = kDtmfDigits[i];
            Samples samples;
            silence(samples, 60 + shift * 5.0 / 16);
            add(samples, signal);
            silence(samples, 80);
            if (noiseDbm0 > kSilenceDbm0) {
                for (double &sample : samples)
                    sample += gauss(random);
            }
            const std::string heard = hear(samples).begun;
            if (heard == std::string(1, signal.digit))
                ++right;
            else if (wrong != nullptr && !heard.empty())
                ++*wrong;
        }
    }
    return right;
}

} // namespace

TEST_CASE("Q.24 level: 0 to -36 dBm0 per tone heard, -50 not") {
    for (const double level : {0.0, -3.0, -10.0, -20.0, -27.0, -36.0}) {
        Signal signal;
        signal.lowDbm0 = signal.highDbm0 = level;
        const int heard = heardOf256(signal);
        std::printf("dtmf level %.0f dBm0: %d of 256\n", level, heard);
        CHECK(heard == 256);
    }
    Signal faint;
    faint.lowDbm0 = faint.highDbm0 = -50;
    CHECK(heardOf256(faint) == 0);
}

TEST_CASE("Q.24 twist: high group +4 dB to -8 dB heard, ±14 dB not") {
    for (const double twist : {4.0, 2.0, 0.0, -4.0, -8.0}) {
        for (const double level : {-3.0, -13.0, -17.0}) {
            Signal signal;
            signal.lowDbm0 = twist > 0 ? level - twist : level;
            signal.highDbm0 = twist > 0 ? level : level + twist;
            const int heard = heardOf256(signal);
            std::printf("dtmf twist %+.0f dB at %.0f dBm0: %d of 256\n", twist, level, heard);
            CHECK(heard == 256);
        }
    }
    for (const double twist : {14.0, -14.0}) {
        Signal signal;
        signal.highDbm0 = -12 + twist / 2;
        signal.lowDbm0 = -12 - twist / 2;
        CHECK(heardOf256(signal) == 0);
    }
}

TEST_CASE("Q.24 frequency: ±1.5 % heard, ±3.5 % and more not, either group") {
    for (const double off : {0.015, -0.015, 0.01, -0.01}) {
        Signal both, low, high;
        both.lowOff = both.highOff = low.lowOff = high.highOff = off;
        both.ms = low.ms = high.ms = 40;
        const int heard[] = {heardOf256(both), heardOf256(low), heardOf256(high)};
        std::printf("dtmf off by %+.1f %%: both %d, low %d, high %d of 256\n", 100 * off, heard[0], heard[1],
                    heard[2]);
        for (const int count : heard)
            CHECK(count == 256);
        Signal twisted = both;
        twisted.highDbm0 = twisted.lowDbm0 - 8;
        CHECK(heardOf256(twisted) == 256);
        twisted.highDbm0 = twisted.lowDbm0 + 4;
        CHECK(heardOf256(twisted) == 256);
    }
    for (const double off : {0.035, -0.035, 0.045, -0.045}) {
        Signal both, low, high;
        both.lowOff = both.highOff = low.lowOff = high.highOff = off;
        both.ms = low.ms = high.ms = 100;
        const int heard[] = {heardOf256(both), heardOf256(low), heardOf256(high)};
        std::printf("dtmf off by %+.1f %%: both %d, low %d, high %d of 256\n", 100 * off, heard[0], heard[1],
                    heard[2]);
        for (const int count : heard)
            CHECK(count == 0);
    }
}

TEST_CASE("Q.24 duration: 40 ms heard, 23 ms not") {
    for (const double ms : {20.0, 23.0, 26.0, 28.0, 30.0, 32.0, 34.0, 36.0, 40.0, 50.0}) {
        Signal signal;
        signal.ms = ms;
        const int heard = heardOf256(signal);
        Signal faint = signal;
        faint.lowDbm0 = faint.highDbm0 = -25;
        const int heardFaint = heardOf256(faint);
        std::printf("dtmf %.0f ms: %d of 256, at -25 dBm0 %d\n", ms, heard, heardFaint);
        if (ms >= 40) {
            CHECK(heard == 256);
            CHECK(heardFaint == 256);
        }
        if (ms <= 23) {
            CHECK(heard == 0);
            CHECK(heardFaint == 0);
        }
    }
}

TEST_CASE("Q.24 pause: 40 ms parts two digits, a break of 10 ms doesn't") {
    for (const double pause : {1.0, 5.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 80.0}) {
        int one = 0, two = 0, other = 0;
        for (int i = 0; i < 16; ++i) {
            for (int shift = 0; shift < 16; ++shift) {
                Signal signal;
                signal.digit = kDtmfDigits[i];
                Samples samples;
                silence(samples, 60 + shift * 5.0 / 16);
                add(samples, signal);
                silence(samples, pause);
                add(samples, signal);
                silence(samples, 60);
                const std::string heard = hear(samples).begun;
                const std::string once(1, signal.digit);
                ++(heard == once ? one : heard == once + once ? two : other);
            }
        }
        std::printf("dtmf pause %.0f ms: one %d, two %d, other %d of 256\n", pause, one, two, other);
        CHECK(other == 0);
        if (pause <= 10)
            CHECK(one == 256);
        if (pause >= 40)
            CHECK(two == 256);
    }
}

TEST_CASE("Q.24 rate: 40 ms on, 40 ms off, all sixteen in a row") {
    for (int shift = 0; shift < 40; ++shift) {
        Samples samples;
        silence(samples, 20 + shift / 8.0);
        for (const char *digit = kDtmfDigits; *digit != 0; ++digit) {
            Signal signal;
            signal.digit = *digit;
            signal.ms = 40;
            add(samples, signal);
            silence(samples, 40);
        }
        CHECK(hear(samples).begun == kDtmfDigits);
    }
}

TEST_CASE("noise: digits of 50 ms are heard at a signal to noise ratio of 15 dB") {
    for (const double snrDb : {24.0, 18.0, 15.0, 12.0}) {
        Signal signal; // two tones of -10: -7 dBm0 together
        int wrong = 0;
        const int heard = heardOf256(signal, -7 - snrDb, &wrong);
        std::printf("dtmf snr %.0f dB: %d of 256, wrong %d\n", snrDb, heard, wrong);
        CHECK(wrong == 0);
        if (snrDb >= 15)
            CHECK(heard == 256);
    }
}

TEST_CASE("dial tone under the digits: heard when its echo is as strong as a digit's tone") {
    for (const char *country : {"cn", "us", "de"}) {
        for (const double dialDbm0 : {-25.0, -20.0, -16.0}) {
            int heard = 0;
            for (int i = 0; i < 16; ++i) {
                Samples samples;
                silence(samples, 100);
                Signal signal;
                signal.digit = kDtmfDigits[i];
                signal.lowDbm0 = signal.highDbm0 = -10;
                add(samples, signal);
                silence(samples, 100);
                ToneSpec spec = (*findTonePlan(country))[Tone::kDial];
                spec.levelDbm0 = static_cast<float>(dialDbm0);
                ToneGenerator generator;
                generator.start(spec);
                for (double &sample : samples) {
                    int16_t tone = 0;
                    generator.generate(&tone, 1);
                    sample += tone;
                }
                heard += hear(samples).begun == std::string(1, signal.digit);
            }
            std::printf("dtmf over dial tone %s %.0f dBm0: %d of 16\n", country, dialDbm0, heard);
            CHECK(heard == 16);
        }
    }
}

TEST_CASE("duration is told within 6 ms, the beginning within 45 ms") {
    double worst = 0;
    int latest = 0;
    for (const double ms : {40.0, 80.0, 200.0, 1000.0}) {
        for (int shift = 0; shift < 16; ++shift) {
            Signal signal;
            signal.ms = ms;
            Samples samples;
            const double before = 60 + shift * 5.0 / 16;
            silence(samples, before);
            add(samples, signal);
            silence(samples, 60);
            const Heard heard = hear(samples);
            REQUIRE(heard.begun == "5");
            worst = std::max(worst, std::fabs(heard.durationMs[0] - ms));
            latest = std::max(latest, heard.firstBeginAt - static_cast<int>(std::lround(before * 8)));
        }
    }
    std::printf("dtmf duration: worst error %.1f ms; begin known after at most %.1f ms\n", worst,
                latest / 8.0);
    CHECK(worst <= 6);
    CHECK(latest <= 45 * 8);
}

TEST_CASE("our own sender is heard, at any block size, and ends with the channel") {
    Samples samples;
    DtmfGenerator generator;
    for (const char *digit = kDtmfDigits; *digit != 0; ++digit) {
        REQUIRE(generator.start(*digit));
        int16_t block[37];
        int count = 0;
        while ((count = generator.generate(block, 37)) > 0)
            samples.insert(samples.end(), block, block + count);
    }
    CHECK(samples.size() == 16 * 160 * 8);
    for (const int block : {80, 79, 40, 7, 1})
        CHECK(hear(samples, block).begun == kDtmfDigits);
    CHECK_FALSE(generator.start('a'));
    CHECK_FALSE(generator.start('\0'));
    CHECK_FALSE(generator.sounding());

    Samples cut;
    silence(cut, 20);
    Signal held;
    held.ms = 300;
    add(cut, held); // released while it sounds
    CHECK(hear(cut).ended == "5");
}
