// Who uses which channel: the engine's own truth. Signalling thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/event_gate.h"
#include "engine/media_thread.h"

namespace callbox::engine {

struct Use {
    Seizure seizure = 0;
    int span = 0;                               // 0: analog
    std::optional<board::ChannelIndex> channel; // none while the far end has not chosen one yet
    bool clearing = false;                      // clear was asked for, the far end has not let go yet
};

class Seizures {
  public:
    /// `onEnd` undoes what else hangs on the seizure (bridges, recordings, plays) before it is over.
    using OnEnd = std::function<void(const Use &)>;
    Seizures(const std::vector<board::Channel> &channels, EventGate &gate, MediaThread &media);
    void setOnEnd(OnEnd onEnd) { onEnd_ = std::move(onEnd); }

    /// The next odd number that is not in use.
    Seizure nextIncoming();
    /// Null: unknown or ended.
    Use *find(Seizure seizure);
    /// Null: idle.
    Use *on(board::ChannelIndex channel);
    const board::Channel &channel(board::ChannelIndex index) const { return channels_[index]; }
    size_t channelCount() const { return channels_.size(); }
    std::optional<board::ChannelIndex> bearer(int span, int timeslot) const;
    /// All of a span, with a channel or without, the oldest first.
    std::vector<Seizure> onSpan(int span) const;

    /// A seizure without a channel as yet.
    void begin(Seizure seizure, int span);
    /// The channel is the seizure's from here on and media listens there; `event` tells of it.
    void attach(Use &use, board::ChannelIndex channel, Event &&event);
    void attach(Use &use, board::ChannelIndex channel);
    /// Marks it answered and emits kAnswered (`tell`), or only marks it: our own answer.
    void answered(Use &use, bool tell);
    /// Silences the channel at once; the seizure lives until the far end has let go.
    void startClearing(Use &use);
    /// Over: emits kCleared, frees the channel. The Use is gone afterwards.
    void end(Seizure seizure, int cause, ClearedBy by);
    /// For a seizure that never got as far as begin().
    void refuse(Seizure seizure, int cause, ClearedBy by);

  private:
    void occupy(Use &use, board::ChannelIndex channel);
    void silence(Use &use);

    const std::vector<board::Channel> channels_;
    EventGate &gate_;
    MediaThread &media_;
    OnEnd onEnd_;
    std::unordered_map<Seizure, Use> uses_;
    std::vector<Seizure> byChannel_;
    Seizure lastIncoming_ = static_cast<Seizure>(-1); // the first is 1
};

/// An event of a seizure; the rest is filled in by the caller.
Event eventOf(Event::Kind kind, Seizure seizure);

} // namespace callbox::engine
