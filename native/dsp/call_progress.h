// Recognises the tones by which an exchange says how a call goes on. ITU-T E.180, E.182 and their
// Supplement 2 by country (cn: GB/T 3380); special information tone: ITU-T E.180 §9, and what its
// variants in North America tell (Telcordia GR-674).
#pragma once

#include <cstdint>

#include "dsp/cadence.h"
#include "dsp/tone_plan.h"
#include "dsp/tone_probe.h"
#include "dsp/tone_segments.h"

namespace callbox::dsp {

enum class ProgressTone : uint8_t {
    kDial,
    kRingback,
    kBusy,
    kCongestion,
    kVacant,
    kCallWaiting,
    kHowler,
    kSit
};
/// "dial", "ringback", "busy", "congestion", "vacant", "call-waiting", "howler", "sit".
const char *progressToneName(ProgressTone tone);

/// What a special information tone says by its frequencies and times.
enum class SitCause : uint8_t { kUnknown, kVacantCode, kIntercept, kReorder, kNoCircuit };
/// ITU-T Q.850; 0 for kUnknown.
int sitCauseQ850(SitCause cause);

struct ProgressEvent {
    bool ended = false; // false: recognised, and goes on
    ProgressTone tone{};
    SitCause sit{}; // kSit, not ended
};

/// What a country's tones need; made once, shared by all channels.
class ProgressTables {
  public:
    explicit ProgressTables(const TonePlan &plan);

  private:
    friend class CallProgress;
    friend class HangupDetector;
    int lineAt(float hz);
    int8_t chordOf(const ToneSegment &segment, float toleranceHz);
    void addTone(Tone tone, const ToneSpec &spec, float toleranceHz);
    void addSit();

    float hz_[kMaxProbeLines] = {};
    int lines_ = 0;
    ProbeTable probe_;
    ChordSet tones_, sit_;
    Cadence cadence_[kMaxCadences];
    int cadences_ = 0;
};

/// Three tones, each higher than the last. ITU-T E.180 §9: 950, 1400, 1800 Hz ± 50, 330 ms ± 70, at most
/// 30 ms apart.
class SitSequence {
  public:
    enum class Step : uint8_t { kNothing, kBegan, kEnded };
    Step step(const ToneSegments &segments, bool ended);
    SitCause cause() const { return cause_; }

  private:
    bool isPart(const Segment &segment, int part) const;
    SitCause variant() const;

    Segment part_[2];
    int parts_ = 0;
    bool sounding_ = false;
    SitCause cause_ = SitCause::kUnknown;
};

class CallProgress {
  public:
    static constexpr int kMaxEvents = 8; // in one call with at most 80 samples

    /// `tables` must outlive it.
    explicit CallProgress(const ProgressTables &tables);
    CallProgress(const CallProgress &) = delete; // its parts know each other
    CallProgress &operator=(const CallProgress &) = delete;

    void restart();
    /// 1 .. 80 samples. Writes what happened and returns how many; a tone ends before the next begins.
    int process(const int16_t *samples, int count, ProgressEvent (&events)[kMaxEvents]);

  private:
    const ProgressTables &tables_;
    ToneProbe probe_;
    ToneSegments segments_, sitSegments_;
    CadenceMatcher cadences_;
    SitSequence sit_;
    int8_t told_ = CadenceMatcher::kNone; // the cadence that has begun and not ended
};

} // namespace callbox::dsp
