// Commands in any order and with any content to both ends of a wire that breaks: real signalling, libpri and
// media of two engines, in one thread and in virtual time. Each seizure begins once and is cleared once,
// nothing is told of one that has ended, and when all are cleared and the wire is whole, both ends are at
// rest.
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>
#include <stdexcept>

#include "engine/media_thread.h"
#include "engine/prompt_store.h"
#include "engine/signalling_thread.h"
#include "engine/test_folder.h"
#include "engine/writer_thread.h"
#include "input.h"
#include "isdn/libpri_clock.h"
#include "virtual/virtual_board.h"

using namespace callbox;
using namespace callbox::engine;
using fuzz::Input;

namespace {

constexpr int64_t kTickUs = 10'000;            // what media steps by
constexpr int64_t kLeapUs = 100'000;           // while nothing is listened to: FxsPort::elapse wants no more
constexpr int64_t kRestUs = 400 * 1'000'000LL; // T309 and two T316 one after the other
constexpr board::ChannelIndex kChannels = board::kBearersPerSpan + 2;

int64_t gNowUs = 1'000'000;

void require(bool so) {
    if (!so)
        std::abort();
}

Config config(bool exchangeEnd) {
    Config config;
    config.exchangeEnd = exchangeEnd;
    config.lines = config.exchangeLines = 1;
    config.spanPlans = {{exchangeEnd ? SpanSide::kNetwork : SpanSide::kUser, Protocol::kEuroIsdn, true}};
    return config;
}

std::string text(Input &input, int most) {
    size_t count = 0;
    const uint8_t kind = input.next();
    const uint8_t *octets = input.take(input.choice(most + 1), count);
    std::string read(reinterpret_cast<const char *>(octets), count);
    if (kind < 192) // most are digits
        for (char &c : read)
            c = "0123456789*#"[static_cast<uint8_t>(c) % 12];
    return read;
}

/// One engine, as engine.cpp puts it together, and what its owner knows of its seizures.
class End {
  public:
    End(virtualboard::VirtualBoard &wire, bool exchangeEnd, const TestFolder &folder)
        : folder_(folder), board(wire), config_(config(exchangeEnd)),
          gate([this](Event &&event) { return on(event); }, [] { std::abort(); }, wire.channels()),
          writer_(gate, notices_, wake_), prompts_(notices_, wake_),
          media_(wire, *dsp::findTonePlan("cn"), gate, writer_, notices_, wake_),
          signalling_(wire, config_, *dsp::findTonePlan("cn"), gate, frames_, media_, writer_, prompts_,
                      notices_, wake_) {
        writer_.setPool(&media_.pool());
        writer_.start();
        prompts_.start();
        media_.makeLines(!exchangeEnd);
    }

    void step() {
        media_.step(0);
        signalling_.step(gNowUs);
    }
    void command(Input &input);
    void clearAll();
    bool atRest() {
        for (const ChannelState &row : gate.snapshot())
            if (row.seizure != 0)
                return false;
        const std::lock_guard<std::mutex> lock(mutex_);
        return live_.empty();
    }

  private:
    bool on(const Event &event);
    void fill(Command &command, Input &input);
    bool maySetUp();
    Seizure some(Input &input);
    void post(Command &&command) { signalling_.post(std::move(command)); }

    const TestFolder &folder_;
    std::mutex mutex_; // guards live_: the writer thread tells events too
    std::set<Seizure> live_;
    Seizure lastOutgoing_ = 0;
    bool setUpAnew_ = false; // the span may speak otherwise than config_ says

  public:
    virtualboard::VirtualBoard &board;

  private:
    const Config config_;
    Inbox<Notice> notices_{256};
    WakeFd wake_;
    FrameTap frames_{nullptr, board.spanCount()};

  public:
    EventGate gate;

