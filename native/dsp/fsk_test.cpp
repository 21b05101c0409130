#include <doctest/doctest.h>

#include <string>

#include "dsp/fsk.h"
#include "dsp/line_signals.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

/// Type, length, the text, checksum (ETSI EN 300 659-2 §5).
std::vector<uint8_t> message(const std::string &text, uint8_t type = 0x04) {
    std::vector<uint8_t> octets;
    octets.push_back(type);
    octets.push_back(static_cast<uint8_t>(text.size()));
    for (const char letter : text)
        octets.push_back(static_cast<uint8_t>(letter));
    uint8_t sum = 0;
    for (const uint8_t octet : octets)
        sum = static_cast<uint8_t>(sum + octet);
    octets.push_back(static_cast<uint8_t>(-sum));
    return octets;
}

struct Heard {
    std::vector<std::vector<uint8_t>> bursts;
    bool cut = false, inverted = false;
    float markHz = 0, levelDbm0 = 0;
};

Heard hear(const Linear &samples) {
    FskReceiver receiver;
    Heard heard;
    inBlocks(samples, [&](const int16_t *block, int count) {
        const FskBurst *burst = receiver.process(block, count);
        if (burst == nullptr)
            return;
        heard.bursts.emplace_back(burst->octet, burst->octet + burst->count);
        heard.cut = burst->cut;
        heard.inverted = burst->inverted;
        heard.markHz = burst->markHz;
        heard.levelDbm0 = burst->levelDbm0;
    });
    return heard;
}

Linear silence(size_t samples) { return Linear(samples, 0); }

Linear sent(const FskSignal &signal, const std::vector<uint8_t> &octets) {
    Linear line = silence(400);
    appendFsk(line, signal, octets.data(), octets.size());
    line.resize(line.size() + 800, 0);
    return line;
}

const std::vector<uint8_t> kMessage = message("1123140613800138000");

} // namespace

TEST_CASE("FSK: both modems, both polarities, at every level, through A-law") {
    for (const bool v23 : {false, true}) {
        for (const bool inverted : {false, true}) {
            for (const double dbm0 : {0.0, -5.0, -13.5, -30.0, -36.0}) {
                CAPTURE(v23);
                CAPTURE(inverted);
                CAPTURE(dbm0);
                FskSignal signal;
                signal.markHz = v23 ? 1300 : 1200;
                signal.spaceHz = v23 ? 2100 : 2200;
                if (inverted)
                    std::swap(signal.markHz, signal.spaceHz);
                signal.markDbm0 = signal.spaceDbm0 = dbm0;
                Linear line = sent(signal, kMessage);
                throughAlaw(line);
                const Heard heard = hear(line);
                REQUIRE(heard.bursts.size() == 1);
                CHECK(heard.bursts[0] == kMessage);
                CHECK(heard.inverted == inverted);
                CHECK_FALSE(heard.cut);
                CHECK(std::abs(heard.markHz - signal.markHz) < 15); // the modems are 100 Hz apart
                CHECK(std::abs(heard.levelDbm0 - dbm0) < 1.0);
            }
        }
    }
}

TEST_CASE("FSK: noise, twist, other clocks, short leaders, pauses between octets") {
    std::mt19937 random(1);
    int wrong = 0;
    for (int n = 0; n < 300; ++n) {
        std::uniform_real_distribution<double> any(-1, 1);
        FskSignal signal;
        signal.markHz *= 1 + 0.012 * any(random);
        signal.spaceHz *= 1 + 0.012 * any(random);
        signal.baud *= 1 + 0.01 * any(random);
        const double twistDb = 6 * any(random), dbm0 = -17 + 13 * any(random);
        signal.markDbm0 = dbm0 + twistDb / 2;
        signal.spaceDbm0 = dbm0 - twistDb / 2;
        signal.seizureBits = n % 4 == 0 ? 0 : 300;
        signal.markBits = 80 + n % 100;
        signal.stuffBits = n % 11;
        Linear line = sent(signal, kMessage);
        addNoise(line, dbm0, 16, random);
        throughAlaw(line);
        const Heard heard = hear(line);
        wrong += heard.bursts.size() != 1 || heard.bursts[0] != kMessage;
    }
    CHECK(wrong == 0);
}

TEST_CASE("FSK: two bursts, one after the other") {
    Linear line = sent({}, kMessage);
    const Linear more = sent({}, message("0101000010010", 0x80));
    line.insert(line.end(), more.begin(), more.end());
    const Heard heard = hear(line);
    REQUIRE(heard.bursts.size() == 2);
    CHECK(heard.bursts[1] == message("0101000010010", 0x80));
}

TEST_CASE("FSK: a burst cut in the middle, or whose length lies, is told as cut") {
    Linear line = sent({}, kMessage);
    std::fill(line.begin() + static_cast<long>(line.size()) - 1600, line.end(), int16_t{0});
    Heard heard = hear(line);
    REQUIRE(heard.bursts.size() == 1);
    CHECK(heard.cut);
    std::vector<uint8_t> lies = kMessage;
    lies[1] = 200;
    heard = hear(sent({}, lies));
    REQUIRE(heard.bursts.size() == 1);
    CHECK(heard.cut);
    CHECK(heard.bursts[0].size() >= lies.size()); // the end of the carrier may look like one more
    lies[1] = 5;                                  // shorter than what comes: the rest is not a message
    heard = hear(sent({}, lies));
    REQUIRE(heard.bursts.size() == 1);
    CHECK(heard.bursts[0].size() == 8);
    FskSignal endless;
    endless.tailBits = 2000; // after half a message, mark for ever
    heard = hear(sent(endless, {kMessage.begin(), kMessage.begin() + 9}));
    REQUIRE(heard.bursts.size() == 1);
    CHECK(heard.cut);
}

TEST_CASE("FSK: 255 octets, and no more") {
    const std::vector<uint8_t> longest = message(std::string(255, '7'), 0x80);
    const Heard heard = hear(sent({}, longest));
    REQUIRE(heard.bursts.size() == 1);
    CHECK(heard.bursts[0] == longest);
}

TEST_CASE("FSK: what is no message says nothing: mark or space for ever, tones, noise, clicks") {
    std::mt19937 random(7);
    FskSignal endless;
    endless.markBits = 60'000;
    CHECK(hear(sent(endless, {})).bursts.empty());
    endless.markBits = 0;
    endless.seizureBits = 60'000;
    CHECK(hear(sent(endless, {})).bursts.empty());
    for (const double hz : {425.0, 450.0, 1000.0, 1700.0, 2100.0, 2225.0}) {
        Linear line;
        for (int n = 0; n < 16'000; ++n)
            line.push_back(static_cast<int16_t>(8000 * std::sin(2 * kPi * hz * n / 8000)));
        CHECK(hear(line).bursts.empty());
    }
    for (const double dbm0 : {-50.0, -30.0, -5.0}) {
        Linear line = silence(800'000);
        addNoise(line, dbm0, 0, random);
        CHECK(hear(line).bursts.empty());
    }
    Linear clicks = silence(80'000);
    for (size_t at = 100; at < clicks.size(); at += 1 + random() % 4000)
        clicks[at] = static_cast<int16_t>(random());
    CHECK(hear(clicks).bursts.empty());
}
