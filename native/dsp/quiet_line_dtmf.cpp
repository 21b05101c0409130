#include "dsp/quiet_line_dtmf.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "dsp/dtmf.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

constexpr int kLines = 8;
constexpr float kAlone = 6.3F;  // 8 dB: how far a tone stands out of its group
constexpr float kTwist = 15.8F; // 12 dB either way
constexpr float kBoth = 0.7F;   // share of all power that the two tones hold
constexpr int kMissesToEnd = 2;

double lineHz(int line) { return line < 4 ? kDtmfLowHz[line] : kDtmfHighHz[line - 4]; }

struct Tables {
    float cosine[kLines][QuietLineDtmf::kWindowSamples], sine[kLines][QuietLineDtmf::kWindowSamples];
    float hann[QuietLineDtmf::kWindowSamples];
    float minPower;    // of one tone, as analyse() measures it
    float toAmplitude; // of a tone, from the root of its power as measured
    float allScale;    // from the sum of squares of weighted samples to the sum of the tones' powers
    Tables() {
        double sum = 0, squares = 0;
        for (int n = 0; n < QuietLineDtmf::kWindowSamples; ++n) {
            const double weight = 0.5 - 0.5 * std::cos(2 * kPi * (n + 0.5) / QuietLineDtmf::kWindowSamples);
            hann[n] = static_cast<float>(weight);
            sum += weight;
            squares += weight * weight;
            for (int line = 0; line < kLines; ++line) {
                cosine[line][n] = static_cast<float>(std::cos(2 * kPi * lineHz(line) * n / kSampleRateHz));
                sine[line][n] = static_cast<float>(std::sin(2 * kPi * lineHz(line) * n / kSampleRateHz));
            }
        }
        const double amplitude = sineAmplitude(QuietLineDtmf::kMinToneDbm0) * sum / 2;
        minPower = static_cast<float>(amplitude * amplitude);
        toAmplitude = static_cast<float>(2 / sum);
        allScale = static_cast<float>(sum * sum / (2 * squares));
    }
};
const Tables kTables;

} // namespace

void QuietLineDtmf::reset() {
    std::memset(window_, 0, sizeof window_);
    fill_ = hits_ = misses_ = 0;
    candidate_ = -1;
    told_ = false;
}

int QuietLineDtmf::process(const int16_t *samples, int count, char (&digits)[kMaxDigits]) {
    int told = 0;
    for (int done = 0; done < count;) {
        const int piece = count - done < kHopSamples - fill_ ? count - done : kHopSamples - fill_;
        std::memcpy(window_ + kWindowSamples - kHopSamples + fill_, samples + done,
                    sizeof(int16_t) * static_cast<size_t>(piece));
        done += piece;
        fill_ += piece;
        if (fill_ < kHopSamples)
            break;
        const char digit = step(analyse());
        if (digit != 0 && told < kMaxDigits)
            digits[told++] = digit;
        std::memmove(window_, window_ + kHopSamples, sizeof(int16_t) * (kWindowSamples - kHopSamples));
        fill_ = 0;
    }
    return told;
}

/// Place in kDtmfDigits of what this window holds, -1: no digit.
int QuietLineDtmf::analyse() {
    float weighted[kWindowSamples];
    float all = 0;
    for (int n = 0; n < kWindowSamples; ++n) {
        weighted[n] = kTables.hann[n] * static_cast<float>(window_[n]);
        all += weighted[n] * weighted[n];
    }
    power_ = all * kTables.allScale;
    if (power_ < 2 * kTables.minPower)
        return -1; // most of the time: a quiet line costs little
    float power[kLines];
    for (int line = 0; line < kLines; ++line) {
        float re = 0, im = 0;
        for (int n = 0; n < kWindowSamples; ++n) {
            re += weighted[n] * kTables.cosine[line][n];
            im += weighted[n] * kTables.sine[line][n];
        }
        power[line] = re * re + im * im;
    }
    const auto strongest = [&power](int from) { // of a group, -1: none stands out
        int best = from;
        for (int line = from; line < from + 4; ++line)
            best = power[line] > power[best] ? line : best;
        for (int line = from; line < from + 4; ++line)
            if (line != best && power[line] * kAlone > power[best])
                return -1;
        return power[best] >= kTables.minPower ? best : -1;
    };
    const int low = strongest(0), high = strongest(4);
    if (low < 0 || high < 0 || power[low] > kTwist * power[high] || power[high] > kTwist * power[low] ||
        power[low] + power[high] < kBoth * all * kTables.allScale)
        return -1;
    return low * 4 + high - 4;
}

char QuietLineDtmf::step(int index) {
    if (index >= 0 && index == candidate_) {
        ++hits_;
        misses_ = 0;
        loudest_ = std::max(loudest_, power_);
        return 0;
    }
    const bool was = candidate_ >= 0 && hits_ >= kHitsToBegin;
    if (was && index < 0 && ++misses_ < kMissesToEnd)
        return 0;
    const char digit = was ? kDtmfDigits[candidate_] : '\0';
    if (was)
        toldDbm0_ = sineLevelDbm0(kTables.toAmplitude * std::sqrt(static_cast<double>(loudest_)));
    loudest_ = power_;
    candidate_ = index;
    hits_ = index >= 0 ? 1 : 0;
    misses_ = 0;
    return digit;
}

} // namespace callbox::dsp
