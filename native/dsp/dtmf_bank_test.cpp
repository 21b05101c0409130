// The bank as a whole: many channels, any blocks, both kinds of processor.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "dsp/dtmf_bank.h"
#include "dsp/dtmf_cells.h"
#include "dsp/g711.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

using Octets = std::vector<uint8_t>;

/// Digits, digits in noise, noise, silence, digits over dial tone: one after another on the channels.
std::vector<Octets> sounds(size_t channels) {
    std::mt19937_64 random(5);
    std::vector<Octets> all;
    for (size_t channel = 0; channel < channels; ++channel) {
        Cell cell{"mixed"};
        cell.onMs = cell.offMs = {40, 90};
        cell.noiseDbm0 = channel % 5 == 1 ? -25 : -99;
        if (channel % 5 == 2)
            cell.lowDbm0 = {-80, -80}, cell.noiseDbm0 = -20;
        if (channel % 5 == 3)
            cell.lowDbm0 = {-80, -80};
        if (channel % 5 == 4)
            cell.dialHz = {450};
        all.push_back(makeStream(cell, 20, random).alaw);
    }
    size_t longest = 0;
    for (const Octets &one : all)
        longest = std::max(longest, one.size());
    for (Octets &one : all)
        one.resize(longest, kAlawSilenceOctet);
    return all;
}

std::string textOf(const DtmfEvent &event) {
    return event.ended ? std::string(1, event.digit) + std::to_string(event.durationMs) + " "
                       : std::string(1, event.digit);
}

/// What each channel heard, with durations. Channel `late` (if any) is opened in the middle.
std::vector<std::string> hearAll(const std::vector<Octets> &sounds, Simd simd, int blockSamples,
                                 size_t late = SIZE_MAX) {
    DtmfBank bank(sounds.size(), simd);
    std::vector<std::string> heard(sounds.size());
    const auto sink = [&](const DtmfEvent &event) { heard.at(event.channel) += textOf(event); };
    for (size_t channel = 0; channel < sounds.size(); ++channel)
        if (channel != late)
            REQUIRE(bank.open(channel));
    std::mt19937 random(7);
    std::vector<const uint8_t *> block(sounds.size());
    const size_t all = sounds[0].size();
    for (size_t at = 0; at < all;) {
        const size_t wanted = blockSamples > 0 ? static_cast<size_t>(blockSamples) : 1 + random() % 80;
        const size_t count = std::min(wanted, all - at);
        for (size_t channel = 0; channel < sounds.size(); ++channel)
            block[channel] = bank.isOpen(channel) ? &sounds[channel][at] : nullptr; // never read if closed
        bank.process(block.data(), static_cast<int>(count), sink);
        at += count;
        if (late < sounds.size() && at >= all / 2)
            bank.open(late);
    }
    for (size_t channel = 0; channel < sounds.size(); ++channel)
        bank.close(channel, sink);
    return heard;
}

} // namespace

TEST_CASE(
    "bank: a channel hears the same, whoever its neighbours are, in whatever blocks, on any processor") {
    const std::vector<Octets> all = sounds(37);
    const std::vector<std::string> heard = hearAll(all, Simd::kBaseline, 80);
    for (size_t channel = 0; channel < all.size(); ++channel) {
        INFO("channel " << channel);
        const auto digits =
            std::count_if(heard[channel].begin(), heard[channel].end(), [](char c) { return c == ' '; });
        CHECK(digits == (channel % 5 == 2 || channel % 5 == 3 ? 0 : 20));
        CHECK(hearAll({all[channel]}, Simd::kBaseline, 80)[0] == heard[channel]);
    }
    CHECK(hearAll(all, widestSimd(), 80) == heard);
    for (const int block : {1, 7, 8, 64, 79, 0})
        CHECK(hearAll(all, widestSimd(), block) == heard);
}

