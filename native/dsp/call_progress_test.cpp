#include "dsp/call_progress.h"

#include <doctest/doctest.h>

#include <string>

#include "dsp/recorded_speech.h"
#include "dsp/tone_signals.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

const ProgressTables kChina(*findTonePlan("cn"));

struct Heard {
    std::string text; // "busy -busy": began, ended
    double beganMs = -1;
    SitCause sit{};
};

Heard hear(const std::vector<int16_t> &sound, const ProgressTables &tables = kChina, int block = 80) {
    CallProgress progress(tables);
    ProgressEvent events[CallProgress::kMaxEvents];
    Heard heard;
    for (size_t at = 0; at < sound.size(); at += static_cast<size_t>(block)) {
        const int count = static_cast<int>(std::min(static_cast<size_t>(block), sound.size() - at));
        const int happened = progress.process(&sound[at], count, events);
        for (int i = 0; i < happened; ++i) {
            heard.text += std::string(heard.text.empty() ? "" : " ") + (events[i].ended ? "-" : "") +
                          progressToneName(events[i].tone);
            if (events[i].ended)
                continue;
            heard.beganMs = static_cast<double>(at) / 8;
            heard.sit = events[i].sit;
        }
    }
    return heard;
}

std::string hear(ToneLine line, const ProgressTables &tables = kChina) {
    return hear(line.received(), tables).text;
}

ToneLine of(Tone tone, double ms, const Spoilt &spoilt = {}, const char *country = "cn") {
    ToneLine line;
    line.silence(200);
    cadence(line, (*findTonePlan(country))[tone], ms, spoilt);
    return line;
}

} // namespace

