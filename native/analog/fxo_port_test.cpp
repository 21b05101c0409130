#include <doctest/doctest.h>

#include <string>

#include "analog/fxo_port.h"
#include "analog/fxs_port.h"

using namespace callbox;
using namespace callbox::analog;
using board::LineSignal;

namespace {

const dsp::TonePlan &kChina = *dsp::findTonePlan("cn");

constexpr uint32_t kGuardMs = 800;

std::string words(const FxoOutput &out) {
    std::string text;
    if (out.hasSignal)
        text += out.signal == LineSignal::kOffHook ? "off-hook " : "on-hook ";
    constexpr const char *kEvents[] = {"",         "ring-began ",      "incoming ",    "ring-gone ",
                                       "cleared ", "far-end-cleared ", "fault ",       "answered ",
                                       "glare ",   "battery-lost ",    "battery-back "};
    text += kEvents[static_cast<int>(out.event)];
    if (!text.empty())
        text.pop_back();
    return text;
}

FxoPort in(FxoState state) {
    FxoPort port(kChina.ringing, kGuardMs);
    switch (state) {
    case FxoState::kIdle:
        break;
    case FxoState::kFirstRing:
    case FxoState::kRinging:
    case FxoState::kRefused:
        port.line(LineSignal::kRingOn);
        if (state != FxoState::kFirstRing)
            port.announce();
        if (state == FxoState::kRefused)
            port.clear();
        break;
    case FxoState::kOffHook:
    case FxoState::kLoopBroken:
    case FxoState::kGuard:
    case FxoState::kGuardLift:
        port.seize();
        if (state == FxoState::kLoopBroken)
            port.line(LineSignal::kBatteryLost);
        if (state == FxoState::kGuard || state == FxoState::kGuardLift)
            port.clear();
        if (state == FxoState::kGuardLift)
            port.seize();
        break;
    case FxoState::kNoBattery:
        port.line(LineSignal::kBatteryLost);
        break;
    }
    REQUIRE(port.state() == state);
    return port;
}

FxoOutput give(FxoPort &port, const std::string &input) {
    return input == "ring-on"    ? port.line(LineSignal::kRingOn)
           : input == "ring-off" ? port.line(LineSignal::kRingOff)
           : input == "lost"     ? port.line(LineSignal::kBatteryLost)
           : input == "back"     ? port.line(LineSignal::kBatteryBack)
           : input == "announce" ? port.announce()
           : input == "answer"   ? port.answer()
           : input == "seize"    ? port.seize()
           : input == "hangup"   ? port.hangupHeard()
                                 : port.clear();
}

} // namespace

