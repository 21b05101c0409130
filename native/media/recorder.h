// Collects one channel's recording into blocks that end where a page of its file ends.
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
    bool paused() const { return paused_; }
    /// Silence is to be added meanwhile, whoever speaks. Forgotten when the next recording starts.
    void pause(bool on) { paused_ = on; }
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
        return giveUp();
    }
    /// Brings near where the next samples go: another recording comes first.
    void prefetch() const {
        if (block_ == nullptr)
            return;
        const uint8_t *to = block_->pairs.data() + size_t{2} * samples_;
        __builtin_prefetch(to, 1);
        __builtin_prefetch(to + 64, 1);
        __builtin_prefetch(to + 128, 1);
    }

  private:
    bool takeBlock(BlockPool &pool);
    int lose(uint32_t samples);
    uint32_t copy(const uint8_t *left, const uint8_t *right, uint32_t samples);
    RecordingBlock *giveUp() {
        RecordingBlock *block = block_;
        block_ = nullptr;
        if (block != nullptr)
            block->samples = samples_;
        return block;
    }

    RecordingId recording_ = 0;
    RecordingBlock *block_ = nullptr;
    uint64_t lostNow_ = 0, lostTotal_ = 0;
    uint32_t samples_ = 0, room_ = 0; // of the block: filled, and how many there may be
    // Where the file ended before lostNow_ and the block, from its page's start, in samples.
    uint32_t fileAt_ = RecordingBlock::kHeaderSamples;
    bool active_ = false, paused_ = false;
};

template <typename Full>
int Recorder::add(const uint8_t *left, const uint8_t *right, uint32_t samples, BlockPool &pool, Full full) {
    uint32_t done = 0;
    while (done < samples) {
        if (block_ == nullptr && !takeBlock(pool))
            return lose(samples - done);
        done += copy(left + done, right + done, samples - done);
        if (samples_ == room_) {
            fileAt_ = 0;
            full(giveUp());
        }
    }
    return 0;
}

} // namespace callbox::media
