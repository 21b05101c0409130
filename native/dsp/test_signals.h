// Makes DTMF as a test wants it, and hears it through A-law.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "dsp/dtmf.h"
#include "dsp/dtmf_bank.h"
#include "dsp/g711.h"
#include "dsp/level.h"

namespace callbox::dsp::testing {

using Samples = std::vector<double>;

struct Signal {
    char digit = '5';
    double ms = 50;
    double lowDbm0 = -10, highDbm0 = -10;
    double lowOff = 0, highOff = 0; // share of the nominal frequency
};

inline void silence(Samples &to, double ms) {
    to.resize(to.size() + static_cast<size_t>(std::lround(ms * 8)), 0.0);
}

inline void add(Samples &to, const Signal &signal) {
    const int index = dtmfIndex(signal.digit);
    const double low = kDtmfLowHz[index / 4] * (1 + signal.lowOff);
    const double high = kDtmfHighHz[index % 4] * (1 + signal.highOff);
    const int count = static_cast<int>(std::lround(signal.ms * 8));
    for (int n = 0; n < count; ++n)
        to.push_back(sineAmplitude(signal.lowDbm0) * std::sin(2 * kPi * low * n / 8000 + 0.7) +
                     sineAmplitude(signal.highDbm0) * std::sin(2 * kPi * high * n / 8000 + 2.1));
}

struct Heard {
    std::string begun, ended;
    std::vector<uint32_t> durationMs;
    int firstBeginAt = -1; // sample after which the first digit was known
};

inline Heard hear(const Samples &samples, int blockSamples = 80) {
    DtmfBank bank(1);
    bank.open(0);
    Heard heard;
    size_t at = 0;
    const auto take = [&](const DtmfEvent &event) {
        (event.ended ? heard.ended : heard.begun) += event.digit;
        if (event.ended)
            heard.durationMs.push_back(event.durationMs);
        else if (heard.firstBeginAt < 0)
            heard.firstBeginAt = static_cast<int>(at);
    };
    uint8_t block[80];
    const uint8_t *const blocks[] = {block};
    while (at < samples.size()) {
        const size_t count = std::min(samples.size() - at, static_cast<size_t>(blockSamples));
        for (size_t i = 0; i < count; ++i)
            block[i] = linearToAlaw(
                static_cast<int16_t>(std::lround(std::clamp(samples[at + i], -32768.0, 32767.0))));
        at += count;
        bank.process(blocks, static_cast<int>(count), take);
    }
    bank.close(0, take);
    REQUIRE(heard.begun == heard.ended);
    return heard;
}

} // namespace callbox::dsp::testing
