// The threads and queues: one board, its signalling and its media, behind commands down and
// events up. Mirrors daemon/lines/lines.ts field by field; the binding only converts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analog/caller_id_line.h"
#include "board/board.h"
#include "media/line_scope.h"
#include "virtual/fault.h"

namespace callbox::engine {

/// One use of a channel, from seizure to release. Incoming ones are made by the engine and are
/// odd; outgoing ones are chosen by the caller and are even. A command for a seizure that has
/// ended is ignored (and counted): it can never hit the channel's next use.
using Seizure = uint32_t;

enum class SpanSide : uint8_t { kUser, kNetwork };
enum class Presentation : uint8_t { kAllowed, kWithheld, kUnavailable };
enum class ClearedBy : uint8_t { kFarEnd, kNearEnd, kNetwork };

enum class BoardKind : uint8_t { kVirtual, kDahdi };
enum class Protocol : uint8_t { kEuroIsdn, kQsig }; // ETSI EN 300 403-1; ECMA-143 (ISO/IEC 11572)

/// How one span speaks.
struct SpanPlan {
    SpanSide side = SpanSide::kUser;
    Protocol protocol = Protocol::kEuroIsdn;
    bool overlapReceiving = false; // a SETUP without "sending complete" gets SETUP ACKNOWLEDGE
    /// As the card is to be set when the lines are opened. None: a card of DAHDI stays as its driver is
    /// configured; the virtual board has CRC4, and its box end takes the clock from its first span that is
    /// there.
    std::optional<bool> crc4 = std::nullopt;
    std::optional<int> clockPriority = std::nullopt; // 0 .. 8, see board::SpanLine
};

/// How an FXS port tells its telephone who calls.
enum class CallerIdSending : uint8_t { kCountry, kNone, kFskBell202, kFskV23, kDtmf };

/// What one analog port does that isn't the country's (analog/line_profile.h). 0 = the country's.
struct LinePlan {
    CallerIdSending callerId = CallerIdSending::kCountry;
    char dtmfStart = 0, dtmfStop = 0;        // caller ID in DTMF, sent and received: one of 0-9 A-D * #
    uint16_t flashMinMs = 0, flashMaxMs = 0; // FXS
    bool polarityAtAnswer = false;           // FXS: battery reversed from answer to end
    bool announceAtFirstRing =
        false; // FXO: kIncoming with ring 1; caller ID follows as kCallerId. Always so at the exchange end
};

struct Config {
    BoardKind board = BoardKind::kVirtual;
    std::vector<int> dahdiSpans; // kDahdi: the driver's span numbers, in our order; at most 8
    std::vector<int>
        dahdiLines; // kDahdi: the driver's channel numbers of analog ports, in our order; at most 64
    int dahdiBlocksAtOnce = 2;       // kDahdi: 10 ms each; 1 for less delay, 2 for less work
    int dahdiBufferBlocks = 1;       // kDahdi: 10 ms each of our sound in reserve in the driver, 1 .. 12
    std::vector<SpanPlan> spanPlans; // by span; missing ones: EuroISDN, side by exchangeEnd
    std::string wirePath;            // virtual board: the Unix socket
    bool exchangeEnd = false;        // true: listens, gives the ticks, network side, FXO lines
    int spans = 1;                   // virtual board: 0 .. 8
    int lines = 8;                   // virtual board: telephones, 0 .. 64
    int exchangeLines = 0;           // virtual board: lines of the box towards an exchange, 0 .. 32
    int wireBufferBlocks = 1;        // exchange end: how many blocks the box's answer may be late
    std::string country = "cn";      // tone plan, see dsp/tone_plan.h
    int maxQueuedEvents = 4096;
    std::vector<LinePlan> linePlans; // by analog line; missing ones: the country's
};

/// ITU-T Q.931 §4.5.10, octet 3.
enum class NumberType : uint8_t {
    kUnknown,
    kInternational,
    kNational,
    kNetworkSpecific,
    kSubscriber,
    kAbbreviated
};
enum class NumberPlan : uint8_t { kUnknown, kIsdn, kData, kTelex, kNational, kPrivate };
/// Of the calling number: ITU-T Q.931 §4.5.10, octet 3a.
enum class Screening : uint8_t { kNotScreened, kPassed, kFailed, kNetwork };
/// Why a call was redirected: ITU-T Q.952, ETSI EN 300 207-1.
enum class RedirectingReason : uint8_t { kUnknown, kBusy, kNoReply, kDeflected, kOutOfOrder, kUnconditional };
/// How caller ID came over an analog line.
enum class CallerIdKind : uint8_t { kNone, kFsk, kDtmf };

/// What a call says of itself besides its two numbers. Numbers are [0-9*#], at most 20; names UTF-8, at
/// most 80 octets.
struct CallDetails {
    NumberType callingType = NumberType::kUnknown, calledType = NumberType::kUnknown;
    NumberPlan callingPlan = NumberPlan::kUnknown, calledPlan = NumberPlan::kUnknown;
    Screening screening = Screening::kNotScreened;
    std::string callingName;
    std::string redirectingNumber; // "" = none
    Presentation redirectingPresentation = Presentation::kAllowed;
    RedirectingReason redirectingReason = RedirectingReason::kUnknown;
};

/// In service, kept from new calls (refused with cause 44), or kept from them once its call has ended.
enum class Service : uint8_t { kInService, kBlocked, kDraining };
enum class RingCadence : uint8_t { kNormal, kDouble, kLong }; // kNormal: the country's

/// What to listen for on a seizure, besides digits. Bits.
enum Watch : uint8_t {
    kWatchProgress = 1, // call-progress tones of the country, SIT
    kWatchData = 2,     // fax and modem tones
    kWatchAnswerer = 4, // person or machine, from now on
    kWatchLevel = 8,    // level and noise, once a second
};

/// A tone that means "the far end has hung up": learnt or by country. Each figure is what is
/// expected; the detector knows how far off a line may be.
struct HangupTone {
    float frequencyHz = 0;        // 0 = none: only polarity and loop break end a call
    uint16_t onMs = 0, offMs = 0; // 0, 0 = continuous
    float levelDbm0 = 0;          // as learnt; 0 = any level a tone may have
};

struct Source { // one item of a play list
    enum class Kind : uint8_t { kFile, kTone, kSilence } kind;
    std::string value; // path of a WAV (A-law or 16-bit PCM, 8 kHz mono), or tone name
    uint32_t ms = 0;   // tone, silence: how long; 0 = until stopped
};

constexpr size_t kMaxMixMembers = 32;
struct MixMember {
    Seizure seizure = 0;
    std::vector<Seizure> hears; // members of the same mix, not itself; empty = silence
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
        kTalk,
        kProceed,     // incoming overlap: the number is complete
        kProgress,    // incoming: inband, cause 0 = none
        kMoreDigits,  // outgoing overlap: digits, complete
        kFlash,       // FXO
        kMix,         // bridge (a number of the caller's for the mix), members: replaces what it was; who has
                      // ended is left out
        kUnmix,       // bridge
        kWatch,       // watch: replaces what was watched before; 0 = nothing
        kLearnHangup, // FXO: the next 10 s hold the far end's hang-up tone
        // without a seizure, of a channel or a span:
        kService,       // channel, service
        kRestart,       // channel: RESTART (Q.931 §5.5); its call is cleared with cause 41
        kLamp,          // channel (FXS), on
        kAdjust,        // channel, receiveDb, sendDb, echoTaps
        kSetHangupTone, // channel (FXO), hangupTone
        kLoopback,      // span, loopback
        kBitTest,       // channel, on: PRBS 2^15-1 (ITU-T O.150) out and in, instead of a call
        kPauseRecord,   // recording, on: silence on both sides of the file
        kSetUpSpan      // span, setup: its signalling begins anew; its calls are cleared with cause 41
    } kind;
    Seizure seizure = 0;
    Seizure other = 0; // kBridge: the second one
    int span = 0;      // kDial: which span; kLoopback
    int timeslot = 0;  // kDial: 0 = let the engine hunt; else exactly this; -1 = "any channel" on the wire
    board::ChannelIndex channel = 0; // kRing, kSeize and those without a seizure
    int cause = 16;                  // kClear, kProgress: ITU-T Q.850
    std::string callingNumber, calledNumber, digits;
    Presentation presentation = Presentation::kAllowed;
    CallDetails details;              // kDial, kRing (callingName)
    bool overlap = false;             // kDial: more digits follow by kMoreDigits; called may be empty
    bool complete = false;            // kMoreDigits: these are the last ones
    bool inband = false;              // kAlert, kProgress: listen to the bearer now
    bool on = false;                  // kLamp, kBitTest, kPauseRecord
    uint8_t watch = 0;                // kWatch: bits of Watch
    Service service{};                // kService
    RingCadence cadence{};            // kRing
    double receiveDb = 0, sendDb = 0; // kAdjust: -24 .. +24
    int echoTaps = 0;                 // kAdjust: of 125 us; 0 = off
    HangupTone hangupTone;            // kSetHangupTone
    SpanPlan setup;                   // kSetUpSpan: crc4 and clockPriority are given
    board::Loopback loopback{};       // kLoopback
    uint32_t play = 0;                // kPlay, kStopPlay: chosen by the caller
    std::vector<Source> sources;
    bool loop = false;
    uint32_t bridge = 0;            // kBridge, kUnbridge, kMix, kUnmix: chosen by the caller
    std::vector<MixMember> members; // kMix
    std::string recording;          // id
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
        kCommandFailed,
        kMoreDigits,    // incoming overlap: digits, complete
        kCallerId,      // FXO: what came after kIncoming: callingNumber, presentation, details.callingName
        kFlash,         // FXS: seizure (0: none), channel
        kLineState,     // channel, reason: "idle", "ringing", "off-hook", "no-battery"
        kTone,          // a call-progress tone was recognised or has ended: reason = its name, "" = ended;
                        // cause = what a "sit" says (Q.850), 0 = nothing
        kDataTone,      // fax or modem: reason = "cng", "ced", "ced-reversed", "ansam", "ansam-reversed", ...
        kAnswerer,      // reason = "person", "machine", "unsure", "beep"; durationMs since kWatch
        kLevel,         // levelDbm0, noiseDbm0, once a second while watched
        kHangupLearned, // channel, hangupTone; reason = "" or why not
        kService,       // channel, service; by kFarEnd: it blocked the channel itself
        kStuck,         // channel: the audit found it stuck; reason = what it does, durationMs = next try in
        kBitTest,       // channel, bitTest; once a second and at the end
        kSpanSetUp      // span; reason: "" or why nothing was changed
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
    CallDetails details;        // kIncoming, kCallerId
    CallerIdKind callerId{};    // kIncoming, kCallerId of an FXO; reason: why it gave no number, "" = well
    bool complete = true;       // kIncoming: false = overlap, more digits come; kMoreDigits
    std::string digits;         // kMoreDigits
    double levelDbm0 = 0, noiseDbm0 = 0; // kLevel
    HangupTone hangupTone;               // kHangupLearned
    Service service{};                   // kService
    struct BitTest {
        bool inSync = false, ended = false;
        uint64_t bits = 0, errors = 0, lossesOfSync = 0;
    } bitTest;        // kBitTest
    int64_t atUs = 0; // CLOCK_MONOTONIC when the engine saw it
};

