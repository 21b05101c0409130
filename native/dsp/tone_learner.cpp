#include "dsp/tone_learner.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "dsp/hangup_detector.h"
#include "dsp/level.h"
#include "dsp/tone_probe.h"

namespace callbox::dsp {
namespace {

constexpr int kSamplesPerMs = kSampleRateHz / 1000;
constexpr int kLeastHz = 300, kMostHz = 2000;
constexpr double kSilentDbm0 = -45;
constexpr uint32_t kLeastMs = 2000;
constexpr int kSearchSamples = 512; // 64 ms: frequencies to 16 Hz, then finer
constexpr int kSearchStepHz = 8;
constexpr size_t kSearchLines = (kMostHz - kLeastHz) / kSearchStepHz + 1;
constexpr float kLeastPurity = 0.6F;    // as in ToneSegments
constexpr double kLeastToneShare = 0.8; // of a pulse's hops
constexpr double kRivalShare = 0.2;     // a second frequency that scores so much of what the first does
constexpr double kRivalSeconds = 1;     // for so long at least
constexpr double kRivalHz = 30;
constexpr uint32_t kGapMs = 40; // shorter interruptions and blips are the line's faults
constexpr uint32_t kContinuousMs = 3000;
constexpr uint32_t kLeastToneMs = 300; // less isn't looked at further
constexpr size_t kLeastCycles = 3;
constexpr double kMostUneven = 0.1, kMostUnevenMs = 20;

using Hops = std::vector<float>;

double power(double dbm0) { return std::pow(sineAmplitude(dbm0), 2) / 2; }

struct Spectrum {
    std::vector<double> score; // by kSearchStepHz from kLeastHz
    size_t best = 0;
    double hz(size_t index) const { return kLeastHz + kSearchStepHz * static_cast<double>(index); }
};

/// How much of each stretch's power one frequency holds, squared and summed: a stretch of pure tone counts 1
/// whatever its level, speech is spread over many.
Spectrum spectrumOf(const int16_t *samples, size_t count) {
    Spectrum spectrum;
    spectrum.score.resize(kSearchLines);
    float weight[kSearchSamples], coefficient[kSearchLines];
    double sumOfWeights = 0;
    for (int n = 0; n < kSearchSamples; ++n)
        sumOfWeights += weight[n] =
            static_cast<float>(std::pow(std::sin(kPi * (n + 0.5) / kSearchSamples), 2));
    for (size_t i = 0; i < kSearchLines; ++i)
        coefficient[i] = static_cast<float>(2 * std::cos(2 * kPi * spectrum.hz(i) / kSampleRateHz));
    for (size_t at = 0; at + kSearchSamples <= count; at += kSearchSamples) {
        float last[kSearchLines] = {}, before[kSearchLines] = {}; // Goertzel, all frequencies side by side
        double total = 0;
        for (size_t n = 0; n < kSearchSamples; ++n) {
            const float sample = samples[at + n], weighted = sample * weight[n];
            total += static_cast<double>(sample) * weighted / sumOfWeights;
            for (size_t i = 0; i < kSearchLines; ++i) {
                const float next = weighted + coefficient[i] * last[i] - before[i];
                before[i] = last[i];
                last[i] = next;
            }
        }
        if (total < power(kSilentDbm0))
            continue;
        for (size_t i = 0; i < kSearchLines; ++i) {
            const double square = static_cast<double>(last[i]) * last[i] +
                                  static_cast<double>(before[i]) * before[i] -
                                  static_cast<double>(coefficient[i]) * last[i] * before[i];
            spectrum.score[i] += std::pow(2 * square / (sumOfWeights * sumOfWeights) / total, 2);
        }
    }
    for (size_t i = 0; i < kSearchLines; ++i)
        spectrum.best = spectrum.score[i] > spectrum.score[spectrum.best] ? i : spectrum.best;
    return spectrum;
}

bool hasRival(const Spectrum &spectrum) {
    const std::vector<double> &score = spectrum.score;
    if (score[spectrum.best] < kRivalSeconds * kSampleRateHz / kSearchSamples * kRivalShare)
        return false;
    for (size_t i = 1; i + 1 < score.size(); ++i) {
        const bool peak = score[i] > score[i - 1] && score[i] >= score[i + 1];
        if (peak && std::fabs(spectrum.hz(i) - spectrum.hz(spectrum.best)) > kRivalHz &&
            score[i] > kRivalShare * score[spectrum.best])
            return true;
    }
    return false;
}

struct Track { // one value a hop
    Hops amplitude, total, offsetHz;
    std::vector<bool> tone;
};

Track follow(const int16_t *samples, int count, float hz) {
    ProbeTable table;
    table.build(&hz, 1, kShortWindowHops);
    ToneProbe probe(table);
    Track track;
    while (probe.take(samples, count)) {
        const ProbeLine &line = probe.line(0);
        track.amplitude.push_back(std::sqrt(2 * line.power));
        track.total.push_back(probe.total());
        track.offsetHz.push_back(line.offsetHz);
        track.tone.push_back(line.power >= kLeastPurity * probe.total() && std::fabs(line.offsetHz) < 15 &&
                             line.power > power(kSilentDbm0));
    }
    return track;
}

float median(Hops values) {
    if (values.empty())
        return 0;
    std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

struct Pulse {
    double startMs = 0, endMs = 0;
    bool pure = false; // the tone and nearly nothing else
    double ms() const { return endMs - startMs; }
};

/// Where the amplitude crosses half of the tone's own, to a fraction of a hop.
std::vector<Pulse> pulsesOf(const Track &track, float half) {
    std::vector<Pulse> pulses;
    const auto crossing = [&](size_t hop) { // between hop - 1 and hop
        const float before = track.amplitude[hop - 1], after = track.amplitude[hop];
        return kProbeHopMs * (static_cast<double>(hop) - 1 + (half - before) / (after - before));
    };
    bool on = false;
    for (size_t hop = 1; hop < track.amplitude.size(); ++hop) {
        const bool above = track.amplitude[hop] >= half;
        if (above == on)
            continue;
        on = above;
        if (!on) {
            pulses.back().endMs = crossing(hop);
        } else if (track.amplitude[hop - 1] >= half) {
            pulses.push_back(Pulse()); // it sounded from the first sample
        } else {
            const double start = crossing(hop);
            if (pulses.empty() || start - pulses.back().endMs > kGapMs)
                pulses.push_back({start, 0, false});
        }
    }
    if (on)
        pulses.back().endMs = kProbeHopMs * static_cast<double>(track.amplitude.size());
    pulses.erase(
        std::remove_if(pulses.begin(), pulses.end(), [](const Pulse &pulse) { return pulse.ms() < kGapMs; }),
        pulses.end());
    for (Pulse &pulse : pulses) {
        int tone = 0, all = 0;
        for (size_t hop = static_cast<size_t>(pulse.startMs / kProbeHopMs) + 2; // the slopes are never pure
             (static_cast<double>(hop) + 2) * kProbeHopMs < pulse.endMs; ++hop, ++all)
            tone += track.tone[hop] ? 1 : 0;
        pulse.pure = all > 0 && tone >= kLeastToneShare * all;
    }
    return pulses;
}

bool even(const std::vector<double> &values) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    return *most - *least <= kMostUneven * *most + kMostUnevenMs;
}
double mean(const std::vector<double> &values) {
    double sum = 0;
    for (double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

/// The last cycles, as many as are even; the first and the last pulse may have been cut off.
LearnProblem timesOf(const std::vector<Pulse> &pulses, double wholeMs, HangupTone &tone) {
    if (pulses.empty() || !pulses.back().pure)
        return LearnProblem::kSpeech;
    if (pulses.back().ms() >= kContinuousMs && wholeMs - pulses.back().endMs < kGapMs)
        return LearnProblem::kNone; // 0, 0
    std::vector<double> on, off;
    bool uneven = false;
    for (size_t i = pulses.size(); i-- > 1 && pulses[i].pure;) {
        const bool cutOff = i + 1 == pulses.size() && wholeMs - pulses[i].endMs < kGapMs;
        std::vector<double> nextOn = on, nextOff = off;
        if (!cutOff)
            nextOn.push_back(pulses[i].ms());
        nextOff.push_back(pulses[i].startMs - pulses[i - 1].endMs);
        if ((!nextOn.empty() && !even(nextOn)) || !even(nextOff)) {
            uneven = true;
            break;
        }
        on = nextOn;
        off = nextOff;
    }
    if (on.size() < kLeastCycles || off.size() < kLeastCycles)
        return uneven ? LearnProblem::kUneven : LearnProblem::kTooFewCycles;
    tone.onMs = static_cast<uint16_t>(std::lround(mean(on)));
    tone.offMs = static_cast<uint16_t>(std::lround(mean(off)));
    return LearnProblem::kNone;
}

LearnResult failed(LearnProblem problem) { return {problem, {}}; }

} // namespace

const char *learnProblemName(LearnProblem problem) {
    constexpr const char *kNames[] = {
        "", "too-short", "silence", "speech", "not-one-tone", "too-few-cycles", "uneven"};
    return kNames[static_cast<int>(problem)];
}

LearnResult learnHangupTone(const int16_t *samples, size_t count) {
    constexpr size_t kMost = size_t{kLearnMs} * kSamplesPerMs;
    if (count > kMost) {
        samples += count - kMost;
        count = kMost;
    }
    if (count < kLeastMs * kSamplesPerMs)
        return failed(LearnProblem::kTooShort);
    const Spectrum spectrum = spectrumOf(samples, count);
    const auto bestHz = static_cast<float>(spectrum.hz(spectrum.best));
    const Track track = follow(samples, static_cast<int>(count), bestHz);
    if (*std::max_element(track.total.begin(), track.total.end()) < power(kSilentDbm0))
        return failed(LearnProblem::kSilence);
    Hops amplitudes, offsets;
    for (size_t hop = 0; hop < track.tone.size(); ++hop) {
        if (!track.tone[hop])
            continue;
        amplitudes.push_back(track.amplitude[hop]);
        offsets.push_back(track.offsetHz[hop]);
    }
    if (amplitudes.size() * kProbeHopMs < kLeastToneMs)
        return failed(hasRival(spectrum) ? LearnProblem::kNotOneTone : LearnProblem::kSpeech);
    const float amplitude = median(amplitudes);
    LearnResult result;
    result.tone.frequencyHz = bestHz + median(offsets);
    result.tone.levelDbm0 = static_cast<float>(sineLevelDbm0(amplitude));
    const std::vector<Pulse> pulses = pulsesOf(track, amplitude / 2);
    result.problem = timesOf(pulses, kProbeHopMs * static_cast<double>(track.amplitude.size()), result.tone);
    if (result.problem == LearnProblem::kNone && !HangupDetector::canListenFor(result.tone))
        return failed(LearnProblem::kSpeech); // just outside of the band, or a stutter: no exchange's tone
    return result.problem == LearnProblem::kNone ? result : failed(result.problem);
}

} // namespace callbox::dsp
