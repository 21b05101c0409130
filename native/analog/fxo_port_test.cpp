#include <doctest/doctest.h>

#include <string>

#include "analog/fxo_port.h"
#include "analog/fxs_port.h"

using namespace callbox;
using namespace callbox::analog;
using board::LineSignal;

namespace {

const dsp::TonePlan &kChina = *dsp::findTonePlan("cn");

std::string words(const FxoOutput &out) {
    std::string text;
    if (out.hasSignal)
        text += out.signal == LineSignal::kOffHook ? "off-hook " : "on-hook ";
    constexpr const char *kEvents[] = {"", "incoming ", "cleared ", "battery-lost ", "battery-back "};
    text += kEvents[static_cast<int>(out.event)];
    if (!text.empty())
        text.pop_back();
    return text;
}

FxoPort in(FxoState state) {
    FxoPort port(kChina.ringing);
    switch (state) {
    case FxoState::kIdle:
        break;
    case FxoState::kRinging:
        port.line(LineSignal::kRingOn);
        break;
    case FxoState::kRefused:
        port.line(LineSignal::kRingOn);
        port.clear();
        break;
    case FxoState::kOffHook:
        port.offHook();
        break;
    case FxoState::kNoBattery:
        port.line(LineSignal::kBatteryLost);
        break;
    }
    REQUIRE(port.state() == state);
    return port;
}

} // namespace

TEST_CASE("FXO: every state and every input") {
    struct Row {
        FxoState state;
        const char *input;
        FxoState next;
        const char *says;
        bool expected = true;
    };
    using S = FxoState;
    const Row rows[] = {
        {S::kIdle, "ring-on", S::kRinging, "incoming"},
        {S::kIdle, "ring-off", S::kIdle, ""},
        {S::kIdle, "lost", S::kNoBattery, "battery-lost"},
        {S::kIdle, "back", S::kIdle, "", false},
        {S::kIdle, "lift", S::kOffHook, "off-hook"},
        {S::kIdle, "clear", S::kIdle, ""},
        {S::kRinging, "ring-on", S::kRinging, ""},
        {S::kRinging, "ring-off", S::kRinging, ""},
        {S::kRinging, "lost", S::kNoBattery, "cleared"},
        {S::kRinging, "back", S::kRinging, "", false},
        {S::kRinging, "lift", S::kOffHook, "off-hook"},
        {S::kRinging, "clear", S::kRefused, ""},
        {S::kRefused, "ring-on", S::kRefused, ""},
        {S::kRefused, "ring-off", S::kRefused, ""},
        {S::kRefused, "lost", S::kNoBattery, "battery-lost"},
        {S::kRefused, "back", S::kRefused, "", false},
        {S::kRefused, "lift", S::kOffHook, "off-hook"},
        {S::kRefused, "clear", S::kRefused, ""},
        {S::kOffHook, "ring-on", S::kOffHook, ""},
        {S::kOffHook, "ring-off", S::kOffHook, ""},
        {S::kOffHook, "lost", S::kNoBattery, "on-hook cleared"},
        {S::kOffHook, "back", S::kOffHook, "", false},
        {S::kOffHook, "lift", S::kOffHook, "", false},
        {S::kOffHook, "clear", S::kIdle, "on-hook"},
        {S::kNoBattery, "ring-on", S::kNoBattery, "", false},
        {S::kNoBattery, "ring-off", S::kNoBattery, ""},
        {S::kNoBattery, "lost", S::kNoBattery, "", false},
        {S::kNoBattery, "back", S::kIdle, "battery-back"},
        {S::kNoBattery, "lift", S::kNoBattery, "", false},
        {S::kNoBattery, "clear", S::kNoBattery, ""},
    };
    CHECK(sizeof(rows) / sizeof(rows[0]) == kFxoStates * 6);
    for (const Row &row : rows) {
        CAPTURE(std::string(fxoStateName(row.state)));
        CAPTURE(std::string(row.input));
        FxoPort port = in(row.state);
        const uint32_t before = port.unexpected();
        const std::string input = row.input;
        const FxoOutput out = input == "ring-on"    ? port.line(LineSignal::kRingOn)
                              : input == "ring-off" ? port.line(LineSignal::kRingOff)
                              : input == "lost"     ? port.line(LineSignal::kBatteryLost)
                              : input == "back"     ? port.line(LineSignal::kBatteryBack)
                              : input == "lift"     ? port.offHook()
                                                    : port.clear();
        CHECK(words(out) == row.says);
        CHECK(port.state() == row.next);
        CHECK(port.unexpected() - before == (row.expected ? 0U : 1U));
    }
}

