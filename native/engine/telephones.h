// Telephones on FXS ports: their hook, what they hear when nobody serves them, how they ring, who they
// are told calls. Signalling thread only.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "analog/caller_id_line.h"
#include "analog/fxs_port.h"
#include "board/board.h"
#include "dsp/tone_plan.h"
#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/seizures.h"

namespace callbox::engine {

/// Local time, as a telephone shows it with the number.
using CallClock = std::function<analog::CallTime()>;

class Telephones {
  public:
    /// `profiles` by channel; only those of FXS channels are looked at.
    Telephones(board::Board &board, const dsp::TonePlan &plan,
               const std::vector<analog::LineProfile> &profiles, EventGate &gate, Seizures &seizures,
               MediaThread &media, CallClock clock);

    bool has(board::ChannelIndex channel) const { return channel < ports_.size() && ports_[channel].fxs; }
    void onSignal(board::ChannelIndex channel, board::LineSignal signal);
    bool countsTime() const;
    void elapse(uint32_t ms);

    void ring(const Command &command);
    void answer(Use &use);
    void clear(Use &use, int cause);
    void lamp(board::ChannelIndex channel, bool on);
    /// Call control plays to the telephone or bridges it, or its user dials: dial tone ends.
    void quiet(board::ChannelIndex channel);
    uint64_t unexpectedSignals() const;
    /// Any thread. The caller IDs that this telephone was sent at its last calls, newest last.
    std::vector<analog::CallerIdSpill> sent(board::ChannelIndex channel) const;

  private:
    struct Port {
        std::unique_ptr<analog::FxsPort> fxs;            // none for other channels
        bool toneOnly = false;                           // media is open though nobody uses the channel
        bool reversed = false;                           // its battery, since it was answered
        std::shared_ptr<const media::Prompt> spill;      // caller ID of the call that rings
        analog::FxsState told = analog::FxsState::kLaid; // what line-state was last told of
        std::deque<analog::CallerIdSpill> sent;          // at most analog::kSpillsKept
    };
    void carryOut(board::ChannelIndex channel, const analog::FxsOutput &output);
    void event(board::ChannelIndex channel, const analog::FxsOutput &output);
    void setTone(board::ChannelIndex channel, const analog::FxsOutput &output);
    void closeTone(board::ChannelIndex channel);
    void speak(board::ChannelIndex channel);
    void stopSpill(board::ChannelIndex channel);
    void lifted(board::ChannelIndex channel);
    void reverse(board::ChannelIndex channel, bool on);
    void tellState(board::ChannelIndex channel);
    analog::FxsRing howToRing(const Command &command, Port &port);

    board::Board &board_;
    const dsp::TonePlan &plan_;
    std::vector<analog::LineProfile> profiles_;
    EventGate &gate_;
    Seizures &seizures_;
    MediaThread &media_;
    CallClock clock_;
    std::vector<Port> ports_;  // by channel
    mutable std::mutex mutex_; // guards what was sent
};

} // namespace callbox::engine
