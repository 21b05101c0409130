#include "media/line_scope.h"

#include <algorithm>

#include "dsp/g711.h"
#include "dsp/level.h"

namespace callbox::media {
namespace {

void look(const int16_t (&samples)[kScopeFrameSamples], ScopeSide &side) {
    constexpr size_t kPiece = kScopeFrameSamples / kScopeLevels;
    for (size_t n = 0; n < kScopeLevels; ++n)
        side.levelsDbm0[n] = static_cast<float>(
            std::max(dsp::kSpectrumFloorDbm0, dsp::levelDbm0(samples + n * kPiece, kPiece)));
    int16_t newest[dsp::kSpectrumSamples];
    std::copy(samples + kScopeFrameSamples - dsp::kSpectrumSamples, samples + kScopeFrameSamples, newest);
    dsp::spectrumOf(newest, side.spectrumDbm0);
}

} // namespace

bool LineScope::start(board::ChannelIndex channel) {
    if (watches(channel))
        return true;
    for (Slot &slot : slots_) {
        if (slot.channel.load(std::memory_order_relaxed) != kNobody)
            continue;
        // A block of the channel before may still be under way, so the first samples are not counted.
        slot.begin.store(slot.written.load(std::memory_order_acquire) + board::kMaxBlockSamples,
                         std::memory_order_relaxed);
        slot.channel.store(static_cast<int64_t>(channel), std::memory_order_release);
        return true;
    }
    return false;
}

void LineScope::stop(board::ChannelIndex channel) {
    for (Slot &slot : slots_)
        if (slot.channel.load(std::memory_order_relaxed) == static_cast<int64_t>(channel))
            slot.channel.store(kNobody, std::memory_order_release);
}

const LineScope::Slot *LineScope::slotOf(board::ChannelIndex channel) const {
    for (const Slot &slot : slots_)
        if (slot.channel.load(std::memory_order_relaxed) == static_cast<int64_t>(channel))
            return &slot;
    return nullptr;
}

bool LineScope::watches(board::ChannelIndex channel) const { return slotOf(channel) != nullptr; }

std::vector<ScopeFrame> LineScope::framesAfter(board::ChannelIndex channel, uint64_t after) const {
    std::vector<ScopeFrame> frames;
    const Slot *slot = slotOf(channel);
    if (slot == nullptr)
        return frames;
    const uint64_t begin = slot->begin.load(std::memory_order_relaxed);
    const uint64_t written = slot->written.load(std::memory_order_acquire);
    const uint64_t whole = written < begin ? 0 : (written - begin) / kScopeFrameSamples;
    // What the writer may overwrite while it is read is left out: one frame of room.
    const uint64_t kept = kKeptSamples / kScopeFrameSamples - 1;
    uint64_t frame = std::min(after / kScopeFrameSamples, whole);
    frame = std::max(
        {frame, whole > kept ? whole - kept : 0, whole > kMaxScopeFrames ? whole - kMaxScopeFrames : 0});
    for (; frame < whole; ++frame) {
        ScopeFrame made;
        made.endSample = (frame + 1) * kScopeFrameSamples;
        int16_t samples[kScopeFrameSamples];
        copyFrame(slot->received, begin + made.endSample, samples);
        look(samples, made.received);
        copyFrame(slot->sent, begin + made.endSample, samples);
        look(samples, made.sent);
        // Read slowly, by a thread that was kept from running: the writer may have come round.
        if (slot->written.load(std::memory_order_acquire) >
            begin + frame * kScopeFrameSamples + kKeptSamples - board::kMaxBlockSamples)
            continue;
        frames.push_back(made);
    }
    return frames;
}

void LineScope::copyFrame(const Octets &from, uint64_t endSample, int16_t (&to)[kScopeFrameSamples]) {
    uint8_t alaw[kScopeFrameSamples];
    for (size_t n = 0; n < kScopeFrameSamples; ++n)
        alaw[n] = from[(endSample - kScopeFrameSamples + n) % kKeptSamples].load(std::memory_order_relaxed);
    dsp::alawToLinear(alaw, to, kScopeFrameSamples);
}

void LineScope::keep(Octets &to, uint64_t at, const uint8_t *octets, size_t count) {
    for (size_t n = 0; n < count; ++n)
        to[(at + n) % kKeptSamples].store(octets[n], std::memory_order_relaxed);
}

void LineScope::process(board::Board &board) {
    const auto count = static_cast<size_t>(board.blockSamples());
    for (Slot &slot : slots_) {
        const int64_t channel = slot.channel.load(std::memory_order_acquire);
        if (channel == kNobody)
            continue;
        const auto index = static_cast<board::ChannelIndex>(channel);
        const uint64_t at = slot.written.load(std::memory_order_relaxed);
        keep(slot.received, at, board.rx(index), count);
        keep(slot.sent, at, board.tx(index), count);
        slot.written.store(at + count, std::memory_order_release);
    }
}

} // namespace callbox::media
