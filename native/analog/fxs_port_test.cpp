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
    constexpr const char *kEvents[] = {"",       "lifted ",    "answered ",
                                       "flash ", "laid-down ", "already-off-hook "};
    if (out.speak)
        text += "speak ";
    text += kEvents[static_cast<int>(out.event)];
    if (!text.empty())
        text.pop_back();
    return text;
}

const FlashWindow kFlash{80, 550};

FxsOutput ring(FxsPort &port, const dsp::RingCadence &cadence = kChina.ringing) {
    return port.ring({cadence, 0, false});
}

FxsPort in(FxsState state) {
    FxsPort port(kFlash);
    switch (state) {
    case FxsState::kLaid:
        break;
    case FxsState::kRinging:
        ring(port);
        break;
    case FxsState::kDialling:
    case FxsState::kUndialled:
    case FxsState::kForgotten:
        port.hook(true);
        if (state != FxsState::kDialling)
            port.elapse(kDialToneMs);
        if (state == FxsState::kForgotten)
            port.elapse(kHowlerAfterMs);
        break;
    case FxsState::kTalking:
    case FxsState::kFlashing:
        ring(port);
        port.hook(true);
        if (state == FxsState::kFlashing)
            port.hook(false);
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
        {S::kLaid, "flash", S::kLaid, "", false},
        {S::kLaid, "ring", S::kRinging, "ring-on"},
        {S::kLaid, "clear", S::kLaid, "silence"},
        {S::kLaid, "quiet", S::kLaid, ""},
        {S::kRinging, "off-hook", S::kTalking, "ring-off silence answered"},
        {S::kRinging, "on-hook", S::kRinging, "", false},
        {S::kRinging, "flash", S::kRinging, "", false},
        {S::kRinging, "ring", S::kRinging, "", false},
        {S::kRinging, "clear", S::kLaid, "ring-off silence"},
        {S::kRinging, "quiet", S::kRinging, ""},
        {S::kDialling, "off-hook", S::kDialling, "", false},
        {S::kDialling, "on-hook", S::kLaid, "silence laid-down"},
        {S::kDialling, "flash", S::kDialling, "tone-dial flash"},
        {S::kDialling, "ring", S::kDialling, "already-off-hook"},
        {S::kDialling, "clear", S::kReleased, "tone-busy"},
        {S::kDialling, "quiet", S::kTalking, "silence"},
        {S::kUndialled, "off-hook", S::kUndialled, "", false},
        {S::kUndialled, "on-hook", S::kLaid, "silence laid-down"},
        {S::kUndialled, "flash", S::kDialling, "tone-dial flash"},
        {S::kUndialled, "ring", S::kUndialled, "already-off-hook"},
        {S::kUndialled, "clear", S::kReleased, "tone-busy"},
        {S::kUndialled, "quiet", S::kTalking, "silence"},
        {S::kForgotten, "off-hook", S::kForgotten, "", false},
        {S::kForgotten, "on-hook", S::kLaid, "silence laid-down"},
        {S::kForgotten, "flash", S::kDialling, "tone-dial flash"},
        {S::kForgotten, "ring", S::kForgotten, "already-off-hook"},
        {S::kForgotten, "clear", S::kReleased, "tone-busy"},
        {S::kForgotten, "quiet", S::kTalking, "silence"},
        {S::kTalking, "off-hook", S::kTalking, "", false},
        {S::kTalking, "on-hook", S::kFlashing, ""},
        {S::kTalking, "flash", S::kTalking, "flash"},
        {S::kTalking, "ring", S::kTalking, "already-off-hook"},
        {S::kTalking, "clear", S::kReleased, "tone-busy"},
        {S::kTalking, "quiet", S::kTalking, ""},
        {S::kFlashing, "off-hook", S::kTalking, ""}, // at once: a bounce
        {S::kFlashing, "on-hook", S::kFlashing, "", false},
        {S::kFlashing, "flash", S::kFlashing, "", false},
        {S::kFlashing, "ring", S::kFlashing, "already-off-hook"},
        {S::kFlashing, "clear", S::kLaid, "silence"},
        {S::kFlashing, "quiet", S::kFlashing, ""},
        {S::kReleased, "off-hook", S::kReleased, "", false},
        {S::kReleased, "on-hook", S::kLaid, "silence laid-down"},
        {S::kReleased, "flash", S::kDialling, "tone-dial lifted"},
        {S::kReleased, "ring", S::kReleased, "already-off-hook"},
        {S::kReleased, "clear", S::kReleased, "", false},
        {S::kReleased, "quiet", S::kReleased, ""},
        {S::kHowling, "off-hook", S::kHowling, "", false},
        {S::kHowling, "on-hook", S::kLaid, "silence laid-down"},
        {S::kHowling, "flash", S::kDialling, "tone-dial lifted"},
        {S::kHowling, "ring", S::kHowling, "already-off-hook"},
        {S::kHowling, "clear", S::kHowling, "", false},
        {S::kHowling, "quiet", S::kHowling, ""},
    };
    CHECK(sizeof(rows) / sizeof(rows[0]) == kFxsStates * 6);
    for (const Row &row : rows) {
        CAPTURE(std::string(fxsStateName(row.state)));
        CAPTURE(std::string(row.input));
        FxsPort port = in(row.state);
        const uint32_t before = port.unexpected();
        const std::string input = row.input;
        const FxsOutput out = input == "off-hook"  ? port.hook(true)
                              : input == "on-hook" ? port.hook(false)
                              : input == "flash"   ? port.flash()
                              : input == "ring"    ? ring(port)
                              : input == "clear"   ? port.clear()
                                                   : port.quiet();
        CHECK(words(out) == row.says);
        CHECK(port.state() == row.next);
        CHECK(port.unexpected() - before == (row.expected ? 0U : 1U));
        CHECK(port.offHook() == (row.next != S::kLaid && row.next != S::kRinging));
    }
}

