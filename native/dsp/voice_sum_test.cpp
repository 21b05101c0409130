#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"
#include "dsp/voice_sum.h"

using namespace callbox::dsp;

namespace {

/// What is heard of linear samples.
int heard(float sum) {
    Voices voices;
    std::fill(std::begin(voices.samples), std::end(voices.samples), sum);
    std::array<uint8_t, kVoiceBlock> alaw{};
    voices.encodeLimited(alaw.data(), alaw.size());
    CHECK(std::count(alaw.begin(), alaw.end(), alaw[0]) == static_cast<long>(kVoiceBlock));
    return alawToLinear(alaw[0]);
}

} // namespace

TEST_CASE("below the limit a sum becomes the octet that G.711 gives it, every value") {
    Voices voices;
    for (int first = -Voices::kLimitFrom; first <= Voices::kLimitFrom; first += kVoiceBlock) {
        std::array<int16_t, kVoiceBlock> linear{};
        for (size_t n = 0; n < kVoiceBlock; ++n) {
            linear[n] = static_cast<int16_t>(
                std::min(first + static_cast<int>(n), static_cast<int>(Voices::kLimitFrom)));
            voices.samples[n] = linear[n];
        }
        std::array<uint8_t, kVoiceBlock> summed{}, expected{};
        voices.encodeLimited(summed.data(), summed.size());
        linearToAlaw(linear.data(), expected.data(), expected.size());
        REQUIRE(summed == expected);
    }
}

TEST_CASE("one voice comes back as it was, but for the smallest value, which is silence") {
    for (int octet = 0; octet < 256; ++octet) {
        const auto alaw = static_cast<uint8_t>(octet);
        const int value = alawToLinear(alaw);
        if (std::abs(value) > Voices::kLimitFrom)
            continue;
        Voices voices;
        voices.decode(&alaw, 1);
        uint8_t back = 0;
        voices.encodeLimited(&back, 1);
        CHECK(back == (std::abs(value) == 8 ? kAlawSilenceOctet : alaw));
        CHECK(voices.samples[kVoiceBlock - 1] == 0);
    }
}

TEST_CASE("beyond it: louder stays louder or as loud, never wraps, never passes full scale") {
    int before = 0;
    for (int sum = 0; sum <= 32 * 32'256; sum += 251) {
        const int now = heard(static_cast<float>(sum));
        REQUIRE(now >= before);
        REQUIRE(now <= 32'256);
        REQUIRE(std::abs(heard(static_cast<float>(-sum)) + now) <= 1024); // a step of the highest segment
        before = now;
    }
    CHECK(before == 32'256);
    CHECK(heard(30'000) > Voices::kLimitFrom);
    CHECK(heard(30'000) < 30'000);
}

TEST_CASE("thirty silent lines are silence") {
    const std::vector<uint8_t> idle(kVoiceBlock, kAlawSilenceOctet);
    Voices one, all;
    all.clear();
    for (int line = 0; line < 30; ++line) {
        one.decode(idle.data(), idle.size());
        all.add(one);
    }
    std::vector<uint8_t> sum(kVoiceBlock);
    all.encodeLimited(sum.data(), sum.size());
    CHECK(sum == idle);
}

TEST_CASE("a sine of 0 dBm0 passes as it is; who is subtracted isn't heard") {
    std::array<int16_t, kVoiceBlock> sine{};
    for (size_t n = 0; n < kVoiceBlock; ++n)
        sine[n] = static_cast<int16_t>(
            std::lround(sineAmplitude(0) * std::sin(2 * kPi * 1000 * static_cast<double>(n) / 8000)));
    std::array<uint8_t, kVoiceBlock> alaw{}, other{}, sum{};
    linearToAlaw(sine.data(), alaw.data(), alaw.size());
    for (size_t n = 0; n < kVoiceBlock; ++n)
        other[n] = static_cast<uint8_t>(n * 37);
    Voices total, one;
    total.decode(alaw.data(), alaw.size());
    one.decode(other.data(), other.size());
    total.add(one);
    total.subtract(one);
    total.encodeLimited(sum.data(), sum.size());
    for (uint8_t &octet : alaw)
        octet = std::abs(alawToLinear(octet)) == 8 ? kAlawSilenceOctet : octet;
    CHECK(sum == alaw);
}
