#include "dsp/dtmf_fine.h"

#include <cmath>

#include "dsp/dtmf.h"
#include "dsp/dtmf_tables.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

constexpr int kHop = DtmfFine::kHopSamples;
constexpr int kWindow = kDtmfWindowSamples;

constexpr float kMinLevelDbm0 = -46;      // a tone of -36 under twist of 8 dB is heard, -50 never
constexpr float kMaxHighOverLowDb = 8.5;  // 6 dB must be tolerated
constexpr float kMaxLowOverHighDb = 10.5; // Q.24 Table A-1: 8 dB must be tolerated
constexpr float kMaxOffset = 0.024F;      // Q.24 Table A-1: ± 1.5 % must be heard, ± 3.5 % must not
constexpr float kMaxOffsetOnce = 0.030F;  // of one window
// Of the five windows that make a digit. True ones at a signal to noise ratio of 12 dB stay within; what
// speech has come closest with lay outside the first and mostly the last.
constexpr float kMinMeanPurity = 0.86F;
constexpr float kMaxDriftHz = 18;
constexpr float kMaxSwing = 3.2F;     // strongest to weakest, power: 5 dB, of which an edge takes 3
constexpr float kMinDialShare = 0.9F; // of all power
constexpr uint32_t kMaxGap = 5;       // hops without a hit that a beginning digit survives: a break of 10 ms
constexpr uint32_t kMissesToEnd = 6;  // a break of 10 ms gives at most five, one of 40 ms at least seven
constexpr float kMinPurity = 0.72F;   // of one window: share of the two lines in all power, to begin
constexpr float kMinPuritySounding = 0.5F; // to go on
constexpr uint32_t kEdgesMs = 6; // measured: 5 ms per hit are this much short of the tone's duration

constexpr float kHannPower = 60; // sum of the squared Hann weights
constexpr float kHannSum = 80;   // sum of the weights

/// The levels above as ratios of power; radians that each line's nominal frequency turns in a hop.
struct Limits {
    float hopTurn[kDtmfLines];
    float minPower, minSquare, maxHighOverLow, maxLowOverHigh;

    Limits() {
        for (int line = 0; line < kDtmfLines; ++line)
            hopTurn[line] = static_cast<float>(
                std::remainder(2 * kPi * dtmfLineHz(line) / kSampleRateHz * kHop, 2 * kPi));
        const auto amplitude = static_cast<float>(sineAmplitude(kMinLevelDbm0));
        minSquare = amplitude * amplitude;
        minPower = minSquare * kHannPower; // two of them, half a square each
        maxHighOverLow = std::pow(10.0F, kMaxHighOverLowDb / 10);
        maxLowOverHigh = std::pow(10.0F, kMaxLowOverHighDb / 10);
    }
};
const Limits kLimits;

struct Spread {
    float least = 1e30F, most = -1e30F, sum = 0;
    void add(float value) {
        least = value < least ? value : least;
        most = value > most ? value : most;
        sum += value;
    }
};

/// What a tone `offsetHz` beside the line's middle loses: 1 / (power response of the Hann window).
float offsetGain(float offsetHz) {
    const float bins = std::fabs(offsetHz) * kWindow / kSampleRateHz;
    if (bins < 0.01F)
        return 1;
    const float x = static_cast<float>(kPi) * bins;
    const float response = std::sin(x) / (x * (1 - bins * bins));
    return 1 / (response * response);
}

} // namespace

/// True if the lines of the window before are known.
bool DtmfFine::take(const DtmfSums &sums) {
    const bool known = lineKnown_;
    lineKnown_ = true;
    for (int line = 0; line < kDtmfLines; ++line) {
        before_[line] = now_[line];
        now_[line].re = static_cast<float>(sums.line[2 * line]);
        now_[line].im = -static_cast<float>(sums.line[2 * line + 1]);
    }
    return known;
}

void DtmfFine::prime(const DtmfKernel &kernel, const int16_t *window) {
    alignas(64) int16_t weighted[kWindow];
    DtmfSums sums;
    kernel.correlate(window, weighted, sums);
    take(sums);
}

DtmfChange DtmfFine::process(const DtmfKernel &kernel, const int16_t *window, bool overDial) {
    DtmfChange change;
    step(analyse(kernel, window, overDial), change);
    return change;
}

DtmfChange DtmfFine::finish() {
    DtmfChange change;
    if (digit_ >= 0)
        endDigit(change);
    *this = DtmfFine();
    return change;
}

/// By the turn since the window before, beyond what the nominal frequency turns. Unique to ± 100 Hz.
float DtmfFine::offsetHz(int line) const {
    const Line &a = before_[line];
    const Line &b = now_[line];
    const float turn = std::atan2(b.im * a.re - b.re * a.im, b.re * a.re + b.im * a.im);
    const float beyond = std::remainder(turn - kLimits.hopTurn[line], static_cast<float>(2 * kPi));
    return beyond * kSampleRateHz / (kHop * static_cast<float>(2 * kPi));
}

