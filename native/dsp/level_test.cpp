// Level meter and gain.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "dsp/bench_call.h"
#include "dsp/gain_table.h"
#include "dsp/level_meter.h"

using namespace callbox::dsp;
using namespace callbox::dsp::bench;

namespace {

std::vector<LevelReading> readings(const Samples &line, int blockSamples = 80) {
    const std::vector<int16_t> heard = throughAlaw(line);
    LevelMeter meter;
    std::vector<LevelReading> all;
    for (size_t at = 0; at < heard.size(); at += static_cast<size_t>(blockSamples)) {
        LevelReading reading;
        const size_t count = std::min(static_cast<size_t>(blockSamples), heard.size() - at);
        if (meter.process(&heard[at], static_cast<int>(count), reading))
            all.push_back(reading);
    }
    return all;
}

double levelThrough(const GainTable &table, double dbm0) {
    Samples tone;
    addTone(tone, 1004, 1000, dbm0);
    std::vector<int16_t> out;
    for (const double sample : tone)
        out.push_back(alawToLinear(table[linearToAlaw(static_cast<int16_t>(std::lround(sample)))]));
    return levelDbm0(out.data(), out.size());
}

} // namespace

TEST_CASE("a steady tone's level is read within 0.3 dB, once a second, from any blocks") {
    for (const double dbm0 : {0.0, -10.0, -25.0, -40.0})
        for (const int block : {1, 80, 7999}) {
            Samples tone;
            addTone(tone, 1004, 3000, dbm0);
            const std::vector<LevelReading> all = readings(tone, block);
            CHECK(all.size() == 3);
            for (const LevelReading &reading : all) {
                CHECK(reading.activeDbm0 ==
                      doctest::Approx(dbm0).epsilon(0.3 / std::max(1.0, std::abs(dbm0))));
                CHECK(reading.activity == 1);
            }
        }
}

TEST_CASE("speech with pauses: the level while it sounds, and the noise between") {
    Samples line;
    for (int second = 0; second < 6; ++second) { // 400 ms of sound, 600 ms of pause
        addTone(line, 700, 400, -15);
        line.resize(line.size() + 4800);
    }
    std::mt19937 random(3);
    addNoise(line, Noise::kWhite, -50, random);
    for (const LevelReading &reading : readings(line)) {
        CHECK(reading.activity > 0.55); // with 200 ms of hangover
        CHECK(reading.activity < 0.65);
        CHECK(std::abs(reading.activeDbm0 - (-15 - 10 * std::log10(reading.activity / 0.4))) < 0.3);
        CHECK(std::abs(reading.noiseDbm0 - -50) < 1.5);
    }
}

TEST_CASE("silence has no level; noise that grows is followed") {
    for (const LevelReading &reading : readings(Samples(24'000))) {
        CHECK(reading.activeDbm0 < -60); // A-law's own smallest value
        CHECK(reading.noiseDbm0 < -60);
    }
    Samples line(8000);
    Samples louder(40 * 8000);
    std::mt19937 random(4);
    addNoise(louder, Noise::kWhite, -40, random);
    line.insert(line.end(), louder.begin(), louder.end());
    CHECK(std::abs(readings(line).back().noiseDbm0 - -40) < 1.5);
}

TEST_CASE("ACC-27: gain changes the level by what was asked, within 0.5 dB") {
    for (int db = -24; db <= 24; ++db)
        for (double from = -40; from <= 0; from += 5) {
            const double to = from + db;
            if (to > 0 || to < -45) // A-law saturates, or has too few steps left
                continue;
            CHECK(std::abs(levelThrough(GainTable(db), from) - to) <= 0.5);
        }
    CHECK(std::abs(levelThrough(GainTable(1.5), -20) - -18.5) <= 0.1);
}

TEST_CASE("0 dB is the identity, silence stays silence, too much saturates, nonsense is refused") {
    for (const GainTable &table : {GainTable(), GainTable(0), GainTable(std::nan(""))}) {
        CHECK(table.isUnity());
        for (int octet = 0; octet < 256; ++octet)
            CHECK(table[static_cast<uint8_t>(octet)] == octet);
    }
    for (const double db : {-24.0, -3.0, 3.0, 24.0}) {
        CHECK(GainTable(db)[0xD5] == 0xD5);
        CHECK(GainTable(db)[0x55] == 0x55);
    }
    CHECK(GainTable(24)[linearToAlaw(20'000)] == linearToAlaw(32767));
    CHECK(GainTable(24)[linearToAlaw(-20'000)] == linearToAlaw(-32768));
    CHECK(GainTable(99).db() == 24);
    CHECK(GainTable(-std::numeric_limits<double>::infinity()).db() == -24);
    for (const double db : {-24.0, 7.3, 24.0}) { // louder never becomes softer
        const GainTable table(db);
        for (int sample = 8; sample < 32'000; sample += 8)
            CHECK(alawToLinear(table[linearToAlaw(static_cast<int16_t>(sample + 8))]) >=
                  alawToLinear(table[linearToAlaw(static_cast<int16_t>(sample))]));
    }
}
