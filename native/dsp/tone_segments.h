// Cuts a sound into stretches of tone and of no tone, each with how long and how clean it was.
#pragma once

#include <cstdint>

#include "dsp/tone_probe.h"

namespace callbox::dsp {

constexpr int kMaxChordLines = 4;
constexpr int kMaxChords = 8;

/// One to four of a probe's lines that sound together. Several chords may stand for the same `tone`.
struct Chord {
    uint8_t tone = 0; // whatever the owner calls it
    uint8_t lines = 0;
    uint8_t line[kMaxChordLines] = {};
    float toleranceHz = 0; // each line at most so far off
};

struct ChordSet {
    int count = 0;
    Chord chord[kMaxChords] = {};
    float leastPower = 0; // mean square below which nothing is a tone
    float soundPower = 0; // more than this, before any tone, is a sound
};

struct Segment {
    static constexpr int8_t kNoTone = -1;
    int8_t tone = kNoTone;
    bool whole = false; // its start was heard
    bool clean = false; // a tone: steady in frequency and level; no tone: much quieter than the tone before
    uint32_t ms = 0;
    uint32_t loudMs = 0;              // no tone: how much of it was not quiet
    float frequencyHz = 0, power = 0; // of a tone: its first line, all of it
};

class ToneSegments {
  public:
    explicit ToneSegments(const ChordSet &chords) : chords_(&chords) {}
    /// `quietShare`: a stretch without tone is clean while it holds less than this share of the power of
    /// the tone before it.
    ToneSegments(const ChordSet &chords, float quietShare) : chords_(&chords), quietShare_(quietShare) {}

    /// The probe has a new hop. True: a segment has ended, see last(); a new one runs.
    bool step(const ToneProbe &probe);
    const Segment &last() const { return last_; }
    /// The one that runs, up to now. A tone that stopped less than 40 ms ago still runs.
    Segment running() const;
    /// The chord's tone in this very hop, kNoTone if none.
    int8_t now() const { return now_; }

  private:
    struct Hit {
        int8_t tone = Segment::kNoTone;
        float frequencyHz = 0, power = 0;
    };
    Hit classify(const ToneProbe &probe) const;
    bool isLoud(float total) const;
    bool stepTone(const Hit &hit, float total);
    bool stepNoTone(const Hit &hit, float total);
    void begin(int8_t tone, uint32_t hops);
    void end();
    void note(const Hit &hit);
    bool steady() const;

    const ChordSet *chords_;
    float quietShare_ = 0.25F; // -6 dB
    int8_t now_ = Segment::kNoTone, tone_ = Segment::kNoTone;
    bool whole_ = false;
    uint32_t hops_ = 0;     // of the running segment
    uint32_t loudHops_ = 0; // without tone
    float tonePower_ = 0;   // of the last tone
    // A tone that may be stopping, or a change that may be coming:
    uint32_t misses_ = 0, loudMisses_ = 0, candidateHops_ = 0;
    int8_t candidate_ = Segment::kNoTone;
    Hit candidateHit_[3];
    // What the running tone is like, without its first and last two hops:
    Hit recent_[2];
    uint32_t noted_ = 0, counted_ = 0;
    double sumHz_ = 0, sumHzSquares_ = 0, sumPower_ = 0, sumPowerSquares_ = 0;
    Segment last_;
};

} // namespace callbox::dsp
