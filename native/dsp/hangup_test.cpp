#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "dsp/hangup_detector.h"
#include "dsp/recorded_speech.h"
#include "dsp/tone_learner.h"
#include "dsp/tone_signals.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

namespace {

const TonePlan &kChina = *findTonePlan("cn");

/// ms after which it was heard; -1: never.
double heardAfter(HangupDetector &detector, const std::vector<int16_t> &sound) {
    for (size_t at = 0; at < sound.size(); at += 80)
        if (detector.process(&sound[at], static_cast<int>(std::min<size_t>(80, sound.size() - at))))
            return static_cast<double>(at + 80) / 8;
    return -1;
}

double heardAfter(const ToneLine &line, const char *country = "cn") {
    HangupDetector detector;
    detector.listenFor(*findTonePlan(country));
    return heardAfter(detector, line.received());
}

LearnResult learn(const ToneLine &line) {
    const std::vector<int16_t> sound = line.received();
    return learnHangupTone(sound.data(), sound.size());
}

ToneLine cycles(int count, double onMs, double offMs, double hz = 450, double dbm0 = -15) {
    ToneLine line;
    for (int i = 0; i < count; ++i)
        line.tone(onMs, {hz}, dbm0).silence(offMs);
    return line;
}

} // namespace

TEST_CASE("hang-up: busy and congestion after talk, within three cycles") {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> any(0, 1);
    const std::vector<int16_t> speech = recordedSpeech(6000);
    for (Tone tone : {Tone::kBusy, Tone::kCongestion}) {
        for (int i = 0; i < 40; ++i) {
            const Spoilt spoilt{50 * any(random) - 25, 0.9 + 0.2 * any(random), 0.9 + 0.2 * any(random),
                                -30 * any(random), 0};
            ToneLine line;
            line.sound(speech.data(), static_cast<size_t>(8 * (1000 + 5000 * any(random))))
                .silence(300 * any(random));
            const double beganMs = line.ms();
            cadence(line, kChina[tone], 6000, spoilt);
            line.noise(spoilt.levelDbm0 - 12, random);
            const double heardMs = heardAfter(line) - beganMs;
            const double cycleMs =
                kChina[tone].segment[0].ms * spoilt.onScale + kChina[tone].segment[1].ms * spoilt.offScale;
            CHECK(heardMs > 2 * cycleMs);
            CHECK(heardMs <= 3 * cycleMs);
        }
    }
}

TEST_CASE("hang-up: never during talk") {
    const std::vector<int16_t> speech = recordedSpeech(9000);
    ToneLine over;
    over.sound(speech.data(), speech.size());
    const ToneLine busy = cycles(12, 350, 350, 450, -22);
    for (size_t i = 0; i < std::min(over.samples.size(), busy.samples.size()); ++i)
        over.samples[i] += busy.samples[i];
    CHECK(heardAfter(over) < 0);
    ToneLine once; // a call-waiting beep, an entry tone
    once.silence(1000).tone(350, {450}, -10).silence(350).tone(350, {450}, -10).silence(4000);
    CHECK(heardAfter(once) < 0);
    CHECK(heardAfter(cycles(8, 1000, 4000)) < 0); // it rings
    CHECK(heardAfter(cycles(8, 100, 100)) < 0);
}

