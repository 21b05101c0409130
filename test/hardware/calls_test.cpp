// Calls over the real driver: the whole engine at both ends of an E1 and of analog lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/engine_rig.h"
#include "engine/test_folder.h"
#include "wires.h"

using namespace callbox;
using namespace callbox::engine;
using End = callbox::engine::testing::EngineEnd;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

constexpr int kAttempts = 3; // a busy host may lose a block of the emulated machine
constexpr size_t kPatternOctets = 3 * 8'000;
constexpr size_t kWavHeaderOctets = 58;

Config boxEnd() {
    Config config;
    config.board = BoardKind::kDahdi;
    config.dahdiBufferBlocks = hardware::kReserveBlocks;
    return config;
}

Config exchangeEnd() {
    Config config = boxEnd();
    config.exchangeEnd = true;
    return config;
}

/// Never silence, and nowhere twice the same in a row of three seconds.
std::vector<uint8_t> pattern(uint32_t seed) {
    std::vector<uint8_t> octets(kPatternOctets);
    uint32_t state = seed;
    for (uint8_t &octet : octets) {
        state = state * 1'664'525u + 1'013'904'223u;
        octet = static_cast<uint8_t>(state >> 24);
        octet = octet == board::kAlawSilence ? 0x2A : octet;
    }
    return octets;
}

/// What the channel's far end said: the left half of a recording.
std::vector<uint8_t> heard(const TestFolder &folder, const std::string &name) {
    const std::vector<uint8_t> file = folder.read(name);
    std::vector<uint8_t> left;
    for (size_t at = kWavHeaderOctets; at + 1 < file.size(); at += 2)
        left.push_back(file[at]);
    return left;
}

bool holds(const std::vector<uint8_t> &all, const std::vector<uint8_t> &part) {
    return std::search(all.begin(), all.end(), part.begin(), part.end()) != all.end();
}

struct Pair {
    TestFolder folder;
    End exchange, box;

    void play(End &end, Seizure seizure, const std::string &file) {
        Command &play = end.command(Do::kPlay, seizure);
        play.play = 1;
        play.sources = {{Source::Kind::kFile, file, 0}};
        end.post();
    }
    void record(End &end, Seizure seizure, const std::string &name) {
        Command &record = end.command(Do::kRecord, seizure);
        record.recording = name;
        record.path = folder.file(name);
        end.post();
    }
    /// Both ends play to each other and record; true: each heard all of the other's octets in a row.
    bool soundIsWhole(Seizure atExchange, Seizure atBox, uint32_t seed) {
        const auto said = pattern(seed), answered = pattern(seed + 1);
        const std::string name = std::to_string(seed);
        record(box, atBox, "box" + name);
        record(exchange, atExchange, "exchange" + name);
        play(exchange, atExchange, folder.writeWav("said" + name, said));
        play(box, atBox, folder.writeWav("answered" + name, answered));
        exchange.next(What::kPlayEnded, atExchange);
        box.next(What::kPlayEnded, atBox);
        box.command(Do::kSendDigits, atBox).digits = "5"; // arrives after all that was played
        box.post();
        exchange.next(What::kDigit, atExchange);
        exchange.command(Do::kSendDigits, atExchange).digits = "7";
        exchange.post();
        box.next(What::kDigit, atBox);
        for (End *end : {&box, &exchange}) {
            Command &stop = end->command(Do::kStopRecord, end == &box ? atBox : atExchange);
            stop.recording = (end == &box ? "box" : "exchange") + name;
            end->post();
            end->next(What::kRecordingEnded);
        }
        return holds(heard(folder, "box" + name), said) && holds(heard(folder, "exchange" + name), answered);
    }
};

struct E1 : Pair {
    E1() {
        Config near = boxEnd(), far = exchangeEnd();
        near.dahdiSpans = {1};
        far.dahdiSpans = {2};
        exchange.open(far);
        box.open(near);
        const auto up = [](const Event &event) { return event.dchannelUp; };
        exchange.next(What::kSpan, up);
        box.next(What::kSpan, up);
    }
};

struct Lines : Pair {
    Lines() {
        Config near = boxEnd(), far = exchangeEnd();
        near.dahdiLines = {hardware::kTelephonePorts[0]};
        far.dahdiLines = {hardware::kExchangeLines[0]};
        exchange.open(far);
        box.open(near);
    }
};

} // namespace

