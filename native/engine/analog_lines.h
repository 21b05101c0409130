// All analog ports of the board: telephones (FXS) and lines towards an exchange (FXO). Signalling thread
// only, but for callerId() and counters().
#pragma once

#include <mutex>
#include <vector>

#include "board/board.h"
#include "dsp/tone_plan.h"
#include "engine/event_gate.h"
#include "engine/exchange_lines.h"
#include "engine/media_thread.h"
#include "engine/notice.h"
#include "engine/seizures.h"
#include "engine/telephones.h"

namespace callbox::engine {

class AnalogLines {
  public:
    /// `clock`: what telephones are told the time is; empty = the system's local time.
    AnalogLines(board::Board &board, const Config &config, const dsp::TonePlan &plan, EventGate &gate,
                Seizures &seizures, MediaThread &media, CallClock clock = {});

    void onSignal(board::ChannelIndex channel, board::LineSignal signal);
    /// Microseconds until elapse is due; -1: no port counts time.
    int64_t nextTimerUs() const;
    /// Call before any input, so that what was counted belongs to the state it was spent in.
    void elapse(int64_t nowUs);
    /// What media heard on a line: kLineBurst, kLineDigit, kDialTone, and kDigitBegan on a telephone.
    void onNotice(const Notice &notice);

    void ring(const Command &command);
    void seize(const Command &command);
    void answer(Use &use);
    void clear(Use &use, int cause);
    /// kFlash and kLamp; false: it is nothing that this channel can do now.
    bool flash(const Use &use);
    bool lamp(board::ChannelIndex channel, bool on);
    /// True: kept until the exchange listens, see ExchangeLines.
    bool holdDigits(const Use &use, const std::string &digits);
    /// The tone of a far end that has hung up was recognised on this channel (busy-tone detector): its
    /// seizure ends by kFarEnd with cause 16. Nothing happens unless it is an FXO that is off the hook.
    void hangupHeard(board::ChannelIndex channel);
    /// Call control plays to the telephone or bridges it, or its user dials: dial tone ends.
    void quiet(board::ChannelIndex channel);

    /// Any thread.
    CallerIdRecord callerId(board::ChannelIndex channel) const;
    AnalogCounters counters() const;

  private:
    Telephones telephones_;
    ExchangeLines exchange_;
    int64_t lastElapseUs_ = -1; // not yet
    mutable std::mutex mutex_;  // guards counters_
    AnalogCounters counters_;
};

} // namespace callbox::engine