DtmfFine::Hit DtmfFine::analyse(const DtmfKernel &kernel, const int16_t *window, bool overDial) {
    alignas(64) int16_t weighted[kWindow];
    DtmfSums sums;
    kernel.correlate(window, weighted, sums);
    const bool known = take(sums);
    dialAlone_ = false;
    const auto dc = static_cast<float>(sums.dc) / kHannSum;
    float all = sums.power - dc * dc * kHannPower;
    if (!known || all < kLimits.minPower * kMinPuritySounding)
        return {};

    constexpr float kScale = 2.0F / (kDtmfReference * kHannSum); // to amplitude
    float square[kDtmfLines];
    int low = 0, high = 4;
    for (int line = 0; line < kDtmfLines; ++line) {
        square[line] = (now_[line].re * now_[line].re + now_[line].im * now_[line].im) * kScale * kScale;
        int &best = line < 4 ? low : high;
        if (square[line] > square[best])
            best = line;
    }
    if (overDial) {
        const float dial = kernel.dialPower(weighted);
        dialAlone_ = dial > all * kMinDialShare;
        all -= dial;
    }
    // A first look before the arcus tangens: the window takes at most 1.5 dB from a tone that counts.
    constexpr float kWorstGain = 1.45F;
    const float wanted = all * (digit_ >= 0 ? kMinPuritySounding : kMinPurity) / (kHannPower / 2);
    if ((square[low] + square[high]) * kWorstGain < wanted)
        return {};

    Hit hit;
    hit.lowOffsetHz = offsetHz(low);
    hit.highOffsetHz = offsetHz(high);
    if (std::fabs(hit.lowOffsetHz) > kMaxOffsetOnce * static_cast<float>(dtmfLineHz(low)) ||
        std::fabs(hit.highOffsetHz) > kMaxOffsetOnce * static_cast<float>(dtmfLineHz(high)))
        return {};
    const float lowSquare = square[low] * offsetGain(hit.lowOffsetHz);
    const float highSquare = square[high] * offsetGain(hit.highOffsetHz);
    if (lowSquare + highSquare < wanted || lowSquare < kLimits.minSquare || highSquare < kLimits.minSquare ||
        highSquare > lowSquare * kLimits.maxHighOverLow || lowSquare > highSquare * kLimits.maxLowOverHigh)
        return {};
    hit.index = low * 4 + high - 4;
    hit.purity = (lowSquare + highSquare) * (kHannPower / 2) / all;
    hit.lowSquare = lowSquare;
    hit.highSquare = highSquare;
    return hit;
}

/// The candidate's frequencies are right on average; nothing drifts, swells or fades; little else sounds.
bool DtmfFine::isDigit() const {
    const auto spread = [this](float Hit::*value) {
        Spread all;
        for (const Hit &hit : recent_)
            all.add(hit.*value);
        return all;
    };
    const auto tuned = [](const Spread &offset, double nominalHz) {
        return std::fabs(offset.sum / kHitsToBegin) <= kMaxOffset * static_cast<float>(nominalHz) &&
               offset.most - offset.least <= kMaxDriftHz;
    };
    const auto even = [](const Spread &square) { return square.most <= square.least * kMaxSwing; };
    return tuned(spread(&Hit::lowOffsetHz), kDtmfLowHz[candidate_ / 4]) &&
           tuned(spread(&Hit::highOffsetHz), kDtmfHighHz[candidate_ % 4]) && even(spread(&Hit::lowSquare)) &&
           even(spread(&Hit::highSquare)) && spread(&Hit::purity).sum >= kMinMeanPurity * kHitsToBegin;
}

void DtmfFine::endDigit(DtmfChange &change) {
    change.ended = kDtmfDigits[digit_];
    change.durationMs = hops_ * 5 + kEdgesMs;
    digit_ = -1;
}

/// The oldest gives way, so a tone whose first windows wavered is still taken.
void DtmfFine::remember(const Hit &hit) {
    if (hits_ < kHitsToBegin) {
        recent_[hits_] = hit;
    } else {
        for (int i = 1; i < kHitsToBegin; ++i)
            recent_[i - 1] = recent_[i];
        recent_[kHitsToBegin - 1] = hit;
    }
    ++hits_;
}

void DtmfFine::step(const Hit &hit, DtmfChange &change) {
    if (digit_ >= 0) {
        if (hit.index == digit_) {
            hops_ += misses_ + 1;
            misses_ = 0;
            candidate_ = -1;
            return;
        }
        // Another digit here may be only the edge of a break: it counts when it has lasted.
        if (++misses_ >= kMissesToEnd)
            endDigit(change);
    }
    if (hit.index < 0) {
        if (++gap_ > kMaxGap)
            candidate_ = -1;
        return;
    }
    if (hit.index != candidate_) {
        candidate_ = hit.index;
        hits_ = 0;
        span_ = gap_ = 0;
    }
    span_ += gap_ + 1;
    gap_ = 0;
    remember(hit);
    if (hits_ < kHitsToBegin || !isDigit())
        return;
    if (digit_ >= 0)
        endDigit(change);
    digit_ = candidate_;
    hops_ = span_;
    misses_ = 0;
    candidate_ = -1;
    change.begun = kDtmfDigits[digit_];
}

} // namespace callbox::dsp
