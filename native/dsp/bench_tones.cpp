// Call progress, hang-up, learning, fax and modem tones against spandsp's detectors of the same function,
// both over the same sounds: `bench_tones FOLDER` with FOLDER/speech and FOLDER/music full of raw 16-bit
// 8 kHz mono. One JSON line per figure.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "dsp/bench_spandsp.h"
#include "dsp/call_progress.h"
#include "dsp/data_tones.h"
#include "dsp/hangup_detector.h"
#include "dsp/tone_learner.h"
#include "dsp/tone_signals.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;
using namespace callbox::dsp::bench;

namespace {

int gTrials = 1000;
bool gVerbose = false;
std::mt19937 gRandom(20);

double between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(gRandom);
}

void line(const std::string &name, double value, const char *unit, double baseline = -1) {
    std::printf("{\"bench\":\"tones\",\"name\":\"%s\",\"value\":%.2f,\"unit\":\"%s\"", name.c_str(), value,
                unit);
    if (baseline >= 0)
        std::printf(",\"baseline\":%.2f", baseline);
    std::printf("}\n");
    std::fflush(stdout);
}

// --- ours ---------------------------------------------------------------------------------------

std::string progressHeard(const ProgressTables &tables, const Sound &sound) {
    CallProgress progress(tables);
    ProgressEvent events[CallProgress::kMaxEvents];
    std::string heard;
    blocks(sound, [&](const int16_t *samples, int count) {
        const int happened = progress.process(samples, count, events);
        for (int i = 0; i < happened; ++i)
            if (!events[i].ended)
                heard += (heard.empty() ? "" : " ") + std::string(progressToneName(events[i].tone));
    });
    return heard;
}

std::string dataHeard(const Sound &sound) {
    DataTones tones;
    DataTone tone{};
    std::string heard;
    blocks(sound, [&](const int16_t *samples, int count) {
        if (tones.process(samples, count, tone))
            heard += (heard.empty() ? "" : " ") + std::string(dataToneName(tone));
    });
    return heard;
}

/// ms after which the hang-up was heard; -1: never.
double hangupHeard(HangupDetector &detector, const Sound &sound) {
    detector.restart();
    double heard = -1, ms = 0;
    blocks(sound, [&](const int16_t *samples, int count) {
        ms += count / 8.0;
        if (detector.process(samples, count) && heard < 0)
            heard = ms;
    });
    return heard;
}

// --- sounds -------------------------------------------------------------------------------------

struct Library {
    std::vector<Sound> sounds;
    std::vector<std::string> names;
    double minutes = 0;

    explicit Library(const std::filesystem::path &folder) {
        for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (entry.path().extension() != ".raw")
                continue;
            std::ifstream file(entry.path(), std::ios::binary);
            Sound sound(static_cast<size_t>(entry.file_size()) / 2);
            file.read(reinterpret_cast<char *>(sound.data()), static_cast<std::streamsize>(sound.size() * 2));
            for (int16_t &sample : sound)
                sample = alawToLinear(linearToAlaw(sample));
            minutes += static_cast<double>(sound.size()) / 8000 / 60;
            sounds.push_back(std::move(sound));
            names.push_back(entry.path().filename().string());
        }
    }
    /// Somebody speaking for so long, from anywhere.
    Sound some(double ms) const {
        Sound piece;
        while (static_cast<double>(piece.size()) < ms * 8) {
            const Sound &from =
                sounds[static_cast<size_t>(between(0, static_cast<double>(sounds.size()) - 0.01))];
            piece.insert(piece.end(), from.begin(), from.end());
        }
        piece.resize(static_cast<size_t>(ms * 8));
        return piece;
    }
};

void spoil(ToneLine &sound, double levelDbm0, double leastSnrDb) {
    sound.noise(std::max(levelDbm0 - between(leastSnrDb, 40), -65.0), gRandom);
}

// --- figures ------------------------------------------------------------------------------------

