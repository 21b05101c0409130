#include "media/recorder.h"

#include <algorithm>

#include "board/board.h"

namespace callbox::media {
namespace {

uint64_t secondsBegun(uint64_t samples) {
    return (samples + board::kSampleRateHz - 1) / board::kSampleRateHz;
}

using Octets [[gnu::vector_size(16)]] = uint8_t;

inline Octets load(const uint8_t *from) {
    Octets octets;
    __builtin_memcpy(&octets, from, sizeof octets);
    return octets;
}

/// Left, right, left, right; sixteen of each at a time.
void interleave(const uint8_t *left, const uint8_t *right, uint8_t *pairs, uint32_t samples) {
    constexpr uint32_t kStep = sizeof(Octets);
    uint32_t done = 0;
    for (; done + kStep <= samples; done += kStep) {
        const Octets l = load(left + done), r = load(right + done);
        const Octets low =
            __builtin_shufflevector(l, r, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const Octets high =
            __builtin_shufflevector(l, r, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        __builtin_memcpy(pairs + 2 * done, &low, sizeof low);
        __builtin_memcpy(pairs + 2 * done + kStep, &high, sizeof high);
    }
    for (; done < samples; ++done) {
        pairs[2 * done] = left[done];
        pairs[2 * done + 1] = right[done];
    }
}

} // namespace

bool Recorder::takeBlock(BlockPool &pool) {
    block_ = pool.take();
    if (block_ == nullptr)
        return false;
    block_->recording = recording_;
    block_->lostBefore = lostNow_;
    constexpr uint32_t kMost = RecordingBlock::kMaxSamples;
    room_ = kMost - static_cast<uint32_t>((fileAt_ + lostNow_) % kMost);
    samples_ = 0;
    lostNow_ = 0;
    return true;
}

int Recorder::lose(uint32_t samples) {
    const uint64_t before = secondsBegun(lostNow_);
    lostNow_ += samples;
    lostTotal_ += samples;
    return static_cast<int>(secondsBegun(lostNow_) - before);
}

uint32_t Recorder::copy(const uint8_t *left, const uint8_t *right, uint32_t samples) {
    const uint32_t count = std::min(samples, room_ - samples_);
    interleave(left, right, block_->pairs.data() + size_t{2} * samples_, count);
    samples_ += count;
    return count;
}

} // namespace callbox::media
