// A queue of DTMF digits on their way out of one channel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dsp/dtmf_generator.h"

namespace callbox::media {

constexpr size_t kMaxQueuedDigits = 64; // waiting on one channel

class DigitSender {
  public:
    /// All or nothing: false if one of them is no digit or there isn't room for all.
    bool put(std::string_view digits);
    /// Fills at most `samples` and returns how many; fewer after the pause of the last digit.
    int fill(uint8_t *out, int samples);
    /// Nothing waits and nothing sounds: filling would change nothing.
    bool silent() const { return size_ == 0 && !generator_.sounding(); }

  private:
    std::array<char, kMaxQueuedDigits> waiting_;
    size_t first_ = 0, size_ = 0;
    dsp::DtmfGenerator generator_;
};

} // namespace callbox::media