void progressFigures() {
    SpandspProgress spandsp;
    struct Row {
        Tone tone;
        double ms;
    };
    const Row rows[] = {{Tone::kDial, 4000},       {Tone::kRingback, 14000}, {Tone::kBusy, 5000},
                        {Tone::kCongestion, 8000}, {Tone::kVacant, 6000},    {Tone::kCallWaiting, 14000},
                        {Tone::kHowler, 4000}};
    for (const char *country : {"cn", "us", "gb", "de"}) {
        const TonePlan &plan = *findTonePlan(country);
        const ProgressTables tables(plan);
        const bool china = std::string(country) == "cn";
        const double offHz = china ? 25 : 8;
        for (const Row &row : rows) {
            if (plan[row.tone].segment[0].frequencyHz[0] == 950 && plan[row.tone].segments > 2)
                continue; // a special information tone, below
            int ours = 0, theirs = 0;
            for (int i = 0; i < gTrials; ++i) {
                const ToneSpec &spec = plan[row.tone];
                const double level = row.tone == Tone::kHowler ? between(-10, 0) : between(-30, 0);
                const Spoilt spoilt{between(-offHz, offHz), between(0.9, 1.1), between(0.9, 1.1), level,
                                    between(0, 1500)};
                ToneLine made;
                made.silence(between(0, 500));
                const double ms =
                    std::string(country) == "us" && row.tone == Tone::kCallWaiting ? 32000 : row.ms;
                cadence(made, spec, ms, spoilt);
                spoil(made, level, 10);
                const Sound sound = made.received();
                const std::string heard = progressHeard(tables, sound);
                ours += heard == toneName(row.tone) ? 1 : 0;
                if (gVerbose && heard != toneName(row.tone))
                    std::printf("# %s %s: '%s' off %.1f Hz on %.2f off %.2f level %.1f start %.0f\n", country,
                                toneName(row.tone), heard.c_str(), spoilt.offsetHz, spoilt.onScale,
                                spoilt.offScale, level, spoilt.startMs);
                if (china)
                    theirs += spandsp.heard(sound) == toneName(row.tone) ? 1 : 0;
            }
            const bool compared = china && row.tone <= Tone::kVacant;
            line(std::string(country) + " " + toneName(row.tone) + " recognised as that and nothing else",
                 100.0 * ours / gTrials, "%", compared ? 100.0 * theirs / gTrials : -1);
        }
    }
}

void sitFigures(const Library &speech) {
    const ProgressTables tables(*findTonePlan("cn"));
    int heard = 0, told = 0, right = 0;
    for (int i = 0; i < gTrials; ++i) {
        const bool variant = i % 2 == 0;
        const bool high[2] = {between(0, 1) < 0.5, between(0, 1) < 0.5};
        const int kind = i / 2 % 4; // vacant code, intercept, reorder, no circuit
        const bool kindHigh[4][2] = {{true, false}, {false, false}, {high[0], !high[0]}, {high[0], high[0]}};
        const bool kindLong[4][2] = {{true, false}, {false, false}, {false, true}, {true, true}};
        const double level = between(-30, 0);
        ToneLine made;
        made.silence(between(0, 1000));
        if (variant) {
            made.tone((kindLong[kind][0] ? 380 : 274) * between(0.95, 1.05),
                      {(kindHigh[kind][0] ? 985.2 : 913.8) * between(0.998, 1.002)}, level);
            made.silence(between(0, 4));
            made.tone((kindLong[kind][1] ? 380 : 274) * between(0.95, 1.05),
                      {(kindHigh[kind][1] ? 1428.5 : 1370.6) * between(0.998, 1.002)}, level);
            made.silence(between(0, 4));
            made.tone(380 * between(0.95, 1.05), {1776.7}, level);
        } else {
            for (double hz : {950.0, 1400.0, 1800.0})
                made.tone(between(260, 400), {hz + between(-50, 50)}, level + between(-1.5, 1.5))
                    .silence(between(0, 30));
        }
        const Sound after = speech.some(2000);
        made.sound(after.data(), after.size());
        spoil(made, level, 10);
        CallProgress progress(tables);
        ProgressEvent events[CallProgress::kMaxEvents];
        std::string names;
        SitCause cause{};
        blocks(made.received(), [&](const int16_t *samples, int count) {
            const int happened = progress.process(samples, count, events);
            for (int e = 0; e < happened; ++e)
                if (!events[e].ended) {
                    names += progressToneName(events[e].tone);
                    cause = events[e].sit;
                }
        });
        heard += names == "sit" ? 1 : 0;
        if (gVerbose && names != "sit")
            std::printf("# sit: '%s' variant %d level %.1f\n", names.c_str(), variant, level);
        if (!variant)
            continue;
        ++told;
        const SitCause kinds[4] = {SitCause::kVacantCode, SitCause::kIntercept, SitCause::kReorder,
                                   SitCause::kNoCircuit};
        right += cause == kinds[kind] ? 1 : 0;
    }
    line("sit recognised as that and nothing else", 100.0 * heard / gTrials, "%");
    line("sit's cause told rightly, of those with one", 100.0 * right / told, "%");
}

