#include "dsp/dial_tone.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

constexpr double kProbesHz[] = {-15, 0, 15}; // an exchange may be off by 25 Hz; a window sees 25 Hz around
constexpr double kShare = 0.7;               // of all power

double powerAt(double hz, const int16_t *samples, int count) {
    double re = 0, im = 0;
    for (int n = 0; n < count; ++n) {
        re += samples[n] * std::cos(2 * kPi * hz * n / kSampleRateHz);
        im += samples[n] * std::sin(2 * kPi * hz * n / kSampleRateHz);
    }
    return 2 * (re * re + im * im) / count / count; // mean power of a sine of this frequency
}

} // namespace

void DialToneEar::start(const ToneSpec &spec) {
    spec_ = &spec;
    fill_ = 0;
    soundMs_ = 0;
    gap_ = 0;
}

bool DialToneEar::process(const int16_t *samples, int count) {
    if (spec_ == nullptr)
        return false;
    for (int done = 0; done < count;) {
        const int piece = std::min(count - done, kWindowSamples - fill_);
        std::memcpy(window_ + fill_, samples + done, sizeof(int16_t) * static_cast<size_t>(piece));
        done += piece;
        fill_ += piece;
        if (fill_ < kWindowSamples)
            return false;
        fill_ = 0;
        gap_ = windowIsTone() ? 0 : gap_ + 1;
        if (gap_ == 0)
            soundMs_ += 1000 * kWindowSamples / kSampleRateHz;
        else if (gap_ > kGapWindows)
            soundMs_ = 0;
        if (soundMs_ < kMinToneMs)
            continue;
        spec_ = nullptr;
        return true;
    }
    return false;
}

bool DialToneEar::windowIsTone() const {
    const ToneSegment &segment = spec_->segment[0];
    double all = 0;
    for (const int16_t sample : window_)
        all += static_cast<double>(sample) * sample / kWindowSamples;
    const double least = sineAmplitude(kMinDbm0);
    if (all < least * least / 2)
        return false;
    double tones = 0;
    for (int i = 0; i < segment.frequencies; ++i) {
        double best = 0;
        for (const double off : kProbesHz)
            best = std::max(best, powerAt(segment.frequencyHz[i] + off, window_, kWindowSamples));
        tones += best;
    }
    return tones >= kShare * all;
}

} // namespace callbox::dsp
