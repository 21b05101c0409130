// A technician's gain on both ends of a real wire, measured by the level meter; what can't be set is said.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/engine_rig.h"

using namespace callbox;
using namespace callbox::engine;
using callbox::engine::testing::EngineEnd;
using callbox::engine::testing::EngineWire;
using Do = Command::Kind;
using What = Event::Kind;

namespace {

void adjust(EngineEnd &end, board::ChannelIndex channel, double receiveDb, double sendDb, int echoTaps = 0) {
    Command &command = end.command(Do::kAdjust, 0);
    command.channel = channel;
    command.receiveDb = receiveDb;
    command.sendDb = sendDb;
    command.echoTaps = echoTaps;
    end.post();
}

/// The level is near this once a whole second had it; 0.5 dB is what ACC-27 allows.
bool comesTo(EngineEnd &end, Seizure seizure, double dbm0) {
    for (int second = 0; second < 4; ++second)
        if (std::abs(end.next(What::kLevel, seizure).levelDbm0 - dbm0) <= 0.5)
            return true;
    return false;
}

} // namespace

TEST_CASE("ACC-27: dial tone through the wire changes by what the sliders say") {
    EngineWire wire;
    EngineEnd &exchange = wire.exchange, &box = wire.box;
    exchange.command(Do::kSeize, 2).channel = exchange.line(); // the telephone is lifted: dial tone
    exchange.post();
    box.next(What::kIncoming);
    exchange.command(Do::kWatch, 2).watch = kWatchLevel;
    exchange.post();
    exchange.next(What::kLevel, 2); // may hold the silence before
    const double dbm0 = exchange.next(What::kLevel, 2).levelDbm0;
    CHECK(dbm0 < -5);
    CHECK(dbm0 > -25);
    adjust(exchange, exchange.line(), 6, 0);
    CHECK(comesTo(exchange, 2, dbm0 + 6));
    adjust(box, box.line(), 0, -9);
    CHECK(comesTo(exchange, 2, dbm0 - 3));
    adjust(exchange, exchange.line(), 0, 0);
    CHECK(comesTo(exchange, 2, dbm0 - 9));
}

TEST_CASE("an adjustment out of range, or of no channel, changes nothing and says what would be right") {
    EngineWire wire;
    EngineEnd &box = wire.box;
    const auto failure = [&] {
        return box.next(What::kCommandFailed, [](const Event &event) { return event.seizure == 0; }).reason;
    };
    for (const double db : {25.0, -24.5, std::nan(""), std::numeric_limits<double>::infinity()}) {
        adjust(box, box.line(), db, 0);
        CHECK(failure() == "a gain is -24 to +24 dB");
        adjust(box, box.line(), 0, db);
        CHECK(failure() == "a gain is -24 to +24 dB");
    }
    for (const int taps : {-1, 1025, std::numeric_limits<int>::max()}) {
        adjust(box, box.line(), 0, 0, taps);
        CHECK(failure() == "an echo canceller has 0 (off) to 1024 taps of 125 us");
    }
    for (const board::ChannelIndex channel : {31u, UINT32_MAX}) {
        adjust(box, channel, 1, 1);
        CHECK(failure() == "there is no channel " + std::to_string(channel));
    }
    for (int i = 0; i < 20; ++i) // again and again: the former ones are given back
        adjust(box, box.line(), i - 10, 10 - i, i * 50);
    adjust(box, box.line(), 99, 0);
    CHECK(failure() == "a gain is -24 to +24 dB"); // and nothing before it failed
}