TEST_CASE("FXS: how long the hook was down decides between a bounce, a flash and a hang-up") {
    struct Row {
        uint32_t downMs;
        const char *says; // on the way, or when it is lifted again
    };
    const Row rows[] = {{0, ""},        {79, ""},       {80, "flash"},      {100, "flash"},
                        {300, "flash"}, {550, "flash"}, {551, "laid-down"}, {5000, "laid-down"}};
    for (const Row &row : rows) {
        CAPTURE(row.downMs);
        FxsPort port = in(FxsState::kTalking);
        CHECK(words(port.hook(false)).empty());
        std::string said;
        for (uint32_t ms = 0; ms < row.downMs; ++ms) {
            const std::string now = words(port.elapse(1));
            if (!now.empty())
                said = now;
        }
        if (std::string(row.says) == "laid-down") {
            CHECK(said == "silence laid-down");
            CHECK(words(port.hook(true)) == "tone-dial lifted"); // a new call
        } else {
            CHECK(said.empty());
            CHECK(words(port.hook(true)) == row.says);
            CHECK(port.state() == FxsState::kTalking);
        }
    }
}

TEST_CASE("FXS: each country's flash") {
    CHECK(lineProfile("cn").flash.maxMs == 450);
    CHECK(lineProfile("us").flash.minMs == 300);
    CHECK(lineProfile("gb").flash.minMs == 50);
    CHECK(lineProfile("atlantis").flash.maxMs == lineProfile("cn").flash.maxMs);
    CHECK(lineProfile(nullptr).flash.maxMs == lineProfile("cn").flash.maxMs);
}

TEST_CASE("FXS: nothing dialled: congestion after 20 s, the howler a minute later, a digit ends either") {
    FxsPort port = in(FxsState::kDialling);
    CHECK(words(port.elapse(kDialToneMs - 1)).empty());
    CHECK(words(port.elapse(1)) == "tone-congestion");
    CHECK(words(port.elapse(kHowlerAfterMs - 1)).empty());
    CHECK(words(port.elapse(1)) == "tone-howler");
    CHECK_FALSE(port.countsTime());
    CHECK(words(port.quiet()) == "silence");
    CHECK(port.state() == FxsState::kTalking);
}

