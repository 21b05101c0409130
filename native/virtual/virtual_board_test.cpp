// What only the virtual board has: its socket, its timing, its cables. What every board has is in
// test/native/board_contract_test.cpp.
#include "virtual/virtual_board.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

using namespace callbox::virtualboard;
using namespace callbox::board;

namespace {

/// A directory of its own for each test's socket.
struct SocketPlace {
    SocketPlace() {
        directory = std::filesystem::temp_directory_path().string() + "/callbox-wire-XXXXXX";
        if (::mkdtemp(directory.data()) == nullptr) {
            throw std::runtime_error("cannot make a directory for the test's socket");
        }
        path = directory + "/wire";
    }
    ~SocketPlace() {
        ::unlink(path.c_str());
        ::rmdir(directory.c_str());
    }
    std::string directory, path;
};

Options manual(int spans = 1, int lines = 2) {
    Options options;
    options.spans = spans;
    options.lines = lines;
    options.manualTicks = true;
    return options;
}

/// Both ends carry what waits, the exchange without a tick, until `done` or the box gives up.
template <typename Done> bool carryUntil(VirtualBoard &exchange, VirtualBoard &box, Done done) {
    for (int i = 0; i < 500 && !done(); ++i) {
        exchange.waitBlock(0);
        box.waitBlock(10); // pauses only while there is nothing to read
    }
    return done();
}

std::vector<Event> drain(VirtualBoard &board) {
    std::vector<Event> events;
    Event event;
    while (board.nextEvent(event)) {
        events.push_back(event);
    }
    return events;
}

int lastAlarms(const std::vector<Event> &events) {
    int alarms = -1;
    for (const Event &event : events) {
        alarms = event.kind == Event::Kind::kAlarms ? event.alarms : alarms;
    }
    return alarms;
}

size_t countSignal(const std::vector<Event> &events, LineSignal signal) {
    size_t count = 0;
    for (const Event &event : events) {
        count += event.kind == Event::Kind::kLineSignal && event.signal == signal;
    }
    return count;
}

/// One block each way; the exchange sends `out` on channel 0 and the box `back`.
uint8_t oneBlock(VirtualBoard &exchange, VirtualBoard &box, uint8_t out, uint8_t back,
                 bool boxAnswers = true) {
    exchange.tick();
    REQUIRE(exchange.waitBlock(0) == Wait::kBlock);
    const uint8_t heard = exchange.rx(0)[0];
    exchange.tx(0)[0] = out;
    exchange.finishBlock();
    if (boxAnswers) {
        while (box.waitBlock(0) == Wait::kBlock) {
            box.tx(0)[0] = back;
            box.finishBlock();
        }
    }
    return heard;
}

} // namespace

