#include "board_contract.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <string>
#include <vector>

namespace callbox::test {
namespace {

using board::Board;
using board::ChannelIndex;
using board::ChannelKind;
using board::Event;
using board::LineSignal;
using board::Wait;

/// Never 0xD5, so that silence is seen; different for each channel, end and sample.
uint8_t pattern(ChannelIndex channel, uint64_t sample, bool fromFar) {
    const uint64_t mixed = (sample * 2654435761u) ^ (channel * 40503u) ^ (fromFar ? 0x5A5Au : 0u);
    const uint8_t octet = static_cast<uint8_t>(mixed ^ (mixed >> 11) ^ (mixed >> 23));
    return octet == board::kAlawSilence ? 0x2A : octet;
}

bool readable(int fd) {
    pollfd one = {fd, POLLIN, 0};
    return ::poll(&one, 1, 0) == 1;
}

std::vector<Event> drain(Board &board) {
    std::vector<Event> events;
    Event event;
    while (board.nextEvent(event)) {
        events.push_back(event);
    }
    CHECK_FALSE(readable(board.eventFd()));
    return events;
}

/// One block on one end; `fill` writes tx, `hear` reads rx.
template <typename Block> void oneBlock(Board &board, Block block) {
    REQUIRE(board.waitBlock(1'000) == Wait::kBlock);
    block();
    board.finishBlock();
}

void channelsAreListedRight(WiredBoards boards) {
    const auto &far = boards.far->channels();
    const auto &near = boards.near->channels();
    REQUIRE(far.size() == near.size());
    REQUIRE(!near.empty());
    CHECK(boards.near->blockSamples() >= 1);
    CHECK(boards.near->blockSamples() <= board::kMaxBlockSamples);
    CHECK(boards.near->blockSamples() == boards.far->blockSamples());
    int bearers = 0;
    for (size_t i = 0; i < near.size(); ++i) {
        CAPTURE(near[i].name);
        CHECK(near[i].name == far[i].name);
        if (near[i].kind == ChannelKind::kBearer) {
            CHECK(far[i].kind == ChannelKind::kBearer);
            CHECK(near[i].span == bearers / board::kBearersPerSpan + 1);
            const int nth = bearers % board::kBearersPerSpan + 1;
            CHECK(near[i].timeslot == (nth < board::kDchannelTimeslot ? nth : nth + 1));
            CHECK(near[i].line == 0);
            CHECK(near[i].name ==
                  "E1-" + std::to_string(near[i].span) + ":" + std::to_string(near[i].timeslot));
            ++bearers;
        } else {
            CHECK(near[i].kind == ChannelKind::kFxs);
            CHECK(far[i].kind == ChannelKind::kFxo);
            CHECK(near[i].span == 0);
            CHECK(near[i].timeslot == 0);
            CHECK(near[i].name == "L" + std::to_string(near[i].line));
        }
    }
    CHECK(bearers == boards.near->spanCount() * board::kBearersPerSpan);
}

struct Tape { // all that one end heard, per channel
    std::vector<std::vector<uint8_t>> heard;
};

/// Runs both ends for some blocks; each writes its pattern on every channel, or nothing.
std::pair<Tape, Tape> runAudio(WiredBoards &boards, int blocks, bool write) {
    const size_t channels = boards.near->channels().size();
    const size_t samples = static_cast<size_t>(boards.near->blockSamples());
    Tape far{std::vector<std::vector<uint8_t>>(channels)}, near{std::vector<std::vector<uint8_t>>(channels)};
    const auto work = [&](Board &board, Tape &tape, bool isFar, uint64_t first) {
        for (ChannelIndex channel = 0; channel < channels; ++channel) {
            const uint8_t *rx = board.rx(channel);
            tape.heard[channel].insert(tape.heard[channel].end(), rx, rx + samples);
            for (size_t i = 0; i < samples; ++i) {
                CHECK_MESSAGE(board.tx(channel)[i] == board::kAlawSilence, "tx is not filled with silence");
                if (write) {
                    board.tx(channel)[i] = pattern(channel, first + i, isFar);
                }
            }
        }
    };
    for (int block = 0; block < blocks; ++block) {
        const uint64_t first = static_cast<uint64_t>(block) * samples;
        boards.tick();
        oneBlock(*boards.far, [&] { work(*boards.far, far, true, first); });
        oneBlock(*boards.near, [&] { work(*boards.near, near, false, first); });
    }
    return {far, near};
}

/// The delay after which all of the pattern is heard without a gap, the same on every channel.
void isBitExact(const Tape &tape, bool fromFar, size_t maxDelay) {
    size_t delay = 0;
    const auto &first = tape.heard[0];
    while (delay < first.size() && first[delay] == board::kAlawSilence) {
        ++delay;
    }
    CHECK(delay <= maxDelay);
    for (ChannelIndex channel = 0; channel < tape.heard.size(); ++channel) {
        const auto &heard = tape.heard[channel];
        size_t wrong = 0;
        for (size_t i = 0; i < heard.size(); ++i) {
            const uint8_t expected = i < delay ? board::kAlawSilence : pattern(channel, i - delay, fromFar);
            wrong += heard[i] != expected;
        }
        CAPTURE(channel);
        CHECK(wrong == 0);
    }
}

void audioIsBitExactBothWays(WiredBoards boards) {
    const auto [far, near] = runAudio(boards, 50, true);
    const size_t blockSamples = static_cast<size_t>(boards.near->blockSamples());
    isBitExact(near, true, 2 * blockSamples);
    isBitExact(far, false, 4 * blockSamples);
}

void silenceWhereNothingIsWritten(WiredBoards boards) {
    const auto [far, near] = runAudio(boards, 10, false);
    for (const Tape *tape : {&far, &near}) {
        for (const auto &heard : tape->heard) {
            CHECK(std::all_of(heard.begin(), heard.end(),
                              [](uint8_t octet) { return octet == board::kAlawSilence; }));
        }
    }
}

std::vector<std::vector<uint8_t>> framesOf(const std::vector<Event> &events, int span) {
    std::vector<std::vector<uint8_t>> frames;
    for (const Event &event : events) {
        if (event.kind == Event::Kind::kFrame && event.span == span) {
            frames.push_back(event.frame);
        }
    }
    return frames;
}

void framesArriveWholeAndInOrder(WiredBoards boards) {
    for (Board *from : {boards.far.get(), boards.near.get()}) {
        Board &to = from == boards.far.get() ? *boards.near : *boards.far;
        for (int span = 1; span <= from->spanCount(); ++span) {
            boards.settle();
            drain(to);
            std::vector<std::vector<uint8_t>> sent;
            for (size_t octets = 3; octets <= board::kMaxFrameOctets; octets += 29) {
                std::vector<uint8_t> frame(octets);
                for (size_t i = 0; i < octets; ++i) {
                    frame[i] = static_cast<uint8_t>(i * 7 + octets); // holds flags (7E) and runs of ones too
                }
                CHECK(from->sendFrame(span, frame.data(), frame.size()));
                sent.push_back(frame);
            }
            sent.emplace_back(board::kMaxFrameOctets, 0xFF);
            CHECK(from->sendFrame(span, sent.back().data(), sent.back().size()));
            boards.settle();
            CHECK(readable(to.eventFd()));
            CHECK(framesOf(drain(to), span) == sent);
        }
        const std::vector<uint8_t> tooLong(board::kMaxFrameOctets + 1, 1);
        CHECK_FALSE(from->sendFrame(1, tooLong.data(), tooLong.size()));
        CHECK_FALSE(from->sendFrame(1, tooLong.data(), 100'000));
        CHECK_FALSE(from->sendFrame(1, tooLong.data(), 0));
        CHECK_FALSE(from->sendFrame(0, tooLong.data(), 3));
        CHECK_FALSE(from->sendFrame(from->spanCount() + 1, tooLong.data(), 3));
        boards.settle();
        CHECK(framesOf(drain(to), 1).empty());
    }
}

std::vector<LineSignal> signalsOn(const std::vector<Event> &events, ChannelIndex channel) {
    std::vector<LineSignal> signals;
    for (const Event &event : events) {
        if (event.kind == Event::Kind::kLineSignal && event.channel == channel) {
            signals.push_back(event.signal);
        }
    }
    return signals;
}

void hookAndRingingCross(WiredBoards boards) {
    using Signals = std::vector<LineSignal>;
    boards.settle();
    drain(*boards.far);
    drain(*boards.near);
    const auto &channels = boards.near->channels();
    for (ChannelIndex line = 0; line < channels.size(); ++line) {
        if (channels[line].kind != ChannelKind::kFxs) {
            boards.far->signal(line, LineSignal::kOffHook); // a bearer has no hook: nothing may happen
            continue;
        }
        const auto both = [&](Board &from, Board &to, LineSignal first, LineSignal second) {
            from.signal(line, first);
            from.signal(line, second);
            boards.settle();
            CHECK(signalsOn(drain(to), line) == Signals{first, second});
        };
        both(*boards.near, *boards.far, LineSignal::kRingOn, LineSignal::kRingOff);
        both(*boards.far, *boards.near, LineSignal::kOffHook, LineSignal::kOnHook);
        boards.far->signal(line, LineSignal::kRingOn);   // a telephone cannot ring its exchange
        boards.near->signal(line, LineSignal::kOffHook); // nor a port lift its telephone
        boards.settle();
        CHECK(signalsOn(drain(*boards.near), line).empty());
        CHECK(signalsOn(drain(*boards.far), line).empty());
    }
    boards.near->signal(static_cast<ChannelIndex>(channels.size()), LineSignal::kRingOn); // no such channel
    boards.near->signal(0xFFFFFFFF, LineSignal::kRingOn);
    boards.settle();
    CHECK(drain(*boards.far).empty());
}

void alarmsWhenTheFarEndGoes(WiredBoards boards) {
    boards.settle();
    std::vector<uint8_t> alarms(static_cast<size_t>(boards.near->spanCount()) + 1, 0xFF);
    const auto note = [&] {
        for (const Event &event : drain(*boards.near)) {
            if (event.kind == Event::Kind::kAlarms) {
                REQUIRE(event.span >= 1);
                REQUIRE(event.span <= boards.near->spanCount());
                alarms[static_cast<size_t>(event.span)] = event.alarms;
            }
        }
    };
    note();
    for (size_t span = 1; span < alarms.size(); ++span) {
        CHECK(alarms[span] == 0);
    }
    boards.loseFar();
    CHECK(boards.near->waitBlock(0) != Wait::kClosed);
    note();
    for (size_t span = 1; span < alarms.size(); ++span) {
        CHECK((alarms[span] & board::kAlarmLos) != 0);
        const uint8_t frame[] = {1, 2, 3};
        CHECK_FALSE(boards.near->sendFrame(static_cast<int>(span), frame, sizeof frame));
    }
}

} // namespace

void holdsTheContract(const BoardFactory &make) {
    channelsAreListedRight(make());
    audioIsBitExactBothWays(make());
    silenceWhereNothingIsWritten(make());
    framesArriveWholeAndInOrder(make());
    hookAndRingingCross(make());
    alarmsWhenTheFarEndGoes(make());
}

} // namespace callbox::test
