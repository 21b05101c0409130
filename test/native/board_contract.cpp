#include "board_contract.h"

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "dsp/g711.h"
#include "dsp/level.h"

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

constexpr int kAttempts = 3; // for sound on boards with a clock of their own

bool readable(int fd) {
    pollfd one = {fd, POLLIN, 0};
    return ::poll(&one, 1, 0) == 1;
}

/// Everything one end has reported.
class Ear {
  public:
    explicit Ear(Board &board) : board_(board) {}
    void listen() {
        Event event;
        while (board_.nextEvent(event)) {
            if (event.kind != Event::Kind::kSlip) { // of a loaded machine; no check is about it
                events.push_back(event);
            }
        }
    }
    void forget() {
        listen();
        events.clear();
    }
    std::vector<LineSignal> signalsOn(ChannelIndex channel) {
        std::vector<LineSignal> signals;
        listen();
        for (const Event &event : events) {
            if (event.kind == Event::Kind::kLineSignal && event.channel == channel) {
                signals.push_back(event.signal);
            }
        }
        return signals;
    }
    std::vector<std::vector<uint8_t>> framesOf(int span) {
        std::vector<std::vector<uint8_t>> frames;
        listen();
        for (const Event &event : events) {
            if (event.kind == Event::Kind::kFrame && event.span == span) {
                frames.push_back(event.frame);
            }
        }
        return frames;
    }
    /// -1: none was told.
    int alarmsOf(int span) {
        int alarms = -1;
        listen();
        for (const Event &event : events) {
            if (event.kind == Event::Kind::kAlarms) {
                REQUIRE(event.span >= 1);
                REQUIRE(event.span <= board_.spanCount());
                alarms = event.span == span ? event.alarms : alarms;
            }
        }
        return alarms;
    }
    std::vector<Event> events;

  private:
    Board &board_;
};

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
            CHECK(near[i].kind == (far[i].kind == ChannelKind::kFxo ? ChannelKind::kFxs : ChannelKind::kFxo));
            CHECK(far[i].kind != ChannelKind::kBearer);
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

using Fill = std::function<void(Board &, bool isFar, ChannelIndex, uint8_t *tx, uint64_t first)>;

void nothing(Board &, bool, ChannelIndex, uint8_t *, uint64_t) {}

/// Runs both ends for some blocks; each hears all channels and fills what it sends.
std::pair<Tape, Tape> runAudio(WiredBoards &boards, int blocks, const Fill &fill) {
    const size_t channels = boards.near->channels().size();
    const size_t samples = static_cast<size_t>(boards.near->blockSamples());
    Tape far{std::vector<std::vector<uint8_t>>(channels)}, near{std::vector<std::vector<uint8_t>>(channels)};
    for (ChannelIndex channel = 0; channel < channels; ++channel) {
        boards.far->use(channel, true);
        boards.near->use(channel, true);
    }
    size_t notSilent = 0;
    const auto work = [&](Board &board, Tape &tape, bool isFar, uint64_t first) {
        for (ChannelIndex channel = 0; channel < channels; ++channel) {
            const uint8_t *rx = board.rx(channel);
            tape.heard[channel].insert(tape.heard[channel].end(), rx, rx + samples);
            uint8_t *tx = board.tx(channel);
            notSilent +=
                std::any_of(tx, tx + samples, [](uint8_t octet) { return octet != board::kAlawSilence; });
            fill(board, isFar, channel, tx, first);
        }
    };
    for (int block = 0; block < blocks; ++block) {
        const uint64_t first = static_cast<uint64_t>(block) * samples;
        if (boards.tick) {
            boards.tick();
        }
        oneBlock(*boards.far, [&] { work(*boards.far, far, true, first); });
        oneBlock(*boards.near, [&] { work(*boards.near, near, false, first); });
    }
    CHECK_MESSAGE(notSilent == 0, "tx is not filled with silence before each block");
    return {far, near};
}

void fillWithPattern(Board &board, bool isFar, ChannelIndex channel, uint8_t *tx, uint64_t first) {
    for (size_t i = 0; i < static_cast<size_t>(board.blockSamples()); ++i) {
        tx[i] = pattern(channel, first + i, isFar);
    }
}

