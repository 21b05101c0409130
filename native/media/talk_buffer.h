// What a demo telephone says: octets come in pieces of any size at any moment and go out in blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "board/board.h"

namespace callbox::media {

constexpr int kTalkMaxMs = 400; // kept; older octets give way
/// Held back before it starts to sound, so that a browser's pieces of 20 ms may be late by that much.
constexpr int kTalkStartMs = 40;

class TalkBuffer {
  public:
    void put(const uint8_t *alaw, size_t octets);
    /// Fills at most `samples` and returns how many. What is left of a short utterance goes out after
    /// kTalkStartMs even if nothing follows.
    int fill(uint8_t *out, int samples);
    /// Nothing is kept and nothing sounds: filling would change nothing.
    bool silent() const { return size_ == 0 && !sounding_ && waited_ == 0; }

  private:
    static constexpr size_t kCapacity = kTalkMaxMs * board::kSampleRateHz / 1000;
    static constexpr size_t kStart = kTalkStartMs * board::kSampleRateHz / 1000;

    std::array<uint8_t, kCapacity> octets_;
    size_t first_ = 0, size_ = 0;
    size_t waited_ = 0; // samples since something was there and not yet sounding
    bool sounding_ = false;
};

} // namespace callbox::media
