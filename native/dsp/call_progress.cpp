#include "dsp/call_progress.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr double kLeastDbm0 = -40; // tones come at -30 dBm0 and above; ITU-T E.180 §3.3: -10 ± 5 when sent
constexpr double kSoundDbm0 = -35; // line noise is below it
// E.180 Supplement 2 gives China ± 25 Hz; elsewhere exchanges keep within 10 Hz.
constexpr float kToleranceHz = 15, kChinaToleranceHz = 29;
constexpr double kResolvedHz = 90; // closer frequencies than this need the long window
constexpr uint32_t kLeastContinuousMs = 1000;
constexpr uint32_t kLateContinuousMs = 3000; // music holds a note so long rarely

// What is listened for, in the order of ProgressTone.
constexpr Tone kHeard[] = {Tone::kDial,   Tone::kRingback,    Tone::kBusy,  Tone::kCongestion,
                           Tone::kVacant, Tone::kCallWaiting, Tone::kHowler};
static_assert(static_cast<int>(Tone::kHowler) == static_cast<int>(ProgressTone::kHowler),
              "the tones of the plan and of call progress have the same numbers");

// Special information tone: two lines for each part, so that ± 50 Hz is never far from one.
constexpr float kSitHz[3][2] = {{925, 975}, {1375, 1425}, {1775, 1825}};
constexpr float kSitToleranceHz = 36;
constexpr uint32_t kSitPartLeastMs = 220, kSitPartMostMs = 460; // 260 .. 400 and Bellcore's 274 and 380
constexpr uint32_t kSitHeardMs = 150;                           // enough of the third
constexpr uint32_t kSitMostGapMs = 50;
constexpr float kSitMostUneven = 4; // 6 dB; at the exchange 3 dB

// Variants (Telcordia GR-674): a low or a high frequency, short (274 ms) or long (380 ms), in each of the
// first two parts.
constexpr float kSitLowHz[2] = {913.8F, 1370.6F}, kSitHighHz[2] = {985.2F, 1428.5F};
constexpr float kSitVariantHz = 15;
constexpr int kSitShortMs = 274, kSitLongMs = 380, kSitVariantMs = 40;

float meanSquare(double dbm0) {
    const double amplitude = sineAmplitude(dbm0);
    return static_cast<float>(amplitude * amplitude / 2);
}

bool isSit(const ToneSpec &spec) {
    return spec.segments > 0 && spec.segment[0].frequencyHz[0] == 950 && spec.segment[0].ms > 0;
}

} // namespace

const char *progressToneName(ProgressTone tone) {
    constexpr const char *kNames[] = {"dial",   "ringback",     "busy",   "congestion",
                                      "vacant", "call-waiting", "howler", "sit"};
    return kNames[static_cast<int>(tone)];
}

int sitCauseQ850(SitCause cause) {
    constexpr int kCauses[] = {0, 1, 22, 42, 34}; // unallocated, number changed, congestion, no circuit
    return kCauses[static_cast<int>(cause)];
}

ProgressTables::ProgressTables(const TonePlan &plan) {
    const float toleranceHz = std::strcmp(plan.country, "cn") == 0 ? kChinaToleranceHz : kToleranceHz;
    tones_.leastPower = sit_.leastPower = meanSquare(kLeastDbm0);
    tones_.soundPower = sit_.soundPower = meanSquare(kSoundDbm0);
    for (Tone tone : kHeard)
        if (!isSit(plan[tone]))
            addTone(tone, plan[tone], toleranceHz);
    // A continuous tone is one that outlasts every pulse of its frequency.
    for (int i = 0; i < cadences_; ++i) {
        Cadence &cadence = cadence_[i];
        if (cadence.elements > 0)
            continue;
        cadence.continuousMs = kLeastContinuousMs;
        cadence.lateMs = kLateContinuousMs;
        for (int other = 0; other < cadences_; ++other)
            for (int element = 0; element < cadence_[other].elements; element += 2)
                if (cadence_[other].tone == cadence.tone)
                    cadence.continuousMs =
                        std::max(cadence.continuousMs, cadence_[other].ms[element] * 6U / 5 + 100);
    }
    double closest = 1000;
    for (int a = 0; a < lines_; ++a)
        for (int b = 0; b < a; ++b)
            closest = std::min(closest, std::fabs(static_cast<double>(hz_[a]) - hz_[b]));
    addSit();
    probe_.build(hz_, lines_, closest < kResolvedHz ? kLongWindowHops : kShortWindowHops);
}

int ProgressTables::lineAt(float hz) {
    for (int i = 0; i < lines_; ++i)
        if (hz_[i] == hz)
            return i;
    hz_[lines_] = hz;
    return lines_++;
}

int8_t ProgressTables::chordOf(const ToneSegment &segment, float toleranceHz) {
    Chord chord;
    chord.lines = segment.frequencies;
    chord.toleranceHz = toleranceHz;
    for (int i = 0; i < segment.frequencies; ++i)
        chord.line[i] = static_cast<uint8_t>(lineAt(segment.frequencyHz[i]));
    for (int c = 0; c < tones_.count; ++c)
        if (tones_.chord[c].lines == chord.lines &&
            std::equal(chord.line, chord.line + chord.lines, tones_.chord[c].line))
            return static_cast<int8_t>(c);
    chord.tone = static_cast<uint8_t>(tones_.count);
    tones_.chord[tones_.count] = chord;
    return static_cast<int8_t>(tones_.count++);
}

