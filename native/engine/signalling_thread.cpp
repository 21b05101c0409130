#include "engine/signalling_thread.h"

#include <poll.h>
#include <pthread.h>

#include <algorithm>
#include <utility>

#include "engine/thread_clock.h"

namespace callbox::engine {

using Kind = Command::Kind;

SignallingThread::SignallingThread(board::Board &board, const Config &config, const dsp::TonePlan &plan,
                                   EventGate &gate, FrameTap &frames, MediaThread &media,
                                   WriterThread &writer, PromptStore &prompts, Inbox<Notice> &notices,
                                   WakeFd &wake)
    : board_(board), gate_(gate), notices_(notices), wake_(wake), seizures_(board.channels(), gate, media),
      bearers_(board, config, gate, frames, seizures_), lines_(board, config, plan, gate, seizures_, media),
      audio_(gate, seizures_, media, writer, prompts,
             [this](board::ChannelIndex channel) { lines_.quiet(channel); }),
      bridges_(gate, seizures_, media, [this](board::ChannelIndex channel) { lines_.quiet(channel); }),
      measurements_(board, gate, seizures_, media), hangupTones_(board, gate, media),
      lineSettings_(board, gate, media) {
    seizures_.setOnEnd([this](const Use &use) {
        audio_.onSeizureEnd(use);
        bridges_.onSeizureEnd(use);
    });
}

SignallingThread::~SignallingThread() { stop(); }

void SignallingThread::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "callbox-signal");
}

void SignallingThread::stop() {
    if (!thread_.joinable())
        return;
    stopping_.store(true);
    wake_.wake();
    thread_.join();
}

void SignallingThread::post(Command &&command) {
    bool wasEmpty = false;
    if (commands_.pushBelow(kMaxWaiting, std::move(command), wasEmpty)) {
        if (wasEmpty)
            wake_.wake();
        return;
    }
    Event event = eventOf(Event::Kind::kCommandFailed, command.seizure);
    event.reason = "too many commands wait; the machine is overloaded";
    gate_.emit(std::move(event));
}

uint64_t SignallingThread::cpuUs() {
    const uint64_t atEnd = cpuUsAtEnd_.load();
    return atEnd != 0 || !thread_.joinable() ? atEnd : threadCpuUs(thread_.native_handle());
}

void SignallingThread::run() {
    while (!stopping_.load()) {
        waitForWork();
        step(monotonicUs());
    }
    cpuUsAtEnd_.store(threadCpuUs(pthread_self()));
}

void SignallingThread::step(int64_t nowUs) {
    lines_.elapse(nowUs);
    takeBoardEvents();
    const bool commanded = commands_.take(takenCommands_);
    takeNotices(); // after that: who answers an event finds what its notice tells done
    if (commanded)
        carryOutTaken();
    bearers_.runTimers();
    publishCounters();
}

void SignallingThread::waitForWork() {
    const int64_t priUs = bearers_.nextTimerUs();
    const int64_t lineUs = lines_.nextTimerUs();
    const int64_t dueUs = priUs < 0 ? lineUs : lineUs < 0 ? priUs : std::min(priUs, lineUs);
    const timespec timeout{static_cast<time_t>(dueUs / 1'000'000),
                           static_cast<long>(dueUs % 1'000'000 * 1000)};
    pollfd waited[] = {{board_.eventFd(), POLLIN, 0}, {wake_.fd(), POLLIN, 0}};
    ppoll(waited, 2, dueUs < 0 ? nullptr : &timeout, nullptr);
    if (waited[1].revents != 0)
        wake_.drain();
}

void SignallingThread::takeBoardEvents() {
    while (board_.nextEvent(boardEvent_)) {
        switch (boardEvent_.kind) {
        case board::Event::Kind::kFrame:
            bearers_.onFrame(boardEvent_);
            break;
        case board::Event::Kind::kAlarms:
            bearers_.onAlarms(boardEvent_);
            break;
        case board::Event::Kind::kLineSignal:
            lines_.onSignal(boardEvent_.channel, boardEvent_.signal);
            break;
        case board::Event::Kind::kSlip: // counted by the board, a meter
            break;
        }
    }
}

void SignallingThread::takeNotices() {
    if (!notices_.take(takenNotices_))
        return;
    for (Notice &notice : takenNotices_) {
        lines_.onNotice(notice);
        onHangupTone(notice);
        audio_.onNotice(std::move(notice));
        notice.list.reset(); // here and not by the media thread
        notice.burst.reset();
    }
}

void SignallingThread::onHangupTone(Notice &notice) {
    if (notice.kind == Notice::Kind::kHangupHeard) {
        const Use *use = seizures_.on(notice.channel);
        if (use != nullptr && use->seizure == notice.seizure) // not the channel's next use
            lines_.hangupHeard(notice.channel);
    }
    hangupTones_.onNotice(notice);
    notice.capture.reset(); // here and not by the media thread
}

void SignallingThread::carryOutTaken() {
    for (Command &command : takenCommands_)
        carryOut(command);
}

void SignallingThread::stale() { staleCommands_.fetch_add(1, std::memory_order_relaxed); }

