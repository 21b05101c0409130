// Two ends of a virtual wire under any row of faults, loopbacks, pulled cables, frames, line signals and
// blocks. Frames that arrive are frames that were sent, in their order; and when the faults have ended,
// everything is whole: no alarm, frames and sound both ways, and each line as its ends left it.
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "input.h"
#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::virtualboard;
using board::LineSignal;

namespace {

constexpr int kSpans = 2, kLines = 2; // of the lines one is the box's towards an exchange
constexpr int kBlockSamples = 8;      // so that many blocks are quick
constexpr board::ChannelIndex kFirstLine = kSpans * board::kBearersPerSpan;

void require(bool so) {
    if (!so)
        std::abort();
}

/// An analog line as one of its ends sees or has commanded it.
struct LineState {
    bool offHook = false, ringing = false, reversed = false, battery = true;

    void on(LineSignal signal) {
        switch (signal) {
        case LineSignal::kOffHook:
        case LineSignal::kOnHook:
            offHook = signal == LineSignal::kOffHook;
            break;
        case LineSignal::kRingOn:
        case LineSignal::kRingOff:
            ringing = signal == LineSignal::kRingOn;
            break;
        case LineSignal::kPolarityReversed:
        case LineSignal::kPolarityNormal:
            reversed = signal == LineSignal::kPolarityReversed;
            break;
        case LineSignal::kBatteryLost:
        case LineSignal::kBatteryBack:
            battery = signal == LineSignal::kBatteryBack;
            break;
        default:
            break;
        }
    }
};

struct End {
    std::unique_ptr<VirtualBoard> board;
    uint8_t name = 0;       // in its frames
    uint8_t octet = 0;      // of its sound
    uint8_t expected = 0;   // of the other end's
    bool heardWell = false; // in the last block
    uint16_t sent = 0;
    uint16_t last[kSpans][2] = {}; // number of the latest frame, by span and by who sent it
    uint8_t alarms[kSpans] = {};
    size_t frames = 0;
    LineState seen[kLines], commanded[kLines];

    void send(int span, size_t octets) {
        uint8_t frame[board::kMaxFrameOctets + 8];
        const uint16_t number = ++sent;
        std::memset(frame, number % 251, sizeof frame);
        frame[0] = name, frame[1] = static_cast<uint8_t>(span);
        frame[2] = static_cast<uint8_t>(number >> 8), frame[3] = static_cast<uint8_t>(number);
        require(!board->sendFrame(span, frame, octets) || octets <= board::kMaxFrameOctets);
    }
    void received(const board::Event &event) {
        const auto &frame = event.frame;
        require(frame.size() >= 4 && frame.size() <= board::kMaxFrameOctets);
        require(frame[0] < 2 && frame[1] == event.span);
        const uint16_t number = static_cast<uint16_t>(frame[2] << 8 | frame[3]);
        for (size_t n = 4; n < frame.size(); ++n)
            require(frame[n] == number % 251);
        uint16_t &before = last[event.span - 1][frame[0]];
        require(number > before);
        before = number;
        ++frames;
    }
    void listen() {
        board::Event event;
        while (board->nextEvent(event)) {
            if (event.kind == board::Event::Kind::kFrame)
                received(event);
            else if (event.kind == board::Event::Kind::kAlarms)
                alarms[event.span - 1] = event.alarms;
            else if (event.kind == board::Event::Kind::kLineSignal)
                seen[event.channel - kFirstLine].on(event.signal);
        }
    }
    void block() {
        if (board->waitBlock(0) != board::Wait::kBlock)
            return;
        heardWell = hears(expected);
        for (board::ChannelIndex channel = 0; channel < kFirstLine + kLines; ++channel)
            std::memset(board->tx(channel), octet, kBlockSamples);
        board->finishBlock();
    }
    /// Every channel's whole block is this octet.
    bool hears(uint8_t wanted) const {
        uint8_t differs = 0;
        for (board::ChannelIndex channel = 0; channel < kFirstLine + kLines; ++channel) {
            const uint8_t *alaw = board->rx(channel);
            for (int n = 0; n < kBlockSamples; ++n)
                differs |= alaw[n] ^ wanted;
        }
        return differs == 0;
    }
};

class Wire {
  public:
    Wire() {
        Options options;
        options.spans = kSpans;
        options.lines = options.exchangeLines = kLines / 2;
        options.blockSamples = kBlockSamples;
        options.manualTicks = true;
        auto ends = VirtualBoard::pair(options, options);
        exchange_.board = std::move(ends.first);
        box_.board = std::move(ends.second);
        box_.name = 1;
        exchange_.octet = box_.expected = 0x11;
        box_.octet = exchange_.expected = 0x22;
        run(3);
    }
    void step(fuzz::Input &input) {
        const uint8_t what = input.next();
        End &end = what >= 128 ? box_ : exchange_;
        const int span = 1 + (what >> 6) % 2;
        switch (what % 16) {
        case 0:
        case 1:
        case 2:
            inject(end, input);
            break;
        case 3:
            end.board->clearFaults();
            break;
        case 4:
        case 5:
            end.send(span, 4 + input.word() % (board::kMaxFrameOctets + 4));
            break;
        case 6:
        case 7:
            signal(end, input.next());
            break;
        case 8:
            end.board->setLoopback(span, static_cast<board::Loopback>(input.choice(3)));
            break;
        case 9:
            input.choice(2) == 0 ? end.board->pullSpan(span) : end.board->plugSpan(span);
            break;
        case 10:
            cut_ = true;
            end.board->cutWire();
            break;
        case 11:
            rewire();
            break;
        case 12:
            end.board->setUpSpan(span, {input.choice(2) == 1, input.choice(11) - 1});
            break;
        default:
            run(1 + what % 8);
        }
    }
    void rest() {
        rewire();
        for (End *end : {&exchange_, &box_}) {
            end->board->clearFaults();
            for (int span = 1; span <= kSpans; ++span) {
                end->board->setLoopback(span, board::Loopback::kOff);
                end->board->plugSpan(span);
                end->board->setUpSpan(span, {true, end == &box_ ? span : 0});
            }
        }
        run(20);
        for (const End *end : {&exchange_, &box_})
            for (const uint8_t alarms : end->alarms)
                require(alarms == 0);
        arrives(exchange_, box_);
        arrives(box_, exchange_);
    }