struct ChannelState { // one row of a snapshot
    board::Channel channel;
    Seizure seizure = 0; // 0 = idle
    bool answered = false;
    bool offHook = false;
    uint8_t alarms = 0;
    bool dchannelUp = false;
    Service service = Service::kInService;
};

/// Of all analog ports since they were opened.
struct AnalogCounters {
    uint64_t callerIdFsk = 0, callerIdDtmf = 0; // well read
    uint64_t callerIdBadChecksum = 0, callerIdCut = 0, callerIdGarbled = 0;
    uint64_t dialledWithoutTone = 0; // digits sent though no dial tone came within 3 s
    uint64_t loopBreaks = 0;         // taken for the far end's hang-up
    uint64_t reversals = 0;          // of polarity, off-hook
    uint64_t lineFaults = 0;         // battery lost under a call
    uint64_t unexpectedSignals = 0;
};

/// What one FXO line knows of its exchange's caller ID, or what an FXS line sent its telephone: for a
/// technician.
struct CallerIdRecord {
    bool learnt = false;                       // three calls in a row came the same way:
    CallerIdKind kind{};                       // that one; kNone = the exchange sends nothing
    std::vector<analog::CallerIdSpill> spills; // the last 20 as they came, newest last
};

/// Link requests on a D-channel and what answered them: ITU-T Q.921 §3.6.
struct LinkCounters {
    uint64_t sabmeSent = 0, sabmeReceived = 0, uaReceived = 0, dmReceived = 0, discReceived = 0;
};

