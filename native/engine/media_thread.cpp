#include "engine/media_thread.h"

#include <pthread.h>
#include <sched.h>

#include <utility>

#include "engine/thread_clock.h"
#include "engine/writer_thread.h"

namespace callbox::engine {

using board::ChannelIndex;
using Kind = MediaCommand::Kind;

static_assert(static_cast<int>(kWatchProgress) == media::kHearProgress &&
                  static_cast<int>(kWatchData) == media::kHearData &&
                  static_cast<int>(kWatchAnswerer) == media::kHearAnswerer &&
                  static_cast<int>(kWatchLevel) == media::kHearLevel,
              "kWatch hands its bits on as they are");

namespace {

constexpr int kWaitMs = 50;         // how long without a block before commands are looked at anyway
constexpr int64_t kLateUs = 10'000; // a tick so much later than its turn is counted
constexpr int kFifoPriority = 20;   // above ordinary threads, below the kernel's own (50)

/// Half seconds of recording that may be on their way to the disk: 16 per channel cover a disk that
/// stands still for 8 s while all record.
size_t recordingBlocks(size_t channels) { return channels * 16 + 32; }

const char *playEndName(media::PlayEnd reason) {
    switch (reason) {
    case media::PlayEnd::kDone:
        return "done";
    case media::PlayEnd::kStopped:
        return "stopped";
    case media::PlayEnd::kReplaced:
        return "replaced";
    case media::PlayEnd::kCleared:
        break;
    }
    return "cleared";
}

int becomeRealtime() {
    sched_param parameters{};
    parameters.sched_priority = kFifoPriority;
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0 ? kFifoPriority : 0;
}

} // namespace

MediaThread::MediaThread(board::Board &board, const dsp::TonePlan &plan, EventGate &gate,
                         WriterThread &writer, Inbox<Notice> &notices, WakeFd &noticesWake)
    : board_(board), gate_(gate), writer_(writer), notices_(notices), noticesWake_(noticesWake),
      seizureOf_(board.channels().size(), 0), media_(board.channels().size(), board.blockSamples(), plan,
                                                     *this, recordingBlocks(board.channels().size())),
      ears_(board.channels(), plan[dsp::Tone::kDial], *this), bitTests_(board.channels().size(), *this) {
    taken_.reserve(256);
}

MediaThread::~MediaThread() { stop(); }

void MediaThread::makeLines(bool countryTones) {
    for (ChannelIndex channel = 0; channel < seizureOf_.size(); channel++)
        if (board_.channels()[channel].kind == board::ChannelKind::kFxo)
            media_.makeLine(channel, countryTones);
}

void MediaThread::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "callbox-media");
}

void MediaThread::stop() {
    if (!thread_.joinable())
        return;
    stopping_.store(true, std::memory_order_relaxed);
    thread_.join();
}

bool MediaThread::post(MediaCommand &&command) {
    bool wasEmpty = false;
    return inbox_.pushBelow(kMaxWaiting, std::move(command), wasEmpty);
}

uint64_t MediaThread::cpuUs() {
    const uint64_t atEnd = cpuUsAtEnd_.load();
    return atEnd != 0 || !thread_.joinable() ? atEnd : threadCpuUs(thread_.native_handle());
}

void MediaThread::run() {
    priority_.store(becomeRealtime(), std::memory_order_relaxed);
    while (!stopping_.load(std::memory_order_relaxed))
        if (!step(kWaitMs))
            break;
    takeCommands();
    for (ChannelIndex channel = 0; channel < seizureOf_.size(); channel++) {
        media_.close(channel);
        bitTests_.stop(channel);
    }
    cpuUsAtEnd_.store(threadCpuUs(pthread_self()));
}

bool MediaThread::step(int waitMs) {
    const int64_t blockUs = static_cast<int64_t>(board_.blockSamples()) * board_.blocksAtOnce() * 1'000'000 /
                            board::kSampleRateHz;
    const board::Wait wait = board_.waitBlock(waitMs);
    takeCommands();
    if (wait == board::Wait::kClosed)
        return false;
    if (wait == board::Wait::kTimeout) {
        lastTickUs_ = 0;
        return true;
    }
    const int64_t nowUs = monotonicUs();
    if (lastTickUs_ != 0 && nowUs - lastTickUs_ > blockUs + kLateUs)
        lateTicks_.fetch_add(1, std::memory_order_relaxed);
    lastTickUs_ = nowUs;
    media_.process(board_);
    if (bitTests_.any())
        bitTests_.process(board_);
    ears_.process(board_);
    scope_.process(board_); // the last: it shows what the line carries
    board_.finishBlock();
    blocksLost_.store(media_.recordingBlocksLost(), std::memory_order_relaxed);
    return true;
}

void MediaThread::takeCommands() {
    if (!inbox_.take(taken_))
        return;
    for (MediaCommand &command : taken_)
        if (!carryOut(command))
            refused(command);
}