TEST_CASE("hang-up: dial tone only when it is not the line's own") {
    ToneLine seized;
    seized.silence(500).tone(20'000, {450}, -10);
    CHECK(heardAfter(seized) < 0);
    ToneLine returned;
    returned.silence(8000).tone(5000, {450}, -10);
    const double heardMs = heardAfter(returned) - 8000;
    CHECK(heardMs >= 3000);
    CHECK(heardMs <= 3100);
    HangupDetector detector;
    detector.listenFor(kChina);
    CHECK(heardAfter(detector, ToneLine().silence(10'000).received()) < 0);
    detector.restart(); // a flash
    CHECK(heardAfter(detector, ToneLine().tone(10'000, {450}, -10).received()) < 0);
    detector.restart(false); // a call in was answered just after its caller had gone
    const double goneMs = heardAfter(detector, ToneLine().silence(200).tone(10'000, {450}, -10).received());
    CHECK(goneMs >= 3200);
    CHECK(goneMs <= 3300);
}

TEST_CASE("hang-up: told once a use") {
    HangupDetector detector;
    detector.listenFor(kChina);
    const std::vector<int16_t> busy = cycles(8, 350, 350).received();
    CHECK(heardAfter(detector, busy) > 0);
    CHECK(heardAfter(detector, busy) < 0);
    detector.restart();
    CHECK(heardAfter(detector, busy) > 0);
}

TEST_CASE("hang-up: other countries' busy tones, also of two frequencies") {
    for (const char *country : {"us", "gb", "de"}) {
        CAPTURE(country);
        ToneLine line;
        line.silence(500);
        cadence(line, (*findTonePlan(country))[Tone::kBusy], 6000, {3, 1.05, 0.95, -20, 0});
        CHECK(heardAfter(line, country) > 0);
    }
}

TEST_CASE("hang-up: a tone of one's own, its frequency and its level") {
    HangupDetector detector;
    CHECK_FALSE(detector.listens());
    CHECK(heardAfter(detector, cycles(8, 350, 350).received()) < 0);
    REQUIRE(detector.listenFor(HangupTone{620, 250, 500, -20}));
    const auto hears = [&](const ToneLine &line) {
        detector.restart();
        return heardAfter(detector, line.received()) > 0;
    };
    CHECK(hears(cycles(5, 250, 500, 625, -17)));
    CHECK_FALSE(hears(cycles(5, 250, 500, 650, -20)));
    CHECK_FALSE(hears(cycles(5, 250, 500, 620, -5))); // far too loud for what was learnt
    CHECK_FALSE(hears(cycles(5, 250, 500, 620, -34)));
    CHECK_FALSE(hears(cycles(5, 350, 350, 450, -20))); // the country's is not listened for
    REQUIRE(detector.listenFor(HangupTone{}));
    CHECK_FALSE(detector.listens());
}

TEST_CASE("hang-up: what can't be a tone is refused and changes nothing") {
    HangupDetector detector;
    REQUIRE(detector.listenFor(HangupTone{620, 250, 500, 0}));
    const float nan = std::numeric_limits<float>::quiet_NaN();
    for (const HangupTone &tone :
         {HangupTone{299, 250, 500, 0}, HangupTone{2001, 250, 500, 0}, HangupTone{-450, 250, 500, 0},
          HangupTone{nan, 250, 500, 0}, HangupTone{450, 59, 500, 0}, HangupTone{450, 250, 5001, 0},
          HangupTone{450, 0, 500, 0}, HangupTone{450, 250, 0, 0}, HangupTone{450, 250, 500, nan}})
        CHECK_FALSE(detector.listenFor(tone));
    CHECK(heardAfter(detector, cycles(5, 250, 500, 620).received()) > 0);
}

TEST_CASE("hang-up: all recorded prompts in one call are no hang-up, and no tone is learnt from them") {
    HangupDetector detector;
    detector.listenFor(kChina);
    int hangups = 0, learnt = 0;
    for (const RecordedSpeech &speech : allRecordedSpeech()) {
        hangups += heardAfter(detector, speech.samples) >= 0 ? 1 : 0;
        learnt += speech.samples.size() > 40'000 &&
                          learnHangupTone(speech.samples.data(), speech.samples.size()).problem ==
                              LearnProblem::kNone
                      ? 1
                      : 0;
    }
    CHECK(hangups == 0);
    CHECK(learnt == 0);
}

TEST_CASE("learning: frequency to 2 Hz, times to 10 ms, level to 1 dB, and the tone is heard then") {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> any(0, 1);
    const std::vector<int16_t> speech = recordedSpeech(2500);
    for (int i = 0; i < 30; ++i) {
        const double hz = 340 + 600 * any(random), onMs = 120 + 600 * any(random),
                     offMs = 120 + 600 * any(random), dbm0 = -30 + 27 * any(random);
        ToneLine line;
        line.sound(speech.data(), static_cast<size_t>(any(random) * static_cast<double>(speech.size())));
        while (line.ms() < 10'000)
            line.tone(onMs, {hz}, dbm0).silence(offMs);
        line.samples.resize(80'000);
        line.noise(dbm0 - 15, random);
        const LearnResult result = learn(line);
        REQUIRE(std::string(learnProblemName(result.problem)) == "");
        CHECK(std::fabs(result.tone.frequencyHz - hz) <= 2);
        CHECK(std::fabs(result.tone.onMs - onMs) <= 10);
        CHECK(std::fabs(result.tone.offMs - offMs) <= 10);
        CHECK(std::fabs(result.tone.levelDbm0 - dbm0) <= 1);
        HangupDetector detector;
        REQUIRE(detector.listenFor(result.tone));
        CHECK(heardAfter(detector, line.received()) > 0);
    }
}

TEST_CASE("learning: a continuous tone") {
    const LearnResult result = learn(ToneLine().silence(2000).tone(8000, {440}, -12));
    CHECK(result.problem == LearnProblem::kNone);
    CHECK(result.tone.onMs == 0);
    CHECK(result.tone.offMs == 0);
    CHECK(std::fabs(result.tone.frequencyHz - 440) <= 2);
}

TEST_CASE("learning: why not") {
    const auto why = [](const ToneLine &line) { return std::string(learnProblemName(learn(line).problem)); };
    std::mt19937 random(9);
    CHECK(why(cycles(2, 350, 350)) == "too-short");
    CHECK(why(ToneLine()) == "too-short");
    CHECK(why(ToneLine().silence(10'000)) == "silence");
    CHECK(why(ToneLine().silence(10'000).noise(-60, random)) == "silence");
    CHECK(why(ToneLine().silence(10'000).noise(-20, random)) == "speech");
    const std::vector<int16_t> speech = recordedSpeech(10'000);
    CHECK(why(ToneLine().sound(speech.data(), speech.size())) == "speech");
    CHECK(why(ToneLine()
                  .silence(3000)
                  .tone(350, {450}, -10)
                  .silence(350)
                  .tone(350, {450}, -10)
                  .silence(5000)) == "too-few-cycles");
    ToneLine two, uneven;
    for (int i = 0; i < 9; ++i)
        two.tone(500, {480, 620}, -15).silence(500);
    CHECK(why(two) == "not-one-tone");
    for (double ms : {200.0, 600.0, 300.0, 700.0, 250.0, 500.0, 900.0, 200.0})
        uneven.tone(ms, {450}, -15).silence(1000 - ms);
    CHECK(why(uneven) == "uneven");
    CHECK(learnHangupTone(nullptr, 0).problem == LearnProblem::kTooShort);
}