struct SpanMeters : board::SpanCounters {
    board::SpanStatus status;
    LinkCounters links;
};

/// One HDLC frame of a D-channel without its FCS.
struct DChannelFrame {
    int64_t atUs = 0; // since 1970
    int span = 0;
    bool sent = false;
    std::vector<uint8_t> octets;
};

struct Meters { // droppable, polled
    board::Counters board;
    uint64_t mediaCpuUs = 0, signallingCpuUs = 0, writerCpuUs = 0; // thread CPU time
    uint64_t lateTicks = 0;     // a tick begun > 10 ms after its block arrived
    uint64_t eventsDropped = 0; // each one led to a snapshot
    uint64_t framesDropped = 0; // that the frame sink refused
    uint64_t staleCommands = 0;
    uint64_t recorderBlocksLost = 0;
    uint64_t refused34 = 0, refused44 = 0;
    std::vector<SpanMeters> spans;
    AnalogCounters analog;
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
    /// Each good D-channel frame, sent and received, in order; from the signalling thread. False: it is lost,
    /// and counted; events don't suffer.
    using FrameSink = std::function<bool(DChannelFrame &&)>;
    static std::unique_ptr<Engine> open(const Config &config, Sink sink, Overflow onOverflow,
                                        FrameSink frames = nullptr);
    virtual ~Engine() = default; // joins the threads, closes recordings with valid headers