bool MediaThread::carryOut(MediaCommand &command) {
    const ChannelIndex channel = command.channel;
    switch (command.kind) {
    case Kind::kOpen:
        switchBitTest(channel, false); // a call goes before a measurement
        seizureOf_[channel] = command.seizure;
        board_.use(channel, true);
        return media_.open(channel, command.seizure != 0);
    case Kind::kClose:
        board_.use(channel, false);
        media_.close(channel); // may be closed already: a call is silenced before its release is complete
        return true;
    case Kind::kPlay:
        return media_.play(channel, std::move(command.list));
    case Kind::kStopPlay:
        media_.stopPlay(channel, command.play); // may have ended by itself just now
        return true;
    case Kind::kSendDigits:
        return media_.sendDigits(channel, command.digits);
    case Kind::kBridge:
        return media_.bridge(channel, command.other);
    case Kind::kUnbridge:
        media_.unbridge(channel);
        return true;
    case Kind::kLeave:
        return media_.leave(channel);
    case Kind::kRecord:
        return media_.record(channel, command.recording);
    case Kind::kStopRecord:
        media_.stopRecord(channel, command.recording);
        return true;
    case Kind::kPauseRecord:
        media_.pauseRecord(channel, command.recording, command.on); // it may just have ended
        return true;
    case Kind::kTap:
        return media_.tap(channel, true);
    case Kind::kUntap:
        media_.tap(channel, false);
        return true;
    case Kind::kTalk:
        return media_.talk(channel, command.audio.data(), command.audio.size());
    case Kind::kSetTone:
        return media_.setTone(channel, command.tone);
    case Kind::kClearTone:
        media_.clearTone(channel);
        return true;
    case Kind::kWatch:
        return media_.watch(channel, command.watch);
    case Kind::kCapture:
        return media_.capture(channel, std::move(command.capture));
    case Kind::kSetHangupTone:
        return media_.setHangupTone(channel, command.hangupTone);
    case Kind::kExpectDialTone:
        media_.expectDialTone(channel, command.on); // the call may just have ended
        return true;
    case Kind::kListenLine:
        ears_.listen(channel, command.listenFor);
        return true;
    case Kind::kBitTest:
        return switchBitTest(channel, command.on);
    case Kind::kAdjust: // the former one is destroyed with the command, by the next who posts
        return media_.adjust(channel, command.adjustment);
    case Kind::kMix:
        return media_.mix(command.mix, *command.mixPlan);
    case Kind::kUnmix:
        media_.unmix(command.mix); // its members may have gone
        return true;
    }
    return false;
}

void MediaThread::refused(MediaCommand &command) {
    if (command.kind == Kind::kMix) {
        mixRefused(*command.mixPlan);
        return;
    }
    Event event{};
    event.channel = command.channel;
    event.seizure = seizureOf_[command.channel];
    if (command.kind == Kind::kPlay && command.list && !command.list->tell)
        return; // the telephone was laid or lifted meanwhile
    if (command.kind == Kind::kPlay && command.list) {
        event.kind = Event::Kind::kPlayEnded;
        event.play = command.list->play;
        event.reason = "bad-file";
        gate_.emit(std::move(event));
        return; // the list is destroyed by the next who posts
    }
    if (command.kind == Kind::kRecord) // no block will come: the writer closes its file
        writer_.end(command.recording, media::RecordingEnd::kStopped, 0);
    event.kind = Event::Kind::kCommandFailed;
    if (command.kind == Kind::kBitTest) {
        event.reason = board_.channels()[command.channel].name + " is in use or under test already";
        event.seizure = 0;
        gate_.emit(std::move(event));
        return;
    }
    event.reason = command.kind == Kind::kSendDigits ? "too-many-digits" : "not-possible-now";
    gate_.emitIfCurrent(std::move(event));
}

void MediaThread::mixRefused(const media::MixPlan &plan) {
    for (uint32_t n = 0; n < plan.count; n++) {
        Event event{};
        event.kind = Event::Kind::kCommandFailed;
        event.channel = plan.members[n].channel;
        event.seizure = seizureOf_[event.channel];
        event.reason = "not-possible-now";
        gate_.emitIfCurrent(std::move(event));
    }
}

void MediaThread::tellSignalling(Notice &&notice) {
    notices_.push(std::move(notice));
    noticesWake_.wake();
}

void MediaThread::digitBegan(ChannelIndex channel, char) {
    if (board_.channels()[channel].kind != board::ChannelKind::kFxs)
        return; // only telephones hear dial tone
    Notice begun{};
    begun.kind = Notice::Kind::kDigitBegan;
    begun.channel = channel;
    tellSignalling(std::move(begun));
}

void MediaThread::digit(ChannelIndex channel, char digit, uint32_t durationMs) {
    Event event{};
    event.kind = Event::Kind::kDigit;
    event.channel = channel;
    event.seizure = seizureOf_[channel];
    event.digit = digit;
    event.durationMs = durationMs;
    gate_.emitIfCurrent(std::move(event));
}

