// Recognises a rhythm of tone and pause in the segments that ToneSegments cuts.
#pragma once

#include <cstdint>

#include "dsp/tone_plan.h"
#include "dsp/tone_segments.h"

namespace callbox::dsp {

constexpr int kMaxCadences = 8;

/// What is to be recognised, and how much of it must have been heard.
struct Cadence {
    int8_t id = 0;
    int8_t tone = 0;      // Segment::tone
    uint8_t elements = 0; // on, off, on, off ...; even; 0: a continuous tone
    uint16_t ms[kMaxToneSegments] = {};
    uint32_t continuousMs = 0,
             lateMs = 0;        // continuous: recognised after so long; after other sounds, after lateMs
    uint8_t neededSegments = 0; // complete and in a row
    bool endsWithTone = false;  // the newest of them must be a tone, else whatever comes
    uint32_t pauseMs = 0;       // and then so much of the pause under way, clean
    bool anyPause = false;      // somebody may be talking in its pauses
};

/// Fills what must be heard from `ms` and `tone`, as call progress wants it.
void askForProgress(Cadence &cadence);

/// The clearest match wins; one rhythm goes on at a time.
class CadenceMatcher {
  public:
    static constexpr int8_t kNone = -1;

    CadenceMatcher(const Cadence *cadences, int count) : cadences_(cadences), count_(count) {}

    /// After each hop. `ended`: segments.step() said so. Returns true when current() has changed.
    bool step(const ToneSegments &segments, bool ended);
    /// Id of the cadence that goes on; kNone.
    int8_t current() const { return current_ < 0 ? kNone : cadences_[current_].id; }

  private:
    static constexpr int kHistory = 12;
    const Segment &past(int index) const { return history_[(newest_ - index + 2 * kHistory) % kHistory]; }
    bool goesOn(const Segment &running, bool ended);
    bool matches(const Cadence &cadence, const Segment &running, int &position) const;
    bool matchesAt(const Cadence &cadence, int newestElement) const;
    bool evenTones(const Cadence &cadence) const;
    bool fits(const Cadence &cadence, int element, const Segment &segment) const;

    const Cadence *cadences_;
    int count_;
    Segment history_[kHistory];
    int newest_ = 0, kept_ = 0;
    int current_ = -1;
    bool soundBefore_ = false; // something was heard before what runs now
    int element_ = 0;          // of current_: the one that runs now
};

} // namespace callbox::dsp