TEST_CASE("both ends meet over a socket file that is the owner's alone") {
    const SocketPlace place;
    auto exchange = VirtualBoard::listen(place.path, manual());
    struct stat file {};
    REQUIRE(::stat(place.path.c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0600);
    auto box = VirtualBoard::connect(place.path, manual());
    CHECK(carryUntil(*exchange, *box, [&] { return exchange->connected() && box->connected(); }));
    CHECK(exchange->wireError().empty());
    CHECK(box->wireError().empty());
    exchange.reset();
    CHECK(::stat(place.path.c_str(), &file) != 0); // and it is gone with its owner
}

TEST_CASE("the box waits for an exchange that comes later, and for one that comes back") {
    const SocketPlace place;
    auto box = VirtualBoard::connect(place.path, manual());
    CHECK(box->waitBlock(0) == Wait::kTimeout);
    CHECK(box->wireError().find("no exchange answers") != std::string::npos);
    CHECK(lastAlarms(drain(*box)) == kAlarmLos);
    for (int times = 0; times < 2; ++times) {
        auto exchange = VirtualBoard::listen(place.path, manual());
        REQUIRE(carryUntil(*exchange, *box, [&] { return exchange->connected() && box->connected(); }));
        CHECK(lastAlarms(drain(*box)) == 0);
        exchange.reset();
        CHECK(box->waitBlock(0) == Wait::kTimeout);
        CHECK_FALSE(box->connected());
        CHECK(lastAlarms(drain(*box)) == kAlarmLos);
    }
}

TEST_CASE("a stale socket file is replaced, a live one and a plain file are not") {
    const SocketPlace place;
    {
        const int stale = ::socket(AF_UNIX, SOCK_SEQPACKET, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, place.path.c_str());
        REQUIRE(::bind(stale, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0);
        ::close(stale); // killed: the file stays
    }
    auto exchange = VirtualBoard::listen(place.path, manual());
    CHECK_THROWS_WITH_AS(VirtualBoard::listen(place.path, manual()),
                         doctest::Contains("another process listens"), std::runtime_error);
    exchange.reset();
    ::close(::open(place.path.c_str(), O_CREAT | O_WRONLY, 0600));
    CHECK_THROWS_WITH_AS(VirtualBoard::listen(place.path, manual()), doctest::Contains("not a socket"),
                         std::runtime_error);
}

TEST_CASE("bad options and paths are refused with what to do") {
    const SocketPlace place;
    CHECK_THROWS_WITH(VirtualBoard::listen(place.path, manual(9)), doctest::Contains("must be 0 to 8"));
    CHECK_THROWS_WITH(VirtualBoard::connect(place.path, manual(1, 65)), doctest::Contains("must be 0 to 64"));
    Options options = manual();
    options.blockSamples = 81;
    CHECK_THROWS_WITH(VirtualBoard::connect(place.path, options), doctest::Contains("must be 1 to 80"));
    options = manual();
    options.bufferBlocks = -1;
    CHECK_THROWS_WITH(VirtualBoard::listen(place.path, options), doctest::Contains("must be 0 to 16"));
    CHECK_THROWS_WITH(VirtualBoard::listen(std::string(200, 'x'), manual()), doctest::Contains("shorter"));
    CHECK_THROWS_WITH(VirtualBoard::listen("", manual()), doctest::Contains("characters"));
    CHECK_THROWS_WITH(VirtualBoard::listen(place.directory + "/no/such", manual()),
                      doctest::Contains("directory"));
}

TEST_CASE("ends that disagree do not connect, and the owner can read why") {
    const SocketPlace place;
    auto exchange = VirtualBoard::listen(place.path, manual(1, 2));
    auto box = VirtualBoard::connect(place.path, manual(2, 2));
    CHECK(carryUntil(*exchange, *box,
                     [&] { return box->wireError().find("refused this box") != std::string::npos; }));
    CHECK(box->wireError().find("1 span(s)") != std::string::npos);
    CHECK(box->wireError().find("2 span(s)") != std::string::npos);
    CHECK_FALSE(box->connected());
    CHECK_FALSE(exchange->connected());
    CHECK(exchange->wireError().find("refused a box") != std::string::npos);
}

TEST_CASE("a second box is refused while one is connected, and let in after it has gone") {
    const SocketPlace place;
    auto exchange = VirtualBoard::listen(place.path, manual());
    auto first = VirtualBoard::connect(place.path, manual());
    REQUIRE(carryUntil(*exchange, *first, [&] { return first->connected(); }));
    auto second = VirtualBoard::connect(place.path, manual());
    CHECK(carryUntil(*exchange, *second,
                     [&] { return second->wireError().find("already has a box") != std::string::npos; }));
    CHECK(first->connected());
    CHECK(exchange->connected());
    first.reset();
    CHECK(carryUntil(*exchange, *second, [&] { return second->connected(); }));
}

TEST_CASE("an answer one block late is replaced by silence, counted, and never heard later") {
    Options options = manual(1, 0);
    auto [exchange, box] = VirtualBoard::pair(options, options);
    for (uint8_t i = 1; i <= 5; ++i) {
        const uint8_t heard = oneBlock(*exchange, *box, i, i);
        CHECK(heard == (i >= 3 ? i - 2 : kAlawSilence)); // one block out, one of buffer
    }
    CHECK(exchange->counters().slips == 0);
    oneBlock(*exchange, *box, 6, 6, false); // the box sleeps through two blocks ..
    oneBlock(*exchange, *box, 7, 7, false);
    CHECK(oneBlock(*exchange, *box, 8, 8) == kAlawSilence); // .. so 6 is missing,
    CHECK(exchange->counters().slips == 1);
    CHECK(oneBlock(*exchange, *box, 9, 9) == 8);   // 7 came in time after all (answered together with 8),
    CHECK(oneBlock(*exchange, *box, 10, 10) == 8); // and the delay is what it was.
    CHECK(oneBlock(*exchange, *box, 11, 11) == 9);
    CHECK(exchange->counters().slips == 1);
    CHECK(box->counters().blocks == exchange->counters().blocks);
}

TEST_CASE("the exchange's buffer is as deep as it was asked to be") {
    for (const int buffer : {0, 1, 3, 16}) {
        Options options = manual(1, 0);
        options.bufferBlocks = buffer;
        auto [exchange, box] = VirtualBoard::pair(options, options);
        for (int i = 0; i < 40; ++i) {
            const uint8_t heard = oneBlock(*exchange, *box, 0, static_cast<uint8_t>(i));
            CHECK(heard == (i > buffer ? i - 1 - buffer : kAlawSilence));
        }
        CHECK(exchange->counters().slips == 0);
    }
}

TEST_CASE("the exchange ticks on with nobody there, and counts no slips for it") {
    auto [exchange, box] = VirtualBoard::pair(manual(), manual());
    box.reset();
    for (int i = 0; i < 10; ++i) {
        exchange->tick();
        CHECK(exchange->waitBlock(0) == Wait::kBlock);
        CHECK(exchange->rx(0)[0] == kAlawSilence);
        exchange->finishBlock();
    }
    CHECK(exchange->waitBlock(0) == Wait::kTimeout);
    CHECK(exchange->counters().slips == 0);
    const auto events = drain(*exchange);
    CHECK(lastAlarms(events) == kAlarmLos);
    CHECK(countSignal(events, LineSignal::kBatteryLost) == 4); // two lines: at opening and now
}

TEST_CASE("after the wire was cut both ends agree again on hooks and ringing") {
    auto [exchange, box] = VirtualBoard::pair(manual(), manual());
    const ChannelIndex line1 = 30, line2 = 31;
    exchange->signal(line1, LineSignal::kOffHook);
    box->signal(line2, LineSignal::kRingOn);
    exchange->waitBlock(0);
    box->waitBlock(0);
    CHECK(countSignal(drain(*box), LineSignal::kOffHook) == 1);
    CHECK(countSignal(drain(*exchange), LineSignal::kRingOn) == 1);
    exchange->cutWire();
    box->waitBlock(0);
    const auto lost = drain(*exchange);
    CHECK(lastAlarms(lost) == kAlarmLos);
    CHECK(lastAlarms(drain(*box)) == kAlarmLos);
    CHECK(countSignal(lost, LineSignal::kRingOff) == 1);
    CHECK(countSignal(lost, LineSignal::kBatteryLost) == 2);
    exchange->signal(line1, LineSignal::kOnHook); // laid down while nobody saw it
    exchange->signal(line2, LineSignal::kOffHook);
    VirtualBoard::rewire(*exchange, *box);
    exchange->waitBlock(0);
    box->waitBlock(0);
    const auto boxSaw = drain(*box);
    CHECK(lastAlarms(boxSaw) == 0);
    CHECK(countSignal(boxSaw, LineSignal::kOnHook) == 1);
    CHECK(countSignal(boxSaw, LineSignal::kOffHook) == 1);
    const auto exchangeSaw = drain(*exchange);
    CHECK(countSignal(exchangeSaw, LineSignal::kBatteryBack) == 2);
    CHECK(countSignal(exchangeSaw, LineSignal::kRingOn) == 1);
}

TEST_CASE("a pulled cable is LOS and silence at both ends of that span only") {
    for (const bool atExchange : {true, false}) {
        Options options = manual(2, 0);
        auto [exchange, box] = VirtualBoard::pair(options, options);
        drain(*exchange);
        drain(*box);
        (atExchange ? exchange : box)->pullSpan(1);
        for (int i = 0; i < 4; ++i) {
            exchange->tick();
            REQUIRE(exchange->waitBlock(0) == Wait::kBlock);
            if (i == 3) {
                CHECK(exchange->rx(0)[0] == kAlawSilence);
                CHECK(exchange->rx(30)[0] == 8);
            }
            exchange->tx(0)[0] = exchange->tx(30)[0] = 9;
            exchange->finishBlock();
            REQUIRE(box->waitBlock(0) == Wait::kBlock);
            CHECK(box->rx(0)[0] == kAlawSilence);
            CHECK(box->rx(30)[0] == 9);
            box->tx(0)[0] = box->tx(30)[0] = 8;
            box->finishBlock();
        }
        exchange->waitBlock(0);
        CHECK(lastAlarms(drain(*exchange)) == kAlarmLos);
        CHECK(lastAlarms(drain(*box)) == kAlarmLos);
        const uint8_t frame[] = {1, 2, 3};
        CHECK_FALSE(exchange->sendFrame(1, frame, 3));
        CHECK_FALSE(box->sendFrame(1, frame, 3));
        CHECK(exchange->sendFrame(2, frame, 3));
        (atExchange ? exchange : box)->plugSpan(1);
        for (int i = 0; i < 2; ++i) { // the end that hears again says so, then the other's RAI ends
            exchange->waitBlock(0);
            box->waitBlock(0);
        }
        CHECK(lastAlarms(drain(*exchange)) == 0);
        CHECK(lastAlarms(drain(*box)) == 0);
        CHECK(box->sendFrame(1, frame, 3));
    }
}

TEST_CASE("seeded faults lose and spoil the frames they should, and the FCS catches the spoilt ones") {
    Options options = manual(1, 0);
    options.seed = 42;
    options.faults = {10, 10};
    auto [exchange, box] = VirtualBoard::pair(options, manual(1, 0));
    const uint8_t frame[] = {0x02, 0x01, 0x7F};
    size_t whole = 0;
    for (int i = 0; i < 1000; ++i) {
        CHECK(exchange->sendFrame(1, frame, 3));
        box->waitBlock(0);
        for (const Event &event : drain(*box)) {
            if (event.kind == Event::Kind::kFrame) {
                ++whole;
                CHECK(event.frame == std::vector<uint8_t>(frame, frame + 3));
            }
        }
    }
    CHECK(box->counters().framesBadFcs > 50);
    CHECK(box->counters().framesBadFcs < 150);
    CHECK(whole > 700);
    CHECK(whole < 900);
}

TEST_CASE("close wakes a thread that waits for a block") {
    Options options = manual();
    auto [exchange, box] = VirtualBoard::pair(options, options);
    for (VirtualBoard *board : {exchange.get(), box.get()}) {
        Wait result = Wait::kBlock;
        std::thread media([&] { result = board->waitBlock(60'000); });
        board->close();
        media.join();
        CHECK(result == Wait::kClosed);
    }
}

TEST_CASE("exchange lines are FXO at the box and FXS at the exchange, numbered after the telephones") {
    Options options;
    options.spans = 0;
    options.lines = 1;
    options.exchangeLines = 1;
    options.manualTicks = true;
    auto [exchange, box] = VirtualBoard::pair(options, options);
    using callbox::board::ChannelKind;
    REQUIRE(box->channels().size() == 2);
    CHECK(box->channels()[0].kind == ChannelKind::kFxs);
    CHECK(box->channels()[1].kind == ChannelKind::kFxo);
    CHECK(box->channels()[1].name == "L2");
    CHECK(exchange->channels()[0].kind == ChannelKind::kFxo);
    CHECK(exchange->channels()[1].kind == ChannelKind::kFxs);
    const auto drain = [](VirtualBoard &board) {
        board.waitBlock(0);
        std::vector<callbox::board::Event> events;
        callbox::board::Event event;
        while (board.nextEvent(event))
            events.push_back(event);
        return events;
    };
    drain(*box);
    drain(*exchange);
    exchange->signal(1, callbox::board::LineSignal::kRingOn); // the exchange rings the box
    auto heard = drain(*box);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].channel == 1);
    CHECK(heard[0].signal == callbox::board::LineSignal::kRingOn);
    box->signal(1, callbox::board::LineSignal::kOffHook); // which lifts
    heard = drain(*exchange);
    REQUIRE(heard.size() == 1);
    CHECK(heard[0].channel == 1);
    CHECK(heard[0].signal == callbox::board::LineSignal::kOffHook);
    box->signal(1, callbox::board::LineSignal::kRingOn); // and may not ring its exchange
    CHECK(drain(*exchange).empty());
    Options other = options;
    other.exchangeLines = 0;
    other.lines = 2;
    auto [telephones, lines] = VirtualBoard::pair(other, options);
    CHECK_FALSE(telephones->connected());
    CHECK(telephones->wireError().find("towards an exchange") != std::string::npos);
}
