// Two engines on one wire, as the box and its exchange.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "engine/engine.h"
#include "engine/engine_rig.h"

using namespace callbox::engine;
using End = callbox::engine::testing::EngineEnd;
using Wire = callbox::engine::testing::EngineWire;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

std::string refusal(const std::function<void(Config &)> &spoil) {
    Config config;
    config.wirePath = "/nowhere/wire.sock";
    spoil(config);
    try {
        Engine::open(
            config, [](Event &&) { return true; }, [] {});
    } catch (const std::invalid_argument &error) {
        return error.what();
    }
    return "";
}

} // namespace

TEST_CASE("a configuration that cannot be right is refused in words") {
    CHECK(refusal([](Config &config) { config.wirePath = ""; }).find("wirePath") != std::string::npos);
    CHECK(refusal([](Config &config) { config.spans = 9; }).find("spans") != std::string::npos);
    CHECK(refusal([](Config &config) { config.spans = -1; }).find("spans") != std::string::npos);
    CHECK(refusal([](Config &config) { config.lines = 65; }).find("lines") != std::string::npos);
    CHECK(refusal([](Config &config) { config.wireBufferBlocks = 17; }).find("wireBufferBlocks") !=
          std::string::npos);
    CHECK(refusal([](Config &config) { config.country = "atlantis"; }).find("atlantis") != std::string::npos);
    CHECK(refusal([](Config &config) { config.maxQueuedEvents = 0; }).find("maxQueuedEvents") !=
          std::string::npos);
    CHECK(refusal([](Config &config) { config.spans = config.lines = 0; }).find("span or line") !=
          std::string::npos);
}

TEST_CASE("one call, one telephone, a bridge, a recording, and the ends of all") {
    Wire wire;
    End &exchange = wire.exchange, &box = wire.box;
    exchange.dial(2);
    const Event incoming = box.next(What::kIncoming);
    CHECK(incoming.seizure % 2 == 1);
    CHECK(incoming.calledNumber == "100");
    CHECK(box.engine->snapshot()[incoming.channel].seizure == incoming.seizure);
    box.simple(Do::kAnswer, incoming.seizure);
    exchange.next(What::kAnswered, 2);
    CHECK(box.engine->snapshot()[incoming.channel].answered);

    Command &ring = box.command(Do::kRing, 2);
    ring.channel = box.line();
    box.post();
    const Event ringing = exchange.next(What::kIncoming);
    exchange.simple(Do::kAnswer, ringing.seizure);
    box.next(What::kAnswered, 2);
    CHECK(box.next(What::kHook).offHook);
    CHECK(box.engine->snapshot()[box.line()].offHook);

    Command &record = box.command(Do::kRecord, incoming.seizure);
    record.recording = "a-call";
    record.path = wire.folder.file("calls/a.wav");
    box.post();
    Command &bridge = box.command(Do::kBridge, incoming.seizure);
    bridge.other = 2;
    bridge.bridge = 7;
    box.post();
    exchange.command(Do::kSendDigits, 2).digits = "42";
    exchange.post();
    CHECK(exchange.next(What::kDigit, ringing.seizure).digit == '4'); // through both engines and back
    CHECK(exchange.next(What::kDigit, ringing.seizure).digit == '2');

    exchange.command(Do::kClear, 2).cause = 16;
    exchange.post();
    const Event cleared = box.next(What::kCleared, incoming.seizure);
    CHECK(cleared.by == ClearedBy::kFarEnd);
    CHECK(cleared.cause == 16);
    const Event ended = box.next(What::kRecordingEnded);
    CHECK(ended.reason == "cleared");
    CHECK(wire.folder.read("calls/a.wav").size() == 58 + 2 * ended.samples);
    CHECK(box.engine->snapshot()[incoming.channel].seizure == 0);
    CHECK(box.engine->snapshot()[box.line()].seizure == 2);

    const uint64_t stale = box.engine->meters().staleCommands;
    box.simple(Do::kAnswer, incoming.seizure); // late
    exchange.simple(Do::kClear, ringing.seizure);
    box.next(What::kCleared, 2);
    CHECK(box.engine->meters().staleCommands == stale + 1);
    CHECK_FALSE(box.engine->snapshot()[box.line()].offHook);
}

