#include "dsp/dtmf_detector.h"

#include <cmath>
#include <cstring>

#include "dsp/dtmf.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

constexpr int kHop = DtmfDetector::kHopSamples;
constexpr int kWindow = DtmfDetector::kWindowSamples;
constexpr int kLines = 8;

constexpr float kMinLevelDbm0 = -30;     // ITU-T Q.24 Table A-1: -25 dBm must be heard, -29 may be
constexpr float kMaxHighOverLowDb = 6;   // Q.24 Table A-1: 4 dB must be tolerated
constexpr float kMaxLowOverHighDb = 10;  // Q.24 Table A-1: 8 dB must be tolerated
constexpr float kMaxOffset = 0.024F;     // Q.24 Table A-1: ± 1.5 % must be heard, ± 3.5 % must not
constexpr float kMaxOffsetOnce = 0.028F; // of one window; below 50 Hz, where the window hears nothing right
constexpr float kMaxDriftHz = 8;         // among the windows of one digit: speech drifts more
constexpr int kHitsToBegin = 5;      // a tone of 32 ms surely gives five, one of 27 ms never; Q.24: 40, 23
constexpr uint32_t kMissesToEnd = 6; // a break of 10 ms gives at most five, one of 40 ms at least seven
constexpr float kMinPurity = 0.72F;  // share of the two lines in all power, to begin
constexpr float kMinPuritySounding = 0.5F; // to go on
constexpr uint32_t kEdgesMs = 6; // measured: 5 ms per hit are this much short of the tone's duration

// Power below this can't hold two tones of kMinLevelDbm0: the correlations are left out.
constexpr float kHannPower = 60; // sum of the squared Hann weights
constexpr float kHannSum = 80;   // sum of the weights
constexpr int kReference = 819;  // amplitude of the reference sines: 32767 × 80 × 819 fits 32 bits

struct Tables {
    alignas(32) int16_t hann[kWindow];
    alignas(32) int16_t reference[2 * kLines][kWindow]; // cosine and sine of each line
    float hopTurn[kLines]; // radians that the nominal frequency turns in a hop, within ± pi
    float minPower, minAmplitude, maxHighOverLow, maxLowOverHigh; // the levels above as ratios of power

    Tables() {
        for (int n = 0; n < kWindow; ++n)
            hann[n] = static_cast<int16_t>(
                std::lround(32767 * (0.5 - 0.5 * std::cos(2 * kPi * (n + 0.5) / kWindow))));
        for (int line = 0; line < kLines; ++line) {
            const double turn = 2 * kPi * frequencyHz(line) / kSampleRateHz;
            for (int n = 0; n < kWindow; ++n) {
                reference[2 * line][n] = static_cast<int16_t>(std::lround(kReference * std::cos(turn * n)));
                reference[2 * line + 1][n] =
                    static_cast<int16_t>(std::lround(kReference * std::sin(turn * n)));
            }
            hopTurn[line] = static_cast<float>(std::remainder(turn * kHop, 2 * kPi));
        }
        minAmplitude = static_cast<float>(sineAmplitude(kMinLevelDbm0));
        minPower = minAmplitude * minAmplitude * kHannPower; // two of them, half a square each
        maxHighOverLow = std::pow(10.0F, kMaxHighOverLowDb / 10);
        maxLowOverHigh = std::pow(10.0F, kMaxLowOverHighDb / 10);
    }
    static double frequencyHz(int line) { return line < 4 ? kDtmfLowHz[line] : kDtmfHighHz[line - 4]; }
};
const Tables kTables;

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) &&                       \
    !defined(__SANITIZE_THREAD__)
#define CALLBOX_WIDE __attribute__((target_clones("avx2", "default"))) // chosen when the program starts
#else
#define CALLBOX_WIDE
#endif

/// The compiler makes each sum eight or sixteen products per instruction (pmaddwd).
CALLBOX_WIDE void correlateAll(const int16_t *weighted, const int16_t (*reference)[kWindow], int32_t *sums) {
    for (int line = 0; line < 2 * kLines; ++line) {
        int32_t sum = 0;
        for (int i = 0; i < kWindow; ++i)
            sum += weighted[i] * reference[line][i];
        sums[line] = sum;
    }
}

/// The window under its Hann weights, and its power.
CALLBOX_WIDE float weigh(const int16_t *window, const int16_t *hann, int16_t *weighted) {
    for (int i = 0; i < kWindow; ++i)
        weighted[i] = static_cast<int16_t>((window[i] * hann[i] + 16384) >> 15); // one pmulhrsw for eight
    constexpr int kLanes = 16; // independent sums, else the order of additions forbids vectors
    float sum[kLanes] = {};
    for (int i = 0; i < kWindow; i += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane) {
            const float value = weighted[i + lane];
            sum[lane] += value * value;
        }
    }
    float all = 0;
    for (const float part : sum)
        all += part;
    return all;
}

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

int DtmfDetector::process(const int16_t *samples, int count, DtmfEvent (&events)[kMaxEvents]) {
    int found = 0;
    while (count > 0) {
        const int piece = count < kHop - fill_ ? count : kHop - fill_;
        std::memcpy(window_ + kWindow - kHop + fill_, samples, sizeof(int16_t) * static_cast<size_t>(piece));
        fill_ += piece;
        samples += piece;
        count -= piece;
        if (fill_ < kHop)
            break;
        fill_ = 0;
        step(analyse(), events, found);
        std::memmove(window_, window_ + kHop, sizeof(int16_t) * (kWindow - kHop));
    }
    return found;
}

int DtmfDetector::finish(DtmfEvent (&events)[kMaxEvents]) {
    int found = 0;
    if (digit_ >= 0)
        endDigit(events, found);
    *this = DtmfDetector();
    return found;
}