  private:
    static void inject(End &end, fuzz::Input &input) {
        Fault fault;
        fault.kind = static_cast<Fault::Kind>(input.choice(static_cast<int>(Fault::Kind::kEcho) + 2));
        fault.direction = static_cast<Fault::Direction>(input.choice(2));
        (isOfLine(fault.kind) ? fault.line : fault.span) = input.choice(4);
        fault.count = input.word();
        fault.oneIn = input.choice(8);
        fault.timeslot = input.choice(33);
        fault.firstBit = input.word();
        fault.everyBits = input.word();
        fault.bitErrors = input.next();
        fault.random = input.choice(2) == 1;
        fault.levelDbm0 = input.choice(100) - 95;
        fault.erlDb = input.choice(62);
        fault.delayMs = input.choice(130);
        fault.ppm = input.choice(210) - 105;
        fault.idle = input.choice(2) == 1;
        const bool ends = input.choice(4) == 0;
        try {
            ends ? end.board->clearFault(fault) : end.board->inject(fault);
        } catch (const std::invalid_argument &) { // cannot be, or no room: nothing has happened
        }
    }
    /// A command that this end of the line may give.
    static void signal(End &end, uint8_t which) {
        const size_t line = which % kLines;
        static constexpr LineSignal kFxo[] = {LineSignal::kOffHook, LineSignal::kOnHook, LineSignal::kFlash};
        static constexpr LineSignal kFxs[] = {
            LineSignal::kRingOn,         LineSignal::kRingOff,     LineSignal::kPolarityReversed,
            LineSignal::kPolarityNormal, LineSignal::kBatteryLost, LineSignal::kBatteryBack,
            LineSignal::kOpenSound,      LineSignal::kLampOn,      LineSignal::kLampOff};
        const auto channel = kFirstLine + static_cast<board::ChannelIndex>(line);
        const bool fxo = end.board->channels()[channel].kind == board::ChannelKind::kFxo;
        const LineSignal signal = fxo ? kFxo[which / kLines % 3] : kFxs[which / kLines % 9];
        if (signal != LineSignal::kFlash)
            end.commanded[line].on(signal);
        end.board->signal(channel, signal);
    }
    void rewire() {
        if (cut_)
            VirtualBoard::rewire(*exchange_.board, *box_.board);
        cut_ = false;
    }
    void run(int blocks) {
        for (; blocks > 0; --blocks) {
            exchange_.board->tick();
            exchange_.block();
            box_.block();
            exchange_.listen();
            box_.listen();
        }
    }
    /// What `from` sends and commands comes to `to`.
    void arrives(End &from, End &to) {
        const size_t before = to.frames;
        for (int span = 1; span <= kSpans; ++span)
            from.send(span, 10);
        run(3);
        require(to.frames == before + kSpans);
        require(to.heardWell);
        for (size_t line = 0; line < kLines; ++line) {
            const LineState &told = from.commanded[line], &seen = to.seen[line];
            if (from.board->channels()[kFirstLine + line].kind == board::ChannelKind::kFxo)
                require(seen.offHook == told.offHook);
            else
                require(seen.ringing == told.ringing && seen.reversed == told.reversed &&
                        seen.battery == told.battery);
        }
    }

    End exchange_, box_;
    bool cut_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    fuzz::Input input{octets, count};
    Wire wire;
    for (int steps = 0; !input.ended() && steps < 400; ++steps)
        wire.step(input);
    wire.rest();
    return 0;
}