void dataFigures() {
    struct Row {
        const char *name;
        int spandsp;
        double level;
    };
    const Row rows[] = {
        {"cng", MODEM_CONNECT_TONES_FAX_CNG, 0},           {"ced", MODEM_CONNECT_TONES_ANS_PR, 0},
        {"ced-reversed", MODEM_CONNECT_TONES_ANS_PR, 0},   {"ansam", MODEM_CONNECT_TONES_ANS_PR, 0},
        {"ansam-reversed", MODEM_CONNECT_TONES_ANS_PR, 0}, {"bell-answer", MODEM_CONNECT_TONES_BELL_ANS, 0}};
    for (const Row &row : rows) {
        const std::string name = row.name;
        int ours = 0, theirs = 0;
        for (int i = 0; i < gTrials; ++i) {
            const double level = between(-40, 0);
            ToneLine made;
            made.silence(between(0, 1000));
            const double swing = name.find("ansam") == 0 ? between(0.19, 0.21) : 0;
            const double reversal = name.find("reversed") != std::string::npos ? between(425, 475) : 0;
            if (name == "cng") {
                const double hz = 1100 + between(-38, 38), scale = between(0.85, 1.15);
                for (int burst = 0; burst < 2; ++burst)
                    made.tone(500 * scale, {hz}, level).silence(3000 * between(0.85, 1.15));
            } else if (name == "bell-answer") {
                made.tone(between(2600, 4000), {2225 + between(-10, 10)}, level);
            } else {
                const double off = swing > 0 ? 1 : 15;
                made.answer(between(2600, 4000), 2100 + between(-off, off), level, swing, between(14.9, 15.1),
                            reversal);
            }
            made.silence(500);
            spoil(made, level, 10);
            const Sound sound = made.received();
            const std::string heard = dataHeard(sound);
            ours += heard == name ? 1 : 0;
            if (gVerbose && heard != name)
                std::printf("# %s: '%s' level %.1f\n", row.name, heard.c_str(), level);
            theirs += spandspData(sound, row.spandsp) == name ? 1 : 0;
        }
        line(name + " tagged as that and nothing else", 100.0 * ours / gTrials, "%",
             100.0 * theirs / gTrials);
    }
}

void hangupFigures(const Library &speech) {
    HangupDetector detector;
    detector.listenFor(*findTonePlan("cn"));
    for (Tone tone : {Tone::kBusy, Tone::kCongestion}) {
        const ToneSpec &spec = (*findTonePlan("cn"))[tone];
        int heard = 0, inThree = 0;
        double most = 0;
        for (int i = 0; i < gTrials; ++i) {
            const double level = between(-30, 0);
            const Spoilt spoilt{between(-25, 25), between(0.9, 1.1), between(0.9, 1.1), level, 0};
            const Sound talk = speech.some(between(500, 4000));
            ToneLine made;
            made.sound(talk.data(), talk.size()).silence(between(0, 400));
            const double began = made.ms();
            cadence(made, spec, 8000, spoilt);
            spoil(made, level, 12);
            const double at = hangupHeard(detector, made.received());
            if (at < began)
                continue; // never, or in the speech
            ++heard;
            const double cycles =
                (at - began) / (spec.segment[0].ms * spoilt.onScale + spec.segment[1].ms * spoilt.offScale);
            inThree += cycles <= 3 ? 1 : 0;
            most = std::max(most, cycles);
        }
        line(std::string("hang-up by ") + toneName(tone) + " heard", 100.0 * heard / gTrials, "%");
        line(std::string("hang-up by ") + toneName(tone) + " heard within three cycles",
             100.0 * inThree / gTrials, "%");
        line(std::string("hang-up by ") + toneName(tone) + ", most cycles needed", most, "cycles");
    }
}