TEST_CASE("ISDN: the D-channel comes up, a call each way, every octet of sound arrives") {
    E1 wire;
    wire.exchange.dial(2);
    const Event in = wire.box.next(What::kIncoming);
    CHECK(in.calledNumber == "100");
    CHECK(in.callingNumber == "13800138000");
    wire.box.simple(Do::kAlert, in.seizure);
    wire.exchange.next(What::kAlerting, 2);
    wire.box.simple(Do::kAnswer, in.seizure);
    wire.exchange.next(What::kAnswered, 2);

    wire.box.dial(4);
    const Event out = wire.exchange.next(What::kIncoming);
    wire.exchange.simple(Do::kAnswer, out.seizure);
    wire.box.next(What::kAnswered, 4);

    bool whole = false;
    for (uint32_t attempt = 0; attempt < kAttempts && !whole; attempt++)
        whole = wire.soundIsWhole(2, in.seizure, 10 * attempt + 1);
    CHECK(whole);

    wire.exchange.command(Do::kClear, 2).cause = 17;
    wire.exchange.post();
    const Event cleared = wire.box.next(What::kCleared, in.seizure);
    CHECK(cleared.cause == 17);
    CHECK(cleared.by == ClearedBy::kFarEnd);
    wire.box.simple(Do::kClear, 4);
    wire.exchange.next(What::kCleared, out.seizure);
    const Meters meters = wire.box.engine->meters();
    REQUIRE(meters.spans.size() == 1);
    CHECK(meters.spans[0].framesIn > 10);
    CHECK(meters.spans[0].framesOut > 10);
}

TEST_CASE("ISDN: thirty calls at once, each on a channel of its own, and all of them end") {
    E1 wire;
    for (Seizure seizure = 2; seizure <= 60; seizure += 2)
        wire.exchange.dial(seizure);
    std::vector<board::ChannelIndex> channels;
    for (int call = 0; call < 30; call++) {
        const Event in = wire.box.next(What::kIncoming);
        channels.push_back(in.channel);
        wire.box.simple(Do::kAnswer, in.seizure);
    }
    std::sort(channels.begin(), channels.end());
    CHECK(std::unique(channels.begin(), channels.end()) == channels.end());
    for (Seizure seizure = 2; seizure <= 60; seizure += 2) {
        wire.exchange.next(What::kAnswered, seizure);
        wire.exchange.simple(Do::kClear, seizure);
    }
    for (int call = 0; call < 30; call++)
        wire.box.next(What::kCleared);
}

TEST_CASE("analog: a telephone rings with caller ID, is answered, hears every octet, flashes, is laid down") {
    Lines wire;
    Command &ring = wire.box.command(Do::kRing, 2);
    ring.channel = 0;
    ring.callingNumber = "13800138000";
    ring.details.callingName = "ZHANG MIN";
    wire.box.post();
    const Event ringing = wire.exchange.next(What::kIncoming);
    CHECK(ringing.callingNumber == "13800138000"); // sound to a telephone on the hook
    CHECK(ringing.details.callingName == "ZHANG MIN");
    CHECK(ringing.callerId == CallerIdKind::kFsk);
    wire.exchange.simple(Do::kAnswer, ringing.seizure);
    wire.box.next(What::kAnswered, 2);

    bool whole = false;
    for (uint32_t attempt = 0; attempt < kAttempts && !whole; attempt++)
        whole = wire.soundIsWhole(ringing.seizure, 2, 10 * attempt + 1'001);
    CHECK(whole);

    wire.exchange.simple(Do::kFlash, ringing.seizure);
    wire.box.next(What::kFlash, 2);
    wire.exchange.simple(Do::kClear, ringing.seizure);
    wire.box.next(What::kCleared, 2);
}

TEST_CASE("analog: a telephone is lifted, dials; the box hangs up, and the line hears it by its busy tone") {
    Lines wire;
    Command &learnt = wire.exchange.command(Do::kSetHangupTone, 0);
    learnt.channel = 0;
    learnt.hangupTone = {450, 350, 350, 0}; // GB/T 7611: busy
    wire.exchange.post();
    wire.exchange.command(Do::kSeize, 2).channel = 0;
    wire.exchange.post();
    const Event lifted = wire.box.next(What::kIncoming);
    CHECK(lifted.calledNumber.empty());
    wire.exchange.command(Do::kSendDigits, 2).digits = "80";
    wire.exchange.post();
    CHECK(wire.box.next(What::kDigit, lifted.seizure).digit == '8');
    CHECK(wire.box.next(What::kDigit, lifted.seizure).digit == '0');
    wire.box.simple(Do::kClear, lifted.seizure);
    wire.box.next(What::kCleared, lifted.seizure);
    wire.exchange.next(What::kCleared, 2);
    const auto laid = [](const Event &event) { return !event.offHook; };
    wire.box.next(What::kHook, laid);
}