void SignallingThread::carryOut(Command &command) {
    switch (command.kind) {
    case Kind::kDial:
    case Kind::kRing:
    case Kind::kSeize:
        begin(command);
        return;
    case Kind::kService:
    case Kind::kRestart:
        onBearer(command);
        return;
    case Kind::kSetUpSpan:
        setUpSpan(command);
        return;
    case Kind::kLoopback:
    case Kind::kBitTest:
        measurements_.carryOut(command);
        return;
    case Kind::kAdjust:
        lineSettings_.adjust(command);
        return;
    case Kind::kLamp:
        if (!lines_.lamp(command.channel, command.on))
            impossible(command, "only a telephone's port has a message lamp");
        return;
    case Kind::kSetHangupTone:
        hangupTones_.set(command);
        return;
    case Kind::kBridge:
    case Kind::kUnbridge:
    case Kind::kMix:
    case Kind::kUnmix:
        if (!join(command))
            stale();
        return;
    case Kind::kStopRecord:
        if (!audio_.stopRecord(command.recording))
            stale();
        return;
    case Kind::kPauseRecord:
        if (!audio_.pauseRecord(command.recording, command.on))
            stale();
        return;
    default:
        break;
    }
    Use *use = seizures_.find(command.seizure);
    if (use != nullptr && !use->clearing) {
        onSeizure(*use, command);
        return;
    }
    stale();
    if (command.kind == Kind::kRecord)
        audio_.recordTooLate(command);
}

void SignallingThread::begin(const Command &command) {
    const bool even = command.seizure != 0 && command.seizure % 2 == 0;
    if (!even || seizures_.find(command.seizure) != nullptr) {
        Event event = eventOf(Event::Kind::kCommandFailed, command.seizure);
        event.reason = even ? "this seizure is in use already" : "an outgoing seizure must be even and not 0";
        gate_.emit(std::move(event));
        return;
    }
    if (command.kind == Kind::kDial)
        bearers_.dial(command);
    else if (command.kind == Kind::kRing)
        lines_.ring(command);
    else
        lines_.seize(command);
}

void SignallingThread::onBearer(const Command &command) {
    const bool done = command.kind == Kind::kService ? bearers_.setService(command.channel, command.service)
                                                     : bearers_.restart(command.channel);
    if (done)
        return;
    Event event = eventOf(Event::Kind::kCommandFailed, 0);
    event.channel = command.channel;
    event.reason = "only a channel of a span can be blocked, drained or restarted";
    gate_.emit(std::move(event));
}

void SignallingThread::setUpSpan(const Command &command) {
    Event event = eventOf(Event::Kind::kSpanSetUp, 0);
    event.span = command.span;
    event.reason = bearers_.setUpSpan(command.span, command.setup);
    gate_.emit(std::move(event));
}

/// False: something that it names has ended.
bool SignallingThread::join(const Command &command) {
    switch (command.kind) {
    case Kind::kBridge:
        return bridges_.bridge(command);
    case Kind::kUnbridge:
        return bridges_.unbridge(command.bridge);
    case Kind::kMix:
        return bridges_.mix(command);
    default:
        return bridges_.unmix(command.bridge);
    }
}

void SignallingThread::onSeizure(Use &use, Command &command) {
    const bool analog = use.span == 0;
    switch (command.kind) {
    case Kind::kAlert:
        if (!analog)
            bearers_.alert(
                use, command.inband); // a telephone that was lifted, or a ringing line, needs no alerting
        return;
    case Kind::kAnswer:
        analog ? lines_.answer(use) : bearers_.answer(use);
        return;
    case Kind::kClear:
        analog ? lines_.clear(use, command.cause) : bearers_.clear(use, command.cause);
        return;
    case Kind::kProceed:
        if (!analog)
            bearers_.proceed(use);
        return;
    case Kind::kProgress:
        if (!analog)
            bearers_.progress(use, command.inband, command.cause);
        return;
    case Kind::kMoreDigits:
        if (!analog)
            bearers_.moreDigits(use, command.digits, command.complete);
        return;
    case Kind::kFlash:
        if (!analog || !lines_.flash(use))
            impossible(command, "only a line that is off the hook towards an exchange can flash");
        else
            hangupTones_.onFlash(*use.channel);
        return;
    case Kind::kLearnHangup:
        if (use.channel)
            hangupTones_.learn(use);
        return;
    case Kind::kSendDigits:
        if (analog && lines_.holdDigits(use, command.digits))
            return;
        break;
    default:
        break;
    }
    if (use.channel) {
        audio_.onSeizure(use, std::move(command));
        return;
    }
    Event event = eventOf(Event::Kind::kCommandFailed, use.seizure);
    event.reason = "the far end has not chosen a channel yet";
    gate_.emit(std::move(event));
}

void SignallingThread::impossible(const Command &command, const char *why) {
    Event event = eventOf(Event::Kind::kCommandFailed, command.seizure);
    event.channel = command.channel;
    event.reason = why;
    gate_.emit(std::move(event));
}

void SignallingThread::publishCounters() {
    const Bearers::Refused refused = bearers_.refused();
    refused34_.store(refused.with34, std::memory_order_relaxed);
    refused44_.store(refused.with44, std::memory_order_relaxed);
}

} // namespace callbox::engine
