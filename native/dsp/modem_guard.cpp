#include "dsp/modem_guard.h"

#include <cmath>

#include "dsp/level.h"

namespace callbox::dsp {
namespace {

using Complex = std::complex<float>;

constexpr float kToneHz = 2100;
constexpr float kMostTurn = 0.72f;   // in 5 ms, by 23 Hz: ITU-T G.168 §7.1 says ± 21 Hz
constexpr double kLeastDbm0 = -31;   // ITU-T G.168 §7.1
constexpr float kLeastPurity = 0.7f; // share of the power that is the tone
constexpr int kHopMs = 5;
constexpr int kMostImpureHops = 6; // a reversal takes one or two; longer and the tone has ended
constexpr int kReversalMs = 450, kReversalOffMs = 50; // ± 25 ms, and what our windows blur
constexpr int kSameReversalMs = 100;
constexpr int kReversals = 2;

Complex step() {
    const float w = 2 * static_cast<float>(kPi) * kToneHz / 8000;
    return {std::cos(w), -std::sin(w)};
}

float leastPower() { // mean square
    const auto amplitude = static_cast<float>(sineAmplitude(kLeastDbm0));
    return amplitude * amplitude / 2;
}

const Complex kStep = step();
const float kLeastPower = leastPower();

} // namespace

bool ModemGuard::process(const int16_t *samples, int count) {
    for (int n = 0; n < count; ++n) {
        const auto sample = static_cast<float>(samples[n]);
        sum_ += sample * oscillator_;
        energy_ += sample * sample;
        oscillator_ *= kStep;
        if (++filled_ == kHopSamples)
            hop();
    }
    return reversals_ >= kReversals;
}

void ModemGuard::hop() {
    const Complex now = sum_;
    const bool pure =
        energy_ > kLeastPower * kHopSamples && 2 * std::norm(now) >= kLeastPurity * energy_ * kHopSamples;
    oscillator_ /= std::abs(oscillator_);
    sum_ = 0;
    energy_ = 0;
    filled_ = 0;
    sinceReversalMs_ += kHopMs;
    if (!pure && ++impureHops_ > kMostImpureHops)
        *this = ModemGuard();
    if (!pure) {
        pureHops_ = 0;
        return;
    }
    impureHops_ = 0;
    const uint32_t slot = hops_++ % kLagHops;
    // The tone may be off by 21 Hz: by how much it turns from hop to hop tells where it would be unreversed.
    if (pureHops_++ > 0)
        turn_ = turn_ * 0.9f + now * std::conj(before_) / std::abs(before_) * 0.1f;
    before_ = now;
    const Complex expected = lagged_[slot] * std::pow(turn_ / (std::abs(turn_) + 1e-9f), kLagHops);
    const float likeness =
        std::real(now * std::conj(expected)) / (std::abs(now) * std::abs(expected) + 1e-9f);
    lagged_[slot] = now;
    if (likeness < -0.7f && std::abs(std::arg(turn_)) <= kMostTurn)
        reversal();
}

void ModemGuard::reversal() {
    if (reversals_ > 0 && sinceReversalMs_ < kSameReversalMs)
        return;
    const bool inTime = std::abs(sinceReversalMs_ - kReversalMs) <= kReversalOffMs;
    reversals_ = reversals_ > 0 && inTime ? reversals_ + 1 : 1;
    sinceReversalMs_ = 0;
}

} // namespace callbox::dsp
