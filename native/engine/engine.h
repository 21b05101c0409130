// The threads and queues: one board, its signalling and its media, behind commands down and
// events up. Mirrors daemon/lines/lines.ts field by field; the binding only converts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "board/board.h"

namespace callbox::engine {

/// One use of a channel, from seizure to release. Incoming ones are made by the engine and are
/// odd; outgoing ones are chosen by the caller and are even. A command for a seizure that has
/// ended is ignored (and counted): it can never hit the channel's next use.
using Seizure = uint32_t;

enum class SpanSide : uint8_t { kUser, kNetwork };
enum class Presentation : uint8_t { kAllowed, kWithheld, kUnavailable };
enum class ClearedBy : uint8_t { kFarEnd, kNearEnd, kNetwork };

struct Config {
    std::string wirePath;       // virtual board: the Unix socket
    bool exchangeEnd = false;   // true: listens, gives the ticks, network side, FXO lines
    int spans = 1;              // 0 .. 8
    int lines = 8;              // 0 .. 64
    int wireBufferBlocks = 1;   // exchange end: how many blocks the box's answer may be late
    std::string country = "cn"; // tone plan, see dsp/tone_plan.h
    int maxQueuedEvents = 4096;
};

struct Source { // one item of a play list
    enum class Kind : uint8_t { kFile, kTone, kSilence } kind;
    std::string value; // path of a WAV (A-law or 16-bit PCM, 8 kHz mono), or tone name
    uint32_t ms = 0;   // tone, silence: how long; 0 = until stopped
};

struct Command {
    enum class Kind : uint8_t {
        kAlert,
        kAnswer,
        kClear,
        kDial,
        kRing,
        kSeize,
        kPlay,
        kStopPlay,
        kSendDigits,
        kBridge,
        kUnbridge,
        kRecord,
        kStopRecord,
        kTap,
        kUntap,
        kTalk
    } kind;
    Seizure seizure = 0;
    Seizure other = 0; // kBridge: the second one
    int span = 0;      // kDial: which span
    int timeslot = 0;  // kDial: 0 = let the engine hunt; else exactly this; -1 = "any channel" on the wire
    board::ChannelIndex channel = 0; // kRing, kSeize
    int cause = 16;                  // kClear: ITU-T Q.850
    std::string callingNumber, calledNumber, digits;
    Presentation presentation = Presentation::kAllowed;
    uint32_t play = 0; // kPlay, kStopPlay: chosen by the caller
    std::vector<Source> sources;
    bool loop = false;
    uint32_t bridge = 0;
    std::string recording; // id
    std::string path;
    std::vector<uint8_t> audio; // kTalk: A-law
};

struct Event {
    enum class Kind : uint8_t {
        kIncoming,
        kProceeding,
        kAlerting,
        kProgress,
        kAnswered,
        kCleared,
        kDigit,
        kPlayEnded,
        kRecordingEnded,
        kHook,
        kSpan,
        kRefused,
        kAudio,
        kCommandFailed
    } kind;
    Seizure seizure = 0;
    board::ChannelIndex channel = 0;
    int cause = 0;
    ClearedBy by = ClearedBy::kFarEnd;
    std::string callingNumber, calledNumber;
    Presentation presentation = Presentation::kUnavailable;
    bool inband = false; // kAlerting, kProgress
    char digit = 0;
    uint32_t durationMs = 0;
    uint32_t play = 0;
    std::string recording, reason; // reason: a code, see lines.ts
    uint64_t samples = 0;          // kRecordingEnded
    bool offHook = false;          // kHook
    int span = 0;
    int timeslot = 0;           // kRefused: what the SETUP named, 0 = any
    uint8_t alarms = 0;         // kSpan
    bool dchannelUp = false;    // kSpan
    std::vector<uint8_t> audio; // kAudio
    int64_t atUs = 0;           // CLOCK_MONOTONIC when the engine saw it
};

struct ChannelState { // one row of a snapshot
    board::Channel channel;
    Seizure seizure = 0; // 0 = idle
    bool answered = false;
    bool offHook = false;
    uint8_t alarms = 0;
    bool dchannelUp = false;
};

struct Meters { // droppable, polled
    board::Counters board;
    uint64_t mediaCpuUs = 0, signallingCpuUs = 0, writerCpuUs = 0; // thread CPU time
    uint64_t lateTicks = 0;     // a tick begun > 10 ms after its block arrived
    uint64_t eventsDropped = 0; // each one led to a snapshot
    uint64_t staleCommands = 0;
    uint64_t recorderBlocksLost = 0;
    uint64_t refused34 = 0, refused44 = 0;
    int mediaPriority = 0; // SCHED_FIFO priority of the media thread; 0: the system did not allow it
};

/// Thread-safe. The sink is called from engine threads and must not block or call the engine; when
/// it returns false (its queue is full) the engine drops the event, calls onOverflow once and drops
/// what follows, until the owner takes a snapshot and reconciles: what comes after it is complete
/// again. Only a refused kAudio is just lost: it is a click in a demo telephone.
class Engine {
  public:
    using Sink = std::function<bool(Event &&)>;
    using Overflow = std::function<void()>;
    static std::unique_ptr<Engine> open(const Config &config, Sink sink, Overflow onOverflow);
    virtual ~Engine() = default; // joins the threads, closes recordings with valid headers

    virtual void post(Command &&command) = 0;
    virtual std::vector<ChannelState> snapshot() = 0;
    virtual Meters meters() = 0;
};

} // namespace callbox::engine
