#include "dsp/hangup_detector.h"

#include <cmath>
#include <cstring>
#include <initializer_list>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr float kLeastHz = 300, kMostHz = 2000;
constexpr uint16_t kLeastMs = 60, kMostMs = 5000;
constexpr float kCountryToleranceHz = 15, kChinaToleranceHz = 29; // see call_progress.cpp
constexpr float kLearntToleranceHz = 12; // the line's own generator, and what learning may be off by
constexpr double kLeastDbm0 = -38;
constexpr double kLearntLevelDb = 9;  // a line's loss may differ so much from call to call
constexpr float kQuietShare = 0.125F; // pauses at least 9 dB below the tone: nobody talks
constexpr uint8_t kSegments = 5;      // three pulses, the two pauses between them
constexpr uint32_t kLastPauseMs = 60; // and the third pulse has ended
constexpr uint32_t kContinuousMs = 3000;
/// Dial tone that comes sooner is that of the line's own seizure or recall.
constexpr uint64_t kDialToneGraceMs = 5000;

float meanSquare(double dbm0) {
    const double amplitude = sineAmplitude(dbm0);
    return static_cast<float>(amplitude * amplitude / 2);
}

} // namespace

HangupDetector::HangupDetector() : probe_(table_), segments_(chords_, kQuietShare), matcher_(cadence_, 0) {}

void HangupDetector::listenFor(const TonePlan &plan) {
    const bool china = std::strcmp(plan.country, "cn") == 0;
    float hz[kMaxProbeLines];
    int lines = 0;
    float closest = 1000;
    chords_ = ChordSet();
    cadences_ = 0;
    for (Tone which : {Tone::kBusy, Tone::kCongestion, Tone::kDial}) {
        const ToneSegment &on = plan[which].segment[0];
        Chord chord;
        chord.lines = on.frequencies;
        chord.toleranceHz = china ? kChinaToleranceHz : kCountryToleranceHz;
        for (int i = 0; i < on.frequencies; ++i) {
            int line = 0;
            while (line < lines && hz[line] != on.frequencyHz[i])
                ++line;
            if (line == lines)
                hz[lines++] = on.frequencyHz[i];
            chord.line[i] = static_cast<uint8_t>(line);
        }
        int same = 0;
        while (same < chords_.count &&
               std::memcmp(chords_.chord[same].line, chord.line, sizeof(chord.line)) != 0)
            ++same;
        chord.tone = static_cast<uint8_t>(same);
        if (same == chords_.count)
            chords_.chord[chords_.count++] = chord;
        cadence_[cadences_].tone = static_cast<int8_t>(same);
        // Of a rhythm of four (congestion in the United Kingdom) the first two would never repeat in a row.
        if (plan[which].segments <= 2)
            addCadence(on.ms, plan[which].segments == 2 ? plan[which].segment[1].ms : uint16_t{0});
    }
    for (int a = 0; a < lines; ++a)
        for (int b = 0; b < a; ++b)
            closest = std::fmin(closest, std::fabs(hz[a] - hz[b]));
    table_.build(hz, lines, closest < 95 ? kLongWindowHops : kShortWindowHops);
    leastPower_ = meanSquare(kLeastDbm0);
    mostPower_ = 1e12F;
    restart();
}

bool HangupDetector::canListenFor(const HangupTone &tone) {
    if (tone.frequencyHz == 0)
        return true;
    const auto isTime = [](uint16_t ms) { return ms >= kLeastMs && ms <= kMostMs; };
    const bool continuous = tone.onMs == 0 && tone.offMs == 0;
    return tone.frequencyHz >= kLeastHz && tone.frequencyHz <= kMostHz && std::isfinite(tone.levelDbm0) &&
           (continuous || (isTime(tone.onMs) && isTime(tone.offMs)));
}

bool HangupDetector::listenFor(const HangupTone &tone) {
    if (!canListenFor(tone))
        return false;
    chords_ = ChordSet();
    cadences_ = 0;
    leastPower_ = meanSquare(tone.levelDbm0 == 0 ? kLeastDbm0 : tone.levelDbm0 - kLearntLevelDb);
    mostPower_ = tone.levelDbm0 == 0 ? 1e12F : meanSquare(tone.levelDbm0 + kLearntLevelDb);
    if (tone.frequencyHz != 0) {
        table_.build(&tone.frequencyHz, 1, kShortWindowHops);
        chords_.count = 1;
        chords_.chord[0].lines = 1;
        chords_.chord[0].toleranceHz = kLearntToleranceHz;
        cadence_[0].tone = 0;
        addCadence(tone.onMs, tone.offMs);
    }
    restart();
    return true;
}

void HangupDetector::addCadence(uint16_t onMs, uint16_t offMs) {
    Cadence &cadence = cadence_[cadences_];
    const int8_t tone = cadence.tone;
    cadence = Cadence();
    cadence.id = static_cast<int8_t>(cadences_++);
    cadence.tone = tone;
    if (onMs == 0) {
        cadence.continuousMs = cadence.lateMs = kContinuousMs;
        return;
    }
    cadence.elements = 2;
    cadence.ms[0] = onMs;
    cadence.ms[1] = offMs;
    cadence.neededSegments = kSegments;
    cadence.endsWithTone = true;
    cadence.pauseMs = kLastPauseMs;
}

void HangupDetector::restart(bool dialToneExpected) {
    dialToneExpected_ = dialToneExpected;
    chords_.leastPower = leastPower_;
    probe_ = ToneProbe(table_);
    segments_ = ToneSegments(chords_, kQuietShare);
    matcher_ = CadenceMatcher(cadence_, cadences_);
    hops_ = 0;
    heard_ = false;
}

bool HangupDetector::process(const int16_t *samples, int count) {
    if (cadences_ == 0 || heard_)
        return false;
    while (probe_.take(samples, count)) {
        ++hops_;
        const bool ended = segments_.step(probe_);
        if (!matcher_.step(segments_, ended) || matcher_.current() == CadenceMatcher::kNone ||
            !levelIsRight())
            continue;
        if (cadence_[matcher_.current()].elements == 0 && !dialToneCounts())
            continue;
        heard_ = true;
        return true;
    }
    return false;
}

bool HangupDetector::levelIsRight() const {
    const Segment running = segments_.running();
    return (running.tone == Segment::kNoTone ? segments_.last() : running).power <= mostPower_;
}

bool HangupDetector::dialToneCounts() const {
    return !dialToneExpected_ || hops_ * kProbeHopMs >= kDialToneGraceMs + segments_.running().ms;
}

} // namespace callbox::dsp
