#include "dsp/tone_generator.h"

#include <cmath>
#include <cstring>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {
constexpr int kPieceSamples = 80;
}

void ToneGenerator::start(const ToneSpec &spec) {
    spec_ = spec.segments > 0 ? &spec : nullptr;
    segment_ = 0;
    for (Oscillator &oscillator : oscillator_)
        oscillator.restart();
    if (spec_ != nullptr)
        enterSegment();
}

void ToneGenerator::enterSegment() {
    const ToneSegment &segment = spec_->segment[segment_];
    left_ = segment.ms * (kSampleRateHz / 1000);
    if (segment.frequencies == 0)
        return;
    // The level is that of the chord: n equal sines of 1/n of its power each.
    const double amplitude = sineAmplitude(spec_->levelDbm0 - 10 * std::log10(segment.frequencies));
    for (int i = 0; i < segment.frequencies; ++i)
        oscillator_[i].set(segment.frequencyHz[i], amplitude);
}

void ToneGenerator::generate(int16_t *out, int samples) {
    int done = 0;
    while (done < samples) {
        if (spec_ == nullptr) {
            std::memset(out + done, 0, sizeof(int16_t) * static_cast<size_t>(samples - done));
            return;
        }
        const ToneSegment &segment = spec_->segment[segment_];
        int piece = samples - done < kPieceSamples ? samples - done : kPieceSamples;
        if (segment.ms > 0 && static_cast<uint32_t>(piece) > left_)
            piece = static_cast<int>(left_);
        float sum[kPieceSamples] = {};
        for (int i = 0; i < segment.frequencies; ++i)
            oscillator_[i].add(sum, piece);
        for (int i = 0; i < piece; ++i)
            out[done + i] = toSample(sum[i]);
        done += piece;
        if (segment.ms == 0)
            continue;
        left_ -= static_cast<uint32_t>(piece);
        if (left_ == 0) {
            segment_ = segment_ + 1 < spec_->segments ? segment_ + 1 : spec_->repeatFrom;
            enterSegment();
        }
    }
}

} // namespace callbox::dsp