void talkFigures(const Library &library, const char *what) {
    const ProgressTables china(*findTonePlan("cn")), america(*findTonePlan("us")),
        britain(*findTonePlan("gb")), germany(*findTonePlan("de"));
    SpandspProgress spandsp;
    HangupDetector detector;
    detector.listenFor(*findTonePlan("cn"));
    int lost = 0, lostAbroad = 0, theirs = 0, data = 0, hangups = 0, theirData = 0;
    for (size_t i = 0; i < library.sounds.size(); ++i) {
        const Sound &sound = library.sounds[i];
        const std::string heard = progressHeard(china, sound), tags = dataHeard(sound);
        lost += heard.empty() ? 0 : 1;
        for (const ProgressTables *other : {&america, &britain, &germany}) {
            const std::string abroad = progressHeard(*other, sound);
            lostAbroad += abroad.empty() ? 0 : 1;
            if (gVerbose && !abroad.empty())
                std::printf("# %s abroad: %s\n", library.names[i].c_str(), abroad.c_str());
        }
        theirs += spandsp.heard(sound).empty() ? 0 : 1;
        data += tags.empty() ? 0 : 1;
        theirData += spandspData(sound, MODEM_CONNECT_TONES_FAX_CNG).empty() &&
                             spandspData(sound, MODEM_CONNECT_TONES_ANS_PR).empty()
                         ? 0
                         : 1;
        const bool hungUp = hangupHeard(detector, sound) >= 0;
        hangups += hungUp ? 1 : 0;
        if (gVerbose && (!heard.empty() || !tags.empty() || hungUp))
            std::printf("# %s: %s %s %d\n", library.names[i].c_str(), heard.c_str(), tags.c_str(), hungUp);
    }
    const std::string of = std::string(" in ") + what;
    const auto files = static_cast<double>(library.sounds.size());
    line(std::string("minutes of ") + what, library.minutes, "min");
    line("recordings lost to a call-progress tone, cn" + of, 100.0 * lost / files, "%",
         100.0 * theirs / files);
    line("recordings lost to a call-progress tone, us, gb and de" + of, 100.0 * lostAbroad / files / 3, "%");
    line("fax or modem tones" + of, data, "recordings", theirData);
    line("hang-ups" + of, hangups, "recordings");
}

/// All in a row, as one call of two hours: no fresh start hides what builds up.
void longCallFigure(const Library &speech, const Library &music) {
    HangupDetector detector;
    detector.listenFor(*findTonePlan("cn"));
    int hangups = 0;
    for (const Library *library : {&speech, &music})
        for (const Sound &sound : library->sounds)
            blocks(sound, [&](const int16_t *samples, int count) {
                if (!detector.process(samples, count))
                    return;
                ++hangups;
                detector.restart();
            });
    line("false hang-ups in one call of " + std::to_string(static_cast<int>(speech.minutes + music.minutes)) +
             " min",
         hangups, "hang-ups");
}

