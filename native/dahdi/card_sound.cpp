// The media thread's half.
#include <dahdi/user.h>
#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <array>

#include "dahdi/card.h"

namespace callbox::dahdi {

using board::ChannelIndex;
using board::Wait;

namespace {
constexpr int kBlocksBetweenLooks = 25; // 250 ms
}

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
    std::array<pollfd, 2> files = {{{timer_.fd(), POLLPRI, 0}, {closing_.fd(), POLLIN, 0}}};
    const int ready = ::poll(files.data(), files.size(), timeoutMs);
    if (files[1].revents != 0)
        return Wait::kClosed;
    if (ready <= 0 || (files[0].revents & POLLPRI) == 0)
        return Wait::kTimeout;
    timer_.set(DAHDI_TIMERACK, 1); // one of those due: late ones are made up for, one after the other
    blocks_.fetch_add(1, std::memory_order_relaxed);
    if (++blocksSinceLook_ == kBlocksBetweenLooks) {
        blocksSinceLook_ = 0;
        lookAtAll();
    }
    for (const ChannelIndex channel : used_)
        hear(channel);
    return Wait::kBlock;
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
