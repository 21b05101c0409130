// What every channel of a board hears: one call per block for all of them, on the media thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "board/board.h"
#include "dsp/dtmf_bank.h"
#include "dsp/tone_plan.h"
#include "media/line_adjustments.h"
#include "media/listening.h"
#include "media/mixer.h"
#include "media/play_list.h"
#include "media/recording_block.h"

namespace callbox::media {

using board::ChannelIndex;

constexpr int kTapBlockSamples = 160;      // 20 ms
constexpr int kRecorderGivesUpMs = 30'000; // no block for so long: the recording ends as too slow

enum class PlayEnd : uint8_t { kDone, kStopped, kReplaced, kCleared };
enum class RecordingEnd : uint8_t { kStopped, kCleared, kTooSlow };

/// Told on the media thread, from inside a command or process(): must not block or call back.
class Output {
  public:
    virtual ~Output() = default;
    /// A digit was recognised and still sounds (at most 40 ms after its start): end dial tone.
    virtual void digitBegan(ChannelIndex channel, char digit) = 0;
    /// The same digit is over: this is the event for call control.
    virtual void digit(ChannelIndex channel, char digit, uint32_t durationMs) = 0;
    /// Destroy the list elsewhere: it may hold the last reference to a prompt.
    virtual void playEnded(ChannelIndex channel, std::unique_ptr<PlayList> list, PlayEnd reason) = 0;
    /// Write lostBefore of silence, then the pairs, then pool().give(block).
    virtual void recordingBlock(RecordingBlock *block) = 0;
    /// After the recording's last block. Write `lostAfter` samples of silence, then close.
    /// `lostTotal` is all that was lost, these included.
    virtual void recordingEnded(ChannelIndex channel, RecordingId recording, RecordingEnd reason,
                                uint64_t lostAfter, uint64_t lostTotal) = 0;
    /// kTapBlockSamples octets received on a tapped channel, valid during the call.
    virtual void tapAudio(ChannelIndex channel, const uint8_t *alaw, size_t octets) = 0;
    /// Who answered on a watched channel, once; later, of a machine, that its beep is over.
    virtual void answerer(ChannelIndex, const dsp::AnswererNews &) {}
    /// Once a second on a watched channel.
    virtual void level(ChannelIndex, const dsp::LevelReading &) {}
    // What Listening hears:
    virtual void progressTone(ChannelIndex, const dsp::ProgressEvent &) {}
    virtual void dataTone(ChannelIndex, dsp::DataTone) {}
    virtual void hangupHeard(ChannelIndex) {} // once a use
    /// Full, or the channel was closed. Destroy it elsewhere.
    virtual void captured(ChannelIndex, std::unique_ptr<Capture>) {}
};

/// Every method but pool().give() on the media thread. Commands take effect in the next process().
/// They return false when the channel doesn't exist or isn't in use, or the argument is out of
/// range, and have then changed nothing. Neither they nor process() allocate, lock or call the system.
///
/// A channel is sent, first that applies: its play list; digits; talk; in the same block what its bridge peer
/// or the members of its mix whom it hears receive, a single one bit for bit; its tone; silence.
class Media {
  public:
    /// `blockSamples` 1 .. board::kMaxBlockSamples, else std::invalid_argument. `recordingBlocks`: how many
    /// half seconds of recording may be under way to the disk, all recordings together; each takes 8 kB.
    Media(size_t channels, int blockSamples, const dsp::TonePlan &plan, Output &output,
          size_t recordingBlocks);
    ~Media();
    Media(const Media &) = delete;
    Media &operator=(const Media &) = delete;

    /// The channel is in use from now on; digits are heard if `detectDigits`.
    bool open(ChannelIndex channel, bool detectDigits);
    /// Ends whatever goes on there (play and recording end as kCleared, a digit that sounds is
    /// reported, the bridge is undone) and forgets the channel's state.
    bool close(ChannelIndex channel);
    bool isOpen(ChannelIndex channel) const;