  private:
    WriterThread writer_;
    PromptStore prompts_;
    MediaThread media_;
    SignallingThread signalling_;
};

bool End::on(const Event &event) {
    using Kind = Event::Kind;
    const std::lock_guard<std::mutex> lock(mutex_);
    const bool live = live_.count(event.seizure) != 0;
    switch (event.kind) {
    case Kind::kIncoming:
        require(event.seizure % 2 == 1 && !live);
        live_.insert(event.seizure);
        break;
    case Kind::kCleared:
        require(live);
        live_.erase(event.seizure);
        break;
    case Kind::kPlayEnded: // with the channel, which media closes afterwards
        require(live || event.reason == "cleared");
        break;
    case Kind::kCommandFailed: // of any seizure that somebody named
    case Kind::kRefused:
    case Kind::kRecordingEnded: // may come later: the disk
    case Kind::kHangupLearned:
        break;
    default:
        require(event.seizure == 0 || live);
    }
    require(event.callingNumber.size() <= analog::kMaxCallerDigits && event.calledNumber.size() <= 20);
    return true;
}

Seizure End::some(Input &input) {
    const uint8_t which = input.next();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (live_.empty() || which == 255)
        return which;
    auto at = live_.begin();
    std::advance(at, which % live_.size());
    return *at;
}

void End::fill(Command &command, Input &input) {
    command.span = input.choice(3);
    command.timeslot = static_cast<int8_t>(input.next());
    command.channel = input.choice(8) == 0 ? 30 + input.choice(4) : input.next() % (kChannels + 2u);
    command.cause = static_cast<int8_t>(input.next());
    command.overlap = input.choice(2) == 1;
    command.complete = input.choice(2) == 1;
    command.inband = input.choice(2) == 1;
    command.on = input.choice(2) == 1;
    command.presentation = static_cast<Presentation>(input.choice(3));
    switch (command.kind) {
    case Command::Kind::kDial:
    case Command::Kind::kRing:
        command.calledNumber = text(input, 24);
        command.callingNumber = text(input, 24);
        command.details.callingName = text(input, 90);
        command.details.redirectingNumber = text(input, 24);
        command.details.callingType = static_cast<NumberType>(input.choice(6));
        command.details.calledPlan = static_cast<NumberPlan>(input.choice(6));
        command.cadence = static_cast<RingCadence>(input.choice(3));
        break;
    case Command::Kind::kSendDigits:
    case Command::Kind::kMoreDigits:
        command.digits = text(input, 80);
        break;
    case Command::Kind::kTalk: {
        size_t count = 0;
        const uint8_t *alaw = input.take(input.next(), count);
        command.audio.assign(alaw, alaw + count);
        break;
    }
    case Command::Kind::kPlay:
        for (int left = input.choice(5); left > 0; --left) {
            static constexpr const char *kTones[] = {"dial", "busy", "beep", "no such tone"};
            const auto kind = static_cast<Source::Kind>(input.choice(3));
            command.sources.push_back({kind,
                                       kind == Source::Kind::kFile
                                           ? folder_.file("prompt.wav") + text(input, 2)
                                           : kTones[input.choice(4)],
                                       input.word()});
        }
        command.loop = input.choice(2) == 1;
        break;
    case Command::Kind::kMix:
        for (int left = input.choice(36); left > 0; --left) {
            command.members.push_back({some(input), {}});
            std::vector<MixMember> &members = command.members;
            for (int heard = input.choice(4); heard > 0; --heard)
                members.back().hears.push_back(
                    members[input.choice(static_cast<int>(members.size()))].seizure);
        }
        break;
    default:
        break;
    }
    command.other = some(input);
    command.play = input.choice(4);
    command.bridge = input.choice(4);
    command.recording = text(input, 2);
    command.path = folder_.file("recordings/" + std::to_string(input.choice(4)) + ".wav");
    command.watch = input.choice(17);
    command.service = static_cast<Service>(input.choice(3));
    command.receiveDb = input.choice(60) - 30;
    command.sendDb = input.choice(60) - 30;
    command.echoTaps = input.word() % 1100 - 20;
    command.hangupTone = {static_cast<float>(input.word()), input.word(), input.word(), -20};
    command.loopback = static_cast<board::Loopback>(input.choice(3));
    command.setup = {static_cast<SpanSide>(input.choice(2)), static_cast<Protocol>(input.choice(2)),
                     input.choice(2) == 1, input.choice(2) == 1, input.choice(11) - 1};
}

/// Each leaves 21 kB behind, and fuzzing goes on for hours.
bool End::maySetUp() {
    constexpr int kMostSetUps = 2'000;
    static int setUps = 0;
    setUpAnew_ = setUpAnew_ || setUps < kMostSetUps;
    return ++setUps <= kMostSetUps;
}

void End::command(Input &input) {
    Command command;
    command.kind = static_cast<Command::Kind>(input.choice(static_cast<int>(Command::Kind::kSetUpSpan) + 1));
    if (command.kind == Command::Kind::kSetUpSpan && !maySetUp())
        return;
    const bool begins = command.kind == Command::Kind::kDial || command.kind == Command::Kind::kRing ||
                        command.kind == Command::Kind::kSeize;
    command.seizure = some(input);
    fill(command, input);
    if (begins && input.next() < 224) { // else: one that cannot be
        command.seizure = lastOutgoing_ += 2;
        const std::lock_guard<std::mutex> lock(mutex_);
        live_.insert(command.seizure);
    } else if (begins && command.seizure % 2 == 0 && command.seizure != 0) {
        const std::lock_guard<std::mutex> lock(mutex_);
        live_.insert(command.seizure);
    }
    post(std::move(command));
    signalling_.step(gNowUs);
}

void End::clearAll() {
    const auto all = [this](Command::Kind kind) {
        for (board::ChannelIndex channel = 0; channel < kChannels; ++channel) {
            Command command;
            command.kind = kind;
            command.channel = channel;
            post(std::move(command));
        }
    };
    if (setUpAnew_) {
        Command setUp;
        setUp.kind = Command::Kind::kSetUpSpan;
        setUp.span = 1;
        setUp.setup = config_.spanPlans[0];
        setUp.setup.clockPriority = config_.exchangeEnd ? 0 : 1;
        setUpAnew_ = false;
        post(std::move(setUp));
    }
    all(Command::Kind::kBitTest); // off, as the others are
    all(Command::Kind::kService);
    all(Command::Kind::kAdjust);
    Command loopback;
    loopback.kind = Command::Kind::kLoopback;
    loopback.span = 1;
    post(std::move(loopback));
    std::set<Seizure> live;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        live = live_;
    }
    for (const Seizure seizure : live) {
        Command command;
        command.kind = Command::Kind::kClear;
        command.seizure = seizure;
        post(std::move(command));
    }
}

