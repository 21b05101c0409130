// One span: its D-channel, its alarms, its counters.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "board/board.h"
#include "dahdi/driver_file.h"

namespace callbox::dahdi {

class SpanPort {
  public:
    /// `number`: the driver's. `dchannel` is configured as dchan or hardhdlc.
    SpanPort(const DriverFile &control, int number, const Place &dchannel, const std::string &name);

    const DriverFile &dchannel() const { return dchannel_; }
    int number() const { return number_; }

    /// Asks the driver; true: the alarms have changed. One thread at a time.
    bool look(const DriverFile &control);

    // Signalling thread.
    bool send(const uint8_t *frame, size_t octets);
    /// Next frame without FCS; false: none. Events of the D-channel are taken on the way.
    bool receive(std::vector<uint8_t> &frame);

    // Any thread.
    uint8_t alarms() const { return alarms_.load(std::memory_order_relaxed); }
    bool gone() const { return gone_.load(std::memory_order_relaxed); }
    /// What comes in goes out again and nothing of ours does.
    bool loop(bool on);
    board::SpanCounters counters(const DriverFile &control) const;
    board::SpanStatus status(const DriverFile &control) const;
    /// DAHDI_SPANCONFIG, which cards apply to a span that runs (dahdi-linux wct4xxp, wcte12xp, wcte13xp, xpp:
    /// they start its framer again); channels stay open and other spans are not touched. Refused: the driver
    /// doesn't offer that framing, or denies it. A span without a line (SpanStatus::hasLine) takes any.
    board::SpanLineRefusal setUp(const DriverFile &control, const board::SpanLine &line);
    uint64_t framesBadFcs() const { return framesBadFcs_.load(std::memory_order_relaxed); }
    void countSlip() { slips_.fetch_add(1, std::memory_order_relaxed); }

  private:
    void takeEvents();
    board::SpanCounters cardCounters(const DriverFile &control) const;

    const int number_;
    DriverFile dchannel_;
    std::atomic<uint8_t> alarms_{0};
    std::atomic<bool> gone_{false}, looped_{false};
    board::SpanCounters atOpen_; // the driver counts from when it was loaded
    std::atomic<uint64_t> framesIn_{0}, framesOut_{0}, framesBadFcs_{0}, slips_{0}, lossOfSignal_{0},
        lossOfFrame_{0}, alarmIndications_{0}, remoteAlarms_{0}, framesAborted_{0};
    std::atomic<bool> lastWasAbort_{false};
};

/// The driver's alarms (DAHDI_ALARM_...) as Alarm bits.
uint8_t alarmsOf(int driverAlarms);

} // namespace callbox::dahdi