void DtmfDetector::correlate(const int16_t *weighted) {
    int32_t sums[2 * kLines];
    correlateAll(weighted, kTables.reference, sums);
    for (int line = 0; line < kLines; ++line) {
        before_[line] = now_[line];
        now_[line].re = static_cast<float>(sums[2 * line]);
        now_[line].im = -static_cast<float>(sums[2 * line + 1]);
    }
}

/// By the turn since the window before, beyond what the nominal frequency turns. Unique to ± 100 Hz.
float DtmfDetector::offsetHz(int line) const {
    const Line &a = before_[line];
    const Line &b = now_[line];
    const float turn = std::atan2(b.im * a.re - b.re * a.im, b.re * a.re + b.im * a.im);
    const float beyond = std::remainder(turn - kTables.hopTurn[line], static_cast<float>(2 * kPi));
    return beyond * kSampleRateHz / (kHop * static_cast<float>(2 * kPi));
}

DtmfDetector::Hit DtmfDetector::analyse() {
    alignas(32) int16_t weighted[kWindow];
    const float all = weigh(window_, kTables.hann, weighted);
    if (all < kTables.minPower * kMinPuritySounding) {
        lineKnown_ = false;
        return {};
    }
    correlate(weighted);
    const bool known = lineKnown_;
    lineKnown_ = true;

    constexpr float kScale = 2.0F / (kReference * kHannSum); // to amplitude
    float square[kLines];
    int low = 0, high = 4;
    for (int line = 0; line < kLines; ++line) {
        square[line] = (now_[line].re * now_[line].re + now_[line].im * now_[line].im) * kScale * kScale;
        int &best = line < 4 ? low : high;
        if (square[line] > square[best])
            best = line;
    }
    // A first look before the arcus tangens: the window takes at most 1.5 dB from a tone that counts.
    constexpr float kWorstGain = 1.45F;
    const float purityWanted = digit_ >= 0 ? kMinPuritySounding : kMinPurity;
    if (!known || (square[low] + square[high]) * kWorstGain * (kHannPower / 2) < all * purityWanted)
        return {};

    Hit hit;
    hit.lowOffsetHz = offsetHz(low);
    hit.highOffsetHz = offsetHz(high);
    if (std::fabs(hit.lowOffsetHz) > kMaxOffsetOnce * static_cast<float>(Tables::frequencyHz(low)) ||
        std::fabs(hit.highOffsetHz) > kMaxOffsetOnce * static_cast<float>(Tables::frequencyHz(high)))
        return {};
    const float lowSquare = square[low] * offsetGain(hit.lowOffsetHz);
    const float highSquare = square[high] * offsetGain(hit.highOffsetHz);
    const float minSquare = kTables.minAmplitude * kTables.minAmplitude;
    if ((lowSquare + highSquare) * (kHannPower / 2) < all * purityWanted || lowSquare < minSquare ||
        highSquare < minSquare || highSquare > lowSquare * kTables.maxHighOverLow ||
        lowSquare > highSquare * kTables.maxLowOverHigh)
        return {};
    hit.index = low * 4 + high - 4;
    return hit;
}

/// The candidate's frequencies are right on average and don't drift.
bool DtmfDetector::steady() const {
    const float nominal[2] = {static_cast<float>(kDtmfLowHz[candidate_ / 4]),
                              static_cast<float>(kDtmfHighHz[candidate_ % 4])};
    const float *offsets[2] = {lowOffset_, highOffset_};
    for (int group = 0; group < 2; ++group) {
        float sum = 0, least = offsets[group][0], most = least;
        for (int i = 0; i < kHitsToBegin; ++i) {
            const float offset = offsets[group][i];
            sum += offset;
            least = offset < least ? offset : least;
            most = offset > most ? offset : most;
        }
        if (std::fabs(sum / kHitsToBegin) > kMaxOffset * nominal[group] || most - least > kMaxDriftHz)
            return false;
    }
    return true;
}

void DtmfDetector::endDigit(DtmfEvent *events, int &count) {
    events[count++] = {kDtmfDigits[digit_], true, hops_ * 5 + kEdgesMs};
    digit_ = -1;
}

void DtmfDetector::step(const Hit &hit, DtmfEvent *events, int &count) {
    if (digit_ >= 0) {
        if (hit.index == digit_) {
            hops_ += misses_ + 1;
            misses_ = 0;
            candidate_ = -1;
            return;
        }
        // Another digit here may be only the edge of a break: it counts when it has lasted.
        if (++misses_ >= kMissesToEnd)
            endDigit(events, count);
    }
    if (hit.index < 0) {
        candidate_ = -1;
        return;
    }
    if (hit.index != candidate_) {
        candidate_ = hit.index;
        hits_ = 0;
    }
    // The oldest gives way, so a tone whose first windows wavered is still taken.
    const int keep = hits_ < kHitsToBegin ? hits_ : kHitsToBegin - 1;
    if (hits_ >= kHitsToBegin) {
        std::memmove(lowOffset_, lowOffset_ + 1, sizeof(float) * (kHitsToBegin - 1));
        std::memmove(highOffset_, highOffset_ + 1, sizeof(float) * (kHitsToBegin - 1));
    }
    lowOffset_[keep] = hit.lowOffsetHz;
    highOffset_[keep] = hit.highOffsetHz;
    ++hits_;
    if (hits_ < kHitsToBegin || !steady())
        return;
    if (digit_ >= 0)
        endDigit(events, count);
    digit_ = candidate_;
    hops_ = static_cast<uint32_t>(hits_);
    misses_ = 0;
    candidate_ = -1;
    events[count++] = {kDtmfDigits[digit_], false, 0};
}

} // namespace callbox::dsp