TEST_CASE("FXO: one call for all bursts, cleared 1.5 pauses after the last one") {
    FxoPort port(kChina.ringing);
    CHECK(port.ringGoneMs() == 6000);
    CHECK(words(port.line(LineSignal::kRingOn)) == "incoming");
    CHECK(words(port.elapse(60'000)).empty()); // a burst that doesn't end is still ringing
    for (int burst = 0; burst < 5; ++burst) {
        CHECK(words(port.line(LineSignal::kRingOff)).empty());
        CHECK(words(port.elapse(4000)).empty());
        CHECK(words(port.line(LineSignal::kRingOn)).empty());
        CHECK(words(port.elapse(1000)).empty());
    }
    port.line(LineSignal::kRingOff);
    CHECK(words(port.elapse(5999)).empty());
    CHECK(words(port.elapse(1)) == "cleared");
    CHECK(words(port.elapse(0xFFFFFFFFU)).empty());
    CHECK(words(port.line(LineSignal::kRingOn)) == "incoming");
}

TEST_CASE("FXO: a ringing that we cleared doesn't come back as a new call; the next one does") {
    FxoPort port = in(FxoState::kRinging);
    port.line(LineSignal::kRingOff);
    CHECK(words(port.clear()).empty());
    CHECK(words(port.elapse(4000)).empty());
    CHECK(words(port.line(LineSignal::kRingOn)).empty()); // the same ringing
    port.elapse(1000);
    port.line(LineSignal::kRingOff);
    CHECK(port.countsTime());
    CHECK(words(port.elapse(6000)).empty());
    CHECK_FALSE(port.countsTime());
    CHECK(words(port.line(LineSignal::kRingOn)) == "incoming");
}

TEST_CASE("FXO: lifted in the middle of a ringing that was cleared, then rung again") {
    FxoPort port = in(FxoState::kRinging);
    port.clear();
    CHECK(words(port.offHook()) == "off-hook");
    port.line(LineSignal::kRingOff);
    CHECK(words(port.clear()) == "on-hook");
    CHECK(words(port.line(LineSignal::kRingOn)) == "incoming");
}

TEST_CASE("FXO: what a board must not report is counted, polarity is not") {
    FxoPort port(kChina.ringing);
    port.line(LineSignal::kOffHook);
    port.line(LineSignal::kOnHook);
    CHECK(port.unexpected() == 2);
    port.line(LineSignal::kPolarityReversed);
    port.line(LineSignal::kPolarityNormal);
    CHECK(port.unexpected() == 2);
}

TEST_CASE("FXS rings FXO: one incoming in every country's cadence, gone after the ringing") {
    for (const char *country : {"cn", "us", "gb", "de"}) {
        CAPTURE(std::string(country));
        const dsp::RingCadence &cadence = dsp::findTonePlan(country)->ringing;
        FxsPort exchange(cadence);
        FxoPort telephone(cadence);
        int incoming = 0, cleared = 0;
        const auto carry = [&](const FxsOutput &out) {
            if (out.hasSignal)
                incoming += telephone.line(out.signal).event == FxoEvent::kIncoming;
            cleared += telephone.elapse(10).event == FxoEvent::kCleared;
        };
        carry(exchange.ring());
        for (int i = 0; i < 3000; ++i)
            carry(exchange.elapse(10));
        CHECK(incoming == 1);
        CHECK(cleared == 0);
        carry(exchange.clear());
        for (int i = 0; i < 700; ++i)
            carry(exchange.elapse(10));
        CHECK(cleared == 1);
    }
}
