// The media thread's half.
#include <dahdi/user.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "dahdi/card.h"

namespace callbox::dahdi {

using board::ChannelIndex;
using board::Wait;

namespace {
constexpr int kSurelyTickedMs = 45;
constexpr int kTicksBetweenLooks = 12; // a quarter of a second at the latest
} // namespace

void Card::use(ChannelIndex channel, bool wanted) {
    if (channel >= sound_.size() || sound_[channel]->used() == wanted)
        return;
    SoundChannel &sound = *sound_[channel];
    if (wanted) {
        used_.push_back(channel);
        takeEvents(channel); // what waits keeps sound from being read
        if (lines_[channel]) // from here on read() tells of events; the signalling thread would be woken for
            unwatch(sound.file()); // every block of a file it waits on
    } else {
        used_.erase(std::find(used_.begin(), used_.end(), channel));
    }
    sound.use(wanted);
    if (!wanted && lines_[channel])
        watch(sound.file(), EPOLLPRI, channel);
}

Wait Card::waitBlock(int timeoutMs) {
    if (closed_.load(std::memory_order_relaxed))
        return Wait::kClosed;
    if (turn_ + 1 < options_.blocksAtOnce) {
        turn_++; // has come with the one before
        blocks_.fetch_add(1, std::memory_order_relaxed);
        return Wait::kBlock;
    }
    const bool came = tick(timeoutMs);
    if (closed_.load(std::memory_order_relaxed)) // told at the next tick at the latest
        return Wait::kClosed;
    if (!came)
        return Wait::kTimeout;
    turn_ = 0;
    blocks_.fetch_add(1, std::memory_order_relaxed);
    if (++ticksSinceLook_ == kTicksBetweenLooks) {
        ticksSinceLook_ = 0;
        lookAtAll();
    }
    for (const ChannelIndex channel : used_)
        hear(channel);
    return Wait::kBlock;
}

bool Card::tick(int timeoutMs) {
    std::array<uint8_t, kMostSamples> silence;
    const size_t samples = static_cast<size_t>(options_.blocksAtOnce) * kBlockSamples;
    pollfd clock = {clock_.fd(), POLLIN, 0};
    // The clock goes on without any card, so a longer wait needs no limit of its own.
    if (timeoutMs < kSurelyTickedMs && ::poll(&clock, 1, timeoutMs) != 1)
        return false;
    if (::read(clock_.fd(), silence.data(), samples) > 0) // late ones are made up for, one after the other
        return true;
    if (errno != EINTR)
        ::poll(nullptr, 0, timeoutMs); // the driver was taken away
    return false;
}

void Card::hear(ChannelIndex channel) {
    SoundChannel &sound = *sound_[channel];
    const bool begun = sound.begun();
    SoundChannel::Got got = sound.read();
    if (got == SoundChannel::Got::kEvents) {
        takeEvents(channel);
        got = sound.read();
    }
    if (got != SoundChannel::Got::kSound && begun)
        lost(channel);
}

void Card::lost(ChannelIndex channel) {
    const std::lock_guard<std::mutex> lock(mutex_);
    onEvent(channel, DAHDI_EVENT_READ_OVERRUN);
}

void Card::finishBlock() {
    if (turn_ + 1 < options_.blocksAtOnce)
        return; // goes with the next
    for (const ChannelIndex channel : used_) {
        SoundChannel &sound = *sound_[channel];
        SoundChannel::Put put = sound.write();
        if (put == SoundChannel::Put::kEvents) {
            takeEvents(channel);
            put = sound.write();
        }
        if (put == SoundChannel::Put::kSent)
            continue;
        sound.beSilent();
        lost(channel);
    }
}

} // namespace callbox::dahdi
