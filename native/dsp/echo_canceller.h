// Takes the line's echo of what we send out of what we receive (ITU-T G.168): speexdsp's adaptive filter,
// and around it when not to. Where a card or its driver has a canceller, that one is used instead.
#pragma once

#include <cstdint>
#include <memory>

namespace callbox::dsp {

constexpr int kMaxEchoTaps = 1024; // 128 ms

/// Construction allocates; process() doesn't.
class EchoCanceller {
  public:
    /// `blockSamples` 1 .. 80: every call has just as many. `taps` of 125 us, 1 .. kMaxEchoTaps: how long
    /// the line's echo lasts; 16 ms are added for what blocks spend in the board, and it is never less than
    /// 32 ms in all. Else std::invalid_argument.
    EchoCanceller(int blockSamples, int taps);
    ~EchoCanceller();
    EchoCanceller(const EchoCanceller &) = delete;
    EchoCanceller &operator=(const EchoCanceller &) = delete;

    /// One block: `received` holds near-end speech and the echo of `sent`, which went out at the same time
    /// or earlier. `cleaned` may be `received`; it lacks what lies below 200 Hz. Copies unchanged, bit for
    /// bit: while a modem's answer tone (2100 Hz with phase reversals, either way, ITU-T G.168 §7) has
    /// switched it off, until both ways were below -36 dBm0 for 250 ms; and once nothing has been sent for as
    /// long as an echo may last.
    void process(const int16_t *received, const int16_t *sent, int16_t *cleaned);
    bool disabledByTone() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace callbox::dsp
