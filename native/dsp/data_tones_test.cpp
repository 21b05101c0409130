#include "dsp/data_tones.h"

#include <doctest/doctest.h>

#include <string>

#include "dsp/recorded_speech.h"
#include "dsp/tone_signals.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

std::string hear(const std::vector<int16_t> &sound, int block = 80) {
    DataTones tones;
    DataTone tone{};
    std::string heard;
    for (size_t at = 0; at < sound.size(); at += static_cast<size_t>(block))
        if (tones.process(&sound[at],
                          static_cast<int>(std::min(static_cast<size_t>(block), sound.size() - at)), tone))
            heard += (heard.empty() ? "" : " ") + std::string(dataToneName(tone));
    return heard;
}
std::string hear(const ToneLine &line) { return hear(line.received()); }

ToneLine answer(double hz, double dbm0, double swing, double reversalMs, double ms = 3000) {
    return ToneLine().silence(300).answer(ms, hz, dbm0, swing, 15, reversalMs).silence(300);
}
ToneLine calling(double hz, double dbm0, double onMs) {
    return ToneLine().silence(300).tone(onMs, {hz}, dbm0).silence(3000).tone(onMs, {hz}, dbm0).silence(1000);
}

} // namespace

TEST_CASE("data tones: each at the corners of its standard, told once") {
    for (double dbm0 : {-40.0, -20.0, 0.0}) {
        CAPTURE(dbm0);
        for (double hz : {1062.0, 1100.0, 1138.0})
            for (double ms : {425.0, 500.0, 575.0})
                CHECK(hear(calling(hz, dbm0, ms)) == "cng");
        for (double hz : {2085.0, 2100.0, 2115.0}) {
            CHECK(hear(answer(hz, dbm0, 0, 0)) == "ced");
            for (double ms : {425.0, 450.0, 475.0})
                CHECK(hear(answer(hz, dbm0, 0, ms)) == "ced-reversed");
        }
        for (double hz : {2099.0, 2101.0})
            for (double swing : {0.19, 0.21}) {
                CHECK(hear(answer(hz, dbm0, swing, 0)) == "ansam");
                for (double ms : {425.0, 450.0, 475.0})
                    CHECK(hear(answer(hz, dbm0, swing, ms)) == "ansam-reversed");
            }
        for (double hz : {2215.0, 2225.0, 2235.0})
            CHECK(hear(answer(hz, dbm0, 0, 0)) == "bell-answer");
    }
}

TEST_CASE("data tones: in noise, at least 98 % tagged rightly") {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> any(0, 1);
    const char *names[] = {"cng", "ced", "ced-reversed", "ansam", "ansam-reversed", "bell-answer"};
    for (int kind = 0; kind < kDataToneCount; ++kind) {
        CAPTURE(names[kind]);
        int right = 0;
        for (int i = 0; i < 50; ++i) {
            const double dbm0 = -40 * any(random), reversalMs = 425 + 50 * any(random),
                         part = 2 * any(random) - 1;
            ToneLine line = kind == 0   ? calling(1100 + 38 * part, dbm0, 500 * (1 + 0.15 * part))
                            : kind == 5 ? answer(2225 + 10 * part, dbm0, 0, 0)
                                        : answer(2100 + (kind < 3 ? 15 : 1) * part, dbm0, kind < 3 ? 0 : 0.2,
                                                 kind % 2 == 0 ? reversalMs : 0);
            line.noise(std::max(-65.0, dbm0 - 10), random);
            right += hear(line) == names[kind] ? 1 : 0;
        }
        CHECK(right >= 49);
    }
}

TEST_CASE("data tones: what is nearly one is none") {
    CHECK(hear(calling(1200, -15, 500)) == "");
    CHECK(hear(calling(1100, -15, 300)) == ""); // a machine's beep
    CHECK(hear(calling(1100, -15, 900)) == "");
    CHECK(hear(answer(2050, -15, 0, 0)) == "");
    CHECK(hear(answer(2160, -15, 0, 0)) == "");
    CHECK(hear(answer(2100, -15, 0, 0, 800)) == ""); // too short
    CHECK(hear(calling(1100, -52, 500)) == "");      // too faint
    ToneLine chord;
    chord.tone(3000, {2100, 1700}, -15);
    CHECK(hear(chord) == "");
}

TEST_CASE("data tones: block lengths don't matter") {
    const std::vector<int16_t> sound = answer(2100, -20, 0.2, 450).received();
    for (int block : {1, 13, 40, 80})
        CHECK(hear(sound, block) == "ansam-reversed");
}

TEST_CASE("data tones: recorded speech is none") {
    for (const RecordedSpeech &speech : allRecordedSpeech())
        CHECK_MESSAGE(hear(speech.samples).empty(), speech.name);
}