TEST_CASE("FXO: every state and every input") {
    using S = FxoState;
    struct Row {
        S state;
        const char *input;
        S next;
        const char *says;
    };
    const Row rows[] = {
        {S::kIdle, "ring-on", S::kFirstRing, "ring-began"},
        {S::kIdle, "ring-off", S::kIdle, ""},
        {S::kIdle, "lost", S::kNoBattery, "battery-lost"},
        {S::kIdle, "seize", S::kOffHook, "off-hook"},
        {S::kIdle, "clear", S::kIdle, ""},
        {S::kIdle, "hangup", S::kIdle, ""},
        {S::kFirstRing, "ring-on", S::kFirstRing, ""},
        {S::kFirstRing, "ring-off", S::kFirstRing, ""},
        {S::kFirstRing, "lost", S::kNoBattery, "battery-lost"},
        {S::kFirstRing, "announce", S::kRinging, "incoming"},
        {S::kFirstRing, "hangup", S::kFirstRing, ""},
        {S::kRinging, "ring-on", S::kRinging, ""},
        {S::kRinging, "ring-off", S::kRinging, ""},
        {S::kRinging, "lost", S::kNoBattery, "fault"},
        {S::kRinging, "answer", S::kOffHook, "off-hook"},
        {S::kRinging, "clear", S::kRefused, ""},
        {S::kRinging, "hangup", S::kRinging, ""},
        {S::kRefused, "ring-on", S::kRefused, ""},
        {S::kRefused, "ring-off", S::kRefused, ""},
        {S::kRefused, "lost", S::kNoBattery, "battery-lost"},
        {S::kRefused, "clear", S::kRefused, ""},
        {S::kRefused, "hangup", S::kRefused, ""},
        {S::kOffHook, "ring-on", S::kOffHook, ""},
        {S::kOffHook, "ring-off", S::kOffHook, ""},
        {S::kOffHook, "lost", S::kLoopBroken, ""},
        {S::kOffHook, "clear", S::kGuard, "on-hook"},
        {S::kOffHook, "hangup", S::kGuard, "on-hook far-end-cleared"},
        {S::kLoopBroken, "ring-off", S::kLoopBroken, ""},
        {S::kLoopBroken, "back", S::kOffHook, ""}, // at once: a contact
        {S::kLoopBroken, "clear", S::kNoBattery, "on-hook"},
        {S::kLoopBroken, "hangup", S::kLoopBroken, ""},
        {S::kGuard, "ring-on", S::kFirstRing, "ring-began"},
        {S::kGuard, "ring-off", S::kGuard, ""},
        {S::kGuard, "lost", S::kNoBattery, "battery-lost"},
        {S::kGuard, "seize", S::kGuardLift, ""},
        {S::kGuard, "clear", S::kGuard, ""},
        {S::kGuard, "hangup", S::kGuard, ""},
        {S::kGuardLift, "ring-on", S::kFirstRing, "glare"},
        {S::kGuardLift, "ring-off", S::kGuardLift, ""},
        {S::kGuardLift, "lost", S::kNoBattery, "fault"},
        {S::kGuardLift, "clear", S::kGuard, ""},
        {S::kGuardLift, "hangup", S::kGuardLift, ""},
        {S::kNoBattery, "ring-off", S::kNoBattery, ""},
        {S::kNoBattery, "back", S::kIdle, "battery-back"},
        {S::kNoBattery, "clear", S::kNoBattery, ""},
        {S::kNoBattery, "hangup", S::kNoBattery, ""},
    };
    const char *const inputs[] = {"ring-on", "ring-off", "lost",  "back",  "announce",
                                  "answer",  "seize",    "clear", "hangup"};
    for (int state = 0; state < kFxoStates; ++state) {
        for (const char *input : inputs) {
            CAPTURE(std::string(fxoStateName(static_cast<S>(state))));
            CAPTURE(std::string(input));
            const Row *row = nullptr; // none: nothing happens, and it is counted
            for (const Row &candidate : rows)
                if (candidate.state == static_cast<S>(state) && candidate.input == std::string(input))
                    row = &candidate;
            FxoPort port = in(static_cast<S>(state));
            const std::string was = input;
            if (was == "ring-on" && port.countsTime())
                port.line(LineSignal::kRingOff); // so that it is a new burst
            const uint32_t before = port.unexpected();
            const FxoOutput out = give(port, input);
            CHECK(words(out) == (row != nullptr ? row->says : ""));
            CHECK(port.state() == (row != nullptr ? row->next : static_cast<S>(state)));
            CHECK(port.unexpected() - before == (row != nullptr ? 0U : 1U));
        }
    }
}

