#include "dsp/echo_canceller.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "dsp/bench_call.h"
#include "dsp/modem_guard.h"
#include "dsp/test_hybrids.h"

using namespace callbox::dsp;
using namespace callbox::dsp::bench;
using callbox::dsp::testing::echoOf;
using callbox::dsp::testing::hybrids;
using callbox::dsp::testing::withReturnLoss;

namespace {

using Pcm = std::vector<int16_t>;

Samples prompts(size_t seconds, double dbm0) {
    Samples all;
    for (const char *name : {"demo-instruct", "vm-options"}) {
        Samples one = readWav(std::string(CALLBOX_SPEECH_DIR) + "/" + name + ".wav");
        REQUIRE_MESSAGE(!one.empty(), "no prompt " << name << ": install asterisk-core-sounds-en-wav");
        trim(one);
        all.insert(all.end(), one.begin(), one.end());
    }
    all.resize(seconds * 8000);
    setActiveLevel(all, dbm0);
    return all;
}

double power(const Pcm &samples, double fromS, double toS) {
    double sum = 1;
    for (size_t n = static_cast<size_t>(fromS * 8000); n < static_cast<size_t>(toS * 8000); ++n)
        sum += static_cast<double>(samples[n]) * samples[n];
    return sum;
}

Pcm run(EchoCanceller &canceller, const Pcm &received, const Pcm &sent, size_t block = 80) {
    Pcm cleaned(received.size());
    for (size_t at = 0; at + block <= received.size(); at += block)
        canceller.process(&received[at], &sent[at], &cleaned[at]);
    return cleaned;
}

/// 2100 Hz, its phase turned every 450 ms if `reversals`: ITU-T V.25 §3.
Samples answerTone(double ms, bool reversals, double hz = 2100, double phase = 0, double dbm0 = -12) {
    Samples tone;
    for (int n = 0; n < static_cast<int>(ms * 8); ++n)
        tone.push_back((reversals && (n / 3600) % 2 == 1 ? -1 : 1) * sineAmplitude(dbm0) *
                       std::sin(2 * kPi * hz * n / 8000 + phase));
    return tone;
}

} // namespace

TEST_CASE("ACC-27: echo of speech is 25 dB weaker after 1 s, on each stored path") {
    const Pcm sent = throughAlaw(prompts(3, -15));
    for (const auto &path : hybrids()) {
        Samples echo = echoOf(Samples(sent.begin(), sent.end()), withReturnLoss(path, 6));
        std::mt19937 random(7);
        addNoise(echo, Noise::kWhite, -65, random);
        const Pcm received = throughAlaw(echo);
        EchoCanceller canceller(80, 128);
        const Pcm cleaned = run(canceller, received, sent);
        const double erleDb = 10 * std::log10(power(received, 1, 3) / power(cleaned, 1, 3));
        CHECK_MESSAGE(erleDb >= 25, path.name << ": " << erleDb);
    }
}

TEST_CASE("near-end speech over the echo keeps its level within 2 dB") {
    const Pcm sent = throughAlaw(prompts(6, -15));
    Samples near = prompts(6, -18);
    std::rotate(near.begin(), near.begin() + 5000, near.end());
    std::fill(near.begin(), near.begin() + 2 * 8000, 0.0);
    Samples line = echoOf(Samples(sent.begin(), sent.end()), withReturnLoss(hybrids().front(), 6));
    for (size_t n = 0; n < line.size(); ++n)
        line[n] += near[n];
    EchoCanceller canceller(80, 128);
    const Pcm cleaned = run(canceller, throughAlaw(line), sent);
    CHECK(std::abs(10 * std::log10(power(cleaned, 2, 6) / power(throughAlaw(near), 2, 6))) < 2);
}

TEST_CASE("while nothing is sent, what comes in passes bit for bit") {
    const Pcm received = throughAlaw(prompts(2, -20));
    const Pcm silent(received.size(), 8); // A-law's silence
    EchoCanceller canceller(80, 128);
    CHECK(run(canceller, received, silent) == received);
    Pcm inPlace = received;
    for (size_t at = 0; at < inPlace.size(); at += 80)
        canceller.process(&inPlace[at], &silent[at], &inPlace[at]);
    CHECK(inPlace == received);
}

TEST_CASE("a modem's tone with reversals switches it off, silence on again; a fax machine's tone doesn't") {
    for (const bool fromLine : {true, false}) {
        EchoCanceller canceller(80, 128);
        const Pcm tone = throughAlaw(answerTone(2500, true));
        const Pcm data = throughAlaw(prompts(1, -20)); // what the modems then say
        const Pcm silence(tone.size(), 8);
        run(canceller, fromLine ? tone : silence, fromLine ? silence : tone);
        REQUIRE(canceller.disabledByTone());
        CHECK(run(canceller, data, data) == data);
        run(canceller, Pcm(1600, 8), Pcm(1600, 8)); // 200 ms: too short a pause
        CHECK(canceller.disabledByTone());
        run(canceller, Pcm(4000, 8), Pcm(4000, 8));
        CHECK(!canceller.disabledByTone());
    }
    EchoCanceller canceller(80, 128);
    const Pcm plain = throughAlaw(answerTone(2500, false));
    run(canceller, plain, Pcm(plain.size(), 8));
    CHECK(!canceller.disabledByTone());
}

TEST_CASE("a modem's tone is heard 21 Hz off, at any phase and level, in noise; nothing else is") {
    for (const double hz : {2079.0, 2100.0, 2121.0})
        for (const double phase : {0.0, 0.8, 1.6, 2.4})
            for (const double dbm0 : {-3.0, -30.0}) {
                Samples tone = answerTone(1500, true, hz, phase, dbm0);
                std::mt19937 random(1);
                addNoise(tone, Noise::kWhite, dbm0 - 20, random);
                ModemGuard guard;
                const Pcm heard = throughAlaw(tone);
                CHECK(guard.process(heard.data(), static_cast<int>(heard.size())));
            }
    for (const double hz : {1100.0, 2050.0, 2225.0, 2600.0}) {
        ModemGuard guard;
        const Pcm other = throughAlaw(answerTone(3000, true, hz));
        CHECK(!guard.process(other.data(), static_cast<int>(other.size())));
    }
    for (const char *name : {"demo-congrats", "demo-instruct", "vm-options"}) {
        const Pcm speech = throughAlaw(readWav(std::string(CALLBOX_SPEECH_DIR) + "/" + name + ".wav"));
        ModemGuard guard;
        bool heard = false;
        for (size_t at = 0; at + 80 <= speech.size(); at += 80)
            heard |= guard.process(&speech[at], 80);
        CHECK(!heard);
    }
}

TEST_CASE("any block a board may have; wrong sizes are refused; full scale does no harm") {
    for (const int block : {1, 8, 33, 64, 80}) {
        EchoCanceller canceller(block, 64);
        const Pcm loud(static_cast<size_t>(block) * 50, 32767);
        CHECK(run(canceller, loud, loud, static_cast<size_t>(block)).size() == loud.size());
    }
    CHECK_THROWS_AS(EchoCanceller(0, 128), std::invalid_argument);
    CHECK_THROWS_AS(EchoCanceller(81, 128), std::invalid_argument);
    CHECK_THROWS_AS(EchoCanceller(80, 0), std::invalid_argument);
    CHECK_THROWS_AS(EchoCanceller(80, kMaxEchoTaps + 1), std::invalid_argument);
    CHECK_NOTHROW(EchoCanceller(80, kMaxEchoTaps));
}
