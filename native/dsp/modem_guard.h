// Hears the tone by which a modem asks echo cancellers to be off: 2100 Hz whose phase is reversed every 450
// ms. ITU-T G.168 §7, ITU-T V.25 §3, ITU-T V.8 §7.2.
#pragma once

#include <complex>
#include <cstdint>

namespace callbox::dsp {

/// One direction of a line; plain state, no allocation. It knows within 50 ms of the second reversal.
class ModemGuard {
  public:
    /// Any count. True from the second reversal on, as long as the tone lasts.
    bool process(const int16_t *samples, int count);

  private:
    static constexpr int kHopSamples = 40; // 5 ms
    static constexpr int kLagHops = 4;

    void hop();
    void reversal();

    std::complex<float> oscillator_{1, 0}, sum_, before_, turn_;
    std::complex<float> lagged_[kLagHops];
    float energy_ = 0;
    int filled_ = 0;
    uint32_t hops_ = 0;
    int pureHops_ = 0, impureHops_ = 0; // in a row
    int sinceReversalMs_ = 0, reversals_ = 0;
};

} // namespace callbox::dsp