TEST_CASE("call progress: each of China's tones, and its end") {
    CHECK(hear(of(Tone::kDial, 2000).silence(500)) == "dial -dial");
    CHECK(hear(of(Tone::kRingback, 10'000).silence(6000)) == "ringback -ringback");
    CHECK(hear(of(Tone::kBusy, 5000).silence(1000)) == "busy -busy");
    CHECK(hear(of(Tone::kCongestion, 7000).silence(1500)) == "congestion -congestion");
    CHECK(hear(of(Tone::kVacant, 5600).silence(1500)) == "vacant -vacant");
    CHECK(hear(of(Tone::kCallWaiting, 9000).silence(6000)) == "call-waiting -call-waiting");
    CHECK(hear(of(Tone::kHowler, 2000).silence(500)) == "howler -howler");
}

TEST_CASE("call progress: how soon") {
    const auto after = [](Tone tone) { return hear(of(tone, 8000).received()).beganMs - 200; };
    CHECK(after(Tone::kDial) <= 1350);
    CHECK(after(Tone::kBusy) <= 4 * 350 + 60);
    CHECK(after(Tone::kCongestion) <= 4 * 700 + 60);
    CHECK(after(Tone::kVacant) <= 1400 + 60);
    CHECK(after(Tone::kRingback) <= 1000 + 1600);
}

TEST_CASE("call progress: off in frequency, time and level, in noise, from anywhere in the cadence") {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> any(0, 1);
    const struct {
        const char *country;
        Tone tone;
        double ms;
    } rows[] = {
        {"cn", Tone::kDial, 4000},       {"cn", Tone::kRingback, 12'000}, {"cn", Tone::kBusy, 4500},
        {"cn", Tone::kCongestion, 8000}, {"cn", Tone::kVacant, 5000},     {"us", Tone::kDial, 4000},
        {"us", Tone::kRingback, 14'000}, {"us", Tone::kBusy, 4500},       {"us", Tone::kCongestion, 3000},
        {"gb", Tone::kRingback, 8000},   {"gb", Tone::kBusy, 4500},       {"gb", Tone::kCongestion, 5000},
        {"gb", Tone::kVacant, 4000},     {"de", Tone::kRingback, 12'000}, {"de", Tone::kBusy, 4500},
        {"de", Tone::kCongestion, 3000}};
    for (const auto &row : rows) {
        CAPTURE(row.country);
        CAPTURE(toneName(row.tone));
        const ProgressTables tables(*findTonePlan(row.country));
        const double offHz = std::string(row.country) == "cn" ? 25 : 8;
        constexpr int kTrials = 20;
        int right = 0;
        for (int i = 0; i < kTrials; ++i) {
            const Spoilt spoilt{offHz * (2 * any(random) - 1), 0.9 + 0.2 * any(random),
                                0.9 + 0.2 * any(random), -30 * any(random), 1500 * any(random)};
            ToneLine line = of(row.tone, row.ms, spoilt, row.country);
            line.noise(spoilt.levelDbm0 - 10, random); // 10 dB under the tone
            right += hear(line, tables) == toneName(row.tone) ? 1 : 0;
        }
        CHECK(right == kTrials);
    }
}

TEST_CASE("call progress: what is nearly a tone is none") {
    CHECK(hear(of(Tone::kBusy, 5000, {45})) == "");           // 495 Hz
    CHECK(hear(of(Tone::kBusy, 5000, {0, 1.4, 1.4})) == "");  // 490/490 ms: neither busy nor congestion
    CHECK(hear(of(Tone::kBusy, 1000)) == "");                 // a cycle and a half
    CHECK(hear(of(Tone::kBusy, 5000, {0, 1, 1, -48})) == ""); // too faint
    CHECK(hear(of(Tone::kDial, 600).silence(2000)) == "");    // a beep
    ToneLine uneven;
    for (double ms : {300.0, 420.0, 310.0, 400.0, 290.0, 410.0})
        uneven.tone(ms, {450}, -10).silence(350);
    CHECK(hear(uneven) == "");
    ToneLine sliding;
    for (double hz : {430.0, 445.0, 460.0, 470.0, 455.0, 435.0})
        sliding.tone(350, {hz}, -10).silence(350);
    CHECK(hear(sliding) == "");
    ToneLine other;
    for (int i = 0; i < 6; ++i) // the pauses are not silent
        other.tone(350, {450}, -10).tone(350, {620}, -14);
    CHECK(hear(other) == "");
}

TEST_CASE("call progress: ringing ends at once when somebody speaks") {
    const std::vector<int16_t> speech = recordedSpeech(3000);
    if (speech.empty())
        return;
    ToneLine line = of(Tone::kRingback, 6500); // in the second pause
    const double spokenAt = line.ms();
    line.sound(speech.data(), speech.size());
    CHECK(hear(line) == "ringback -ringback");
    CallProgress progress(kChina);
    ProgressEvent events[CallProgress::kMaxEvents];
    double endedMs = -1;
    const std::vector<int16_t> sound = line.received();
    for (size_t at = 0; at + 80 <= sound.size(); at += 80) {
        const int happened = progress.process(&sound[at], 80, events);
        for (int i = 0; i < happened; ++i)
            endedMs = events[i].ended ? static_cast<double>(at) / 8 : endedMs;
    }
    CHECK(endedMs - spokenAt < 1500);
}

TEST_CASE("call progress: a special information tone at the corners of its tolerance, and its causes") {
    for (double ms : {262.0, 330.0, 398.0})
        for (double off : {-50.0, 0.0, 50.0})
            for (double gap : {0.0, 30.0}) {
                ToneLine line;
                line.silence(300);
                for (double hz : {950.0, 1400.0, 1800.0})
                    line.tone(ms, {hz + off}, -24).silence(gap);
                CHECK(hear(line.silence(500)) == "sit -sit");
            }
    const struct {
        double ms[2], hz[2];
        int cause;
    } rows[] = {{{380, 274}, {985.2, 1370.6}, 1},  // vacant code
                {{274, 274}, {913.8, 1370.6}, 22}, // intercept
                {{274, 380}, {913.8, 1428.5}, 42}, // reorder
                {{380, 380}, {985.2, 1428.5}, 34}, // no circuit
                {{330, 330}, {950, 1400}, 0}};     // tells nothing more
    for (const auto &row : rows) {
        ToneLine line;
        line.silence(300).tone(row.ms[0], {row.hz[0]}, -20).tone(row.ms[1], {row.hz[1]}, -20);
        line.tone(380, {1776.7}, -20).silence(300);
        CHECK(sitCauseQ850(hear(line.received()).sit) == row.cause);
    }
    ToneLine wrongOrder;
    for (double hz : {1800.0, 1400.0, 950.0})
        wrongOrder.tone(330, {hz}, -24);
    CHECK(hear(wrongOrder.silence(500)) == "");
}

TEST_CASE("call progress: block lengths don't matter, extremes don't hurt") {
    const std::vector<int16_t> busy = of(Tone::kBusy, 5000).received();
    for (int block : {1, 7, 40, 79, 80})
        CHECK(hear(busy, kChina, block).text == "busy");
    std::vector<int16_t> square(16'000);
    for (size_t i = 0; i < square.size(); ++i)
        square[i] = i / 9 % 2 == 0 ? INT16_MAX : INT16_MIN; // 444 Hz, clipped hard: harmonics of 450 ± 25
    hear(square);
    CHECK(hear(std::vector<int16_t>(80'000, 0)).text == "");
    CHECK(hear(std::vector<int16_t>(80'000, INT16_MIN)).text == "");
}

TEST_CASE("call progress: recorded speech is no tone") {
    int minutes = 0, lost = 0;
    for (const RecordedSpeech &speech : allRecordedSpeech()) {
        ++minutes;
        lost += hear(speech.samples).text.empty() ? 0 : 1;
        if (!hear(speech.samples).text.empty())
            MESSAGE(speech.name << " was heard as " << hear(speech.samples).text);
    }
    MESSAGE(minutes << " recordings, " << lost << " lost");
    CHECK(lost == 0);
}
