// Telephones (FXS) and lines towards an exchange (FXO). Signalling thread only.
#pragma once

#include <memory>
#include <vector>

#include "analog/fxo_port.h"
#include "analog/fxs_port.h"
#include "board/board.h"
#include "dsp/tone_plan.h"
#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/seizures.h"

namespace callbox::engine {

class AnalogLines {
  public:
    AnalogLines(board::Board &board, const dsp::TonePlan &plan, EventGate &gate, Seizures &seizures,
                MediaThread &media);

    void onSignal(board::ChannelIndex channel, board::LineSignal signal);
    /// Microseconds until elapse is due; -1: no port counts time.
    int64_t nextTimerUs() const;
    /// Call before any input, so that what was counted belongs to the state it was spent in.
    void elapse(int64_t nowUs);

    void ring(const Command &command);
    void seize(const Command &command);
    void answer(Use &use);
    void clear(Use &use, int cause);
    /// The tone of a far end that has hung up was recognised on this channel (busy-tone detector): its
    /// seizure ends by kFarEnd with cause 16. Nothing happens unless it is an FXO that is off the hook.
    void hangupHeard(board::ChannelIndex channel);
    /// Call control plays to the telephone or bridges it, or its user dials: dial tone ends.
    void quiet(board::ChannelIndex channel);

  private:
    struct Port { // exactly one of the two; neither for a bearer
        std::unique_ptr<analog::FxsPort> fxs;
        std::unique_ptr<analog::FxoPort> fxo;
        bool toneOnly = false; // media is open for busy tone though nobody uses the channel
    };

    bool countsTime(const Port &port) const;
    void onHook(board::ChannelIndex channel, bool offHook);
    void carryOut(board::ChannelIndex channel, const analog::FxsOutput &output);
    void carryOut(board::ChannelIndex channel, const analog::FxoOutput &output);
    void incoming(board::ChannelIndex channel, bool offHook);
    void setTone(board::ChannelIndex channel, const analog::FxsOutput &output);

    board::Board &board_;
    EventGate &gate_;
    Seizures &seizures_;
    MediaThread &media_;
    std::vector<Port> ports_; // by channel
    const dsp::TonePlan &plan_;
    int64_t lastElapseUs_;
};

} // namespace callbox::engine
