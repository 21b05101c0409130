// Who answered: our detector and the decision of Asterisk's app_amd with its default parameters, over the
// same clips on the same lines. Argument: a list "kind TAB name TAB path" a line; "each" prints every call.
#include <chrono>
#include <cstdio>
#include <map>
#include <sstream>

#include "dsp/answerer.h"
#include "dsp/bench_call.h"

using namespace callbox::dsp;
using namespace callbox::dsp::bench;

namespace {

constexpr int kLinesPerClip = 3;
constexpr double kAfterS = 4;

/// app_amd as its documentation describes it: frames of 20 ms are silence when their mean magnitude is below
/// the threshold; defaults of its sample configuration. What it calls "not sure" counts as a person.
class AppAmd {
  public:
    /// 160 samples; 'H' person, 'M' machine, 'N' not sure, 0 none yet.
    char frame(const int16_t *samples) {
        totalMs_ += kFrame;
        if (totalMs_ >= 5000) // total_analysis_time
            return 'N';
        long sum = 0;
        for (int n = 0; n < 160; ++n)
            sum += std::abs(samples[n]);
        return sum / 160 < 256 ? silence() : voice(); // silence_threshold
    }

  private:
    static constexpr int kFrame = 20;
    char silence() {
        silenceMs_ += kFrame;
        if (silenceMs_ >= 50) { // between_words_silence
            inWord_ = false;
            burstMs_ = 0;
        }
        if (before_ && silenceMs_ >= 2500) // initial_silence
            return 'M';
        return greeting_ && silenceMs_ >= 800 ? 'H' : 0; // after_greeting_silence
    }
    char voice() {
        burstMs_ += kFrame;
        voiceMs_ += kFrame;
        if (burstMs_ >= 100 && !inWord_) { // min_word_length
            ++words_;
            inWord_ = true;
        }
        if (burstMs_ >= 5000 || words_ > 2) // maximum_word_length, maximum_number_of_words
            return 'M';
        if (greeting_ && voiceMs_ >= 1500) // greeting
            return 'M';
        if (voiceMs_ >= 100) {
            silenceMs_ = 0;
            before_ = false;
            greeting_ = true;
        }
        return 0;
    }
    int totalMs_ = 0, silenceMs_ = 0, burstMs_ = 0, voiceMs_ = 0, words_ = 0;
    bool before_ = true, greeting_ = false, inWord_ = false;
};

struct Call {
    std::vector<int16_t> heard;
    double speechEndsMs = 0;
    bool beep = false;
};

/// Everything that differs from call to call is drawn from the clip's name.
Call makeCall(const std::string &kind, const std::string &name, Samples speech, int line) {
    std::mt19937 random(seedOf(name) + static_cast<uint32_t>(line) * 7919u);
    const auto draw = [&](double from, double to) {
        return std::uniform_real_distribution<double>(from, to)(random);
    };
    trim(speech);
    if (draw(0, 1) < 0.5)
        limitBand(speech, 250, 3000, 2);
    const double dbm0 = draw(-35, -10);
    setActiveLevel(speech, dbm0);
    Samples all;
    if (draw(0, 1) < 0.15) // the end of ring-back, for some exchanges are late to cut it
        addTone(all, 450, draw(100, 900), -15);
    all.resize(all.size() + static_cast<size_t>(draw(0, 2) * 8000));
    all.insert(all.end(), speech.begin(), speech.end());
    Call call;
    call.speechEndsMs = static_cast<double>(all.size()) / 8;
    call.beep = kind == "voicemail" && draw(0, 1) < 0.5;
    if (call.beep) {
        all.resize(all.size() + static_cast<size_t>(draw(0.2, 1.2) * 8000));
        addTone(all, draw(400, 1600), draw(150, 800), dbm0);
    }
    all.resize(all.size() + static_cast<size_t>(kAfterS * 8000));
    const auto noise = static_cast<Noise>(static_cast<int>(draw(0, 4)));
    addNoise(all, noise, std::min(draw(-65, -45), dbm0 - 15), random);
    call.heard = throughAlaw(all);
    return call;
}

struct Tally {
    int calls = 0, right = 0, theirs = 0, unsure = 0, theirsUnsure = 0;
    std::vector<double> afterMs, theirsAfterMs; // end of the speech to verdict, of those who were right
};

double quantile(std::vector<double> values, double share) {
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1,
                           static_cast<size_t>(share * static_cast<double>(values.size())))];
}

void line(const std::string &name, double value, const char *unit, double baseline) {
    std::printf("{\"bench\":\"answerer\",\"name\":\"%s\",\"value\":%.1f,\"unit\":\"%s\",\"baseline\":%.1f,"
                "\"ratio\":%.3f}\n",
                name.c_str(), value, unit, baseline, baseline == 0 ? 0 : value / baseline);
}

struct Verdicts {
    AnswererNews ours;
    AnswererFigures figures;
    bool beep = false;
    char theirs = 'N';
    double theirsAtMs = 0, ns = 0, theirsNs = 0;
};

