#include "dsp/data_tones.h"

#include <algorithm>
#include <cmath>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

enum Line : int { kCngLow, kCngHigh, kAnswer, kBell, kLines };
enum Heard : int8_t { kHeardCng, kHeardAnswer, kHeardBell };
constexpr float kHz[kLines] = {1078, 1122, 2100, 2225};
constexpr float kCngToleranceHz = 26;    // beside its line: 1100 ± 38 (T.30 §4), and 10 for us
constexpr float kAnswerToleranceHz = 25; // 2100 ± 15 (T.30 §4, V.25 §3), and what a reversal does to it
constexpr float kBellToleranceHz = 20;   // 2225 ± 10
constexpr double kLeastDbm0 = -45;       // V.25 §4: -43 dBm must be heard

constexpr uint32_t kCngLeastMs = 410, kCngMostMs = 590; // 0.5 s ± 15 % and 15 ms for us
constexpr uint32_t kCngPauseMs = 150;                   // the tone has ended, and no melody goes on
constexpr uint32_t kAnswerHeardMs = 1200;               // two reversals fit in from any start
constexpr uint32_t kBellHeardMs = 800;

constexpr double kSwingHz = 15; // V.8 §7.2: 15 ± 0.1 Hz, 20 ± 1 % of the mean amplitude
constexpr double kLeastSwing = 0.1, kMostSwing = 0.35;
constexpr double kReversalMs = 450, kReversalOffMs = 50; // V.25 §3, V.8 §7.2: ± 25 ms, and our 30 ms lag
constexpr int kLeastReversals = 2;
constexpr float kDip = 0.6F; // of the mean amplitude: less is a reversal under way

struct Plan {
    ProbeTable table;
    ChordSet chords;
    Plan() {
        table.build(kHz, kLines, kShortWindowHops);
        const double amplitude = sineAmplitude(kLeastDbm0);
        chords.leastPower = static_cast<float>(amplitude * amplitude / 2);
        const float toleranceHz[kLines] = {kCngToleranceHz, kCngToleranceHz, kAnswerToleranceHz,
                                           kBellToleranceHz};
        const Heard heard[kLines] = {kHeardCng, kHeardCng, kHeardAnswer, kHeardBell};
        for (int i = 0; i < kLines; ++i) {
            Chord &chord = chords.chord[chords.count++];
            chord.tone = static_cast<uint8_t>(heard[i]);
            chord.lines = 1;
            chord.line[0] = static_cast<uint8_t>(i);
            chord.toleranceHz = toleranceHz[i];
        }
    }
};
const Plan kPlan;

} // namespace

const char *dataToneName(DataTone tone) {
    constexpr const char *kNames[kDataToneCount] = {
        "cng", "ced", "ced-reversed", "ansam", "ansam-reversed", "bell-answer"};
    return kNames[static_cast<int>(tone)];
}

DataTones::DataTones() : probe_(kPlan.table), segments_(kPlan.chords) {}

void DataTones::restart() { *this = DataTones(); }

bool DataTones::process(const int16_t *samples, int count, DataTone &tone) {
    bool heard = false;
    while (probe_.take(samples, count)) {
        DataTone found{};
        if (!step(found) || told_[static_cast<int>(found)])
            continue;
        told_[static_cast<int>(found)] = true;
        tone = found;
        heard = true; // a second one can't come within 10 ms
    }
    return heard;
}

bool DataTones::step(DataTone &tone) {
    const bool ended = segments_.step(probe_);
    stepAnswer(ended);
    const Segment running = segments_.running();
    switch (running.tone) {
    case kHeardAnswer:
        return answerTone(tone);
    case kHeardBell:
        tone = DataTone::kBellAnswer;
        return running.ms >= kBellHeardMs && running.clean;
    case Segment::kNoTone:
        tone = DataTone::kCng;
        return calling();
    default:
        return false;
    }
}

bool DataTones::calling() const {
    const Segment &tone = segments_.last();
    const Segment running = segments_.running();
    return tone.tone == kHeardCng && tone.whole && tone.clean && tone.ms >= kCngLeastMs &&
           tone.ms <= kCngMostMs && running.clean && running.ms >= kCngPauseMs &&
           running.ms < kCngPauseMs + kProbeHopMs;
}

/// Follows the amplitude and the phase of 2100 Hz through the interruptions that reversals are.
void DataTones::stepAnswer(bool ended) {
    if (segments_.running().tone != kHeardAnswer) {
        answerHops_ = 0;
        return;
    }
    if (ended || answerHops_ == 0) {
        sinceReversal_ = swingHops_ = 0;
        reversals_ = 0;
        sumRe_ = sumIm_ = sumAmplitude_ = swingRe_ = swingIm_ = 0;
    }
    const ProbeLine &line = probe_.line(kAnswer);
    const float turn = line.offsetHz * kProbeHopMs / 1000;
    const float amplitude = std::sqrt(2 * line.power);
    const int slot = static_cast<int>(answerHops_ % kLagHops);
    const float lagged = amplitude_[slot], laggedPhase = phase_[slot];
    phase_[slot] = std::atan2(line.im, line.re) / (2 * static_cast<float>(kPi));
    amplitude_[slot] = amplitude;
    ++answerHops_;
    ++sinceReversal_;
    sumRe_ += line.power * std::cos(2 * kPi * turn);
    sumIm_ += line.power * std::sin(2 * kPi * turn);
    const double mean = swingHops_ > 0 ? sumAmplitude_ / swingHops_ : amplitude;
    if (amplitude > kDip * mean) {
        const double phase = 2 * kPi * kSwingHz * answerHops_ * kProbeHopMs / 1000;
        sumAmplitude_ += amplitude;
        swingRe_ += amplitude * std::cos(phase);
        swingIm_ += amplitude * std::sin(phase);
        ++swingHops_;
    }
    if (answerHops_ <= kLagHops || amplitude < kDip * mean || lagged < kDip * mean)
        return;
    const double expected = kHz[kAnswer] * kProbeHopMs / 1000 + std::atan2(sumIm_, sumRe_) / (2 * kPi);
    const double turns = phase_[slot] - laggedPhase - kLagHops * expected;
    if (std::fabs(turns - std::round(turns)) < 0.3) // a reversal is half a turn
        return;
    const double sinceMs = sinceReversal_ * kProbeHopMs;
    if (sinceMs < kReversalMs / 4) // the same one, still within the lag
        return;
    reversals_ = reversals_ == 0 || std::fabs(sinceMs - kReversalMs) <= kReversalOffMs ? reversals_ + 1 : 1;
    sinceReversal_ = 0;
}

bool DataTones::answerTone(DataTone &tone) const {
    if (answerHops_ * kProbeHopMs != kAnswerHeardMs)
        return false;
    const double swing = 2 * std::hypot(swingRe_, swingIm_) / sumAmplitude_;
    const bool swings = swing >= kLeastSwing && swing <= kMostSwing;
    const bool reverses = reversals_ >= kLeastReversals;
    tone = swings ? (reverses ? DataTone::kAnsamReversed : DataTone::kAnsam)
                  : (reverses ? DataTone::kCedReversed : DataTone::kCed);
    return true;
}

} // namespace callbox::dsp
