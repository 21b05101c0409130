// Whatever bytes come over the wire or the D-channel, neither end crashes, hangs or grows.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <initializer_list>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "exchange_rig.h"
#include "virtual/wire.h"

using namespace callbox;
using namespace callbox::test;
using virtualboard::Geometry;
using virtualboard::Options;
using virtualboard::VirtualBoard;

namespace {

constexpr Geometry kGeometry{1, 8, 80};

Options options() {
    Options options;
    options.lines = 8;
    options.manualTicks = true;
    return options;
}

/// A directory with a socket, and bare sockets that speak whatever the test wants.
class Place {
  public:
    Place() {
        directory_ = std::filesystem::temp_directory_path().string() + "/callbox-hostile-XXXXXX";
        if (::mkdtemp(directory_.data()) == nullptr) {
            throw std::runtime_error("cannot make a directory for the test's socket");
        }
        path = directory_ + "/wire";
    }
    ~Place() {
        for (const int fd : open_) {
            ::close(fd);
        }
        ::unlink(path.c_str());
        ::rmdir(directory_.c_str());
    }
    int connect() {
        const int fd = make();
        const sockaddr_un address = where();
        REQUIRE(::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
        return fd;
    }
    int listen() {
        const int fd = make();
        const sockaddr_un address = where();
        REQUIRE(::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0);
        REQUIRE(::listen(fd, 8) == 0);
        return fd;
    }
    int accept(int listener) {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (fd >= 0) {
            open_.push_back(fd);
        }
        return fd;
    }
    std::string path;

  private:
    int make() {
        open_.push_back(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0));
        return open_.back();
    }
    sockaddr_un where() const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        return address;
    }
    std::string directory_;
    std::vector<int> open_;
};