Verdicts judge(const Call &call) {
    Verdicts verdicts;
    AnswererDetector detector;
    const auto start = std::chrono::steady_clock::now();
    for (size_t at = 0; at + 80 <= call.heard.size(); at += 80) {
        const AnswererNews news = detector.process(&call.heard[at], 80);
        if (news.answer == Answer::kBeep)
            verdicts.beep = true;
        else if (news.answer != Answer::kNone) {
            verdicts.ours = news;
            verdicts.figures = detector.figures();
        }
    }
    verdicts.ns = std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    AppAmd amd;
    const auto theirStart = std::chrono::steady_clock::now();
    for (size_t at = 0; at + 160 <= call.heard.size(); at += 160) {
        const char verdict = amd.frame(&call.heard[at]);
        if (verdict == 0)
            continue;
        verdicts.theirs = verdict;
        verdicts.theirsAtMs = static_cast<double>(at + 160) / 8;
        break;
    }
    verdicts.theirsNs =
        std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - theirStart).count() /
        std::max(1.0, verdicts.theirsAtMs / 10);
    return verdicts;
}

} // namespace

int main(int count, char **arguments) {
    std::ifstream list(count > 1 ? arguments[1] : "");
    const bool each = count > 2 && std::string(arguments[2]) == "each";
    std::map<std::string, Tally> tallies;
    int machines = 0, beeps = 0, falseBeeps = 0;
    double ns = 0, blocks = 0, theirsNs = 0, calls = 0;
    for (std::string row; std::getline(list, row);) {
        std::istringstream fields(row);
        std::string kind, name, path;
        std::getline(fields, kind, '\t');
        std::getline(fields, name, '\t');
        std::getline(fields, path, '\t');
        const Samples speech = readWav(path);
        if (speech.empty()) {
            std::fprintf(stderr, "%s is no WAV file of 16 bit\n", path.c_str());
            return 1;
        }
        const bool machine = kind == "voicemail";
        for (int number = 0; number < kLinesPerClip; ++number) {
            const Call call = makeCall(kind, name, speech, number);
            const Verdicts verdicts = judge(call);
            Tally &tally = tallies[kind];
            const bool right = machine == (verdicts.ours.answer == Answer::kMachine);
            ++tally.calls;
            tally.right += right;
            tally.unsure += verdicts.ours.answer == Answer::kUnsure;
            tally.theirs += machine == (verdicts.theirs == 'M');
            tally.theirsUnsure += verdicts.theirs == 'N';
            if (machine == (verdicts.theirs == 'M'))
                tally.theirsAfterMs.push_back(verdicts.theirsAtMs - call.speechEndsMs);
            if (right)
                tally.afterMs.push_back(verdicts.ours.atMs - call.speechEndsMs);
            machines += call.beep && verdicts.ours.answer == Answer::kMachine;
            beeps += verdicts.beep && call.beep;
            falseBeeps += verdicts.beep && !call.beep;
            ns += verdicts.ns;
            theirsNs += verdicts.theirsNs;
            ++calls;
            blocks += static_cast<double>(call.heard.size()) / 80;
            if (each)
                std::printf(
                    "%s %d right=%d why=%d at=%u end=%.0f len=%u voice=%u pause=%u words=%d phr=%d syl=%d "
                    "floor=%.0f peak=%.0f beep=%d | %s\n",
                    kind.c_str(), number, right, static_cast<int>(verdicts.ours.reason), verdicts.ours.atMs,
                    call.speechEndsMs, verdicts.figures.greetingMs, verdicts.figures.voiceMs,
                    verdicts.figures.longestPauseMs, verdicts.figures.words, verdicts.figures.phrases,
                    verdicts.figures.syllables, verdicts.figures.floorDbm0, verdicts.figures.peakDbm0,
                    call.beep, name.c_str());
        }
    }
    if (tallies.empty()) {
        std::fprintf(stderr, "bench_answerer LIST [each]: no clips in the list\n");
        return 1;
    }
    for (const auto &[kind, tally] : tallies) {
        line(kind + (kind == "voicemail" ? " taken for a machine, of " : " taken for a person, of ") +
                 std::to_string(tally.calls) + " calls (baseline: app_amd's defaults)",
             100.0 * tally.right / tally.calls, "%", 100.0 * tally.theirs / tally.calls);
        line(kind + ": unsure among them", 100.0 * tally.unsure / tally.calls, "%",
             100.0 * tally.theirsUnsure / tally.calls);
        line(kind + ": verdict after the end of speech, median", quantile(tally.afterMs, 0.5), "ms",
             quantile(tally.theirsAfterMs, 0.5));
        line(kind + ": verdict after the end of speech, p95", quantile(tally.afterMs, 0.95), "ms",
             quantile(tally.theirsAfterMs, 0.95));
    }
    line("beeps told, of machines that beep (app_amd tells none)", 100.0 * beeps / std::max(machines, 1), "%",
         0);
    line("beeps told where none was", falseBeeps, "calls", 0);
    line("cost per channel-block of 10 ms", ns / blocks, "ns", theirsNs / calls);
    return 0;
}
