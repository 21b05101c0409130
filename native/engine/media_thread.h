// The thread that the card's clock drives: one pass per block over every channel.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "board/board.h"
#include "engine/event_gate.h"
#include "engine/inbox.h"
#include "engine/notice.h"
#include "engine/wake_fd.h"
#include "media/bit_tests.h"
#include "media/line_ears.h"
#include "media/line_scope.h"
#include "media/media.h"

namespace callbox::engine {

class WriterThread;

struct MediaCommand {
    enum class Kind : uint8_t {
        kOpen,
        kClose,
        kPlay,
        kStopPlay,
        kSendDigits,
        kBridge,
        kUnbridge,
        kLeave,
        kRecord,
        kStopRecord,
        kPauseRecord, // recording, on
        kTap,
        kUntap,
        kTalk,
        kSetTone,
        kClearTone,
        kWatch,          // watch
        kCapture,        // capture; of a line towards an exchange, as the next two
        kSetHangupTone,  // hangupTone
        kExpectDialTone, // on: after a flash; off: a call in was answered
        kListenLine,     // listenFor
        kBitTest,        // channel, on
        kAdjust,         // channel, adjustment; null = none
        kMix,            // mix, mixPlan
        kUnmix           // mix
    } kind{};
    board::ChannelIndex channel = 0;
    Seizure seizure = 0;           // kOpen: 0 = only tones, for a telephone that nobody serves
    board::ChannelIndex other = 0; // kBridge
    uint32_t play = 0;             // kStopPlay
    std::unique_ptr<media::PlayList> list;
    std::string digits;
    media::RecordingId recording = 0;
    dsp::Tone tone = dsp::Tone::kDial;
    uint8_t watch = 0; // bits of Watch
    std::unique_ptr<media::Capture> capture;
    dsp::HangupTone hangupTone;
    media::ListenFor listenFor{}; // kListenLine
    std::vector<uint8_t> audio;
    bool on = false;                                   // kBitTest, kExpectDialTone
    std::unique_ptr<media::LineAdjustment> adjustment; // kAdjust; holds the former one when carried out
    uint32_t mix = 0;
    std::unique_ptr<media::MixPlan> mixPlan;
};

class MediaThread final : private media::Output, private media::BitTestOutput, private media::LineEarsOutput {
  public:
    static constexpr size_t kMaxWaiting = 16'384; // commands; only those of call control are refused

    MediaThread(board::Board &board, const dsp::TonePlan &plan, EventGate &gate, WriterThread &writer,
                Inbox<Notice> &notices, WakeFd &noticesWake);
    ~MediaThread() override;

    /// Before start(): lines towards an exchange hear that the far end has hung up, by the country's tones or
    /// by none until kSetHangupTone.
    void makeLines(bool countryTones);
    void start();
    /// Ends what plays and records on every channel, then the thread. The writer must still run.
    void stop();

    /// What the thread does again and again: waits for a block, carries out what was posted, processes the
    /// block. False: the board was closed. Only for who has not started the thread: a test that makes the
    /// ticks.
    bool step(int waitMs);

    /// Any thread. False, and the command is untouched, when too many wait.
    bool post(MediaCommand &&command);
    /// Never refused: what keeps the channels' state true.
    void postAlways(MediaCommand &&command) { inbox_.push(std::move(command)); }
    media::BlockPool &pool() { return media_.pool(); }
    /// Any thread, one at a time.
    media::LineScope &scope() { return scope_; }

    uint64_t cpuUs();
    uint64_t lateTicks() const { return lateTicks_.load(std::memory_order_relaxed); }
    uint64_t recordingBlocksLost() const { return blocksLost_.load(std::memory_order_relaxed); }
    /// SCHED_FIFO priority, 0 if the system doesn't allow it to us.
    int priority() const { return priority_.load(std::memory_order_relaxed); }

  private:
    void run();
    void takeCommands();
    bool carryOut(MediaCommand &command);
    void refused(MediaCommand &command);
    void mixRefused(const media::MixPlan &plan);
    void tellSignalling(Notice &&notice);

    void digitBegan(board::ChannelIndex channel, char digit) override;
    void digit(board::ChannelIndex channel, char digit, uint32_t durationMs) override;
    void playEnded(board::ChannelIndex channel, std::unique_ptr<media::PlayList> list,
                   media::PlayEnd reason) override;
    void recordingBlock(media::RecordingBlock *block) override;
    void recordingEnded(board::ChannelIndex channel, media::RecordingId recording, media::RecordingEnd reason,
                        uint64_t lostAfter, uint64_t lostTotal) override;
    void tapAudio(board::ChannelIndex channel, const uint8_t *alaw, size_t octets) override;
    void callerIdBurst(board::ChannelIndex channel, const dsp::FskBurst &burst) override;
    void callerIdDigit(board::ChannelIndex channel, char digit, double levelDbm0) override;
    void dialTone(board::ChannelIndex channel) override;
    void progressTone(board::ChannelIndex channel, const dsp::ProgressEvent &heard) override;
    void dataTone(board::ChannelIndex channel, dsp::DataTone tone) override;
    void hangupHeard(board::ChannelIndex channel) override;
    void captured(board::ChannelIndex channel, std::unique_ptr<media::Capture> capture) override;
    void bitTest(board::ChannelIndex channel, const media::BitTestResult &result) override;
    void answerer(board::ChannelIndex channel, const dsp::AnswererNews &news) override;
    void level(board::ChannelIndex channel, const dsp::LevelReading &reading) override;
    bool switchBitTest(board::ChannelIndex channel, bool on);

    board::Board &board_;
    EventGate &gate_;
    WriterThread &writer_;
    Inbox<Notice> &notices_;
    WakeFd &noticesWake_;
    Inbox<MediaCommand> inbox_{256};
    std::vector<MediaCommand> taken_;
    std::vector<Seizure> seizureOf_; // by channel; media thread only
    media::Media media_;
    media::LineEars ears_;
    media::LineScope scope_;
    int64_t lastTickUs_ = 0; // 0: the card has just begun, or begun again
    media::BitTests bitTests_;
    std::atomic<bool> stopping_{false};
    std::atomic<uint64_t> lateTicks_{0}, blocksLost_{0}, cpuUsAtEnd_{0};
    std::atomic<int> priority_{0};
    std::thread thread_;
};

} // namespace callbox::engine
