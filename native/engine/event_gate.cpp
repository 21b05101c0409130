#include "engine/event_gate.h"

#include <utility>

#include "engine/thread_clock.h"

namespace callbox::engine {

EventGate::EventGate(Engine::Sink sink, Engine::Overflow overflow,
                     const std::vector<board::Channel> &channels)
    : sink_(std::move(sink)), overflow_(std::move(overflow)) {
    for (const board::Channel &channel : channels) {
        ChannelState row;
        row.channel = channel;
        rows_.push_back(row);
    }
}

void EventGate::emit(Event &&event) {
    const std::lock_guard<InheritingMutex> lock(mutex_);
    send(std::move(event));
}

void EventGate::emitIfCurrent(Event &&event) {
    const std::lock_guard<InheritingMutex> lock(mutex_);
    if (rows_[event.channel].seizure == event.seizure)
        send(std::move(event));
}

void EventGate::send(Event &&event) {
    event.atUs = monotonicUs();
    const bool isAudio = event.kind == Event::Kind::kAudio;
    if (!overflowed_ && sink_(std::move(event)))
        return;
    dropped_++;
    if (overflowed_ || isAudio) // lost audio is a click in a demo telephone, nothing to reconcile
        return;
    overflowed_ = true;
    overflow_();
}

std::vector<ChannelState> EventGate::snapshot() {
    const std::lock_guard<InheritingMutex> lock(mutex_);
    overflowed_ = false;
    return rows_;
}

uint64_t EventGate::dropped() {
    const std::lock_guard<InheritingMutex> lock(mutex_);
    return dropped_;
}

} // namespace callbox::engine