    /// For tests, training and the demo, at the exchange end of a virtual wire: something goes wrong there,
    /// or
    /// (`on` false) that of this kind, direction, span or line ends. No command: call control cannot break
    /// lines. Answers the bits turned so far by bit errors on that span in that direction, 0 for a line.
    /// Throws std::invalid_argument with a sentence for a fault that cannot be, std::logic_error at any other
    /// end.
    virtual uint64_t inject(const virtualboard::Fault &fault, bool on) = 0;
    /// Everything that inject() broke is whole again. Throws std::logic_error as inject() does.
    virtual void clearFaults() = 0;

    virtual void post(Command &&command) = 0;
    virtual std::vector<ChannelState> snapshot() = 0;
    virtual Meters meters() = 0;
    /// Empty for a bearer. Of an FXS channel the spills are those that were sent.
    virtual CallerIdRecord callerId(board::ChannelIndex /*channel*/) { return {}; }
    /// A technician looks at the spectrum of a channel's sound, both ways, as its line carries it. False:
    /// there is no such channel, or media::kScopes others are looked at. Off: always true.
    virtual bool scope(board::ChannelIndex /*channel*/, bool /*on*/) { return false; }
    /// See media::LineScope::framesAfter.
    virtual std::vector<media::ScopeFrame> scopeFrames(board::ChannelIndex /*channel*/, uint64_t /*after*/) {
        return {};
    }
};

} // namespace callbox::engine