TEST_CASE("a telephone that is lifted hears dial tone until its first digit, and busy when it is cleared") {
    Wire wire;
    End &exchange = wire.exchange, &box = wire.box;
    exchange.command(Do::kSeize, 2).channel = exchange.line();
    exchange.post();
    exchange.simple(Do::kTap, 2);
    CHECK(box.next(What::kHook).offHook);
    const Event lifted = box.next(What::kIncoming);
    CHECK(lifted.calledNumber == "");
    const auto loud = [](const Event &event) {
        return std::count(event.audio.begin(), event.audio.end(), callbox::board::kAlawSilence) < 40;
    };
    const auto silent = [](const Event &event) {
        return std::count(event.audio.begin(), event.audio.end(), callbox::board::kAlawSilence) == 160;
    };
    exchange.next(What::kAudio, loud); // dial tone
    exchange.command(Do::kSendDigits, 2).digits = "0";
    exchange.post();
    CHECK(box.next(What::kDigit, lifted.seizure).digit == '0');
    exchange.next(What::kAudio, silent);
    box.simple(Do::kClear, lifted.seizure);
    box.next(What::kCleared, lifted.seizure);
    exchange.next(What::kAudio, loud); // busy
    exchange.simple(Do::kClear, 2);
    CHECK_FALSE(box.next(What::kHook).offHook);
}

TEST_CASE("an engine that ends completes its recordings; the other end's calls end by the alarm") {
    Wire wire;
    End &exchange = wire.exchange, &box = wire.box;
    exchange.dial(2);
    const Event incoming = box.next(What::kIncoming);
    box.simple(Do::kAnswer, incoming.seizure);
    exchange.next(What::kAnswered, 2);
    Command &record = box.command(Do::kRecord, incoming.seizure);
    record.recording = "cut";
    record.path = wire.folder.file("cut.wav");
    box.post();
    exchange.command(Do::kSendDigits, 2).digits = "1";
    exchange.post();
    box.next(What::kDigit, incoming.seizure);
    box.engine.reset();
    const Event ended = box.next(What::kRecordingEnded);
    CHECK(ended.reason == "cleared");
    CHECK(ended.samples > 0);
    CHECK(wire.folder.read("cut.wav").size() == 58 + 2 * ended.samples);
    CHECK(exchange.next(What::kSpan, [](const Event &event) { return event.alarms != 0; }).span == 1);
}

TEST_CASE("who is told that a recording has ended may begin the seizure's next one at once") {
    Wire wire;
    End &exchange = wire.exchange, &box = wire.box;
    exchange.dial(2);
    const Event incoming = box.next(What::kIncoming);
    box.simple(Do::kAnswer, incoming.seizure);
    exchange.next(What::kAnswered, 2);
    std::ofstream(wire.folder.file("taken.wav")) << "was here";
    constexpr int kRecordings = 20;
    const auto record = [&](int number) {
        Command record{};
        record.kind = Do::kRecord;
        record.seizure = incoming.seizure;
        record.recording = std::to_string(number);
        record.path = wire.folder.file("taken.wav");
        box.engine->post(std::move(record));
    };
    int begun = 1;
    box.listen([&](const Event &event) {
        if (event.kind == What::kRecordingEnded && begun < kRecordings)
            record(++begun);
    });
    record(1);
    for (int number = 1; number <= kRecordings; number++) {
        const Event ended = box.next(What::kRecordingEnded);
        CHECK(ended.recording == std::to_string(number));
        CHECK(ended.reason == "file-exists");
    }
    box.engine.reset(); // it tells nobody any more
}

TEST_CASE("a command that cannot be right is told, one for an unknown channel clears its seizure") {
    Wire wire;
    End &box = wire.box;
    box.dial(3);
    CHECK(box.next(What::kCommandFailed, 3).reason != "");
    box.command(Do::kRing, 4).channel = 999;
    box.post();
    CHECK(box.next(What::kCleared, 4).cause == 44);
    box.command(Do::kSeize, 6).channel = box.line(); // a port that feeds a telephone cannot lift
    box.post();
    CHECK(box.next(What::kCleared, 6).cause == 44);
    Command &dial = box.command(Do::kDial, 8);
    dial.span = 5;
    dial.calledNumber = "100";
    box.post();
    CHECK(box.next(What::kCleared, 8).cause == 3);
}
