// The thread of libpri, hooks and cadences: everything that decides who uses a channel.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "engine/analog_lines.h"
#include "engine/audio_commands.h"
#include "engine/bearers.h"
#include "engine/bridges.h"
#include "engine/event_gate.h"
#include "engine/frame_tap.h"
#include "engine/hangup_tones.h"
#include "engine/inbox.h"
#include "engine/line_settings.h"
#include "engine/measurements.h"
#include "engine/notice.h"
#include "engine/seizures.h"
#include "engine/wake_fd.h"

namespace callbox::engine {

class SignallingThread {
  public:
    static constexpr size_t kMaxWaiting = 16'384; // commands from Node

    SignallingThread(board::Board &board, const Config &config, const dsp::TonePlan &plan, EventGate &gate,
                     FrameTap &frames, MediaThread &media, WriterThread &writer, PromptStore &prompts,
                     Inbox<Notice> &notices, WakeFd &wake);
    ~SignallingThread();
    void start();
    void stop();

    /// What the thread does again and again, without waiting for work first. Only for who has not started the
    /// thread: a test that makes the time; libpri's clock (isdn/libpri_clock.h) goes with it.
    void step(int64_t nowUs);

    /// Any thread. A command too many is refused by kCommandFailed.
    void post(Command &&command);

    uint64_t cpuUs();
    uint64_t staleCommands() const { return staleCommands_.load(std::memory_order_relaxed); }
    /// Any thread.
    const AnalogLines &lines() const { return lines_; }
    uint64_t refused34() const { return refused34_.load(std::memory_order_relaxed); }
    uint64_t refused44() const { return refused44_.load(std::memory_order_relaxed); }

  private:
    void run();
    void waitForWork();
    void takeBoardEvents();
    void takeNotices();
    void onHangupTone(Notice &notice);
    void carryOutTaken();
    void carryOut(Command &command);
    void onSeizure(Use &use, Command &command);
    void begin(const Command &command);
    /// kService, kRestart.
    void onBearer(const Command &command);
    bool join(const Command &command);
    void setUpSpan(const Command &command);
    void stale();
    void impossible(const Command &command, const char *why);
    void publishCounters();

    board::Board &board_;
    EventGate &gate_;
    Inbox<Notice> &notices_;
    WakeFd &wake_;
    Seizures seizures_;
    Bearers bearers_;
    AnalogLines lines_;
    AudioCommands audio_;
    Bridges bridges_;
    Measurements measurements_;
    HangupTones hangupTones_;
    LineSettings lineSettings_;
    Inbox<Command> commands_{256};
    std::vector<Command> takenCommands_;
    std::vector<Notice> takenNotices_;
    board::Event boardEvent_{};
    std::atomic<bool> stopping_{false};
    std::atomic<uint64_t> staleCommands_{0}, refused34_{0}, refused44_{0}, cpuUsAtEnd_{0};
    std::thread thread_;
};

} // namespace callbox::engine
