#include "dsp/answerer.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "dsp/bench_call.h"

using namespace callbox::dsp;
using namespace callbox::dsp::bench;

namespace {

struct Told {
    Answer verdict = Answer::kNone;
    AnswerReason reason = AnswerReason::kNone;
    uint32_t atMs = 0, beepAtMs = 0;
    int verdicts = 0, beeps = 0;
    AnswererFigures figures;
};

Told ask(const Samples &line, int blockSamples = 80) {
    const std::vector<int16_t> heard = throughAlaw(line);
    AnswererDetector detector;
    Told told;
    for (size_t at = 0; at < heard.size(); at += static_cast<size_t>(blockSamples)) {
        const size_t count = std::min(static_cast<size_t>(blockSamples), heard.size() - at);
        const AnswererNews news = detector.process(&heard[at], static_cast<int>(count));
        if (news.answer == Answer::kBeep) {
            ++told.beeps;
            told.beepAtMs = news.atMs;
        } else if (news.answer != Answer::kNone) {
            ++told.verdicts;
            told.verdict = news.answer;
            told.reason = news.reason;
            told.atMs = news.atMs;
            told.figures = detector.figures();
        }
    }
    return told;
}

void quiet(Samples &to, double ms) { to.resize(to.size() + static_cast<size_t>(ms * 8)); }

/// Syllables of 180 ms: a voice's harmonics that swell and fade and glide, so that nothing is a tone.
void syllables(Samples &to, int count, double dbm0 = -18) {
    for (int syllable = 0; syllable < count; ++syllable)
        for (int n = 0; n < 1440; ++n) {
            const double phase = 2 * kPi * (130.0 * n / 8000 + 40.0 * n * n / 8000 / 8000 * (syllable % 3));
            double voice = 0;
            for (int harmonic = 1; harmonic <= 12; ++harmonic)
                voice += std::sin(harmonic * phase + harmonic * harmonic) / (1 + 0.2 * harmonic);
            to.push_back(voice * sineAmplitude(dbm0) * 0.5 * std::sin(kPi * n / 1440));
        }
}

Samples prompt(const char *name) {
    Samples speech = readWav(std::string(CALLBOX_SPEECH_DIR) + "/" + name + ".wav");
    REQUIRE_MESSAGE(!speech.empty(), "no prompt " << name << " in " CALLBOX_SPEECH_DIR
                                                  << ": install asterisk-core-sounds-en-wav");
    trim(speech);
    return speech;
}

} // namespace

TEST_CASE("a short greeting and silence: a person, within a second of its end") {
    for (const int count : {2, 4, 7}) {
        Samples line;
        quiet(line, 700);
        syllables(line, count);
        const double endMs = static_cast<double>(line.size()) / 8;
        quiet(line, 4000);
        const Told told = ask(line);
        CHECK(told.verdict == Answer::kPerson);
        CHECK(told.reason == AnswerReason::kShortGreeting);
        CHECK(told.atMs >= endMs + 700);
        CHECK(told.atMs <= endMs + 1000);
        CHECK(told.verdicts == 1);
        CHECK(told.figures.silenceBeforeMs >= 680);
        CHECK(told.figures.silenceBeforeMs <= 780);
    }
}

TEST_CASE("the recorded hello is a person at every level, in noise, from the first sample on") {
    for (const double dbm0 : {-10.0, -20.0, -35.0})
        for (const double beforeMs : {0.0, 500.0, 2000.0})
            for (const Noise noise : {Noise::kNone, Noise::kWhite, Noise::kRoom, Noise::kComfort}) {
                Samples speech = prompt("hello");
                setActiveLevel(speech, dbm0);
                Samples line;
                quiet(line, beforeMs);
                line.insert(line.end(), speech.begin(), speech.end());
                quiet(line, 3000);
                std::mt19937 random(5);
                addNoise(line, noise, dbm0 - 18, random);
                CHECK(ask(line).verdict == Answer::kPerson);
            }
}

