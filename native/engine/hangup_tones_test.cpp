// Tones through two engines on one wire: what is watched for is told, and a dead line clears itself.
#include <doctest/doctest.h>

#include <string>

#include "engine/engine_rig.h"

using namespace callbox::engine;
using namespace callbox::engine::testing;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

/// The exchange end's line, lifted: the box's telephone port gives dial tone. Returns the box's seizure.
Seizure lift(EngineWire &wire, Seizure seizure) {
    wire.exchange.command(Do::kSeize, seizure).channel = wire.exchange.line();
    wire.exchange.post();
    return wire.box.next(What::kIncoming).seizure;
}

bool isTone(const Event &event, const char *name) { return event.reason == name; }

} // namespace

TEST_CASE("tones: a watched line tells dial tone, busy, and when they end") {
    EngineWire wire;
    const Seizure incoming = lift(wire, 2);
    wire.exchange.command(Do::kWatch, 2).watch = kWatchProgress | kWatchData;
    wire.exchange.post();
    CHECK(isTone(wire.exchange.next(What::kTone, 2), "dial"));
    wire.box.simple(Do::kClear, incoming);
    CHECK(isTone(wire.exchange.next(What::kTone, 2), "")); // dial tone has ended
    CHECK(isTone(wire.exchange.next(What::kTone, 2), "busy"));
    wire.exchange.simple(Do::kClear, 2);
    wire.exchange.next(What::kCleared, 2);
}

TEST_CASE("tones: a call on a bearer tells what its far end plays") {
    EngineWire wire;
    wire.exchange.dial(4);
    const Event incoming = wire.box.next(What::kIncoming);
    wire.box.simple(Do::kAnswer, incoming.seizure);
    wire.exchange.next(What::kAnswered, 4);
    wire.exchange.command(Do::kWatch, 4).watch = kWatchProgress;
    wire.exchange.post();
    Command &play = wire.box.command(Do::kPlay, incoming.seizure);
    play.play = 1;
    play.sources.push_back({Source::Kind::kTone, "busy", 0});
    wire.box.post();
    CHECK(isTone(wire.exchange.next(What::kTone, 4), "busy"));
}

TEST_CASE("tones: the hang-up tone of a line clears its call by the far end") {
    EngineWire wire;
    Command &set = wire.exchange.command(Do::kSetHangupTone, 0);
    set.channel = wire.exchange.line();
    set.hangupTone = {450, 350, 350, 0};
    wire.exchange.post();
    const Seizure incoming = lift(wire, 2);
    wire.box.simple(Do::kClear, incoming); // the telephone that is not laid down hears busy
    const Event cleared = wire.exchange.next(What::kCleared, 2);
    CHECK(cleared.cause == 16);
    CHECK(cleared.by == ClearedBy::kFarEnd);
    CHECK_FALSE(wire.box.next(What::kHook, [](const Event &event) { return !event.offHook; }).offHook);
}

TEST_CASE("tones: a call that ends before anything could be learnt says so") {
    EngineWire wire;
    lift(wire, 2);
    wire.exchange.simple(Do::kLearnHangup, 2);
    wire.exchange.simple(Do::kClear, 2);
    const Event learnt = wire.exchange.next(What::kHangupLearned, 2);
    CHECK(learnt.reason == "too-short");
    CHECK(learnt.channel == wire.exchange.line());
}

TEST_CASE("tones: what cannot be is told and changes nothing") {
    EngineWire wire;
    const auto refusal = [&](callbox::board::ChannelIndex channel, HangupTone tone) {
        Command &set = wire.exchange.command(Do::kSetHangupTone, 0);
        set.channel = channel;
        set.hangupTone = tone;
        wire.exchange.post();
        const Event failed = wire.exchange.next(What::kCommandFailed);
        CHECK(failed.channel == channel);
        return failed.reason;
    };
    CHECK(refusal(0, {450, 350, 350, 0}).find("only a line") != std::string::npos); // a bearer
    CHECK(refusal(9999, {450, 350, 350, 0}).find("only a line") != std::string::npos);
    CHECK(refusal(wire.exchange.line(), {45, 350, 350, 0}).find("300 to 2000") != std::string::npos);
    CHECK(refusal(wire.exchange.line(), {450, 350, 0, 0}).find("60 to 5000") != std::string::npos);
    wire.exchange.dial(4);
    const Event incoming = wire.box.next(What::kIncoming);
    wire.box.simple(Do::kLearnHangup, incoming.seizure); // no line
    CHECK(wire.box.next(What::kCommandFailed).reason.find("only a line") != std::string::npos);
    wire.box.command(Do::kWatch, incoming.seizure).watch = 0x80;
    wire.box.post();
    CHECK(wire.box.next(What::kCommandFailed).seizure == incoming.seizure);
}