TEST_CASE("FXO: one call for all bursts, told with the second ring, cleared when the pause was too long") {
    FxoPort port(kChina.ringing, kGuardMs);
    CHECK(port.ringGoneMs() == 6000);
    CHECK(words(port.line(LineSignal::kRingOn)) == "ring-began");
    CHECK(words(port.elapse(60'000)).empty()); // a burst that doesn't end is still ringing
    for (int burst = 0; burst < 5; ++burst) {
        CHECK(words(port.line(LineSignal::kRingOff)).empty());
        CHECK(words(port.elapse(4000)).empty());
        CHECK(words(port.line(LineSignal::kRingOn)) == (burst == 0 ? "incoming" : ""));
        CHECK(words(port.elapse(1000)).empty());
    }
    CHECK(port.ringGoneMs() == 4800); // the pause of this exchange is known by now
    port.line(LineSignal::kRingOff);
    CHECK(words(port.elapse(4799)).empty());
    CHECK(words(port.elapse(1)) == "cleared");
    CHECK(words(port.elapse(0xFFFFFFFFU)).empty());
    CHECK(words(port.line(LineSignal::kRingOn)) == "ring-began");
    CHECK(port.ringGoneMs() == 6000); // another caller, perhaps another exchange
}

TEST_CASE("FXO: a ring that nobody was told of ends without a call") {
    FxoPort port(kChina.ringing, kGuardMs);
    port.line(LineSignal::kRingOn);
    port.elapse(1000);
    port.line(LineSignal::kRingOff);
    CHECK(words(port.elapse(6000)) == "ring-gone");
    CHECK(port.state() == FxoState::kIdle);
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
    CHECK(words(port.elapse(4800)).empty());
    CHECK_FALSE(port.countsTime());
    CHECK(words(port.line(LineSignal::kRingOn)) == "ring-began");
}

TEST_CASE("FXO: how long the loop was broken decides between a contact, a hang-up and a fault") {
    struct Row {
        uint32_t ms;
        const char *says;
        FxoState next;
    };
    const Row rows[] = {{0, "", FxoState::kOffHook},
                        {199, "", FxoState::kOffHook},
                        {200, "on-hook far-end-cleared", FxoState::kGuard},
                        {600, "on-hook far-end-cleared", FxoState::kGuard},
                        {1000, "on-hook far-end-cleared", FxoState::kGuard},
                        {1001, "on-hook fault", FxoState::kIdle},
                        {60'000, "on-hook fault", FxoState::kIdle}};
    for (const Row &row : rows) {
        CAPTURE(row.ms);
        FxoPort port = in(FxoState::kOffHook);
        CHECK(words(port.line(LineSignal::kBatteryLost)).empty());
        std::string said;
        for (uint32_t ms = 0; ms < row.ms; ++ms)
            said += words(port.elapse(1));
        const std::string back = words(port.line(LineSignal::kBatteryBack));
        CHECK((said.empty() ? back : said) == row.says);
        CHECK(port.state() == row.next);
        CHECK(port.loopBreaks() == (row.next == FxoState::kGuard ? 1U : 0U));
    }
}

TEST_CASE("FXO: polarity: the answer of an outgoing call, then its end; the end of an incoming one") {
    FxoPort out(kChina.ringing, kGuardMs);
    out.seize();
    CHECK_FALSE(out.answerSupervised());
    CHECK(words(out.line(LineSignal::kPolarityReversed)) == "answered");
    CHECK(out.answerSupervised());
    CHECK(words(out.line(LineSignal::kPolarityReversed)).empty()); // told twice
    CHECK(words(out.line(LineSignal::kPolarityNormal)) == "on-hook far-end-cleared");

    FxoPort in = ::in(FxoState::kRinging);
    CHECK(words(in.answer()) == "off-hook");
    in.elapse(kPolaritySettlesMs - 1);
    CHECK(words(in.line(LineSignal::kPolarityReversed)).empty()); // the exchange's answer to ours
    in.elapse(10'000);
    CHECK(words(in.line(LineSignal::kPolarityNormal)) == "on-hook far-end-cleared");

    FxoPort idle(kChina.ringing, kGuardMs);
    CHECK(words(idle.line(LineSignal::kPolarityReversed)).empty()); // announces caller ID
    CHECK(words(idle.seize()) == "off-hook");
    CHECK(words(idle.line(LineSignal::kPolarityNormal)) == "answered");
    CHECK(idle.unexpected() == 0);
}

TEST_CASE("FXO: laid and lifted at once is not a flash: the line stays down for its guard time") {
    FxoPort port = in(FxoState::kOffHook);
    CHECK(words(port.clear()) == "on-hook");
    port.elapse(300);
    CHECK(port.canSeize());
    CHECK(words(port.seize()).empty());
    CHECK(words(port.elapse(kGuardMs - 301)).empty());
    CHECK(words(port.elapse(1)) == "off-hook");
    CHECK(port.state() == FxoState::kOffHook);
}

TEST_CASE("FXO: what a board must not report is counted") {
    FxoPort port(kChina.ringing, kGuardMs);
    port.line(LineSignal::kOffHook);
    port.line(LineSignal::kOnHook);
    port.line(LineSignal::kLampOn);
    port.line(LineSignal::kOpenSound);
    CHECK(port.unexpected() == 4);
}

TEST_CASE("FXS rings FXO: one incoming in every country's cadence, gone after the ringing") {
    for (const char *country : {"cn", "us", "gb", "de"}) {
        CAPTURE(std::string(country));
        const dsp::RingCadence &cadence = dsp::findTonePlan(country)->ringing;
        FxsPort exchange(lineProfile(country).flash);
        FxoPort telephone(cadence, kGuardMs);
        int incoming = 0, cleared = 0;
        const auto carry = [&](const FxsOutput &out) {
            if (out.hasSignal)
                incoming += telephone.line(out.signal).event == FxoEvent::kIncoming;
            cleared += telephone.elapse(10).event == FxoEvent::kCleared;
        };
        carry(exchange.ring({cadence, 0, false}));
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