TEST_CASE("bank: opening and closing") {
    DtmfBank bank(2);
    std::string heard;
    const auto sink = [&](const DtmfEvent &event) { heard += std::to_string(event.channel) + textOf(event); };
    CHECK_FALSE(bank.open(2));
    CHECK_FALSE(bank.isOpen(2));
    CHECK_FALSE(bank.close(0, sink));
    CHECK_FALSE(bank.close(2, sink));
    REQUIRE(bank.open(1));
    CHECK_FALSE(bank.open(1));

    std::mt19937_64 random(1);
    Cell cell{"one long digit"};
    cell.onMs = {400, 400};
    const Stream stream = makeStream(cell, 1, random);
    const auto half = [&] { // up to the middle of the digit, in blocks that are no frames
        for (size_t at = 0; at < stream.digits[0].from + 1600; at += 50) {
            const uint8_t *const blocks[] = {nullptr, &stream.alaw[at]};
            bank.process(blocks, 50, sink);
        }
    };
    half();
    const std::string key(1, stream.digits[0].key);
    CHECK(heard == "1" + key);
    heard.clear();
    CHECK(bank.close(1, sink)); // a digit that sounds ends with the channel's use
    CHECK(heard.rfind("1" + key, 0) == 0);
    CHECK(heard.size() > 2);
    heard.clear();
    CHECK_FALSE(bank.isOpen(1));
    half(); // closed channels hear nothing
    CHECK(heard.empty());
    REQUIRE(bank.open(1)); // as new
    Octets silence(80, kAlawSilenceOctet);
    for (int i = 0; i < 20; ++i) {
        const uint8_t *const blocks[] = {nullptr, silence.data()};
        bank.process(blocks, 80, sink);
    }
    CHECK(heard.empty());
}

TEST_CASE("bank: a channel opened late hears what is left") {
    const std::vector<Octets> all = sounds(3);
    const std::vector<std::string> heard = hearAll(all, widestSimd(), 33),
                                   late = hearAll(all, widestSimd(), 33, 0);
    CHECK(late[1] == heard[1]);
    CHECK(late[0].size() < heard[0].size());
    REQUIRE(late[0].size() > 8);
    CHECK(heard[0].find(late[0].substr(late[0].find(' ') + 1)) != std::string::npos);
}

TEST_CASE("kernel: AVX2 and baseline agree to the last bit on anything") {
    const DtmfKernel &plain = dtmfKernel(Simd::kBaseline), &wide = dtmfKernel(widestSimd());
    std::mt19937_64 random(9);
    int maybe = 0;
    for (int round = 0; round < 500; ++round) {
        Cell cell{"any"};
        cell.lowDbm0 = {-50, 3};
        cell.highOverLowDb = {-12, 12};
        cell.offShare = {0, 0.05};
        cell.noiseDbm0 = -60 + round % 50;
        cell.dialHz = round % 3 == 0 ? std::vector<double>{440} : std::vector<double>{};
        Octets octets = makeStream(cell, 4, random).alaw;
        if (round % 7 == 0)
            for (uint8_t &octet : octets)
                octet = static_cast<uint8_t>(random());
        const uint8_t *frames[kDtmfGroup];
        for (int i = 0; i < kDtmfGroup; ++i)
            frames[i] = &octets[random() % (octets.size() - kDtmfFrameSamples)];
        uint8_t a[kDtmfGroup], b[kDtmfGroup];
        plain.screen(frames, a);
        wide.screen(frames, b);
        CHECK(std::equal(a, a + kDtmfGroup, b));
        maybe += static_cast<int>(std::count_if(a, a + kDtmfGroup, [](uint8_t bits) { return bits != 0; }));

        int16_t window[kDtmfWindowSamples], weightedA[kDtmfWindowSamples], weightedB[kDtmfWindowSamples];
        alawToLinear(&octets[round], window, kDtmfWindowSamples);
        DtmfSums sumsA{}, sumsB{};
        plain.correlate(window, weightedA, sumsA);
        wide.correlate(window, weightedB, sumsB);
        CHECK(std::equal(weightedA, weightedA + kDtmfWindowSamples, weightedB));
        CHECK(std::equal(sumsA.line, sumsA.line + 2 * kDtmfLines, sumsB.line));
        CHECK(sumsA.power == sumsB.power);
        CHECK(sumsA.dc == sumsB.dc);
        CHECK(plain.dialPower(weightedA) == wide.dialPower(weightedB));
    }
    CHECK(maybe > 500); // the comparison saw digits, not only noise
    CHECK(maybe < 7500);
}
