// The one way out for events, and what a snapshot shows: both under one mutex, so that a snapshot
// stands exactly between two events.
#pragma once

#include <mutex>
#include <vector>

#include "engine/engine.h"
#include "engine/inheriting_mutex.h"

namespace callbox::engine {

/// Any thread.
class EventGate {
  public:
    EventGate(Engine::Sink sink, Engine::Overflow overflow, const std::vector<board::Channel> &channels);

    /// Stamps atUs and hands the event on. While an overflow waits for its snapshot, events are
    /// dropped and counted: the snapshot will tell.
    void emit(Event &&event);
    /// Only while event.channel is still used by event.seizure: what the media thread heard must
    /// not come after the seizure's `cleared`.
    void emitIfCurrent(Event &&event);
    /// Changes the channel's row and emits the event that tells of it, as one.
    template <class Change> void publish(board::ChannelIndex channel, Change change, Event &&event) {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        change(rows_[channel]);
        send(std::move(event));
    }
    template <class Change> void publishSpan(int span, Change change, Event &&event) {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        for (ChannelState &row : rows_)
            if (row.channel.span == span)
                change(row);
        send(std::move(event));
    }
    /// Changes a row that no event tells of.
    template <class Change> void set(board::ChannelIndex channel, Change change) {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        change(rows_[channel]);
    }

    /// All rows now; ends an overflow.
    std::vector<ChannelState> snapshot();
    uint64_t dropped();

  private:
    void send(Event &&event); // mutex_ is held

    InheritingMutex mutex_;
    Engine::Sink sink_;
    Engine::Overflow overflow_;
    std::vector<ChannelState> rows_;
    bool overflowed_ = false;
    uint64_t dropped_ = 0;
};

} // namespace callbox::engine
