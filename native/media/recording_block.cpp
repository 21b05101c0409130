#include "media/recording_block.h"

namespace callbox::media {

BlockPool::BlockPool(size_t blocks) : size_(blocks), blocks_(std::make_unique<RecordingBlock[]>(blocks)) {
    for (size_t i = 0; i < blocks; ++i)
        give(&blocks_[i]);
}

RecordingBlock *BlockPool::take() {
    RecordingBlock *head = free_.load(std::memory_order_acquire);
    while (head != nullptr && !free_.compare_exchange_weak(head, head->next, std::memory_order_acquire,
                                                           std::memory_order_acquire)) {
    }
    if (head != nullptr) {
        head->next = nullptr;
        head->lostBefore = 0;
        head->samples = 0;
    }
    return head;
}

void BlockPool::give(RecordingBlock *block) {
    RecordingBlock *head = free_.load(std::memory_order_relaxed);
    do {
        block->next = head;
    } while (!free_.compare_exchange_weak(head, block, std::memory_order_release, std::memory_order_relaxed));
}

} // namespace callbox::media
