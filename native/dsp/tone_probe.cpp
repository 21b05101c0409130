#include "dsp/tone_probe.h"

#include <algorithm>
#include <cmath>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

constexpr int kLanesOfVector = 4;
constexpr float kLeastShare =
    1e-8F; // of the window's power: less has no phase, not even in the middle of a reversal
/// Mean square of a sine of -60 dBm0: below it nothing is a tone, and nothing is computed.
const float kInaudible = static_cast<float>(sineAmplitude(-60) * sineAmplitude(-60) / 2);
constexpr float kHzPerTurn = static_cast<float>(kSampleRateHz) / kProbeHopSamples; // 200

} // namespace

void ProbeTable::build(const float *frequencies, int count, int hops) {
    *this = ProbeTable();
    lines = std::min(count, kMaxProbeLines);
    lanes = (lines + kLanesOfVector - 1) / kLanesOfVector * kLanesOfVector;
    windowHops = hops;
    double sum = 0;
    for (int i = 0; i < hops; ++i)
        sum += std::pow(std::sin(kPi * (i + 0.5) / hops), 2);
    for (int i = 0; i < hops; ++i)
        weight[i] = static_cast<float>(std::pow(std::sin(kPi * (i + 0.5) / hops), 2) / sum);
    for (int k = 0; k < lines; ++k) {
        hz[k] = frequencies[k];
        const double step = 2 * kPi * hz[k] / kSampleRateHz;
        for (int n = 0; n < kProbeHopSamples; ++n) {
            cosine[n][k] = static_cast<float>(std::cos(step * n));
            sine[n][k] = static_cast<float>(std::sin(step * n));
        }
        for (int i = 0; i < hops; ++i) { // hop i is i hops old: turned into the newest one's phase
            turnRe[i][k] = static_cast<float>(weight[i] * std::cos(step * kProbeHopSamples * i));
            turnIm[i][k] = static_cast<float>(weight[i] * std::sin(step * kProbeHopSamples * i));
        }
    }
    for (int offset = 0; offset <= kMaxProbeOffsetHz; ++offset) {
        const double half = kPi * offset / kHzPerTurn; // phase over half a hop
        double sumOfWindow = 0;
        for (int i = 0; i < hops; ++i)
            sumOfWindow += weight[i] * std::cos(2 * half * (i - (hops - 1) / 2.0));
        const double ofHop = offset == 0 ? 1 : std::sin(half) / half;
        response[offset] = static_cast<float>(std::pow(sumOfWindow * ofHop, 2));
    }
}

int ProbeTable::find(float frequency) const {
    for (int k = 0; k < lines; ++k)
        if (hz[k] == frequency)
            return k;
    return -1;
}

bool ToneProbe::take(const int16_t *&samples, int &count) {
    const int piece = std::min(count, kProbeHopSamples - fill_);
    std::copy_n(samples, piece, hop_ + fill_);
    fill_ += piece;
    samples += piece;
    count -= piece;
    if (fill_ < kProbeHopSamples)
        return false;
    fill_ = 0;
    newest_ = (newest_ + 1) % table_->windowHops;
    correlate();
    combine();
    return true;
}

void ToneProbe::correlate() {
    float energy = 0;
    for (int16_t sample : hop_)
        energy += static_cast<float>(sample) * static_cast<float>(sample);
    energy_[newest_] = energy / kProbeHopSamples;
    float *re = re_[newest_], *im = im_[newest_];
    std::fill_n(re, table_->lanes, 0.0F);
    std::fill_n(im, table_->lanes, 0.0F);
    if (energy_[newest_] < kInaudible)
        return;
    for (int base = 0; base < table_->lanes; base += kLanesOfVector) {
        float c[kLanesOfVector] = {}, s[kLanesOfVector] = {};
        for (int n = 0; n < kProbeHopSamples; ++n)
            for (int k = 0; k < kLanesOfVector; ++k) {
                c[k] += static_cast<float>(hop_[n]) * table_->cosine[n][base + k];
                s[k] -= static_cast<float>(hop_[n]) * table_->sine[n][base + k];
            }
        std::copy_n(c, kLanesOfVector, re + base);
        std::copy_n(s, kLanesOfVector, im + base);
    }
}

void ToneProbe::combine() {
    total_ = 0;
    for (int i = 0; i < table_->windowHops; ++i)
        total_ += table_->weight[i] * energy_[(newest_ - i + table_->windowHops) % table_->windowHops];
    for (int k = 0; k < table_->lines; ++k) {
        line_[k] = ProbeLine();
        if (total_ < kInaudible) {
            beforeRe_[k] = beforeIm_[k] = 0;
            continue;
        }
        float re = 0, im = 0;
        for (int i = 0; i < table_->windowHops; ++i) {
            const int hop = (newest_ - i + table_->windowHops) % table_->windowHops;
            const float turnRe = table_->turnRe[i][k], turnIm = table_->turnIm[i][k];
            re += re_[hop][k] * turnRe - im_[hop][k] * turnIm;
            im += re_[hop][k] * turnIm + im_[hop][k] * turnRe;
        }
        // |z| is half the amplitude times the samples of a hop; a sine's mean square is half its amplitude's.
        constexpr float kScale = 2.0F / (kProbeHopSamples * kProbeHopSamples);
        float power = kScale * (re * re + im * im);
        const bool tellable = power > kLeastShare * total_ && (beforeRe_[k] != 0 || beforeIm_[k] != 0);
        if (tellable) {
            // Turned back by what the line itself turns in one hop: the sum of cosine and sine of -step * 40.
            const float dotRe = re * beforeRe_[k] + im * beforeIm_[k];
            const float dotIm = im * beforeRe_[k] - re * beforeIm_[k];
            const float angle =
                std::atan2(dotIm, dotRe) / (2 * static_cast<float>(kPi)) - table_->hz[k] / kHzPerTurn;
            line_[k].offsetHz = (angle - std::round(angle)) * kHzPerTurn;
        }
        const int beside = std::min(static_cast<int>(std::fabs(line_[k].offsetHz) + 0.5F), kMaxProbeOffsetHz);
        line_[k].power = power / std::max(table_->response[beside], 0.1F);
        line_[k].re = re;
        line_[k].im = im;
        beforeRe_[k] = re;
        beforeIm_[k] = im;
    }
}

} // namespace callbox::dsp
