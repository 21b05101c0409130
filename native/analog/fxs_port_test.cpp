#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "analog/fxs_port.h"

using namespace callbox;
using namespace callbox::analog;

namespace {

const dsp::TonePlan &kChina = *dsp::findTonePlan("cn");

/// "ring-on", "ring-off", "tone busy", "silence", "lifted" ...: what an output says, in its order.
std::string words(const FxsOutput &out) {
    std::string text;
    if (out.hasSignal)
        text += out.signal == board::LineSignal::kRingOn ? "ring-on " : "ring-off ";
    if (out.toneChanged)
        text += out.hasTone ? std::string("tone-") + dsp::toneName(out.tone) + " " : "silence ";
    constexpr const char *kEvents[] = {"", "lifted ", "answered ", "laid-down ", "already-off-hook "};
    text += kEvents[static_cast<int>(out.event)];
    if (!text.empty())
        text.pop_back();
    return text;
}

FxsPort in(FxsState state) {
    FxsPort port(kChina.ringing);
    switch (state) {
    case FxsState::kLaid:
        break;
    case FxsState::kRinging:
        port.ring();
        break;
    case FxsState::kDialling:
        port.hook(true);
        break;
    case FxsState::kTalking:
        port.ring();
        port.hook(true);
        break;
    case FxsState::kReleased:
    case FxsState::kHowling:
        port.hook(true);
        port.clear();
        if (state == FxsState::kHowling)
            port.elapse(kHowlerAfterMs);
        break;
    }
    REQUIRE(port.state() == state);
    return port;
}

} // namespace

TEST_CASE("FXS: every state and every input") {
    struct Row {
        FxsState state;
        const char *input;
        FxsState next;
        const char *says;
        bool expected = true;
    };
    using S = FxsState;
    const Row rows[] = {
        {S::kLaid, "off-hook", S::kDialling, "tone-dial lifted"},
        {S::kLaid, "on-hook", S::kLaid, "", false},
        {S::kLaid, "ring", S::kRinging, "ring-on"},
        {S::kLaid, "clear", S::kLaid, "silence"},
        {S::kLaid, "quiet", S::kLaid, ""},
        {S::kRinging, "off-hook", S::kTalking, "ring-off silence answered"},
        {S::kRinging, "on-hook", S::kRinging, "", false},
        {S::kRinging, "ring", S::kRinging, "", false},
        {S::kRinging, "clear", S::kLaid, "ring-off silence"},
        {S::kRinging, "quiet", S::kRinging, ""},
        {S::kDialling, "off-hook", S::kDialling, "", false},
        {S::kDialling, "on-hook", S::kLaid, "silence laid-down"},
        {S::kDialling, "ring", S::kDialling, "already-off-hook"},
        {S::kDialling, "clear", S::kReleased, "tone-busy"},
        {S::kDialling, "quiet", S::kTalking, "silence"},
        {S::kTalking, "off-hook", S::kTalking, "", false},
        {S::kTalking, "on-hook", S::kLaid, "silence laid-down"},
        {S::kTalking, "ring", S::kTalking, "already-off-hook"},
        {S::kTalking, "clear", S::kReleased, "tone-busy"},
        {S::kTalking, "quiet", S::kTalking, ""},
        {S::kReleased, "off-hook", S::kReleased, "", false},
        {S::kReleased, "on-hook", S::kLaid, "silence laid-down"},
        {S::kReleased, "ring", S::kReleased, "already-off-hook"},
        {S::kReleased, "clear", S::kReleased, "", false},
        {S::kReleased, "quiet", S::kReleased, ""},
        {S::kHowling, "off-hook", S::kHowling, "", false},
        {S::kHowling, "on-hook", S::kLaid, "silence laid-down"},
        {S::kHowling, "ring", S::kHowling, "already-off-hook"},
        {S::kHowling, "clear", S::kHowling, "", false},
        {S::kHowling, "quiet", S::kHowling, ""},
    };
    CHECK(sizeof(rows) / sizeof(rows[0]) == kFxsStates * 5);
    for (const Row &row : rows) {
        CAPTURE(std::string(fxsStateName(row.state)));
        CAPTURE(std::string(row.input));
        FxsPort port = in(row.state);
        const uint32_t before = port.unexpected();
        const std::string input = row.input;
        const FxsOutput out = input == "off-hook"  ? port.hook(true)
                              : input == "on-hook" ? port.hook(false)
                              : input == "ring"    ? port.ring()
                              : input == "clear"   ? port.clear()
                                                   : port.quiet();
        CHECK(words(out) == row.says);
        CHECK(port.state() == row.next);
        CHECK(port.unexpected() - before == (row.expected ? 0U : 1U));
        CHECK(port.offHook() == (row.next != S::kLaid && row.next != S::kRinging));
    }
}

TEST_CASE("FXS: ringing is on at once and keeps the country's cadence") {
    for (const char *country : {"cn", "us", "gb", "de"}) {
        const dsp::RingCadence &cadence = dsp::findTonePlan(country)->ringing;
        FxsPort port(cadence);
        CHECK(words(port.ring()) == "ring-on");
        uint32_t atMs = 0, dueMs = 0;
        int phase = 0;
        for (int changes = 0; changes < 9;) {
            atMs += 7; // never in step with the cadence
            const FxsOutput out = port.elapse(7);
            if (!out.hasSignal)
                continue;
            dueMs += cadence.ms[phase];
            phase = (phase + 1) % cadence.count;
            ++changes;
            CHECK(words(out) == (phase % 2 == 0 ? "ring-on" : "ring-off"));
            CHECK(atMs >= dueMs);
            CHECK(atMs - dueMs < 7); // no drift
        }
    }
}

TEST_CASE("FXS: a second call starts with a whole burst, whenever the first one ended") {
    FxsPort port(kChina.ringing);
    port.ring();
    port.elapse(600);
    CHECK(words(port.clear()) == "ring-off silence");
    CHECK(words(port.elapse(10'000)).empty());
    CHECK(words(port.ring()) == "ring-on");
    CHECK(words(port.elapse(999)).empty());
    CHECK(words(port.elapse(1)) == "ring-off");
}

TEST_CASE("FXS: busy, after 60 s the howler, until it is laid down") {
    FxsPort port = in(FxsState::kTalking);
    CHECK(words(port.elapse(3'600'000)).empty()); // however long they talk
    CHECK(words(port.clear()) == "tone-busy");
    CHECK(words(port.elapse(kHowlerAfterMs - 1)).empty());
    CHECK(words(port.elapse(1)) == "tone-howler");
    CHECK(words(port.elapse(0xFFFFFFFFU)).empty());
    CHECK(words(port.hook(false)) == "silence laid-down");
    CHECK(words(port.hook(true)) == "tone-dial lifted");
}

TEST_CASE("FXS: huge and zero times, an empty cadence") {
    FxsPort port(kChina.ringing);
    port.ring();
    CHECK(words(port.elapse(0)).empty());
    CHECK(words(port.elapse(0xFFFFFFFFU)) == "ring-off");
    CHECK(words(port.elapse(0xFFFFFFFFU)) == "ring-on");
    FxsPort mute{dsp::RingCadence{}};
    CHECK(words(mute.ring()) == "ring-on");
    CHECK(words(mute.elapse(100'000)).empty());
}
