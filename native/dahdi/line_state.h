// What the driver reports of an analog port, as line signals.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "board/board.h"

namespace callbox::dahdi {

/// What follows from one event of the driver: at most two signals to report, at most one hook to command.
struct LineReport {
    std::array<board::LineSignal, 2> signals{};
    size_t count = 0;
    std::optional<int> hook; // DAHDI_ONHOOK, DAHDI_OFFHOOK

    void add(board::LineSignal signal) { signals[count++] = signal; }
};

/// One port. Repeats are swallowed; not thread-safe.
class LineState {
  public:
    explicit LineState(board::ChannelKind kind) : fxs_(kind == board::ChannelKind::kFxs) {}

    /// An event of the driver, DAHDI_EVENT_...
    LineReport take(int event);
    /// The state as the driver has it (rxhooksig of DAHDI_GET_PARAMS, channel alarms), when opened and from
    /// time to time: the driver tells that the battery went, not that it came back.
    LineReport look(int receivedHook, bool alarm);

    bool offHook() const { return offHook_; }
    bool batteryLost() const { return batteryLost_; }

  private:
    LineReport takeFxs(int event);
    LineReport takeFxo(int event);
    void battery(LineReport &report, bool lost);
    void ring(LineReport &report, bool on);

    const bool fxs_;
    bool offHook_ = false;     // FXS: the telephone
    bool ringing_ = false;     // FXO
    bool reversed_ = false;    // FXO
    bool batteryLost_ = false; // FXO
};

} // namespace callbox::dahdi
