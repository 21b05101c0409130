#include "media/recorder.h"

#include <algorithm>

namespace callbox::media {

bool Recorder::takeBlock(BlockPool &pool) {
    block_ = pool.take();
    if (block_ == nullptr)
        return false;
    block_->recording = recording_;
    block_->lostBefore = lostNow_;
    lostNow_ = 0;
    return true;
}

int Recorder::lose(uint32_t samples) {
    const uint64_t before = (lostNow_ + RecordingBlock::kMaxSamples - 1) / RecordingBlock::kMaxSamples;
    lostNow_ += samples;
    lostTotal_ += samples;
    const uint64_t after = (lostNow_ + RecordingBlock::kMaxSamples - 1) / RecordingBlock::kMaxSamples;
    return static_cast<int>(after - before);
}

uint32_t Recorder::copy(const uint8_t *__restrict left, const uint8_t *__restrict right, uint32_t samples) {
    const uint32_t count = std::min(samples, RecordingBlock::kMaxSamples - block_->samples);
    uint8_t *__restrict pairs = block_->pairs.data() + size_t{2} * block_->samples;
    for (uint32_t i = 0; i < count; ++i) {
        pairs[2 * i] = left[i];
        pairs[2 * i + 1] = right[i];
    }
    block_->samples += count;
    return count;
}

} // namespace callbox::media
