#include "dsp/dtmf_bank.h"

#include <cstring>

#include "dsp/g711.h"

namespace callbox::dsp {
namespace {

constexpr uint8_t kDialFrames = 12; // 120 ms: a dial tone heard so long ago may sound under a digit
constexpr uint8_t kFramesToSleep = 3;
constexpr int kHopsPerFrame = kDtmfFrameSamples / DtmfFine::kHopSamples;
/// A frame below this, as A-law code without sign (units of 16 in 16-bit samples), has no digit. Two tones of
/// the least level have peaks above 150.
constexpr uint8_t kQuietCode = 6;

using Octets [[gnu::vector_size(16)]] = uint8_t;
constexpr int kPieces = kDtmfFrameSamples / static_cast<int>(sizeof(Octets));

bool isQuiet(const uint8_t *frame) {
    Octets most = {};
    for (int i = 0; i < kPieces; ++i) {
        Octets piece;
        std::memcpy(&piece, frame + i * sizeof piece, sizeof piece);
        piece = (piece ^ 0x55) & 0x7F;
        most = most > piece ? most : piece;
    }
    uint8_t peak = 0;
    for (size_t i = 0; i < sizeof most; ++i)
        peak = most[i] > peak ? most[i] : peak;
    return peak < kQuietCode;
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
        for (size_t channel = 0; channel < channels_.size(); ++channel) {
            if (channels_[channel].open)
                std::memcpy(kept_[channel].frame[frame_] + fill_, alaw[channel] + done,
                            static_cast<size_t>(piece));
        }
        done += piece;
        fill_ += piece;
        if (fill_ == kDtmfFrameSamples) {
            hearFrame();
            fill_ = 0;
            frame_ = (frame_ + 1) % kFrames;
        }
    }
}

/// The frame frame_ is full.
void DtmfBank::hearFrame() {
    uint32_t members[kDtmfGroup];
    int count = 0;
    for (uint32_t channel = 0; channel < channels_.size(); ++channel) {
        Channel &state = channels_[channel];
        if (!state.open)
            continue;
        if (state.awake) {
            follow(channel);
        } else if (isQuiet(kept_[channel].frame[frame_])) {
            noteScreened(channel, kNoDigit, kNoDigit, false);
        } else {
            members[count++] = channel;
            if (count == kDtmfGroup) {
                screenGroup(members, count);
                count = 0;
            }
        }
    }
    if (count > 0)
        screenGroup(members, count);
}

void DtmfBank::screenGroup(const uint32_t *members, int count) {
    const uint8_t *frames[kDtmfGroup];
    for (int i = 0; i < kDtmfGroup; ++i)
        frames[i] = kept_[members[i < count ? i : 0]].frame[frame_];
    DtmfScreened screened;
    kernel_.screen(frames, screened);
    for (int i = 0; i < count; ++i)
        noteScreened(members[i], screened.digit[i], screened.digitOverDial[i], screened.dial[i] != 0);
}

void DtmfBank::noteScreened(uint32_t channel, uint8_t digit, uint8_t overDial, bool dial) {
    Channel &state = channels_[channel];
    if (dial)
        state.dialFrames = kDialFrames;
    else if (state.dialFrames > 0)
        --state.dialFrames;
    state.passed = static_cast<uint8_t>(state.passed << 1 | (digit != kNoDigit ? 1 : 0));
    state.passedOver = static_cast<uint8_t>(state.passedOver << 1 | (overDial != kNoDigit ? 1 : 0));
    const uint8_t counts = state.dialFrames > 0 ? state.passedOver : state.passed;
    if ((counts & 3) == 3)
        wake(channel);
}

/// From the middle of the frame before the last one: a digit of 40 ms has five windows from there on.
void DtmfBank::wake(uint32_t channel) {
    channels_[channel].awake = true;
    channels_[channel].quiet = 0;
    fine_[channel] = DtmfFine();
    analyse(channel, -1, 0);
}

void DtmfBank::follow(uint32_t channel) {
    analyse(channel, 0, 0);
    Channel &state = channels_[channel];
    state.quiet = fine_[channel].busy() ? 0 : static_cast<uint8_t>(state.quiet + 1);
    if (state.quiet < kFramesToSleep)
        return;
    state.awake = false;
    state.passed = state.passedOver = 0;
    if (state.dialFrames > 0)
        state.dialFrames = kDialFrames; // it wasn't listened for, so it may still sound
}

/// Frames are counted from the present one, 0, backwards.
void DtmfBank::analyse(uint32_t channel, int firstFrame, int lastFrame) {
    constexpr int kHop = DtmfFine::kHopSamples;
    alignas(64) int16_t linear[kFrames * kDtmfFrameSamples];
    for (int back = 0; back < kFrames; ++back) // oldest first
        alawToLinear(kept_[channel].frame[(frame_ + 1 + back) % kFrames], linear + back * kDtmfFrameSamples,
                     kDtmfFrameSamples);
    DtmfFine &fine = fine_[channel];
    const bool overDial = channels_[channel].dialFrames > 0;
    int at = (kFrames - 1 + firstFrame) * kDtmfFrameSamples - kDtmfWindowSamples;
    if (firstFrame < 0)
        fine.prime(kernel_, linear + at);
    for (const int last = (kFrames + lastFrame) * kDtmfFrameSamples - kDtmfWindowSamples; at < last;) {
        at += kHop;
        put(channel, fine.process(kernel_, linear + at, overDial));
    }
}

void DtmfBank::put(uint32_t channel, const DtmfChange &change) {
    if (change.ended != 0)
        events_.push_back({channel, change.ended, true, change.durationMs});
    if (change.begun != 0)
        events_.push_back({channel, change.begun, false, 0});
}

} // namespace callbox::dsp