TEST_CASE("FXS: messages wait: the dial tone says so") {
    FxsPort port(kFlash);
    port.setMessageWaiting(true);
    CHECK(words(port.hook(true)) == "tone-message-dial lifted");
    port.setMessageWaiting(false);
    port.hook(false);
    CHECK(words(port.hook(true)) == "tone-dial lifted");
}

TEST_CASE("FXS: caller ID after the first ring gets its place, even in a pause that is too short") {
    for (const uint32_t spillMs : {900U, 3500U}) {
        CAPTURE(spillMs);
        for (const char *country : {"cn", "us", "gb", "de"}) {
            const dsp::TonePlan &plan = *dsp::findTonePlan(country);
            for (const dsp::RingCadence &cadence : {plan.ringing, plan.doubleRing, plan.longRing}) {
                FxsPort port(kFlash);
                port.ring({cadence, spillMs, false});
                uint32_t atMs = 0, offSinceMs = 0, speakAtMs = 0, nextRingMs = 0;
                int spoken = 0;
                while (nextRingMs == 0) {
                    REQUIRE(atMs < 20'000);
                    atMs += 10;
                    const FxsOutput out = port.elapse(10);
                    if (out.hasSignal && out.signal == board::LineSignal::kRingOff)
                        offSinceMs = atMs;
                    if (out.speak) {
                        ++spoken;
                        speakAtMs = atMs;
                        CHECK(atMs - offSinceMs >= kSpillAfterRingMs);
                    }
                    if (spoken > 0 && out.hasSignal && out.signal == board::LineSignal::kRingOn)
                        nextRingMs = atMs;
                }
                CHECK(spoken == 1);
                CHECK(nextRingMs >= speakAtMs + spillMs + kSpillBeforeRingMs - 10);
                for (int i = 0; i < 3000; ++i)
                    spoken += port.elapse(10).speak;
                CHECK(spoken == 1); // once a call
            }
        }
    }
}

TEST_CASE("FXS: caller ID before the first ring holds that one back; lifting ends both") {
    FxsPort port(kFlash);
    CHECK(words(port.ring({kChina.ringing, 2000, true})) == "speak");
    CHECK(words(port.elapse(2249)).empty());
    CHECK(words(port.elapse(1)) == "ring-on");
    CHECK(words(port.elapse(1000)) == "ring-off");
    FxsPort lifted(kFlash);
    lifted.ring({kChina.ringing, 2000, true});
    CHECK(words(lifted.hook(true)) == "ring-off silence answered");
    CHECK(words(lifted.elapse(5000)).empty());
}

TEST_CASE("FXS: ringing is on at once and keeps the country's cadence") {
    for (const char *country : {"cn", "us", "gb", "de"}) {
        const dsp::RingCadence &cadence = dsp::findTonePlan(country)->ringing;
        FxsPort port(kFlash);
        CHECK(words(ring(port, cadence)) == "ring-on");
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
    FxsPort port(kFlash);
    ring(port);
    port.elapse(600);
    CHECK(words(port.clear()) == "ring-off silence");
    CHECK(words(port.elapse(10'000)).empty());
    CHECK(words(ring(port)) == "ring-on");
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
    FxsPort port(kFlash);
    ring(port);
    CHECK(words(port.elapse(0)).empty());
    CHECK(words(port.elapse(0xFFFFFFFFU)) == "ring-off");
    CHECK(words(port.elapse(0xFFFFFFFFU)) == "ring-on");
    FxsPort mute(kFlash);
    CHECK(words(ring(mute, dsp::RingCadence{})) == "ring-on");
    CHECK(words(mute.elapse(100'000)).empty());
}