/// Random, but often nearly right: a known type, a plausible length.
std::vector<uint8_t> hostilePacket(std::mt19937_64 &random) {
    const size_t lengths[] = {1,
                              2,
                              3,
                              4,
                              5,
                              16,
                              17,
                              virtualboard::kErrorsOctets,
                              240,
                              266,
                              268,
                              269,
                              kGeometry.blockOctets() - 1,
                              kGeometry.blockOctets(),
                              kGeometry.blockOctets() + 1,
                              9'000,
                              60'000};
    std::vector<uint8_t> packet(random() % 4 == 0 ? 1 + random() % 4'000
                                                  : lengths[random() % std::size(lengths)]);
    std::generate(packet.begin(), packet.end(), [&] { return static_cast<uint8_t>(random()); });
    if (random() % 8 != 0) {
        packet[0] = static_cast<uint8_t>(random() % 8);
    }
    if (packet.size() > 4 && random() % 2 == 0) {
        packet[1] = 1; // an existing span
    }
    if (packet.size() > 4 && packet[0] == 4 && random() % 2 == 0) { // a D-channel frame whose FCS is right
        std::vector<uint8_t> frame(packet.begin() + 2,
                                   packet.begin() + 2 +
                                       static_cast<long>(std::min<size_t>(packet.size() - 2, 264)));
        packet.resize(virtualboard::kMaxFrameMessageOctets);
        packet.resize(virtualboard::writeFrame(packet.data(), 1, frame.data(), frame.size()));
    }
    if (packet.size() == virtualboard::kErrorsOctets && random() % 2 == 0) { // errors that may be
        virtualboard::SpanErrors errors;
        errors.crcErrors = static_cast<uint32_t>(random() % virtualboard::kMaxErrorsTold);
        errors.farEndErrors = static_cast<uint32_t>(random() % virtualboard::kMaxErrorsTold);
        errors.slips = static_cast<uint32_t>(random() % (virtualboard::kMaxSlipsWaiting + 1));
        virtualboard::writeErrors(packet.data(), 1, errors);
    }
    return packet;
}

void greet(int fd) {
    uint8_t hello[virtualboard::kHelloOctets];
    ::send(fd, hello, virtualboard::writeHello(hello, kGeometry), MSG_NOSIGNAL);
}

void swallow(int fd) {
    uint8_t rubbish[16];
    while (::recv(fd, rubbish, sizeof rubbish, 0) > 0) {
    }
}

/// Events may pile up only to the queue's bound.
void drainBounded(VirtualBoard &board) {
    board::Event event;
    size_t events = 0;
    while (board.nextEvent(event)) {
        ++events;
        REQUIRE(event.frame.size() <= board::kMaxFrameOctets);
        REQUIRE(events < 5'000);
    }
}

long residentKilobytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

TEST_CASE("the exchange withstands 50,000 hostile packets and still serves an honest box") {
    Place place;
    auto exchange = VirtualBoard::listen(place.path, options());
    std::mt19937_64 random(20'261'122);
    [[maybe_unused]] long settledKilobytes = 0;
    for (int connection = 0; connection < 50; ++connection) {
        const int fd = place.connect();
        if (connection % 5 != 0) {
            greet(fd);
        }
        for (int i = 0; i < 1'000; ++i) {
            const auto packet = hostilePacket(random);
            ::send(fd, packet.data(), packet.size(), MSG_NOSIGNAL);
            if (i % 4 == 0) {
                exchange->tick();
                if (exchange->waitBlock(0) == board::Wait::kBlock) {
                    exchange->finishBlock();
                }
                swallow(fd);
            }
            if (i % 100 == 0 && random() % 2 == 0) {
                drainBounded(*exchange);
            }
        }
        ::shutdown(fd, SHUT_RDWR);
        exchange->waitBlock(0);
        exchange->waitBlock(0);
        drainBounded(*exchange);
        if (connection == 9) {
            settledKilobytes = residentKilobytes();
        }
    }
    CHECK(exchange->counters().messagesRefused > 1'000);
    CHECK(exchange->counters().framesBadFcs > 100);
#ifndef __SANITIZE_ADDRESS__ // which keeps freed memory on purpose
    CHECK(residentKilobytes() - settledKilobytes < 2'048);
#endif
    auto box = VirtualBoard::connect(place.path, options());
    for (int i = 0; i < 500 && !box->connected(); ++i) {
        exchange->waitBlock(0);
        box->waitBlock(10);
    }
    CHECK(box->connected());
}

TEST_CASE("the box withstands a hostile exchange, and comes back to an honest one") {
    Place place;
    std::mt19937_64 random(42);
    auto box = VirtualBoard::connect(place.path, options());
    const int listener = place.listen();
    for (int connection = 0; connection < 5; ++connection) {
        int fd = -1;
        while ((fd = place.accept(listener)) < 0) { // it tries every 200 ms
            box->waitBlock(50);
        }
        if (connection != 0) {
            greet(fd);
        }
        for (int i = 0; i < 5'000; ++i) {
            const auto packet = hostilePacket(random);
            if (::send(fd, packet.data(), packet.size(), MSG_NOSIGNAL) < 0 && errno == EPIPE) {
                break; // it has hung up, and calls again: whom it waits for in vain, it leaves after 2 s
            }
            if (i % 4 == 0) {
                if (box->waitBlock(0) == board::Wait::kBlock) {
                    CHECK(box->rx(0) != nullptr);
                    box->finishBlock();
                }
                swallow(fd);
            }
        }
        ::shutdown(fd, SHUT_RDWR);
        box->waitBlock(0);
        box->waitBlock(0);
        drainBounded(*box);
        for (const char c : box->wireError()) {
            CHECK(c >= ' ');
            CHECK(c <= '~');
        }
    }
    CHECK(box->counters().messagesRefused > 100);
    ::shutdown(listener, SHUT_RDWR);
    ::unlink(place.path.c_str());
    auto exchange = VirtualBoard::listen(place.path, options());
    for (int i = 0; i < 500 && !box->connected(); ++i) {
        exchange->waitBlock(0);
        box->waitBlock(10);
    }
    CHECK(box->connected());
}

TEST_CASE("a peer that connects and says nothing, or hangs up in the middle, harms nobody") {
    Place place;
    auto exchange = VirtualBoard::listen(place.path, options());
    for (int i = 0; i < 20; ++i) {
        const int fd = place.connect();
        exchange->waitBlock(0);
        if (i % 2 == 0) {
            greet(fd);
            exchange->waitBlock(0);
        }
        ::shutdown(fd, SHUT_RDWR);
        exchange->waitBlock(0);
        exchange->waitBlock(0);
        CHECK_FALSE(exchange->connected());
    }
    const int silent = place.connect();
    exchange->waitBlock(0);
    auto box =
        VirtualBoard::connect(place.path, options()); // has its turn when the silent one's second is over
    for (int i = 0; i < 1'000 && !box->connected(); ++i) {
        exchange->waitBlock(0);
        box->waitBlock(10);
    }
    CHECK(box->connected());
    CHECK(silent >= 0);
}

TEST_CASE("a flood does not keep a tick waiting") {
    Place place;
    auto exchange = VirtualBoard::listen(place.path, options());
    const int fd = place.connect();
    exchange->waitBlock(0);
    greet(fd);
    exchange->waitBlock(0);
    REQUIRE(exchange->connected());
    const uint8_t rubbish[] = {99};
    for (int i = 0; i < 100; ++i) {
        while (::send(fd, rubbish, 1, MSG_NOSIGNAL) == 1) {
        }
        exchange->tick();
        CHECK(exchange->waitBlock(0) == board::Wait::kBlock);
        exchange->finishBlock();
        swallow(fd);
    }
}

TEST_CASE("a peer that tells of alarms and errors without end fills no memory and hides no state") {
    Place place;
    auto exchange = VirtualBoard::listen(place.path, options());
    const int fd = place.connect();
    exchange->waitBlock(0);
    greet(fd);
    exchange->waitBlock(0);
    REQUIRE(exchange->connected());
    drainBounded(*exchange);
    uint8_t packet[virtualboard::kErrorsOctets];
    const virtualboard::SpanErrors errors{virtualboard::kMaxErrorsTold, virtualboard::kMaxErrorsTold, 1,
                                          virtualboard::kMaxSlipsWaiting};
    uint64_t told = 0;
    for (int i = 0; i < 3'000; ++i) { // it never reads what comes back, so the exchange's own socket fills
        const uint8_t alarms = i % 2 == 0 ? board::kAlarmAis | board::kAlarmRai : 0;
        ::send(fd, packet, virtualboard::writeAlarms(packet, 1, alarms), MSG_NOSIGNAL);
        told +=
            alarms == 0 && ::send(fd, packet, virtualboard::writeErrors(packet, 1, errors), MSG_NOSIGNAL) > 0;
        exchange->tick();
        REQUIRE(exchange->waitBlock(0) == board::Wait::kBlock);
        exchange->finishBlock();
        exchange->waitBlock(0);
    }
    ::send(fd, packet, virtualboard::writeAlarms(packet, 1, board::kAlarmLof), MSG_NOSIGNAL);
    ::send(fd, packet, virtualboard::writeSignal(packet, 3, board::LineSignal::kRingOn), MSG_NOSIGNAL);
    exchange->waitBlock(0);
    CHECK(exchange->spanCounters(1).slips == told * virtualboard::kMaxSlipsWaiting);
    CHECK(exchange->spanCounters(1).crcErrors ==
          told * virtualboard::kMaxErrorsTold); // more than 32 bits hold
    board::Event event, alarms, ringing;
    size_t events = 0;
    while (exchange->nextEvent(event)) {
        ++events;
        (event.kind == board::Event::Kind::kAlarms ? alarms : ringing) = event;
    }
    CHECK(events < 1'100);
    CHECK(alarms.alarms == board::kAlarmLof);
    CHECK(ringing.channel == 32);
    CHECK(ringing.signal == board::LineSignal::kRingOn);
}

TEST_CASE("random D-channel frames neither crash libpri's span nor leave a call behind") {
    std::mt19937_64 random(7);
    for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        ExchangeRig rig;
        rig.bringUp();
        rig.userAnswers();
        rig.connect(rig.network, rig.user);
        for (int i = 0; i < 2'000; ++i) {
            std::vector<uint8_t> frame(random() % 300);
            std::generate(frame.begin(), frame.end(), [&] { return static_cast<uint8_t>(random()); });
            if (frame.size() > 8 &&
                random() % 8 != 0) { // nearly right: SAPI 0, TEI 0, an I or UI frame with Q.931
                frame[0] = random() % 2 == 0 ? 0x00 : 0x02;
                frame[1] = 0x01;
                frame[2] = random() % 2 == 0 ? 0x03 : static_cast<uint8_t>(frame[2] & 0xFE);
                const size_t q931 = frame[2] == 0x03 ? 3 : 4;
                frame[q931] = 0x08;
                frame[q931 + 1] = static_cast<uint8_t>(random() % 4);
            }
            (random() % 2 == 0 ? rig.user : rig.network).span->onFrame(frame.data(), frame.size());
            if (i % 50 == 0) {
                rig.run(kSecond);
            }
        }
        rig.user.react = [](const isdn::PriEvent &) {};
        for (End *end : {&rig.user, &rig.network}) {
            for (const auto &begun : end->begun) {
                end->span->clear(begun.first, 16);
            }
        }
        rig.requireAllIdle();
    }
}

TEST_CASE("real Q.931 messages with a few octets wrong are withstood too") {
    std::mt19937_64 random(11);
    for (int round = 0; round < 20; ++round) {
        CAPTURE(round);
        ExchangeRig rig;
        std::vector<std::vector<uint8_t>> messages; // of a whole call, both ways
        rig.heard = [&](const std::vector<uint8_t> &frame) {
            if ((frame[2] & 1) == 0) { // an I frame: what follows its header is Q.931
                messages.emplace_back(frame.begin() + 4, frame.end());
            }
        };
        rig.bringUp();
        rig.userAnswers();
        const auto [first, firstIn] = rig.connect(rig.network, rig.user);
        rig.network.span->clear(first, 17);
        rig.connect(rig.user, rig.network);
        rig.run(kSecond);
        rig.heard = nullptr;
        REQUIRE(messages.size() > 60);
        for (int i = 0; i < 2'000; ++i) {
            std::vector<uint8_t> frame = {static_cast<uint8_t>(random() % 2 == 0 ? 0x00 : 0x02), 0x01,
                                          0x03}; // UI
            const auto &message =
                messages[messages.size() - 1 - random() % std::min<size_t>(messages.size(), 14)];
            frame.insert(frame.end(), message.begin(), message.end());
            for (uint64_t wrong = random() % 5; wrong > 0; --wrong) {
                frame[3 + random() % (frame.size() - 3)] = static_cast<uint8_t>(random());
            }
            if (random() % 4 == 0) {
                frame.resize(3 + random() % (frame.size() - 2));
            }
            (random() % 2 == 0 ? rig.user : rig.network).span->onFrame(frame.data(), frame.size());
            if (i % 20 == 0) {
                rig.run(kSecond);
            }
        }
        CHECK(firstIn != 0);
        CHECK(rig.user.count(isdn::PriEvent::Kind::kIncoming) > 2); // some were SETUPs good enough
        rig.user.react = [](const isdn::PriEvent &) {};
        for (End *end : {&rig.user, &rig.network}) {
            for (const auto &begun : end->begun) {
                end->span->clear(begun.first, 16);
            }
        }
        rig.requireAllIdle();
    }
}