void MediaThread::playEnded(ChannelIndex channel, std::unique_ptr<media::PlayList> list,
                            media::PlayEnd reason) {
    if (list->tell) {
        Event event{};
        event.kind = Event::Kind::kPlayEnded;
        event.channel = channel;
        event.seizure = seizureOf_[channel];
        event.play = list->play;
        event.reason = playEndName(reason);
        gate_.emit(std::move(event));
    }
    Notice spent{};
    spent.kind = Notice::Kind::kSpent;
    spent.list = std::move(list);
    tellSignalling(std::move(spent));
}

void MediaThread::recordingBlock(media::RecordingBlock *block) { writer_.block(block); }

void MediaThread::recordingEnded(ChannelIndex, media::RecordingId recording, media::RecordingEnd reason,
                                 uint64_t lostAfter, uint64_t) {
    writer_.end(recording, reason, lostAfter);
}

void MediaThread::callerIdBurst(ChannelIndex channel, const dsp::FskBurst &burst) {
    Notice heard{};
    heard.kind = Notice::Kind::kLineBurst;
    heard.channel = channel;
    heard.burst = std::make_unique<dsp::FskBurst>(burst); // once a call
    tellSignalling(std::move(heard));
}

void MediaThread::callerIdDigit(ChannelIndex channel, char digit, double levelDbm0) {
    Notice heard{};
    heard.kind = Notice::Kind::kLineDigit;
    heard.channel = channel;
    heard.digit = digit;
    heard.levelDbm0 = levelDbm0;
    tellSignalling(std::move(heard));
}

void MediaThread::dialTone(ChannelIndex channel) {
    Notice heard{};
    heard.kind = Notice::Kind::kDialTone;
    heard.channel = channel;
    tellSignalling(std::move(heard));
}

void MediaThread::tapAudio(ChannelIndex channel, const uint8_t *alaw, size_t octets) {
    Event event{};
    event.kind = Event::Kind::kAudio;
    event.channel = channel;
    event.seizure = seizureOf_[channel];
    event.audio.assign(alaw, alaw + octets); // only for demo telephones: the one allocation in here
    gate_.emitIfCurrent(std::move(event));
}

bool MediaThread::switchBitTest(ChannelIndex channel, bool on) {
    if (on && (media_.isOpen(channel) || !bitTests_.start(channel)))
        return false;
    if (on)
        board_.use(channel, true);
    else if (bitTests_.stop(channel)) // may have ended by itself: a call came
        board_.use(channel, media_.isOpen(channel));
    return true;
}

void MediaThread::answerer(ChannelIndex channel, const dsp::AnswererNews &news) {
    Event event{};
    event.kind = Event::Kind::kAnswerer;
    event.channel = channel;
    event.seizure = seizureOf_[channel];
    event.reason = dsp::answerName(news.answer);
    event.durationMs = news.atMs;
    gate_.emitIfCurrent(std::move(event));
}

void MediaThread::level(ChannelIndex channel, const dsp::LevelReading &reading) {
    Event event{};
    event.kind = Event::Kind::kLevel;
    event.channel = channel;
    event.seizure = seizureOf_[channel];
    event.levelDbm0 = reading.activeDbm0;
    event.noiseDbm0 = reading.noiseDbm0;
    gate_.emitIfCurrent(std::move(event));
}

void MediaThread::progressTone(ChannelIndex channel, const dsp::ProgressEvent &heard) {
    Event event{};
    event.kind = Event::Kind::kTone;
    event.channel = channel;
    event.seizure = seizureOf_[channel];
    if (!heard.ended) {
        event.reason = dsp::progressToneName(heard.tone);
        event.cause = dsp::sitCauseQ850(heard.sit);
    }
    gate_.emitIfCurrent(std::move(event));
}

void MediaThread::dataTone(ChannelIndex channel, dsp::DataTone tone) {
    Event event{};
    event.kind = Event::Kind::kDataTone;
    event.channel = channel;
    event.seizure = seizureOf_[channel];
    event.reason = dsp::dataToneName(tone);
    gate_.emitIfCurrent(std::move(event));
}

void MediaThread::hangupHeard(ChannelIndex channel) {
    Notice heard{};
    heard.kind = Notice::Kind::kHangupHeard;
    heard.channel = channel;
    heard.seizure = seizureOf_[channel];
    tellSignalling(std::move(heard));
}

void MediaThread::captured(ChannelIndex channel, std::unique_ptr<media::Capture> capture) {
    Notice done{};
    done.kind = Notice::Kind::kCaptured;
    done.channel = channel;
    done.seizure = seizureOf_[channel];
    done.capture = std::move(capture);
    tellSignalling(std::move(done));
}

void MediaThread::bitTest(ChannelIndex channel, const media::BitTestResult &result) {
    Event event{};
    event.kind = Event::Kind::kBitTest;
    event.channel = channel;
    event.bitTest.inSync = result.inSync;
    event.bitTest.ended = result.ended;
    event.bitTest.bits = result.bits;
    event.bitTest.errors = result.errors;
    event.bitTest.lossesOfSync = result.lossesOfSync;
    gate_.emit(std::move(event));
}

} // namespace callbox::engine