TEST_CASE("a firm's sentence is a person, a mailbox that explains itself a machine") {
    Samples firm;
    quiet(firm, 300);
    syllables(firm, 8);
    quiet(firm, 200);
    syllables(firm, 9);
    quiet(firm, 3000);
    const Told person = ask(firm);
    CHECK(person.verdict == Answer::kPerson);
    CHECK(person.reason == AnswerReason::kGreeting);

    Samples mailbox;
    quiet(mailbox, 300);
    for (const char *name : {"vm-theperson", "digits/4", "digits/7", "vm-isunavail", "vm-intro"}) {
        const Samples part = prompt(name);
        mailbox.insert(mailbox.end(), part.begin(), part.end());
        quiet(mailbox, 250);
    }
    const double endMs = static_cast<double>(mailbox.size()) / 8;
    quiet(mailbox, 500);
    addTone(mailbox, 1000, 400, -20);
    const double beepEndMs = static_cast<double>(mailbox.size()) / 8;
    quiet(mailbox, 2000);
    const Told machine = ask(mailbox);
    CHECK(machine.verdict == Answer::kMachine);
    CHECK(machine.reason == AnswerReason::kLongGreeting);
    CHECK(machine.atMs < endMs);
    CHECK(machine.beeps == 1);
    CHECK(machine.beepAtMs >= beepEndMs);
    CHECK(machine.beepAtMs <= beepEndMs + 250);
}

TEST_CASE("a beep after a short announcement makes it a machine") {
    Samples line;
    quiet(line, 200);
    syllables(line, 10);
    quiet(line, 500);
    addTone(line, 850, 300, -20);
    quiet(line, 2000);
    const Told told = ask(line);
    CHECK(told.verdict == Answer::kMachine);
    CHECK(told.reason == AnswerReason::kBeep);
    CHECK(told.beeps == 1);
}

TEST_CASE("the end of ring-back is no greeting") {
    Samples line;
    addTone(line, 450, 800, -12);
    quiet(line, 600);
    const double beginMs = static_cast<double>(line.size()) / 8;
    syllables(line, 3);
    quiet(line, 2000);
    const Told told = ask(line);
    CHECK(told.verdict == Answer::kPerson);
    CHECK(told.figures.silenceBeforeMs >= beginMs - 30);
    CHECK(told.figures.greetingMs <= 600);
}

TEST_CASE("silence, noise and clicks are unsure, never a machine") {
    Samples silence;
    quiet(silence, 6000);
    CHECK(ask(silence).verdict == Answer::kUnsure);
    CHECK(ask(silence).reason == AnswerReason::kSilence);
    for (const Noise noise : {Noise::kWhite, Noise::kRoom, Noise::kComfort}) {
        Samples line;
        quiet(line, 6000);
        std::mt19937 random(9);
        addNoise(line, noise, -42, random);
        CHECK(ask(line).verdict == Answer::kUnsure);
    }
    Samples click;
    quiet(click, 50);
    click.push_back(20'000);
    click.push_back(-20'000);
    quiet(click, 6000);
    CHECK(ask(click).verdict == Answer::kUnsure);
}

TEST_CASE("hostile input has one verdict in time, and any block size gives the same") {
    std::mt19937 random(2);
    Samples loud, square, dc(160'000, 30'000.0);
    for (int n = 0; n < 160'000; ++n) {
        loud.push_back(static_cast<double>(random() % 65536) - 32768);
        square.push_back((n / 9) % 2 == 0 ? 32767 : -32768);
    }
    for (const Samples &line : {loud, square, dc}) {
        const Told told = ask(line);
        CHECK(told.verdicts == 1);
        CHECK(told.atMs <= AnswererDetector::kLatestVerdictMs);
    }
    Samples line;
    quiet(line, 400);
    syllables(line, 5);
    quiet(line, 2000);
    for (const int block : {1, 8, 33, 80, 160, 4000}) {
        CHECK(ask(line, block).verdict == Answer::kPerson);
        CHECK(ask(line, block).atMs == ask(line).atMs);
    }
}
