// Takes the line's echo of what we send out of what we receive (ITU-T G.168). Where the card or its driver
// has a canceller, that one is used; this is for boards without.
#pragma once

#include <cstdint>
#include <memory>

namespace callbox::dsp {

constexpr int kMaxEchoTaps = 1024; // 128 ms

/// Construction allocates; process() doesn't.
class EchoCanceller {
  public:
    /// `blockSamples` 1 .. 80: every call has just as many. `taps` of 125 us, 1 .. kMaxEchoTaps: how long
    /// the echo may take, counted from the block in which it was sent. Else std::invalid_argument.
    EchoCanceller(int blockSamples, int taps);
    ~EchoCanceller();
    EchoCanceller(const EchoCanceller &) = delete;
    EchoCanceller &operator=(const EchoCanceller &) = delete;

    /// One block: `received` holds near-end speech and the echo of `sent`, which went out at the same time
    /// or earlier. `cleaned` may be `received`. Copies unchanged while a fax or modem tone
    /// (2100 Hz with phase reversals, ITU-T G.168 §7) has disabled it, until the line has been silent for
    /// 250 ms; and while nothing has been sent for as long as an echo may last.
    void process(const int16_t *received, const int16_t *sent, int16_t *cleaned);
    bool disabledByTone() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace callbox::dsp
