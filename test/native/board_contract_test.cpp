// The contract of board::Board on the boards there are.
#include "board_contract.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::test;
using virtualboard::Options;
using virtualboard::VirtualBoard;

namespace {

WiredBoards virtualPair(const Options &options) {
    auto [exchange, box] = VirtualBoard::pair(options, options);
    VirtualBoard *far = exchange.get();
    VirtualBoard *near = box.get();
    WiredBoards boards;
    boards.far = std::move(exchange);
    boards.near = std::move(box);
    boards.tick = [far] { far->tick(); };
    boards.can.gain = boards.can.echoCanceller = false; // media's own are used on such a card
    boards.can.framesAtOnce = 8;
    boards.settle = [far, near] {
        for (int i = 0; i < 3; ++i) { // there, an answer, and what follows from it
            far->waitBlock(0);
            near->waitBlock(0);
        }
    };
    boards.carry = [settle = boards.settle](const std::function<bool()> &done) {
        settle();
        return done();
    };
    boards.loseFar = [far] { far->cutWire(); };
    boards.regainFar = [far, near] { VirtualBoard::rewire(*far, *near); };
    return boards;
}

int64_t nowUs() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

} // namespace

TEST_CASE("the virtual board holds the contract of a board") {
    struct Size {
        int spans, lines, blockSamples, exchangeLines;
    };
    for (const Size size : {Size{1, 8, 80, 0}, Size{2, 3, 40, 2}, Size{8, 64, 8, 32}, Size{1, 0, 1, 0},
                            Size{0, 4, 80, 0}, Size{0, 0, 80, 2}}) {
        CAPTURE(size.spans);
        CAPTURE(size.lines);
        Options options;
        options.spans = size.spans;
        options.lines = size.lines;
        options.exchangeLines = size.exchangeLines;
        options.blockSamples = size.blockSamples;
        options.manualTicks = true;
        holdsTheContract([&] { return virtualPair(options); });
    }
}

TEST_CASE("on its own clock the virtual board gives 8,000 samples a second over a socket") {
    std::string directory = std::filesystem::temp_directory_path().string() + "/callbox-clock-XXXXXX";
    if (::mkdtemp(directory.data()) == nullptr) {
        throw std::runtime_error("cannot make a directory for the test's socket");
    }
    const std::string path = directory + "/wire";
    Options options;
    options.lines = 8;
    constexpr int kBlocks = 100;
    {
        auto exchange = VirtualBoard::listen(path, options);
        std::thread media([&] {
            while (exchange->waitBlock(1'000) != board::Wait::kClosed) {
                exchange->finishBlock();
            }
        });
        auto box = VirtualBoard::connect(path, options);
        const auto oneBlock = [&] {
            while (box->waitBlock(1'000) != board::Wait::kBlock) {
            }
            box->finishBlock();
        };
        oneBlock(); // connected from here on
        const int64_t beganUs = nowUs();
        for (int block = 0; block < kBlocks; ++block) {
            oneBlock();
        }
        const double samples = static_cast<double>(kBlocks + box->counters().slips) * options.blockSamples;
        const double perSecond = samples * 1e6 / static_cast<double>(nowUs() - beganUs);
        MESSAGE("samples a second: " << perSecond << ", slips at the box " << box->counters().slips
                                     << ", at the exchange " << exchange->counters().slips);
        CHECK(perSecond > 7'600); // a busy machine may begin or end some blocks late, never 5 %
        CHECK(perSecond < 8'400);
        exchange->close();
        media.join();
    }
    ::rmdir(directory.c_str());
}

TEST_CASE("media and signalling use one board at the same time, frames stay in order") {
    Options options;
    options.lines = 2;
    auto [exchange, box] = VirtualBoard::pair(options, options);
    constexpr uint32_t kFrames = 20'000;
    std::atomic<bool> done{false};
    const auto media = [&](VirtualBoard &board) {
        while (!done.load()) {
            if (board.waitBlock(20) == board::Wait::kBlock) {
                board.tx(0)[0] = static_cast<uint8_t>(board.rx(0)[0] + 1);
                board.finishBlock();
            }
        }
    };
    const auto send = [&](VirtualBoard &board) {
        for (uint32_t i = 0; i < kFrames;) {
            const uint8_t frame[] = {static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8),
                                     static_cast<uint8_t>(i >> 16)};
            if (board.sendFrame(1, frame, sizeof frame)) {
                board.signal(30, i % 2 == 0 ? board::LineSignal::kOffHook : board::LineSignal::kOnHook);
                ++i;
            }
            std::this_thread::yield();
        }
    };
    std::thread threads[] = {std::thread([&, b = exchange.get()] { media(*b); }),
                             std::thread([&, b = box.get()] { media(*b); }),
                             std::thread([&, b = exchange.get()] { send(*b); })};
    // The box's signalling thread. A full queue may lose frames, but never turns them around.
    int64_t last = -1;
    bool hookIsLast = false;
    const auto take = [&, b = box.get()] {
        board::Event event;
        while (b->nextEvent(event)) {
            if (event.kind == board::Event::Kind::kFrame) {
                const int64_t number = event.frame[0] | event.frame[1] << 8 | event.frame[2] << 16;
                CHECK(number > last);
                last = number;
            } else if (event.kind == board::Event::Kind::kLineSignal) {
                hookIsLast = event.signal == board::LineSignal::kOnHook;
            }
        }
    };
    pollfd events = {box->eventFd(), POLLIN, 0};
    while (last < kFrames - 1 && ::poll(&events, 1, 5'000) == 1) {
        take();
    }
    threads[2].join();
    while (!hookIsLast && ::poll(&events, 1, 5'000) == 1) {
        take();
    }
    CHECK(last > kFrames / 2);
    CHECK(hookIsLast); // states are never lost
    done.store(true);
    threads[0].join();
    threads[1].join();
}
