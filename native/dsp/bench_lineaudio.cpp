// Echo control and gain on analog lines. For each echo path: how much weaker the echo is after the canceller
// (ERLE) from 1 s to 3 s and later, with recorded speech and with noise; what double talk does to the near
// end. Baseline: the same canceller with blocks of 10 ms and just the taps asked for (128), and without.
// Argument: the folder of recorded English prompts.
#include <speex/speex_echo.h>

#include <chrono>
#include <cstdio>
#include <functional>
#include <limits>

#include "dsp/bench_call.h"
#include "dsp/echo_canceller.h"
#include "dsp/gain_table.h"
#include "dsp/test_hybrids.h"

using namespace callbox::dsp;
using namespace callbox::dsp::bench;
using callbox::dsp::testing::Hybrid;

namespace {

constexpr int kBlock = 80;
constexpr size_t kSeconds = 12;
constexpr int kTaps = 128; // what a technician sets: 16 ms

using Octets16 = std::vector<int16_t>;
using Canceller = std::function<void(const int16_t *, const int16_t *, int16_t *)>;

void line(const std::string &name, double value, const char *unit, double baseline) {
    std::printf("{\"bench\":\"lineaudio\",\"name\":\"%s\",\"value\":%.2f,\"unit\":\"%s\",\"baseline\":%.2f,"
                "\"ratio\":%.3f}\n",
                name.c_str(), value, unit, baseline, baseline == 0 ? 0 : value / baseline);
}

Samples speech(const std::string &folder, const std::vector<const char *> &names, double dbm0) {
    Samples all;
    for (const char *name : names) {
        Samples one = readWav(folder + "/" + name + ".wav");
        trim(one);
        all.insert(all.end(), one.begin(), one.end());
    }
    all.resize(kSeconds * 8000);
    setActiveLevel(all, dbm0);
    return all;
}

double power(const Octets16 &samples, double fromS, double toS) {
    double sum = 1;
    for (size_t n = static_cast<size_t>(fromS * 8000); n < static_cast<size_t>(toS * 8000); ++n)
        sum += static_cast<double>(samples[n]) * samples[n];
    return sum;
}

struct Run {
    Octets16 received, cleaned;
    double ns = 0; // per block
    double erleDb(double fromS, double toS) const {
        return 10 * std::log10(power(received, fromS, toS) / power(cleaned, fromS, toS));
    }
};

Run cancel(const Octets16 &sent, const Octets16 &received, const Canceller &canceller) {
    Run run;
    run.received = received;
    run.cleaned.resize(received.size());
    const auto start = std::chrono::steady_clock::now();
    for (size_t at = 0; at + kBlock <= received.size(); at += kBlock)
        canceller(&received[at], &sent[at], &run.cleaned[at]);
    run.ns = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count() /
             (static_cast<double>(received.size()) / kBlock);
    return run;
}

Run withOurs(const Octets16 &sent, const Octets16 &received) {
    EchoCanceller canceller(kBlock, kTaps);
    return cancel(sent, received, [&](const int16_t *in, const int16_t *far, int16_t *out) {
        canceller.process(in, far, out);
    });
}

Run withPlainSpeex(const Octets16 &sent, const Octets16 &received) {
    SpeexEchoState *state = speex_echo_state_init(kBlock, kTaps);
    int rate = 8000;
    speex_echo_ctl(state, SPEEX_ECHO_SET_SAMPLING_RATE, &rate);
    const Run run = cancel(sent, received, [&](const int16_t *in, const int16_t *far, int16_t *out) {
        speex_echo_cancellation(state, in, far, out);
    });
    speex_echo_state_destroy(state);
    return run;
}

/// What the box receives: the hybrid's echo of what it sent, near-end speech, the line's noise, A-law.
Octets16 receive(const Octets16 &sent, const Hybrid &hybrid, const Samples &near) {
    Samples all = callbox::dsp::testing::echoOf(Samples(sent.begin(), sent.end()), hybrid);
    for (size_t n = 0; n < near.size() && n < all.size(); ++n)
        all[n] += near[n];
    std::mt19937 random(7);
    addNoise(all, Noise::kWhite, -65, random);
    return throughAlaw(all);
}

void benchEcho(const char *what, const Octets16 &sent) {
    double worst = std::numeric_limits<double>::max(), worstPlain = worst, ns = 0, plainNs = 0;
    for (const Hybrid &hybrid : callbox::dsp::testing::hybrids())
        for (const double erlDb : {6.0, 12.0}) {
            const Octets16 received = receive(sent, callbox::dsp::testing::withReturnLoss(hybrid, erlDb), {});
            const Run ours = withOurs(sent, received), plain = withPlainSpeex(sent, received);
            const std::string name =
                std::string(what) + ", " + hybrid.name + ", ERL " + std::to_string(static_cast<int>(erlDb));
            line("ERLE 1-3 s, " + name + " dB", ours.erleDb(1, 3), "dB", plain.erleDb(1, 3));
            line("ERLE 3-12 s, " + name + " dB", ours.erleDb(3, 12), "dB", plain.erleDb(3, 12));
            worst = std::min(worst, ours.erleDb(1, 3));
            worstPlain = std::min(worstPlain, plain.erleDb(1, 3));
            ns = ours.ns;
            plainNs = plain.ns;
        }
    line(std::string("ERLE 1-3 s, ") + what + ", the worst of all paths", worst, "dB", worstPlain);
    line(std::string("echo canceller per block of 10 ms, ") + what, ns / 1000, "us", plainNs / 1000);
}

/// Near-end speech begins when the echo has been found. What is heard besides it, against the near end as
/// the canceller passes it alone; baseline: the line without a canceller.
void benchDoubleTalk(const Octets16 &sent, const Samples &nearLate) {
    const Octets16 alone = throughAlaw(nearLate);
    Octets16 murmur(alone.size()); // far end just loud enough that the canceller works
    for (size_t n = 0; n < murmur.size(); ++n)
        murmur[n] = n % 2 == 0 ? 24 : -24;
    const Run passed = withOurs(murmur, alone);
    const double near = power(passed.cleaned, 4, 12);
    double worst = 99, worstWithout = 99, worstLevel = 0;
    for (const Hybrid &hybrid : callbox::dsp::testing::hybrids()) {
        const Octets16 received = receive(sent, callbox::dsp::testing::withReturnLoss(hybrid, 6), nearLate);
        const Run run = withOurs(sent, received);
        Octets16 error(alone.size()), errorWithout(alone.size());
        for (size_t n = 0; n < alone.size(); ++n) {
            error[n] = static_cast<int16_t>(std::clamp(run.cleaned[n] - passed.cleaned[n], -32768, 32767));
            errorWithout[n] = static_cast<int16_t>(std::clamp(received[n] - alone[n], -32768, 32767));
        }
        worst = std::min(worst, 10 * std::log10(near / power(error, 4, 12)));
        worstWithout =
            std::min(worstWithout, 10 * std::log10(power(alone, 4, 12) / power(errorWithout, 4, 12)));
        const double level = 10 * std::log10(power(run.cleaned, 4, 12) / power(alone, 4, 12));
        worstLevel = std::abs(level) > std::abs(worstLevel) ? level : worstLevel;
    }
    line("double talk, ERL 6 dB: near end above all else, worst path", worst, "dB", worstWithout);
    line("double talk, ERL 6 dB: near end's level changed by, worst path", worstLevel, "dB", 0);
}

void benchGain() {
    double worst = 0;
    for (int db = -24; db <= 24; ++db)
        for (double from = -40; from <= 0; from += 5) {
            if (from + db > 0 || from + db < -45)
                continue; // A-law saturates, or has no steps left
            const GainTable table(db);
            Samples tone;
            addTone(tone, 1004, 1000, from);
            Octets16 out(tone.size());
            for (size_t n = 0; n < tone.size(); ++n)
                out[n] = alawToLinear(table[linearToAlaw(static_cast<int16_t>(std::lround(tone[n])))]);
            worst = std::max(worst, std::abs(levelDbm0(out.data(), out.size()) - (from + db)));
        }
    line("gain -24 .. +24 dB: the level's worst error, tone of -40 .. 0 dBm0", worst, "dB", 0.5);
}

} // namespace

int main(int count, char **arguments) {
    const std::string folder = count > 1 ? arguments[1] : "/usr/share/asterisk/sounds/en_US_f_Allison";
    if (readWav(folder + "/demo-congrats.wav").empty()) {
        std::fprintf(stderr, "bench_lineaudio FOLDER: no demo-congrats.wav there; install "
                             "asterisk-core-sounds-en-wav\n");
        return 1;
    }
    const Octets16 sent = throughAlaw(speech(folder, {"demo-instruct", "vm-options"}, -15));
    Samples noise(kSeconds * 8000);
    std::mt19937 random(3);
    addNoise(noise, Noise::kWhite, -15, random);
    benchEcho("speech", sent);
    benchEcho("white noise", throughAlaw(noise));
    Samples near = speech(folder, {"tt-monkeysintro", "demo-congrats"}, -18);
    std::fill(near.begin(), near.begin() + 4 * 8000, 0.0);
    benchDoubleTalk(sent, near);
    benchGain();
    return 0;
}
