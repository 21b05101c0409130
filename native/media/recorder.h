// Collects one channel's recording into blocks of a second.
#pragma once

#include <cstdint>

#include "media/recording_block.h"

namespace callbox::media {

class Recorder {
  public:
    void start(RecordingId recording) {
        *this = Recorder();
        recording_ = recording;
        active_ = true;
    }
    bool active() const { return active_; }
    RecordingId recording() const { return recording_; }
    uint64_t lostNow() const { return lostNow_; }     // samples since there was last a block
    uint64_t lostTotal() const { return lostTotal_; } // samples of the whole recording

    /// Adds 1 .. kMaxSamples pairs. `full(block)` gets each block that is full; the pool may have none
    /// left: then the samples count as lost. Returns how many seconds began to be lost.
    template <typename Full>
    int add(const uint8_t *left, const uint8_t *right, uint32_t samples, BlockPool &pool, Full full);
    /// The block under way, to be written or given back; null if there is none. No longer active.
    RecordingBlock *finish() {
        active_ = false;
        RecordingBlock *block = block_;
        block_ = nullptr;
        return block;
    }

  private:
    bool takeBlock(BlockPool &pool);
    int lose(uint32_t samples);
    uint32_t copy(const uint8_t *left, const uint8_t *right, uint32_t samples);

    RecordingId recording_ = 0;
    bool active_ = false;
    RecordingBlock *block_ = nullptr;
    uint64_t lostNow_ = 0, lostTotal_ = 0;
};

template <typename Full>
int Recorder::add(const uint8_t *left, const uint8_t *right, uint32_t samples, BlockPool &pool, Full full) {
    uint32_t done = 0;
    while (done < samples) {
        if (block_ == nullptr && !takeBlock(pool))
            return lose(samples - done);
        done += copy(left + done, right + done, samples - done);
        if (block_->samples == RecordingBlock::kMaxSamples) {
            full(block_);
            block_ = nullptr;
        }
    }
    return 0;
}

} // namespace callbox::media