/// libpri frees no D-channel, so both ends live as long as the process, and each input finds them at rest.
class Rig {
  public:
    Rig() : exchange_(*wires_.first, true, folder_), box_(*wires_.second, false, folder_) {
        folder_.writeWav("prompt.wav", std::vector<uint8_t>(4000, 0x2A));
        rest();
    }
    void run(Input &input) {
        std::filesystem::remove_all(folder_.file("recordings"));
        for (int steps = 0; !input.ended() && steps < 200; ++steps) {
            const uint8_t what = input.next();
            if (what < 160)
                (what % 2 == 0 ? exchange_ : box_).command(input);
            else if (what < 216)
                pass(1 + what % 8, kTickUs);
            else if (what < 232)
                pass(10 * (1 + what % 16), kLeapUs);
            else
                fault(what % 2 == 0 ? *wires_.first : *wires_.second, input);
        }
        rest();
    }

  private:
    static virtualboard::Options options() {
        virtualboard::Options options;
        options.lines = options.exchangeLines = 1;
        options.manualTicks = true;
        return options;
    }
    static void fault(virtualboard::VirtualBoard &board, Input &input) {
        using Kind = virtualboard::Fault::Kind;
        virtualboard::Fault fault;
        fault.kind = static_cast<Kind>(input.choice(static_cast<int>(Kind::kEcho) + 1));
        fault.direction = static_cast<virtualboard::Fault::Direction>(input.choice(2));
        (virtualboard::isOfLine(fault.kind) ? fault.line : fault.span) = 1 + input.choice(2);
        fault.oneIn = 1 + input.choice(4);
        try {
            board.inject(fault);
        } catch (const std::invalid_argument &) { // there is one span, and no room for each slip
        }
    }
    void pass(int ticks, int64_t us) {
        for (; ticks > 0; --ticks) {
            gNowUs += us;
            wires_.first->tick();
            exchange_.step();
            box_.step();
        }
    }
    void rest() {
        wires_.first->clearFaults();
        wires_.second->clearFaults();
        pass(20, kTickUs);
        const int64_t endUs = gNowUs + kRestUs;
        do {
            exchange_.clearAll();
            box_.clearAll();
            pass(20, kLeapUs);
        } while (!(exchange_.atRest() && box_.atRest()) && gNowUs < endUs);
        require(exchange_.atRest() && box_.atRest());
    }

    TestFolder folder_;
    std::pair<std::unique_ptr<virtualboard::VirtualBoard>, std::unique_ptr<virtualboard::VirtualBoard>>
        wires_ = virtualboard::VirtualBoard::pair(options(), options());
    End exchange_, box_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    isdn::setLibpriClock([] { return gNowUs; });
    static Rig rig;
    Input input{octets, count};
    rig.run(input);
    return 0;
}