void ProgressTables::addTone(Tone tone, const ToneSpec &spec, float toleranceHz) {
    Cadence &cadence = cadence_[cadences_++];
    cadence.id = static_cast<int8_t>(tone);
    cadence.tone = chordOf(spec.segment[0], toleranceHz);
    cadence.anyPause = tone == Tone::kCallWaiting;
    for (int i = 0; i < spec.segments && spec.segment[0].ms > 0; ++i)
        cadence.ms[cadence.elements++] = spec.segment[i].ms;
    askForProgress(cadence);
}

void ProgressTables::addSit() {
    for (int part = 0; part < 3; ++part)
        for (float hz : kSitHz[part]) {
            Chord &chord = sit_.chord[sit_.count++];
            chord.tone = static_cast<uint8_t>(part);
            chord.lines = 1;
            chord.line[0] = static_cast<uint8_t>(lineAt(hz));
            chord.toleranceHz = kSitToleranceHz;
        }
}

SitSequence::Step SitSequence::step(const ToneSegments &segments, bool ended) {
    if (ended) {
        const Segment &last = segments.last();
        if (sounding_ && last.tone == 2) {
            sounding_ = false;
            parts_ = 0;
            return Step::kEnded;
        }
        if (last.tone == Segment::kNoTone) {
            if (last.ms > kSitMostGapMs)
                parts_ = 0;
        } else if (parts_ < 2 && isPart(last, parts_)) {
            part_[parts_++] = last;
        } else if (isPart(last, 0)) {
            part_[0] = last;
            parts_ = 1;
        } else {
            parts_ = 0;
        }
    }
    const Segment running = segments.running();
    if (sounding_ || parts_ < 2 || running.tone != 2 || running.ms < kSitHeardMs || !running.clean)
        return Step::kNothing;
    sounding_ = true;
    cause_ = variant();
    return Step::kBegan;
}

bool SitSequence::isPart(const Segment &segment, int part) const {
    if (segment.tone != part || !segment.whole || !segment.clean || segment.ms < kSitPartLeastMs ||
        segment.ms > kSitPartMostMs)
        return false;
    return part == 0 || (segment.power < kSitMostUneven * part_[0].power &&
                         part_[0].power < kSitMostUneven * segment.power);
}

SitCause SitSequence::variant() const {
    bool high[2], isLong[2];
    for (int i = 0; i < 2; ++i) {
        high[i] = std::fabs(part_[i].frequencyHz - kSitHighHz[i]) < kSitVariantHz;
        isLong[i] = std::abs(static_cast<int>(part_[i].ms) - kSitLongMs) < kSitVariantMs;
        if ((!high[i] && std::fabs(part_[i].frequencyHz - kSitLowHz[i]) >= kSitVariantHz) ||
            (!isLong[i] && std::abs(static_cast<int>(part_[i].ms) - kSitShortMs) >= kSitVariantMs))
            return SitCause::kUnknown;
    }
    if (high[0] == high[1] && isLong[0] && isLong[1])
        return SitCause::kNoCircuit;
    if (high[0] != high[1] && !isLong[0] && isLong[1])
        return SitCause::kReorder;
    if (high[0] && !high[1] && isLong[0] && !isLong[1])
        return SitCause::kVacantCode;
    if (!high[0] && !high[1] && !isLong[0] && !isLong[1])
        return SitCause::kIntercept;
    return SitCause::kUnknown;
}

CallProgress::CallProgress(const ProgressTables &tables)
    : tables_(tables), probe_(tables.probe_), segments_(tables.tones_), sitSegments_(tables.sit_),
      cadences_(tables.cadence_, tables.cadences_) {}

void CallProgress::restart() {
    probe_ = ToneProbe(tables_.probe_);
    segments_ = ToneSegments(tables_.tones_);
    sitSegments_ = ToneSegments(tables_.sit_);
    cadences_ = CadenceMatcher(tables_.cadence_, tables_.cadences_);
    sit_ = SitSequence();
    told_ = CadenceMatcher::kNone;
}

int CallProgress::process(const int16_t *samples, int count, ProgressEvent (&events)[kMaxEvents]) {
    int happened = 0;
    const auto tell = [&](bool ended, ProgressTone tone, SitCause sit = SitCause::kUnknown) {
        events[happened++] = ProgressEvent{ended, tone, sit};
    };
    while (probe_.take(samples, count)) {
        const bool ended = segments_.step(probe_);
        if (cadences_.step(segments_, ended)) {
            if (told_ != CadenceMatcher::kNone)
                tell(true, static_cast<ProgressTone>(told_));
            told_ = cadences_.current();
            if (told_ != CadenceMatcher::kNone)
                tell(false, static_cast<ProgressTone>(told_));
        }
        const bool sitEnded = sitSegments_.step(probe_);
        const SitSequence::Step step = sit_.step(sitSegments_, sitEnded);
        if (step != SitSequence::Step::kNothing)
            tell(step == SitSequence::Step::kEnded, ProgressTone::kSit, sit_.cause());
    }
    return happened;
}

} // namespace callbox::dsp
