#include "dahdi/line_state.h"

#include <dahdi/user.h>

namespace callbox::dahdi {

using board::LineSignal;

namespace {
// enum dahdi_rxsig of the driver, which its header for programs leaves out.
constexpr int kReceivedOnHook = 0, kReceivedOffHook = 1;
} // namespace

LineReport LineState::take(int event) { return fxs_ ? takeFxs(event) : takeFxo(event); }

LineReport LineState::takeFxs(int event) {
    LineReport report;
    switch (event) {
    case DAHDI_EVENT_RINGOFFHOOK:
        if (!offHook_)
            report.add(LineSignal::kOffHook);
        offHook_ = true;
        report.hook = DAHDI_OFFHOOK; // ringing stops, the port feeds a telephone that talks
        break;
    case DAHDI_EVENT_ONHOOK:
        if (offHook_)
            report.add(LineSignal::kOnHook);
        offHook_ = false;
        report.hook = DAHDI_ONHOOK; // at rest: else the driver refuses to ring
        break;
    case DAHDI_EVENT_WINKFLASH:
    case DAHDI_EVENT_PULSEDIGIT | '1': // a break shorter than 200 ms: the driver takes it for a dialled 1
        if (offHook_)
            report.add(LineSignal::kFlash);
        break;
    default:
        break;
    }
    return report;
}

LineReport LineState::takeFxo(int event) {
    LineReport report;
    switch (event) {
    case DAHDI_EVENT_RINGBEGIN:
        battery(report, false);
        ring(report, true);
        break;
    case DAHDI_EVENT_RINGOFFHOOK: // a burst has ended; of a first one soon after a hang-up only this is told
        ring(report, true);
        ring(report, false);
        break;
    case DAHDI_EVENT_ONHOOK: // the exchange has taken its battery away
    case DAHDI_EVENT_ALARM:
        battery(report, true);
        break;
    case DAHDI_EVENT_NOALARM:
        battery(report, false);
        break;
    case DAHDI_EVENT_POLARITY: // that it turned, not which way
        reversed_ = !reversed_;
        report.add(reversed_ ? LineSignal::kPolarityReversed : LineSignal::kPolarityNormal);
        break;
    default:
        break;
    }
    return report;
}

LineReport LineState::look(int receivedHook, bool alarm) {
    if (fxs_)
        return !offHook_ && receivedHook == kReceivedOffHook ? take(DAHDI_EVENT_RINGOFFHOOK) : LineReport{};
    LineReport report;
    battery(report, alarm || receivedHook == kReceivedOnHook);
    return report;
}

void LineState::battery(LineReport &report, bool lost) {
    if (lost == batteryLost_)
        return;
    batteryLost_ = lost;
    report.add(lost ? LineSignal::kBatteryLost : LineSignal::kBatteryBack);
}

void LineState::ring(LineReport &report, bool on) {
    if (on == ringing_)
        return;
    ringing_ = on;
    report.add(on ? LineSignal::kRingOn : LineSignal::kRingOff);
}

} // namespace callbox::dahdi
