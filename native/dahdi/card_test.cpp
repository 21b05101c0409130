// Tables between the driver's words and ours; built only with the driver's header.
#ifdef CALLBOX_HAS_DAHDI
#include <dahdi/user.h>
#include <doctest/doctest.h>

#include <vector>

#include "dahdi/gain_table.h"
#include "dahdi/line_state.h"
#include "dahdi/span_port.h"

using callbox::board::ChannelKind;
using callbox::board::LineSignal;
using namespace callbox::dahdi;
using Signals = std::vector<LineSignal>;

namespace {

Signals signalsOf(const LineReport &report) {
    return {report.signals.begin(), report.signals.begin() + static_cast<ptrdiff_t>(report.count)};
}

} // namespace

TEST_CASE("a telephone: lifted, flash long and short, laid down, and the port follows") {
    LineState line(ChannelKind::kFxs);
    CHECK(signalsOf(line.take(DAHDI_EVENT_WINKFLASH)).empty()); // on the hook nothing flashes
    const LineReport lifted = line.take(DAHDI_EVENT_RINGOFFHOOK);
    CHECK(signalsOf(lifted) == Signals{LineSignal::kOffHook});
    CHECK(lifted.hook == DAHDI_OFFHOOK);
    CHECK(signalsOf(line.take(DAHDI_EVENT_RINGOFFHOOK)).empty());
    CHECK(signalsOf(line.take(DAHDI_EVENT_WINKFLASH)) == Signals{LineSignal::kFlash});
    CHECK(signalsOf(line.take(DAHDI_EVENT_PULSEDIGIT | '1')) == Signals{LineSignal::kFlash});
    CHECK(signalsOf(line.take(DAHDI_EVENT_PULSEDIGIT | '7')).empty());
    const LineReport laid = line.take(DAHDI_EVENT_ONHOOK);
    CHECK(signalsOf(laid) == Signals{LineSignal::kOnHook});
    CHECK(laid.hook == DAHDI_ONHOOK);
    CHECK(signalsOf(line.take(DAHDI_EVENT_ONHOOK)).empty());
}

TEST_CASE("a telephone that is off the hook when the board opens is told") {
    LineState line(ChannelKind::kFxs);
    CHECK(signalsOf(line.look(0, false)).empty());
    CHECK(signalsOf(line.look(1, false)) == Signals{LineSignal::kOffHook});
    CHECK(signalsOf(line.look(1, false)).empty());
}

TEST_CASE("a line of the exchange: bursts of ringing, also when the driver tells only that one has ended") {
    LineState line(ChannelKind::kFxo);
    CHECK(signalsOf(line.take(DAHDI_EVENT_RINGBEGIN)) == Signals{LineSignal::kRingOn});
    CHECK(signalsOf(line.take(DAHDI_EVENT_RINGOFFHOOK)) == Signals{LineSignal::kRingOff});
    CHECK(signalsOf(line.take(DAHDI_EVENT_RINGOFFHOOK)) ==
          Signals{LineSignal::kRingOn, LineSignal::kRingOff});
}

TEST_CASE("a line of the exchange: battery by loop break, by alarm, and back; polarity by turns") {
    LineState line(ChannelKind::kFxo);
    CHECK(signalsOf(line.take(DAHDI_EVENT_ONHOOK)) == Signals{LineSignal::kBatteryLost});
    CHECK(signalsOf(line.take(DAHDI_EVENT_ALARM)).empty());
    CHECK(signalsOf(line.look(0, false)).empty());
    CHECK(signalsOf(line.look(1, true)).empty());
    CHECK(signalsOf(line.look(1, false)) == Signals{LineSignal::kBatteryBack});
    CHECK(signalsOf(line.take(DAHDI_EVENT_ALARM)) == Signals{LineSignal::kBatteryLost});
    CHECK(signalsOf(line.take(DAHDI_EVENT_RINGBEGIN)) ==
          Signals{LineSignal::kBatteryBack, LineSignal::kRingOn});
    CHECK(signalsOf(line.take(DAHDI_EVENT_POLARITY)) == Signals{LineSignal::kPolarityReversed});
    CHECK(signalsOf(line.take(DAHDI_EVENT_POLARITY)) == Signals{LineSignal::kPolarityNormal});
    for (const int strange : {-1, 0, 3, 11, 12, 999, 1 << 17})
        CHECK(signalsOf(line.take(strange)).empty());
}

TEST_CASE("alarms of the driver in ITU-T words") {
    using namespace callbox::board;
    CHECK(alarmsOf(0) == 0);
    CHECK(alarmsOf(DAHDI_ALARM_RED) == kAlarmLos); // no more is known
    CHECK(alarmsOf(DAHDI_ALARM_RED | DAHDI_ALARM_LFA) == kAlarmLof);
    CHECK(alarmsOf(DAHDI_ALARM_RED | DAHDI_ALARM_LOS) == kAlarmLos);
    CHECK(alarmsOf(DAHDI_ALARM_BLUE) == kAlarmAis);
    CHECK(alarmsOf(DAHDI_ALARM_YELLOW) == kAlarmRai);
    CHECK(alarmsOf(DAHDI_ALARM_NOTOPEN) == kAlarmLos);
    CHECK(alarmsOf(DAHDI_ALARM_LOOPBACK | DAHDI_ALARM_RECOVER) == 0);
}

TEST_CASE("gain: 0 dB changes nothing, 6 dB doubles, what is too loud clips, silence stays") {
    const auto same = gainTable(0);
    for (int octet = 0; octet < 256; octet++)
        CHECK(same[static_cast<size_t>(octet)] == octet);
    const auto twice = gainTable(20.0 * 0.30102999566398119521); // 2.0 exactly
    CHECK(twice[0xD5 ^ 0x10] == (0xD5 ^ 0x20));                  // ITU-T G.711: one segment up
    CHECK(gainTable(24)[0xAA] == 0xAA);                          // the loudest stays the loudest
    CHECK(gainTable(24)[0x2A] == 0x2A);
    const auto quiet = gainTable(-24);
    CHECK((quiet[0xAA] ^ 0x55) < (0xAA ^ 0x55));
    CHECK((gainTable(-24)[0xD5] == 0xD5 || gainTable(-24)[0xD5] == 0x55)); // both are the step next to zero
}
#endif
