#include <cmath>

#include "dsp/fsk.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

/// Bits of any length in samples, phase and amplitude without a jump.
class Writer {
  public:
    Writer(std::vector<int16_t> &to, const FskSignal &signal) : to_(to), signal_(signal) {}
    void bit(bool mark) {
        const double step = 2 * kPi * (mark ? signal_.markHz : signal_.spaceHz) / kSampleRateHz;
        const double peak = sineAmplitude(mark ? signal_.markDbm0 : signal_.spaceDbm0);
        endsAt_ += kSampleRateHz / signal_.baud;
        for (; at_ < endsAt_; at_ += 1) {
            phase_ = std::fmod(phase_ + step, 2 * kPi);
            to_.push_back(toSample(static_cast<float>(peak * std::sin(phase_))));
        }
    }
    void bits(int count, bool mark) {
        for (int i = 0; i < count; ++i)
            bit(mark);
    }
    void octet(uint8_t octet) {
        bit(false);
        for (int i = 0; i < 8; ++i)
            bit((octet >> i & 1) != 0);
        bit(true);
    }

  private:
    std::vector<int16_t> &to_;
    const FskSignal &signal_;
    double phase_ = 0, at_ = 0, endsAt_ = 0;
};

} // namespace

void appendFsk(std::vector<int16_t> &to, const FskSignal &signal, const uint8_t *octets, size_t count) {
    Writer writer(to, signal);
    for (int i = 0; i < signal.seizureBits; ++i)
        writer.bit(i % 2 != 0);
    writer.bits(signal.markBits, true);
    for (size_t i = 0; i < count; ++i) {
        writer.octet(octets[i]);
        writer.bits(signal.stuffBits, true);
    }
    writer.bits(signal.tailBits, true);
}

} // namespace callbox::dsp
