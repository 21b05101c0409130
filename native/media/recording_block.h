// About half a second of a recording, on its way from the media thread to the writer thread, and the
// bounded pool such blocks come from.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace callbox::media {

/// Chosen by the engine; never used twice.
using RecordingId = uint64_t;

struct RecordingBlock {
    /// 0.512 s: 8 KiB, so that a block that ends where two pages of its file end is written as one piece of
    /// the page cache; pieces across page borders cost half as much again.
    static constexpr uint32_t kMaxSamples = 4096;
    /// What the file's header (WavWriter::kHeaderOctets) takes of the first block's place, in pairs.
    static constexpr uint32_t kHeaderSamples = 29;

    RecordingId recording = 0;
    uint64_t lostBefore = 0; // write so many samples of silence first: there was no block for them
    uint32_t samples = 0;    // pairs in use
    std::array<uint8_t, 2 * kMaxSamples> pairs; // left what the far end said, right what it was sent
    RecordingBlock *next = nullptr;             // the pool's
};

/// Allocates once. take() only on the media thread; give() on any. Neither locks nor waits.
class BlockPool {
  public:
    explicit BlockPool(size_t blocks);
    RecordingBlock *take(); // null: all are under way to the disk
    void give(RecordingBlock *block);
    size_t size() const { return size_; }

  private:
    size_t size_;
    std::unique_ptr<RecordingBlock[]> blocks_;
    // One thread takes, so a block cannot leave and come back between load and exchange (no ABA).
    std::atomic<RecordingBlock *> free_{nullptr};
};

} // namespace callbox::media
