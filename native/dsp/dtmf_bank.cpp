#include "dsp/dtmf_bank.h"

#include <cstring>

#include "dsp/g711.h"

namespace callbox::dsp {
namespace {

constexpr uint8_t kDialLeft = 6; // screened frames, 120 ms: a dial tone heard then may sound under a digit
constexpr uint8_t kFramesToIdle = 2; // without anything: back to sleep
constexpr int kHopsPerFrame = kDtmfFrameSamples / DtmfFine::kHopSamples;
/// A frame below this, as A-law code without sign (units of 16 in 16-bit samples), has no digit. Two tones of
/// the least level have peaks above 150.
constexpr uint8_t kQuietCode = 6;

/// Eight octets in a word: those of kQuietCode and more set their highest bit.
bool isQuiet(const uint8_t *frame) {
    constexpr uint64_t kEach = 0x0101010101010101;
    uint64_t loud[2] = {};
    for (int i = 0; i < kDtmfFrameSamples; i += 16) {
        uint64_t octets[2];
        std::memcpy(octets, frame + i, sizeof octets);
        for (int half = 0; half < 2; ++half)
            loud[half] |= ((octets[half] ^ 0x55 * kEach) & 0x7F * kEach) + (0x80 - kQuietCode) * kEach;
    }
    return ((loud[0] | loud[1]) & 0x80 * kEach) == 0;
}

} // namespace

DtmfBank::DtmfBank(size_t channels, Simd simd)
    : kernel_(dtmfKernel(simd)), channels_(channels), kept_(channels), fine_(channels) {
    constexpr size_t kMostPerFrame = 2 * 2 * kHopsPerFrame; // of one channel: a waking one goes through two
    events_.reserve(kMostPerFrame * channels);              // no block ends more than one frame
}

bool DtmfBank::open(size_t channel) {
    if (channel >= channels_.size() || channels_[channel].open)
        return false;
    channels_[channel] = Channel();
    channels_[channel].open = true;
    channels_[channel].dialLeft = kDialLeft; // nobody knows what sounded before
    fine_[channel] = DtmfFine();
    std::memset(&kept_[channel], kAlawSilenceOctet, sizeof kept_[channel]);
    return true;
}

bool DtmfBank::forget(size_t channel) {
    if (!isOpen(channel))
        return false;
    put(static_cast<uint32_t>(channel), fine_[channel].finish());
    channels_[channel].open = false;
    return true;
}

void DtmfBank::listen(const uint8_t *const *alaw, int samples) {
    for (int done = 0; done < samples;) {
        const int left = kDtmfFrameSamples - fill_;
        const int piece = samples - done < left ? samples - done : left;
        for (uint32_t channel = 0; channel < channels_.size(); ++channel) {
            if (!channels_[channel].open)
                continue;
            uint8_t *to = kept_[channel].frame[frame_] + fill_;
            if (piece == kDtmfFrameSamples) // a constant length is copied by a few instructions
                std::memcpy(to, alaw[channel] + done, kDtmfFrameSamples);
            else
                std::memcpy(to, alaw[channel] + done, static_cast<size_t>(piece));
            if (piece == left)
                hearFrame(channel);
        }
        done += piece;
        fill_ += piece;
        if (fill_ == kDtmfFrameSamples)
            endFrame();
    }
}

/// The channel's frame is full.
void DtmfBank::hearFrame(uint32_t channel) {
    Channel &state = channels_[channel];
    if (state.awake) {
        follow(channel);
        return;
    }
    // Every second frame, half of the channels in each; and the one after a frame that passed.
    const bool turn = ((static_cast<uint32_t>(frame_) ^ channel) & 1) == 0;
    if (!turn && !state.passed) {
        state.looked = false;
    } else if (isQuiet(kept_[channel].frame[frame_])) {
        noteScreened(channel, 0);
    } else {
        due_.member[due_.count++] = channel;
        if (due_.count == kDtmfGroup)
            screen(due_, 0);
    }
}

void DtmfBank::endFrame() {
    screen(due_, 0);
    screen(lookBack_, 1);
    fill_ = 0;
    frame_ = (frame_ + 1) % kFrames;
}

const uint8_t *DtmfBank::frame(uint32_t channel, int back) const {
    return kept_[channel].frame[(frame_ + kFrames - back) % kFrames];
}

/// The group is empty afterwards.
void DtmfBank::screen(Group &group, int back) {
    const int count = group.count;
    if (count == 0)
        return;
    const uint8_t *frames[kDtmfGroup];
    for (int i = 0; i < kDtmfGroup; ++i)
        frames[i] = frame(group.member[i < count ? i : 0], back);
    uint8_t screened[kDtmfGroup];
    kernel_.screen(frames, screened);
    group.count = 0;
    for (int i = 0; i < count; ++i) {
        if (back == 0)
            noteScreened(group.member[i], screened[i]);
        else if ((screened[i] &
                  (channels_[group.member[i]].dialLeft > 0 ? kMaybeDigitOverDial : kMaybeDigit)) != 0)
            wake(group.member[i]);
    }
}

/// What the latest frame may be.
void DtmfBank::noteScreened(uint32_t channel, uint8_t screened) {
    Channel &state = channels_[channel];
    if ((screened & kDialTone) != 0)
        state.dialLeft = kDialLeft;
    else if (state.dialLeft > 0)
        --state.dialLeft;
    const bool before = state.passed, looked = state.looked;
    state.passed = (screened & (state.dialLeft > 0 ? kMaybeDigitOverDial : kMaybeDigit)) != 0;
    state.looked = true;
    if (!state.passed)
        return;
    if (before)
        wake(channel);
    else if (!looked) {
        lookBack_.member[lookBack_.count++] = channel;
        if (lookBack_.count == kDtmfGroup)
            screen(lookBack_, 1);
    }
}

/// From the middle of the frame before the last one: a digit of 40 ms has five windows from there on.
void DtmfBank::wake(uint32_t channel) {
    Channel &state = channels_[channel];
    state.awake = true;
    fine_[channel] = DtmfFine();
    analyse(channel, 2);
    state.idle = fine_[channel].busy() ? 0 : 1;
}

void DtmfBank::follow(uint32_t channel) {
    analyse(channel, 1);
    Channel &state = channels_[channel];
    state.idle = fine_[channel].busy() ? 0 : static_cast<uint8_t>(state.idle + 1);
    if (state.idle < kFramesToIdle)
        return;
    state.awake = state.passed = false;
    state.looked = true; // nothing was there: not to be woken by it again
}

/// The windows that end in the last one or two frames.
void DtmfBank::analyse(uint32_t channel, int frames) {
    constexpr int kHop = DtmfFine::kHopSamples;
    alignas(64) int16_t linear[kFrames * kDtmfFrameSamples];
    const int kept = frames + 2; // a window reaches back two
    for (int back = kept - 1; back >= 0; --back)
        alawToLinear(frame(channel, back), linear + (kept - 1 - back) * kDtmfFrameSamples, kDtmfFrameSamples);
    DtmfFine &fine = fine_[channel];
    const bool overDial = channels_[channel].dialLeft > 0;
    if (frames == 2)
        fine.prime(kernel_, linear);
    for (int hop = 1; hop <= frames * kHopsPerFrame; ++hop)
        put(channel, fine.process(kernel_, linear + hop * kHop, overDial));
    if (fine.dialAlone())
        channels_[channel].dialLeft = kDialLeft;
}

void DtmfBank::put(uint32_t channel, const DtmfChange &change) {
    if (change.ended != 0)
        events_.push_back({channel, change.ended, true, change.durationMs});
    if (change.begun != 0)
        events_.push_back({channel, change.begun, false, 0});
}

} // namespace callbox::dsp
