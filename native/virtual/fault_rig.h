// Two wired boards in virtual time, and what each end's card reports: for tests of what goes wrong.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "virtual/virtual_board.h"

namespace callbox::virtualboard::testing {

using board::ChannelIndex;
using board::kAlawSilence;
using board::LineSignal;

constexpr size_t kBlock = board::kMaxBlockSamples;
constexpr int kBlocksASecond = board::kSampleRateHz / board::kMaxBlockSamples;

inline Fault ofSpan(Fault::Kind kind, Fault::Direction direction = Fault::Direction::kSend, int span = 1) {
    Fault fault;
    fault.kind = kind;
    fault.direction = direction;
    fault.span = span;
    return fault;
}

inline Fault ofLine(Fault::Kind kind, Fault::Direction direction = Fault::Direction::kSend, int line = 1) {
    Fault fault;
    fault.kind = kind;
    fault.direction = direction;
    fault.line = line;
    return fault;
}

inline Fault times(Fault fault, uint32_t count) {
    fault.count = count;
    return fault;
}

inline Fault bitErrors(int timeslot, uint32_t firstBit, uint32_t everyBits, uint32_t errors) {
    Fault fault = ofSpan(Fault::Kind::kBitErrors);
    fault.timeslot = timeslot;
    fault.firstBit = firstBit;
    fault.everyBits = everyBits;
    fault.bitErrors = errors;
    return fault;
}

/// One end: the last alarms of each span, what else was reported, and what was heard on some channels.
struct End {
    std::unique_ptr<VirtualBoard> board;
    std::vector<int> alarms = std::vector<int>(kMaxSpans + 1, -1);
    std::vector<LineSignal> signals;
    size_t frames = 0, slips = 0;
    std::vector<std::vector<uint8_t>> heard;
    uint8_t octet = 0x11; // sent on every channel; with `counts` one more each sample

    void listen() {
        board::Event event;
        while (board->nextEvent(event)) {
            if (event.kind == board::Event::Kind::kAlarms) {
                alarms[static_cast<size_t>(event.span)] = event.alarms;
            } else if (event.kind == board::Event::Kind::kLineSignal) {
                signals.push_back(event.signal);
            }
            frames += event.kind == board::Event::Kind::kFrame;
            slips += event.kind == board::Event::Kind::kSlip;
        }
    }
    void block(bool counts) {
        REQUIRE(board->waitBlock(0) == board::Wait::kBlock);
        const auto channels = static_cast<ChannelIndex>(board->channels().size());
        for (ChannelIndex channel = 0; channel < channels; ++channel) {
            heard[channel].insert(heard[channel].end(), board->rx(channel), board->rx(channel) + kBlock);
            for (size_t i = 0; i < kBlock; ++i) {
                board->tx(channel)[i] = static_cast<uint8_t>(counts ? octet + i : octet);
            }
        }
        octet = static_cast<uint8_t>(counts ? octet + kBlock : octet);
        board->finishBlock();
    }
    void forget() {
        listen();
        signals.clear();
        frames = slips = 0;
        for (auto &channel : heard) {
            channel.clear();
        }
    }
    bool sends(int span = 1) {
        const uint8_t frame[] = {0x02, 0x01, 0x7F};
        return board->sendFrame(span, frame, sizeof frame);
    }
};

struct Pair {
    End exchange, box;
    bool counts = false; // each end sends octets that go up by one

    explicit Pair(int spans = 2, int lines = 2, uint64_t seed = 1) {
        Options options;
        options.spans = spans;
        options.lines = lines;
        options.seed = seed;
        options.manualTicks = true;
        auto ends = VirtualBoard::pair(options, options);
        exchange.board = std::move(ends.first);
        box.board = std::move(ends.second);
        exchange.heard.resize(exchange.board->channels().size());
        box.heard.resize(box.board->channels().size());
        run(3);
        forget();
    }
    void run(int blocks) {
        for (int i = 0; i < blocks; ++i) {
            exchange.board->tick();
            exchange.block(counts);
            box.block(counts);
            exchange.listen();
            box.listen();
        }
    }
    void forget() {
        exchange.forget();
        box.forget();
    }
};

inline bool allAre(const std::vector<uint8_t> &heard, uint8_t octet) {
    return !heard.empty() &&
           std::all_of(heard.begin(), heard.end(), [&](uint8_t one) { return one == octet; });
}

} // namespace callbox::virtualboard::testing
