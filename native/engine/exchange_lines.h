// Lines towards an exchange on FXO ports: their ringing and who calls, seizing them, and the three ways a
// far end's hang-up is seen. Signalling thread only, but for callerId().
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "analog/caller_id_line.h"
#include "analog/fxo_port.h"
#include "board/board.h"
#include "dsp/tone_plan.h"
#include "engine/event_gate.h"
#include "engine/media_thread.h"
#include "engine/seizures.h"

namespace callbox::engine {

/// A line that was just lifted is not dialled on before its exchange listens, but no longer than this.
constexpr uint32_t kDialToneWaitMs = 3000;
constexpr size_t kMaxHeldDigits = 64; // while it waits

class ExchangeLines {
  public:
    /// `profiles` by channel. `announceAtOnce` by channel: call control is told with ring 1.
    ExchangeLines(board::Board &board, const dsp::TonePlan &plan,
                  const std::vector<analog::LineProfile> &profiles, const std::vector<bool> &announceAtOnce,
                  EventGate &gate, Seizures &seizures, MediaThread &media);

    bool has(board::ChannelIndex channel) const { return channel < ports_.size() && ports_[channel].fxo; }
    void onSignal(board::ChannelIndex channel, board::LineSignal signal);
    bool countsTime() const;
    void elapse(uint32_t ms, int64_t nowUs);

    void seize(const Command &command);
    void answer(Use &use);
    void clear(Use &use, int cause);
    /// False: the line is not off the hook.
    bool flash(const Use &use);
    /// True: the line was just lifted and its exchange doesn't listen yet; the digits are kept and go out by
    /// themselves. False: send them now. More than kMaxHeldDigits are refused by kCommandFailed (and true).
    bool holdDigits(const Use &use, const std::string &digits);
    void hangupHeard(board::ChannelIndex channel);

    // What the media thread heard.
    void burst(board::ChannelIndex channel, const dsp::FskBurst &burst);
    void digit(board::ChannelIndex channel, char digit, double levelDbm0);
    void dialTone(board::ChannelIndex channel);

    /// Any thread.
    CallerIdRecord callerId(board::ChannelIndex channel) const;
    AnalogCounters counters() const;

  private:
    struct Port {
        std::unique_ptr<analog::FxoPort> fxo; // none for other channels
        std::unique_ptr<analog::CallerIdLine> ids;
        bool announceAtOnce = false;
        bool ringing = false;
        const char *told = "idle";
        std::optional<analog::CallerId> id; // of the call that is about to be announced
        bool waitsForTone = false, toneHeard = false, outgoing = false;
        uint32_t waitedMs = 0;
        std::string held;
    };
    void carryOut(board::ChannelIndex channel, const analog::FxoOutput &output);
    void event(board::ChannelIndex channel, analog::FxoEvent event);
    void followRinging(board::ChannelIndex channel);
    void ringBegan(board::ChannelIndex channel);
    void idCame(board::ChannelIndex channel, const std::optional<analog::CallerId> &id);
    void incoming(board::ChannelIndex channel);
    void end(board::ChannelIndex channel, int cause, ClearedBy by);
    void lifted(board::ChannelIndex channel);
    void endToneWait(board::ChannelIndex channel);
    void listen(board::ChannelIndex channel, media::ListenFor what);
    void tellState(board::ChannelIndex channel);

    board::Board &board_;
    EventGate &gate_;
    Seizures &seizures_;
    MediaThread &media_;
    std::vector<Port> ports_; // by channel
    int64_t nowUs_ = 0;
    mutable std::mutex mutex_; // guards the ids, which callerId() reads
    uint64_t dialledWithoutTone_ = 0, lineFaults_ = 0;
};

} // namespace callbox::engine