void learnFigures(const Library &speech, const Library &music) {
    int learnt = 0, within = 0, caught = 0;
    double mostHz = 0, mostMs = 0, mostDb = 0;
    for (int i = 0; i < gTrials; ++i) {
        const double hz = between(340, 1000), on = between(120, 750), off = between(120, 750),
                     level = between(-30, -3);
        const Sound talk = speech.some(between(0, 2500));
        ToneLine made;
        made.sound(talk.data(), talk.size()).silence(between(0, 500));
        while (made.ms() < 10'000)
            made.tone(on, {hz}, level).silence(off);
        made.samples.resize(80'000);
        spoil(made, level, 15);
        const Sound sound = made.received();
        const LearnResult result = learnHangupTone(sound.data(), sound.size());
        if (gVerbose && result.problem != LearnProblem::kNone)
            std::printf("# learn: %s %.1f Hz %.0f/%.0f ms %.1f dBm0\n", learnProblemName(result.problem), hz,
                        on, off, level);
        if (result.problem != LearnProblem::kNone)
            continue;
        ++learnt;
        const double offHz = std::fabs(result.tone.frequencyHz - hz);
        const double offMs = std::max(std::fabs(result.tone.onMs - on), std::fabs(result.tone.offMs - off));
        if (gVerbose && (offHz > 2 || offMs > 7))
            std::printf("# learn: %.1f Hz %.1f/%.1f ms %.1f dBm0 as %.1f %d/%d\n", hz, on, off, level,
                        result.tone.frequencyHz, result.tone.onMs, result.tone.offMs);
        mostHz = std::max(mostHz, offHz);
        mostMs = std::max(mostMs, offMs);
        mostDb = std::max(mostDb, std::fabs(result.tone.levelDbm0 - level));
        within += offHz <= 2 && offMs <= 10 ? 1 : 0;
        HangupDetector detector;
        detector.listenFor(result.tone);
        caught += hangupHeard(detector, sound) >= 0 ? 1 : 0;
    }
    line("hang-up tones learnt from 10 s", 100.0 * learnt / gTrials, "%");
    line("of those, within 2 Hz and 10 ms", 100.0 * within / learnt, "%");
    line("learner's largest error of frequency", mostHz, "Hz");
    line("learner's largest error of time", mostMs, "ms");
    line("learner's largest error of level", mostDb, "dB");
    line("of those, then heard as a hang-up", 100.0 * caught / learnt, "%");
    int fooled = 0;
    for (int i = 0; i < gTrials; ++i) {
        const Sound sound = (i % 4 == 3 ? music : speech).some(10'000);
        const LearnResult result = learnHangupTone(sound.data(), sound.size());
        fooled += result.problem == LearnProblem::kNone ? 1 : 0;
        if (gVerbose && result.problem == LearnProblem::kNone)
            std::printf("# fooled: %.1f Hz %d/%d %.1f dBm0\n", result.tone.frequencyHz, result.tone.onMs,
                        result.tone.offMs, result.tone.levelDbm0);
    }
    line("10 s of speech or music from which a tone was learnt", 100.0 * fooled / gTrials, "%");
}

/// What watching costs the media thread: one channel, one block of 10 ms, over speech.
void costFigures(const Library &speech) {
    const Sound sound = speech.some(60'000);
    const ProgressTables china(*findTonePlan("cn")), america(*findTonePlan("us"));
    CallProgress progress(china), american(america);
    DataTones data;
    HangupDetector hangup;
    hangup.listenFor(*findTonePlan("cn"));
    ProgressEvent events[CallProgress::kMaxEvents];
    DataTone tone{};
    const auto cost = [&](const char *name, auto each) {
        const auto start = std::chrono::steady_clock::now();
        blocks(sound, each);
        const double ns =
            std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
        line(std::string("cost of ") + name + " per channel and 10 ms",
             ns / (static_cast<double>(sound.size()) / kBlock), "ns");
    };
    cost("call progress, cn", [&](const int16_t *s, int n) { progress.process(s, n, events); });
    cost("call progress, us", [&](const int16_t *s, int n) { american.process(s, n, events); });
    cost("fax and modem tones", [&](const int16_t *s, int n) { data.process(s, n, tone); });
    cost("hang-up of a line, cn", [&](const int16_t *s, int n) { hangup.process(s, n); });
    const Sound ten = speech.some(10'000);
    const auto start = std::chrono::steady_clock::now();
    learnHangupTone(ten.data(), ten.size());
    line("learning from 10 s",
         std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count(), "ms");
}

} // namespace

int main(int argc, char **argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_tones FOLDER [TRIALS [verbose [SEED]]]\n");
        return 2;
    }
    gTrials = argc > 2 ? std::max(1, std::atoi(argv[2])) : gTrials;
    gVerbose = argc > 3 && std::string(argv[3]) == "verbose";
    if (argc > 4)
        gRandom.seed(static_cast<unsigned>(std::atoi(argv[4])));
    const std::filesystem::path folder = argv[1];
    const Library speech(folder / "speech"), music(folder / "music");
    if (speech.sounds.empty() || music.sounds.empty()) {
        std::fprintf(stderr, "%s/speech and %s/music must hold .raw files\n", argv[1], argv[1]);
        return 2;
    }
    progressFigures();
    sitFigures(speech);
    dataFigures();
    hangupFigures(speech);
    talkFigures(speech, "speech");
    talkFigures(music, "music");
    longCallFigure(speech, music);
    learnFigures(speech, music);
    costFigures(speech);
    return 0;
}
