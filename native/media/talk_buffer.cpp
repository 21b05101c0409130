#include "media/talk_buffer.h"

#include <algorithm>
#include <cstring>

namespace callbox::media {

void TalkBuffer::put(const uint8_t *alaw, size_t octets) {
    if (octets > kCapacity) {
        alaw += octets - kCapacity;
        octets = kCapacity;
    }
    const size_t tooMany = size_ + octets > kCapacity ? size_ + octets - kCapacity : 0;
    first_ = (first_ + tooMany) % kCapacity;
    size_ -= tooMany;
    const size_t end = (first_ + size_) % kCapacity;
    const size_t piece = std::min(octets, kCapacity - end);
    if (octets > 0) {
        std::memcpy(octets_.data() + end, alaw, piece);
        std::memcpy(octets_.data(), alaw + piece, octets - piece);
    }
    size_ += octets;
}

int TalkBuffer::fill(uint8_t *out, int samples) {
    if (size_ == 0) {
        sounding_ = false;
        waited_ = 0;
        return 0;
    }
    if (!sounding_ && size_ < kStart && waited_ < kStart) {
        waited_ += static_cast<size_t>(samples);
        return 0;
    }
    sounding_ = true;
    const size_t count = std::min(size_, static_cast<size_t>(samples));
    const size_t piece = std::min(count, kCapacity - first_);
    std::memcpy(out, octets_.data() + first_, piece);
    std::memcpy(out + piece, octets_.data(), count - piece);
    first_ = (first_ + count) % kCapacity;
    size_ -= count;
    return static_cast<int>(count);
}

} // namespace callbox::media
