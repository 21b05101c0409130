#include "dsp/tone_segments.h"

#include <algorithm>
#include <cmath>

namespace callbox::dsp {
namespace {

constexpr float kLeastPurity = 0.6F;      // of the window's power: a tone 2 dB above white noise of 0-4 kHz
constexpr float kLeastLineShare = 0.1F;   // of the chord's power: the weakest line, some 8 dB below another
constexpr uint32_t kGapHops = 8;          // 40 ms: shorter interruptions of a tone are a line's faults
constexpr uint32_t kHitsToBegin = 3;      // 15 ms
constexpr double kMostHzSpread = 6;       // standard deviation within a tone; a voice moves by tens
constexpr double kMostPowerSpread = 0.35; // of the mean: 1.5 dB
constexpr uint32_t kLoudHopsForgiven = 6; // the slopes of the tones beside a pause

} // namespace

ToneSegments::Hit ToneSegments::classify(const ToneProbe &probe) const {
    Hit best;
    const float least = std::max(chords_->leastPower, kLeastPurity * probe.total());
    for (int c = 0; c < chords_->count; ++c) {
        const Chord &chord = chords_->chord[c];
        float power = 0, weakest = 0;
        bool near = true;
        for (int i = 0; i < chord.lines; ++i) {
            const ProbeLine &line = probe.line(chord.line[i]);
            power += line.power;
            weakest = i == 0 ? line.power : std::min(weakest, line.power);
            near = near && std::fabs(line.offsetHz) <= chord.toleranceHz;
        }
        if (!near || power < least || power <= best.power || weakest < kLeastLineShare * power)
            continue;
        best.tone = static_cast<int8_t>(chord.tone);
        best.power = power;
        best.frequencyHz = probe.table().hz[chord.line[0]] + probe.line(chord.line[0]).offsetHz;
    }
    return best;
}

bool ToneSegments::step(const ToneProbe &probe) {
    const Hit hit = classify(probe);
    now_ = hit.tone;
    return tone_ == Segment::kNoTone ? stepNoTone(hit, probe.total()) : stepTone(hit, probe.total());
}

bool ToneSegments::isLoud(float total) const {
    return total > (tonePower_ > 0 ? quietShare_ * tonePower_ : chords_->soundPower);
}

bool ToneSegments::stepTone(const Hit &hit, float total) {
    if (hit.tone == tone_) {
        hops_ += 1 + misses_; // a short interruption belongs to the tone
        misses_ = loudMisses_ = candidateHops_ = 0;
        note(hit);
        return false;
    }
    ++misses_;
    loudMisses_ += isLoud(total) ? 1 : 0;
    candidateHops_ = hit.tone == Segment::kNoTone ? 0 : hit.tone == candidate_ ? candidateHops_ + 1 : 1;
    candidate_ = hit.tone;
    if (candidateHops_ > 0)
        candidateHit_[candidateHops_ - 1] = hit;
    if (candidateHops_ == kHitsToBegin) { // straight into another tone
        if (hops_ < kGapHops) {           // which it was all the time: a slope holds every frequency
            begin(candidate_, hops_ + misses_);
            return false;
        }
        end();
        begin(candidate_, kHitsToBegin);
        return true;
    }
    if (misses_ < kGapHops)
        return false;
    const uint32_t hops = misses_, loud = loudMisses_;
    end();
    begin(Segment::kNoTone, hops);
    loudHops_ = loud;
    return true;
}

bool ToneSegments::stepNoTone(const Hit &hit, float total) {
    candidateHops_ = hit.tone == Segment::kNoTone ? 0 : hit.tone == candidate_ ? candidateHops_ + 1 : 1;
    candidate_ = hit.tone;
    ++hops_;
    if (hit.tone == Segment::kNoTone) {
        loudHops_ += isLoud(total) ? 1 : 0;
        return false;
    }
    candidateHit_[candidateHops_ - 1] = hit;
    if (candidateHops_ < kHitsToBegin)
        return false;
    hops_ -= kHitsToBegin;
    end();
    begin(candidate_, kHitsToBegin);
    return true;
}

void ToneSegments::begin(int8_t tone, uint32_t hops) {
    whole_ = true;
    tone_ = tone;
    hops_ = hops;
    loudHops_ = misses_ = loudMisses_ = candidateHops_ = 0;
    candidate_ = Segment::kNoTone;
    noted_ = counted_ = 0;
    sumHz_ = sumHzSquares_ = sumPower_ = sumPowerSquares_ = 0;
    if (tone == Segment::kNoTone)
        return;
    for (const Hit &hit : candidateHit_)
        note(hit);
}

void ToneSegments::note(const Hit &hit) {
    const Hit old = recent_[noted_ % 2];
    recent_[noted_ % 2] = hit;
    tonePower_ = counted_ > 0 ? static_cast<float>(sumPower_ / counted_) : hit.power;
    if (++noted_ <= 4) // the slope, and what may still turn out to be the last two
        return;
    ++counted_;
    sumHz_ += old.frequencyHz;
    sumHzSquares_ += static_cast<double>(old.frequencyHz) * old.frequencyHz;
    sumPower_ += old.power;
    sumPowerSquares_ += static_cast<double>(old.power) * old.power;
}

bool ToneSegments::steady() const {
    if (counted_ < 3)
        return false;
    const double hz = sumHz_ / counted_, power = sumPower_ / counted_;
    return sumHzSquares_ / counted_ - hz * hz <= kMostHzSpread * kMostHzSpread &&
           sumPowerSquares_ / counted_ - power * power <= kMostPowerSpread * kMostPowerSpread * power * power;
}

Segment ToneSegments::running() const {
    Segment segment;
    segment.tone = tone_;
    segment.whole = whole_;
    segment.ms = hops_ * kProbeHopMs;
    segment.loudMs = loudHops_ * kProbeHopMs;
    if (tone_ == Segment::kNoTone) {
        segment.clean = loudHops_ <= kLoudHopsForgiven + hops_ / 10;
        return segment;
    }
    segment.clean = steady();
    segment.frequencyHz =
        counted_ > 0 ? static_cast<float>(sumHz_ / counted_) : recent_[(noted_ + 1) % 2].frequencyHz;
    segment.power = tonePower_;
    return segment;
}

void ToneSegments::end() { last_ = running(); }

} // namespace callbox::dsp
