#include <doctest/doctest.h>

#include <string>

#include "dsp/caller_id_ear.h"
#include "dsp/dtmf.h"
#include "dsp/line_signals.h"
#include "dsp/quiet_line_dtmf.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

struct How {
    double dbm0 = -10; // of both tones together
    double twistDb = 0, off = 0;
    int onMs = 70, offMs = 70;
};

Linear sent(const std::string &digits, const How &how) {
    Linear line(400, 0);
    for (const char digit : digits) {
        const int index = dtmfIndex(digit);
        const double low = kDtmfLowHz[index / 4] * (1 + how.off),
                     high = kDtmfHighHz[index % 4] * (1 - how.off);
        for (int n = 0; n < how.onMs * 8; ++n)
            line.push_back(static_cast<int16_t>(
                sineAmplitude(how.dbm0 - 3 - how.twistDb / 2) * std::sin(2 * kPi * low * n / 8000) +
                sineAmplitude(how.dbm0 - 3 + how.twistDb / 2) * std::sin(2 * kPi * high * n / 8000)));
        line.resize(line.size() + static_cast<size_t>(how.offMs) * 8, 0);
    }
    return line;
}

std::string hear(const Linear &line) {
    QuietLineDtmf ear;
    std::string heard;
    inBlocks(line, [&](const int16_t *block, int count) {
        char digits[QuietLineDtmf::kMaxDigits];
        heard.append(digits, static_cast<size_t>(ear.process(block, count, digits)));
    });
    return heard;
}

} // namespace

TEST_CASE("DTMF on a quiet line: all sixteen, as loud as they come, with noise, twist and other clocks") {
    const std::string all = "D123A456B789C*0#";
    std::mt19937 random(3);
    std::uniform_real_distribution<double> any(-1, 1);
    for (int n = 0; n < 300; ++n) {
        How how;
        how.dbm0 = -17.5 + 12.5 * any(random);
        how.twistDb = 6 * any(random);
        how.off = 0.015 * any(random);
        how.onMs = 40 + n % 60;
        how.offMs = 40 + n % 50;
        Linear line = sent(all, how);
        addNoise(line, how.dbm0, 20, random);
        throughAlaw(line);
        CAPTURE(how.dbm0);
        CAPTURE(how.twistDb);
        CAPTURE(how.onMs);
        CHECK(hear(line) == all);
    }
}

TEST_CASE("DTMF on a quiet line: the same digit twice is two, a short sound and a single tone are none") {
    CHECK(hear(sent("1100", {})) == "1100");
    How brief;
    brief.onMs = 15;
    CHECK(hear(sent("5", brief)).empty());
    How faint;
    faint.dbm0 = -45;
    CHECK(hear(sent("5", faint)).empty());
    Linear tone;
    for (int n = 0; n < 8000; ++n)
        tone.push_back(static_cast<int16_t>(8000 * std::sin(2 * kPi * 941 * n / 8000)));
    CHECK(hear(tone).empty());
    std::mt19937 random(5);
    Linear noise(800'000, 0);
    addNoise(noise, -10, 0, random);
    CHECK(hear(noise).empty());
}

TEST_CASE("both receivers on one line: digits are no burst, a burst is no digits") {
    std::mt19937 random(9);
    for (int n = 0; n < 100; ++n) {
        How how;
        how.twistDb = n % 13 - 6;
        how.dbm0 = -5 - n % 26;
        Linear line = sent("D13800138000C", how);
        std::vector<uint8_t> octets;
        for (int i = 0; i < 40; ++i)
            octets.push_back(static_cast<uint8_t>(i == 1 ? 37 : random()));
        FskSignal signal;
        signal.markDbm0 = signal.spaceDbm0 = how.dbm0;
        appendFsk(line, signal, octets.data(), octets.size());
        line.resize(line.size() + 800, 0);
        addNoise(line, how.dbm0, 20, random);
        throughAlaw(line);
        CallerIdEar ear;
        std::string digits;
        int bursts = 0;
        inBlocks(line, [&](const int16_t *block, int count) {
            char heard[QuietLineDtmf::kMaxDigits];
            int told = 0;
            const FskBurst *burst = ear.process(block, count, heard, told);
            digits.append(heard, static_cast<size_t>(told));
            bursts += burst != nullptr;
            CHECK((burst == nullptr || std::equal(octets.begin(), octets.end(), burst->octet)));
        });
        CHECK(digits == "D13800138000C");
        CHECK(bursts == 1);
    }
}