    /// Replaces what played before. Refuses empty lists, more than kMaxPlayItems, missing prompts, and
    /// loops without any length. Refused lists stay with the caller: `list` is moved from only on success.
    bool play(ChannelIndex channel, std::unique_ptr<PlayList> &&list);
    bool stopPlay(ChannelIndex channel, uint32_t play); // false if another or none plays
    /// Queues 0-9 * # A-D, 80 ms on, 80 ms off. All or nothing.
    bool sendDigits(ChannelIndex channel, std::string_view digits);
    /// The two hear each other. A former bridge of either is undone first, and both leave their mixes.
    bool bridge(ChannelIndex a, ChannelIndex b);
    /// Undoes the bridge this channel is in; false if none.
    bool unbridge(ChannelIndex channel);
    /// Out of whatever bridge or mix it is in; the others of a mix go on. False: it is not open.
    bool leave(ChannelIndex channel);
    /// From the next block on the members hear each other as the plan says, and no one else; replaces what
    /// the mix was before. Mixes are numbered from 0, as many as there are channels. Each member leaves its
    /// bridge and its other mix; on close it leaves this one, and the others go on. Refuses as Mixer::set
    /// does.
    bool mix(uint32_t mix, const MixPlan &plan);
    /// Nobody of it hears anybody; false if nobody was in it.
    bool unmix(uint32_t mix) { return mixer_.clear(mix); }
    /// One recording at a time per channel.
    bool record(ChannelIndex channel, RecordingId recording);
    bool stopRecord(ChannelIndex channel, RecordingId recording);
    /// From the next block on both sides are silence in the file, until it is taken back: its time line
    /// stays.
    bool pauseRecord(ChannelIndex channel, RecordingId recording, bool on);
    bool tap(ChannelIndex channel, bool on); // what the channel receives, by Output::tapAudio
    bool talk(ChannelIndex channel, const uint8_t *alaw, size_t octets);
    bool setTone(ChannelIndex channel, dsp::Tone tone); // from its start
    bool clearTone(ChannelIndex channel);
    /// What is heard besides digits, bits of Hear: replaces what was heard before, 0 = nothing. Forgotten
    /// on close.
    bool watch(ChannelIndex channel, uint8_t what);
    /// Gain and echo control of a channel, in use or not; null ends them. `adjustment` holds the former one
    /// afterwards: destroy it elsewhere. Recordings and all who hear get the channel as adjusted; the send
    /// gain comes after them.
    bool adjust(ChannelIndex channel, std::unique_ptr<LineAdjustment> &adjustment) {
        return adjustments_.set(channel, adjustment);
    }
    /// Before the first process(): a line towards an exchange, which says by a tone that the far end has hung
    /// up. While it is open, Output::hangupHeard. Allocates.
    void makeLine(ChannelIndex channel, bool countryTones);
    /// Of a line, open or not, from now on; frequencyHz 0: no tone ends a call.
    bool setHangupTone(ChannelIndex channel, const dsp::HangupTone &tone);
    /// Of a line after a flash: it is no hang-up. `expected` false: a call in was answered, and it is one.
    bool expectDialTone(ChannelIndex channel, bool expected = true);
    /// Of a line: captures what comes from now on. Refused ones stay with the caller.
    bool capture(ChannelIndex channel, std::unique_ptr<Capture> &&capture);

    /// One block: between board.waitBlock and board.finishBlock.
    void process(board::Board &board);
    /// The same on plain buffers: rx[i] and tx[i] hold blockSamples octets; tx is full of silence.
    void process(const uint8_t *const *rx, uint8_t *const *tx);

    /// Its give() may be called on any thread, as long as this object lives.
    BlockPool &pool() { return pool_; }
    /// Seconds of recording, each one begun counts, for which the pool had no block, since the start.
    uint64_t recordingBlocksLost() const { return recordingSecondsLost_; }

  private:
    struct Port;
    struct Sources;
    Port *port(ChannelIndex channel); // null if it doesn't exist or isn't open
    void finishPlay(ChannelIndex channel, PlayEnd reason);
    void finishRecording(ChannelIndex channel, Port &port, RecordingEnd reason);
    void noteSources(ChannelIndex channel);
    void part(ChannelIndex channel);
    void prefetch(size_t turn) const;
    void send(Port &port, ChannelIndex channel, const uint8_t *const *rx, uint8_t *tx);
    int fillFromSources(ChannelIndex channel, uint8_t *tx);
    void copyBlock(uint8_t *to, const uint8_t *from) const;
    void recordBlock(ChannelIndex channel, Port &port, const uint8_t *rx, const uint8_t *tx);
    void hear(ChannelIndex channel, const uint8_t *rx);
    void tellDigit(const dsp::DtmfEvent &event);
    void tapBlock(ChannelIndex channel, const uint8_t *rx);

    const int blockSamples_;
    const dsp::TonePlan &plan_;
    Output &output_;
    BlockPool pool_;
    std::vector<Port> ports_;         // what each block of a conversation touches, close together
    std::vector<Sources> sources_;    // by channel: the rest
    std::vector<ChannelIndex> inUse_; // in their order; never grows beyond its reserve
    dsp::DtmfBank digits_;
    const dsp::ProgressTables progressTables_;
    std::deque<Listening> listening_; // by channel; apart from the ports, whose blocks stay small
    LineAdjustments adjustments_;
    Mixer mixer_;
    std::vector<const uint8_t *> rx_; // process(Board&) gathers here
    std::vector<uint8_t *> tx_;
    uint64_t recordingSecondsLost_ = 0;
};

} // namespace callbox::media
