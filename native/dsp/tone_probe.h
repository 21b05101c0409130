// Listens at a handful of frequencies at once: how much power each holds and how far the sound is from
// it. Every 5 ms each frequency is correlated with 5 ms of samples; four or ten of those, weighted, make
// a window of 20 or 50 ms. How far its phase turned since the window before tells the true frequency.
#pragma once

#include <cstdint>

#include "dsp/oscillator.h"

namespace callbox::dsp {

constexpr int kProbeHopSamples = 40; // 5 ms
constexpr int kProbeHopMs = 5;
constexpr int kMaxProbeLines = 16;
constexpr int kShortWindowHops = 4;   // 20 ms: frequencies 100 Hz apart, pulses from 60 ms
constexpr int kLongWindowHops = 10;   // 50 ms: frequencies 40 Hz apart, pulses from 100 ms
constexpr int kMaxProbeOffsetHz = 60; // beyond it a line says nothing

/// Frequencies and their tables: made once, then shared by all who listen for the same.
struct ProbeTable {
    /// `hz` within 100 .. 3900, at most kMaxProbeLines; `windowHops` kShortWindowHops or kLongWindowHops.
    void build(const float *hz, int lines, int windowHops);
    /// Index of the line at exactly this frequency; -1 if there is none.
    int find(float hz) const;

    int lines = 0, lanes = 0; // lanes: lines rounded up to a processor's vector
    int windowHops = kShortWindowHops;
    float hz[kMaxProbeLines] = {};
    float weight[kLongWindowHops] = {};
    float turnRe[kLongWindowHops][kMaxProbeLines] = {}, turnIm[kLongWindowHops][kMaxProbeLines] = {};
    float response[kMaxProbeOffsetHz + 1] = {}; // power of a sine so many Hz beside a line, 1 on it
    alignas(64) float cosine[kProbeHopSamples][kMaxProbeLines] = {};
    alignas(64) float sine[kProbeHopSamples][kMaxProbeLines] = {};
};

struct ProbeLine {
    float power = 0;      // of a sine there, corrected for its offset; mean square of 16-bit steps
    float re = 0, im = 0; // its phasor in the newest hop's frame: 5 ms later it has turned by hz / 200 turns
    float offsetHz = 0;   // -100 .. 100, from the line to the sound; 0 where there is nothing to tell
};

class ToneProbe {
  public:
    /// `table` must outlive the probe.
    explicit ToneProbe(const ProbeTable &table) : table_(&table) {}
    void restart(const ProbeTable &table) { *this = ToneProbe(table); }

    /// Takes samples until a hop is complete: true, then read it and call again with what is left.
    bool take(const int16_t *&samples, int &count);

    const ProbeTable &table() const { return *table_; }
    const ProbeLine &line(int index) const { return line_[index]; }
    float total() const { return total_; } // mean square of all that was in the window

  private:
    void correlate();
    void combine();

    const ProbeTable *table_;
    int fill_ = 0;
    int newest_ = 0; // index into the hops
    float total_ = 0;
    int16_t hop_[kProbeHopSamples] = {};
    float energy_[kLongWindowHops] = {};
    alignas(64) float re_[kLongWindowHops][kMaxProbeLines] = {}, im_[kLongWindowHops][kMaxProbeLines] = {};
    float beforeRe_[kMaxProbeLines] = {}, beforeIm_[kMaxProbeLines] = {};
    ProbeLine line_[kMaxProbeLines] = {};
};

} // namespace callbox::dsp