/// Samples after which all of the pattern is heard without a gap; -1: never.
long delayOf(const std::vector<uint8_t> &heard, ChannelIndex channel, bool fromFar, size_t maxDelay) {
    for (size_t delay = 0; delay <= maxDelay && delay < heard.size(); ++delay) {
        size_t i = delay;
        while (i < heard.size() && heard[i] == pattern(channel, i - delay, fromFar)) {
            ++i;
        }
        if (i == heard.size()) {
            return static_cast<long>(delay);
        }
    }
    return -1;
}

/// Channels of spans `first` to `last`, or all, on which the pattern is not heard bit for bit.
size_t wrongChannels(const WiredBoards &boards, const Tape &tape, bool fromFar, int onlySpan = -1) {
    size_t wrong = 0;
    for (ChannelIndex channel = 0; channel < tape.heard.size(); ++channel) {
        const bool asked = onlySpan < 0 || boards.near->channels()[channel].span == onlySpan;
        wrong += asked && delayOf(tape.heard[channel], channel, fromFar, boards.can.maxDelaySamples) < 0;
    }
    return wrong;
}

/// Enough for the pattern to show after the longest delay.
int blocksToHear(const WiredBoards &boards) {
    return 10 + static_cast<int>(2 * boards.can.maxDelaySamples) / boards.near->blockSamples();
}

template <typename Try> void inAttempts(const WiredBoards &boards, Try once) {
    const int attempts = boards.tick ? 1 : kAttempts; // a loaded machine may lose a block
    for (int attempt = 1; attempt < attempts; ++attempt) {
        if (once() == 0) {
            return;
        }
    }
    CHECK(once() == 0);
}

void audioIsBitExactBothWays(WiredBoards boards) {
    inAttempts(boards, [&] {
        const auto [far, near] = runAudio(boards, blocksToHear(boards), fillWithPattern);
        return wrongChannels(boards, near, true) + wrongChannels(boards, far, false);
    });
}

void silenceWhereNothingIsWritten(WiredBoards boards) {
    runAudio(boards, blocksToHear(boards), nothing); // away with what the wire still carried from before
    const auto [far, near] = runAudio(boards, 10, nothing);
    for (const Tape *tape : {&far, &near}) {
        for (const auto &heard : tape->heard) {
            CHECK(std::all_of(heard.begin(), heard.end(),
                              [](uint8_t octet) { return octet == board::kAlawSilence; }));
        }
    }
}

std::vector<uint8_t> frameOf(size_t octets) {
    std::vector<uint8_t> frame(octets);
    for (size_t i = 0; i < octets; ++i) {
        frame[i] = static_cast<uint8_t>(i * 7 + octets); // holds flags (7E) and runs of ones too
    }
    return frame;
}

/// Every size, a few at a time; `to` may be `from`, for a loop.
void sendsFrames(WiredBoards &boards, Board &from, Board &to, int span, size_t step) {
    Ear ear(to);
    ear.forget();
    std::vector<std::vector<uint8_t>> frames;
    for (size_t octets = boards.can.smallestFrame; octets <= board::kMaxFrameOctets; octets += step) {
        frames.push_back(frameOf(octets));
    }
    frames.emplace_back(board::kMaxFrameOctets, 0xFF);
    for (size_t first = 0; first < frames.size(); first += boards.can.framesAtOnce) {
        const size_t end = std::min(frames.size(), first + boards.can.framesAtOnce);
        for (size_t i = first; i < end; ++i) {
            CHECK(from.sendFrame(span, frames[i].data(), frames[i].size()));
        }
        CAPTURE(first);
        CHECK(boards.carry([&] { return ear.framesOf(span).size() >= end; }));
    }
    CHECK(ear.framesOf(span) == frames);
}

void framesArriveWholeAndInOrder(WiredBoards boards) {
    boards.settle();
    for (Board *from : {boards.far.get(), boards.near.get()}) {
        Board &to = from == boards.far.get() ? *boards.near : *boards.far;
        for (int span = 1; span <= from->spanCount(); ++span) {
            const auto sentBefore = from->spanCounters(span).framesOut;
            const auto heardBefore = to.spanCounters(span).framesIn;
            sendsFrames(boards, *from, to, span, span == 1 ? 1 : 29);
            if (boards.can.frameCounters) {
                const uint64_t sent = from->spanCounters(span).framesOut - sentBefore;
                CHECK(sent > 0);
                CHECK(to.spanCounters(span).framesIn - heardBefore == sent);
            }
        }
        Ear ear(to);
        ear.forget();
        const std::vector<uint8_t> tooLong(board::kMaxFrameOctets + 1, 1);
        CHECK_FALSE(from->sendFrame(1, tooLong.data(), tooLong.size()));
        CHECK_FALSE(from->sendFrame(1, tooLong.data(), 100'000));
        CHECK_FALSE(from->sendFrame(1, tooLong.data(), 0));
        CHECK_FALSE(from->sendFrame(0, tooLong.data(), 3));
        CHECK_FALSE(from->sendFrame(from->spanCount() + 1, tooLong.data(), 3));
        boards.settle();
        CHECK(ear.framesOf(1).empty());
    }
}

void eventsWakeTheirReader(WiredBoards boards) {
    boards.settle();
    Ear ear(*boards.near);
    ear.forget();
    if (boards.tick) { // with a clock of its own a board may just now have something new
        CHECK_FALSE(readable(boards.near->eventFd()));
    }
    if (boards.near->spanCount() > 0) {
        const auto frame = frameOf(8);
        CHECK(boards.far->sendFrame(1, frame.data(), frame.size()));
    } else {
        const bool farLifts = boards.far->channels()[0].kind == ChannelKind::kFxo;
        boards.far->signal(0, farLifts ? LineSignal::kOffHook : LineSignal::kRingOn);
    }
    CHECK(boards.carry([&] { return readable(boards.near->eventFd()); }));
    ear.listen();
    CHECK(ear.events.size() == 1);
}

/// One end commands, the other reports exactly one of the `reports`.
void signalCrosses(WiredBoards &boards, bool fromFar, ChannelIndex line, LineSignal command,
                   const std::vector<std::vector<LineSignal>> &reports) {
    Board &from = fromFar ? *boards.far : *boards.near;
    Ear ear(fromFar ? *boards.near : *boards.far);
    ear.forget();
    from.signal(line, command);
    CAPTURE(line);
    CAPTURE(static_cast<int>(command));
    CHECK(boards.carry([&] {
        const auto heard = ear.signalsOn(line);
        return std::find(reports.begin(), reports.end(), heard) != reports.end();
    }));
}

void lineSignalsCross(WiredBoards boards) {
    boards.settle();
    const auto &channels = boards.near->channels();
    for (ChannelIndex line = 0; line < channels.size(); ++line) {
        if (channels[line].kind == ChannelKind::kBearer) {
            continue;
        }
        const bool portIsFar = channels[line].kind == ChannelKind::kFxo; // what feeds the line
        const auto fromPort = [&](LineSignal signal) {
            signalCrosses(boards, portIsFar, line, signal, {{signal}});
        };
        const auto fromTelephone = [&](LineSignal signal) {
            signalCrosses(boards, !portIsFar, line, signal, {{signal}});
        };
        fromPort(LineSignal::kRingOn);
        fromPort(LineSignal::kRingOff);
        fromTelephone(LineSignal::kOffHook);
        if (boards.can.flash) {
            signalCrosses(boards, !portIsFar, line, LineSignal::kFlash,
                          {{LineSignal::kFlash}, {LineSignal::kOnHook, LineSignal::kOffHook}});
        }
        if (boards.can.polarity) {
            fromPort(LineSignal::kPolarityReversed);
            fromPort(LineSignal::kPolarityNormal);
        }
        if (boards.can.batteryCut) {
            fromPort(LineSignal::kBatteryLost);
            fromPort(LineSignal::kBatteryBack);
        }
        fromTelephone(LineSignal::kOnHook);
    }
}

void signalsNobodyMayGiveAreIgnored(WiredBoards boards) {
    boards.settle();
    Ear far(*boards.far), near(*boards.near);
    far.forget();
    near.forget();
    const auto &channels = boards.near->channels();
    for (ChannelIndex channel = 0; channel < channels.size(); ++channel) {
        if (channels[channel].kind == ChannelKind::kBearer) {
            boards.far->signal(channel, LineSignal::kOffHook); // a bearer has no hook
            continue;
        }
        const bool portIsFar = channels[channel].kind == ChannelKind::kFxo;
        Board &port = portIsFar ? *boards.far : *boards.near;
        Board &telephone = portIsFar ? *boards.near : *boards.far;
        telephone.signal(channel, LineSignal::kRingOn); // a telephone cannot ring its exchange
        telephone.signal(channel, LineSignal::kOpenSound);
        port.signal(channel, LineSignal::kOffHook);   // nor a port lift its telephone
        port.signal(channel, LineSignal::kOpenSound); // never reported
        port.signal(channel, LineSignal::kLampOn);
        port.signal(channel, LineSignal::kLampOff);
        port.signal(channel, static_cast<LineSignal>(200));
    }
    boards.near->signal(static_cast<ChannelIndex>(channels.size()), LineSignal::kRingOn); // no such channel
    boards.near->signal(0xFFFFFFFF, LineSignal::kRingOn);
    boards.settle();
    far.listen();
    near.listen();
    CHECK(far.events.empty());
    CHECK(near.events.empty());
}

void loopTowardsTheLine(WiredBoards boards) {
    for (int span = 1; span <= boards.near->spanCount(); ++span) {
        CAPTURE(span);
        CHECK(boards.near->setLoopback(span, board::Loopback::kTowardsLine) == boards.can.loopTowardsLine);
        if (!boards.can.loopTowardsLine) {
            continue;
        }
        boards.settle();
        inAttempts(boards, [&] {
            const auto [far, near] = runAudio(boards, 2 * blocksToHear(boards), fillWithPattern);
            size_t wrong = 0;
            for (ChannelIndex channel = 0; channel < far.heard.size(); ++channel) {
                const bool looped = boards.far->channels()[channel].span == span;
                wrong += delayOf(far.heard[channel], channel, looped, 2 * boards.can.maxDelaySamples) < 0;
            }
            return wrong;
        });
        sendsFrames(boards, *boards.far, *boards.far, span, 53);
        CHECK(boards.near->setLoopback(span, board::Loopback::kOff));
    }
    boards.settle();
    for (const int span : {0, -1, boards.near->spanCount() + 1}) {
        CHECK_FALSE(boards.near->setLoopback(span, board::Loopback::kTowardsLine));
        CHECK_FALSE(boards.near->setLoopback(span, board::Loopback::kOff));
    }
    audioIsBitExactBothWays(std::move(boards)); // and all is as before
}

void loopTowardsTheBox(WiredBoards boards) {
    for (int span = 1; span <= boards.near->spanCount(); ++span) {
        CAPTURE(span);
        Ear far(*boards.far);
        CHECK(boards.near->setLoopback(span, board::Loopback::kTowardsBox) == boards.can.loopTowardsBox);
        if (!boards.can.loopTowardsBox) {
            continue;
        }
        CHECK(boards.carry([&] { return far.alarmsOf(span) > 0; })); // the far end sees that we are not there
        inAttempts(boards, [&] {
            const auto [unused, near] = runAudio(boards, blocksToHear(boards), fillWithPattern);
            return wrongChannels(boards, near, false, span);
        });
        sendsFrames(boards, *boards.near, *boards.near, span, 53);
        CHECK(boards.near->setLoopback(span, board::Loopback::kOff));
        CHECK(boards.carry([&] { return far.alarmsOf(span) == 0; }));
    }
    boards.settle();
    audioIsBitExactBothWays(std::move(boards));
}

/// Mean level of the last half second that was heard.
double levelHeard(WiredBoards &boards, bool atNear, ChannelIndex channel) {
    std::array<uint8_t, 8> period{}; // 1 kHz; made once, because a machine may be slow at it
    for (size_t i = 0; i < period.size(); ++i) {
        const double angle = 2 * dsp::kPi * static_cast<double>(i) / static_cast<double>(period.size());
        period[i] =
            dsp::linearToAlaw(static_cast<int16_t>(std::lround(dsp::sineAmplitude(-20) * std::sin(angle))));
    }
    const auto tone = [&](Board &board, bool, ChannelIndex, uint8_t *tx, uint64_t first) {
        for (size_t i = 0; i < static_cast<size_t>(board.blockSamples()); ++i) {
            tx[i] = period[(first + i) % period.size()];
        }
    };
    const int halfSecond = board::kSampleRateHz / 2 / boards.near->blockSamples();
    const auto [far, near] = runAudio(boards, blocksToHear(boards) + halfSecond, tone);
    const auto &heard = (atNear ? near : far).heard[channel];
    std::vector<int16_t> linear(board::kSampleRateHz / 2);
    dsp::alawToLinear(heard.data() + heard.size() - linear.size(), linear.data(), linear.size());
    return dsp::levelDbm0(linear.data(), linear.size());
}

void gainIsRightOrRefused(WiredBoards boards) {
    CHECK(boards.near->setGain(0, 6, -3) == boards.can.gain);
    if (boards.can.gain) {
        const auto levelIs = [&](bool atNear, double dbm0) {
            inAttempts(boards,
                       [&] { return std::abs(levelHeard(boards, atNear, 0) - dbm0) < 0.5 ? 0u : 1u; });
        };
        levelIs(true, -14);
        levelIs(false, -23);
        CHECK(boards.near->setGain(0, 0, 0));
        levelIs(true, -20);
    }
    const auto none = static_cast<ChannelIndex>(boards.near->channels().size());
    CHECK_FALSE(boards.near->setGain(none, 0, 0));
    CHECK_FALSE(boards.near->setGain(0, 25, 0));
    CHECK_FALSE(boards.near->setGain(0, 0, -25));
    CHECK_FALSE(boards.near->setGain(0, std::nan(""), 0));
    CHECK(boards.near->setEchoCanceller(0, 128) == boards.can.echoCanceller);
    CHECK(boards.near->setEchoCanceller(0, 0) == boards.can.echoCanceller);
    CHECK_FALSE(boards.near->setEchoCanceller(none, 128));
    CHECK_FALSE(boards.near->setEchoCanceller(0, -1));
}

void countersOfNoSpanAreNought(WiredBoards boards) {
    for (const int span : {0, -1, boards.near->spanCount() + 1}) {
        const board::SpanCounters counters = boards.near->spanCounters(span);
        CHECK(counters.lossOfSignal + counters.slips + counters.crcErrors + counters.framesIn == 0);
    }
}

void alarmsWhenTheFarEndGoes(WiredBoards boards) {
    Ear near(*boards.near);
    const int spans = boards.near->spanCount();
    const auto allAre = [&](bool raised) {
        for (int span = 1; span <= spans; ++span) {
            const int alarms = near.alarmsOf(span);
            // A board that opens without an alarm need not say so.
            if (raised ? alarms < 0 || (alarms & boards.can.alarmsWhenFarGoes) == 0 : alarms > 0) {
                return false;
            }
        }
        return true;
    };
    CHECK(boards.carry([&] { return allAre(false); }));
    const auto losses = [&](int span) {
        const board::SpanCounters counters = boards.near->spanCounters(span);
        return counters.lossOfSignal + counters.lossOfFrame;
    };
    std::vector<uint64_t> before;
    for (int span = 1; span <= spans; ++span) {
        before.push_back(losses(span));
    }
    boards.loseFar();
    CHECK(boards.carry([&] { return allAre(true); }));
    CHECK(boards.near->waitBlock(0) != Wait::kClosed);
    for (int span = 1; span <= spans; ++span) {
        const uint8_t frame[] = {1, 2, 3};
        CHECK_FALSE(boards.near->sendFrame(span, frame, sizeof frame));
        if (boards.can.alarmCounters) {
            CHECK(losses(span) == before[static_cast<size_t>(span) - 1] + 1);
        }
    }
    if (!boards.can.farEndComesBack) {
        return;
    }
    boards.regainFar();
    CHECK(boards.carry([&] { return allAre(false); }));
    boards.settle();
    for (int span = 1; span <= spans; ++span) {
        sendsFrames(boards, *boards.near, *boards.far, span, 53);
    }
    audioIsBitExactBothWays(std::move(boards));
}

void spansAreSetUpOrRefused(WiredBoards boards) {
    using Refusal = board::SpanLineRefusal;
    const int spans = boards.near->spanCount();
    for (const int span : {0, -1, spans + 1}) {
        CHECK(boards.near->setUpSpan(span, {}) == Refusal::kFraming);
        CHECK(boards.near->spanStatus(span).multiframe == board::SpanStatus::Multiframe::kUnknown);
    }
    if (spans == 0) {
        return;
    }
    CHECK(boards.near->setUpSpan(1, {true, -1}) != Refusal::kNone);
    CHECK(boards.near->setUpSpan(1, {true, board::kMaxClockPriority + 1}) != Refusal::kNone);
    CHECK(boards.near->spanStatus(1).hasLine == boards.can.framing);
    if (!boards.can.framing) {
        // Nothing is framed there: that must not keep anybody from changing what is spoken over it.
        CHECK(boards.near->setUpSpan(1, {true, 1}) == Refusal::kNone);
        CHECK(boards.near->spanStatus(1).multiframe == board::SpanStatus::Multiframe::kUnknown);
        CHECK(boards.near->spanStatus(1).clock == board::SpanStatus::Gives::kUnknown);
        return audioIsBitExactBothWays(std::move(boards)); // nothing has changed
    }
    Ear far(*boards.far), near(*boards.near);
    for (const bool crc4 : {false, true}) {
        for (int span = 1; span <= spans; ++span) {
            CHECK(boards.far->setUpSpan(span, {crc4, 0}) == Refusal::kNone);
            CHECK(boards.near->setUpSpan(span, {crc4, span}) == Refusal::kNone);
        }
        CHECK(boards.carry([&] {
            bool clear = true;
            for (int span = 1; span <= spans; ++span) {
                clear = clear && far.alarmsOf(span) <= 0 && near.alarmsOf(span) <= 0;
            }
            return clear;
        }));
        for (int span = 1; span <= spans; ++span) {
            using Multiframe = board::SpanStatus::Multiframe;
            CHECK(boards.near->spanStatus(span).multiframe == (crc4 ? Multiframe::kFound : Multiframe::kOff));
            sendsFrames(boards, *boards.near, *boards.far, span, 47);
        }
    }
    audioIsBitExactBothWays(std::move(boards));
}

void closedBoardsSaySo(WiredBoards boards) {
    for (Board *board : {boards.far.get(), boards.near.get()}) {
        board->use(static_cast<ChannelIndex>(board->channels().size()), true); // no such channel: nothing
        board->close();
        CHECK(board->waitBlock(60'000) == Wait::kClosed);
        CHECK(board->waitBlock(0) == Wait::kClosed);
        board->close();
        board->signal(0, LineSignal::kOnHook); // whoever has not heard yet harms nobody
        const uint8_t frame[] = {1, 2, 3};
        board->sendFrame(1, frame, sizeof frame);
        (void)board->counters();
    }
}

/// In words, what a pair of boards cannot do.
std::vector<std::string> missing(const Abilities &can) {
    std::vector<std::string> words;
    const auto without = [&](bool able, const char *what) {
        if (!able) {
            words.emplace_back(what);
        }
    };
    without(can.flash, "a flash does not cross");
    without(can.polarity, "polarity reversal does not cross");
    without(can.batteryCut, "the battery of a line cannot be cut");
    without(can.loopTowardsLine, "no loopback towards the line");
    without(can.loopTowardsBox, "no loopback towards the box");
    without(can.gain, "no gain of its own");
    without(can.echoCanceller, "no echo canceller of its own");
    without(can.frameCounters, "D-channel frames are not counted");
    without(can.alarmCounters, "times an alarm began are not counted");
    without(can.framing, "a span has no framing");
    without(can.farEndComesBack, "the far end cannot be brought back in the test");
    if (can.smallestFrame > 1) {
        words.push_back("frames under " + std::to_string(can.smallestFrame) + " octets are not carried");
    }
    return words;
}

} // namespace

std::vector<std::string> holdsTheContract(const BoardFactory &make) {
    const std::vector<std::string> cannot = missing(make().can);
    for (const std::string &what : cannot) {
        MESSAGE("not on this board: " << what);
    }
    channelsAreListedRight(make());
    audioIsBitExactBothWays(make());
    silenceWhereNothingIsWritten(make());
    framesArriveWholeAndInOrder(make());
    eventsWakeTheirReader(make());
    lineSignalsCross(make());
    signalsNobodyMayGiveAreIgnored(make());
    loopTowardsTheLine(make());
    loopTowardsTheBox(make());
    gainIsRightOrRefused(make());
    countersOfNoSpanAreNought(make());
    spansAreSetUpOrRefused(make());
    alarmsWhenTheFarEndGoes(make());
    closedBoardsSaySo(make());
    return cannot;
}

} // namespace callbox::test
