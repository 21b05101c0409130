#include "media/media.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <stdexcept>
#include <string>

#include "dsp/g711.h"
#include "dsp/tone_generator.h"
#include "media/digit_sender.h"
#include "media/player.h"
#include "media/recorder.h"
#include "media/talk_buffer.h"

namespace callbox::media {
namespace {

constexpr size_t kTurnsAhead = 6; // channels between fetching memory and using it
constexpr auto kSilentBlock = [] {
    std::array<uint8_t, board::kMaxBlockSamples> block{};
    for (uint8_t &octet : block)
        octet = board::kAlawSilence;
    return block;
}();
constexpr uint64_t kRecorderGivesUpSamples = uint64_t{kRecorderGivesUpMs} * board::kSampleRateHz / 1000;

} // namespace

/// A cache line. Between two blocks the processor's caches have seen other work, so what a conversation needs
/// is in as few of them as possible.
struct alignas(64) Media::Port {
    Recorder recorder;
    ChannelIndex peer = kNobody;
    bool open = false;
    bool sounds = false;    // its Sources have something to send
    bool listening = false; // its Listening has something to hear
    bool tapped = false;
    bool mixing = false; // the mixer knows what it hears; it may know that this is nothing any more
};

/// What a channel is sent besides its peer, and its tap.
struct Media::Sources {
    Player player;
    DigitSender digits;
    dsp::ToneGenerator tone;
    TalkBuffer talk;
    bool hasTone = false;
    bool speaking = false; // digits or talk may have something to send
    int tapFill = 0;
    std::array<uint8_t, kTapBlockSamples> tap;
};

Media::Media(size_t channels, int blockSamples, const dsp::TonePlan &plan, Output &output,
             size_t recordingBlocks)
    : blockSamples_(blockSamples), plan_(plan), output_(output), pool_(recordingBlocks), ports_(channels),
      sources_(channels), digits_(channels), progressTables_(plan), adjustments_(channels, blockSamples),
      mixer_(channels, blockSamples), rx_(channels), tx_(channels) {
    if (blockSamples < 1 || blockSamples > board::kMaxBlockSamples)
        throw std::invalid_argument("a media block has 1 to 80 samples, this board says " +
                                    std::to_string(blockSamples));
    static_assert(sizeof(Port) == 64, "one cache line");
    inUse_.reserve(channels);
    for (size_t i = 0; i < channels; ++i)
        listening_.emplace_back(plan, progressTables_);
}

Media::~Media() = default;

Media::Port *Media::port(ChannelIndex channel) {
    return channel < ports_.size() && ports_[channel].open ? &ports_[channel] : nullptr;
}

bool Media::isOpen(ChannelIndex channel) const { return channel < ports_.size() && ports_[channel].open; }

bool Media::open(ChannelIndex channel, bool detectDigits) {
    if (channel >= ports_.size() || ports_[channel].open)
        return false;
    ports_[channel] = Port();
    ports_[channel].open = true;
    sources_[channel] = Sources();
    inUse_.insert(std::lower_bound(inUse_.begin(), inUse_.end(), channel), channel);
    listening_[channel].open();
    ports_[channel].listening = !listening_[channel].idle();
    if (detectDigits)
        digits_.open(channel);
    return true;
}

bool Media::close(ChannelIndex channel) {
    Port *closing = port(channel);
    if (closing == nullptr)
        return false;
    digits_.close(channel, [this](const dsp::DtmfEvent &event) { tellDigit(event); });
    finishPlay(channel, PlayEnd::kCleared);
    finishRecording(channel, *closing, RecordingEnd::kCleared);
    part(channel);
    listening_[channel].close(channel, output_);
    closing->open = false;
    inUse_.erase(std::lower_bound(inUse_.begin(), inUse_.end(), channel));
    return true;
}

bool Media::play(ChannelIndex channel, std::unique_ptr<PlayList> &&list) {
    if (port(channel) == nullptr || list == nullptr || !isPlayable(*list))
        return false;
    finishPlay(channel, PlayEnd::kReplaced);
    sources_[channel].player.start(std::move(list), plan_);
    noteSources(channel);
    return true;
}

bool Media::stopPlay(ChannelIndex channel, uint32_t play) {
    if (port(channel) == nullptr)
        return false;
    const Player &player = sources_[channel].player;
    if (!player.playing() || player.list()->play != play)
        return false;
    finishPlay(channel, PlayEnd::kStopped);
    return true;
}

void Media::finishPlay(ChannelIndex channel, PlayEnd reason) {
    Player &player = sources_[channel].player;
    if (!player.playing())
        return;
    output_.playEnded(channel, player.stop(), reason);
    noteSources(channel);
}

/// After one of them may have changed.
void Media::noteSources(ChannelIndex channel) {
    const Sources &sources = sources_[channel];
    ports_[channel].sounds = sources.player.playing() || sources.speaking || sources.hasTone;
}

bool Media::sendDigits(ChannelIndex channel, std::string_view digits) {
    if (port(channel) == nullptr || !sources_[channel].digits.put(digits))
        return false;
    sources_[channel].speaking = true;
    noteSources(channel);
    return true;
}

bool Media::bridge(ChannelIndex a, ChannelIndex b) {
    Port *one = port(a);
    Port *other = port(b);
    if (one == nullptr || other == nullptr || one == other)
        return false;
    part(a);
    part(b);
    one->peer = b;
    other->peer = a;
    return true;
}

bool Media::unbridge(ChannelIndex channel) {
    Port *one = port(channel);
    if (one == nullptr || one->peer == kNobody)
        return false;
    ports_[one->peer].peer = kNobody;
    one->peer = kNobody;
    return true;
}

bool Media::mix(uint32_t mix, const MixPlan &plan) {
    const auto members = std::min(plan.count, kMaxMixMembers);
    for (uint32_t n = 0; n < members; ++n)
        if (port(plan.members[n].channel) == nullptr)
            return false;
    if (!mixer_.set(mix, plan))
        return false;
    for (uint32_t n = 0; n < members; ++n) {
        unbridge(plan.members[n].channel);
        ports_[plan.members[n].channel].mixing = true;
    }
    return true;
}

bool Media::leave(ChannelIndex channel) {
    if (port(channel) == nullptr)
        return false;
    part(channel);
    return true;
}

/// From whatever bridge or mix it is in.
void Media::part(ChannelIndex channel) {
    unbridge(channel);
    if (ports_[channel].mixing)
        mixer_.leave(channel);
    ports_[channel].mixing = false;
}

bool Media::record(ChannelIndex channel, RecordingId recording) {
    Port *recorded = port(channel);
    if (recorded == nullptr || recorded->recorder.active())
        return false;
    recorded->recorder.start(recording);
    return true;
}

bool Media::stopRecord(ChannelIndex channel, RecordingId recording) {
    Port *recorded = port(channel);
    if (recorded == nullptr || !recorded->recorder.active() || recorded->recorder.recording() != recording)
        return false;
    finishRecording(channel, *recorded, RecordingEnd::kStopped);
    return true;
}

bool Media::pauseRecord(ChannelIndex channel, RecordingId recording, bool on) {
    Port *recorded = port(channel);
    if (recorded == nullptr || !recorded->recorder.active() || recorded->recorder.recording() != recording)
        return false;
    recorded->recorder.pause(on);
    return true;
}

void Media::finishRecording(ChannelIndex channel, Port &port, RecordingEnd reason) {
    if (!port.recorder.active())
        return;
    RecordingBlock *last = port.recorder.finish();
    if (last != nullptr)
        output_.recordingBlock(last);
    output_.recordingEnded(channel, port.recorder.recording(), reason, port.recorder.lostNow(),
                           port.recorder.lostTotal());
}

bool Media::tap(ChannelIndex channel, bool on) {
    Port *tapped = port(channel);
    if (tapped == nullptr)
        return false;
    if (tapped->tapped != on)
        sources_[channel].tapFill = 0;
    tapped->tapped = on;
    return true;
}

bool Media::talk(ChannelIndex channel, const uint8_t *alaw, size_t octets) {
    if (port(channel) == nullptr || (alaw == nullptr && octets > 0))
        return false;
    sources_[channel].talk.put(alaw, octets);
    sources_[channel].speaking = true;
    noteSources(channel);
    return true;
}

bool Media::setTone(ChannelIndex channel, dsp::Tone tone) {
    if (port(channel) == nullptr || static_cast<int>(tone) >= dsp::kToneCount)
        return false;
    sources_[channel].tone.start(plan_[tone]);
    sources_[channel].hasTone = true;
    noteSources(channel);
    return true;
}

bool Media::clearTone(ChannelIndex channel) {
    if (port(channel) == nullptr)
        return false;
    sources_[channel].hasTone = false;
    noteSources(channel);
    return true;
}

bool Media::watch(ChannelIndex channel, uint8_t what) {
    Port *watched = port(channel);
    if (watched == nullptr || !listening_[channel].watch(what))
        return false;
    watched->listening = !listening_[channel].idle();
    return true;
}

void Media::makeLine(ChannelIndex channel, bool countryTones) {
    if (channel < listening_.size())
        listening_[channel].makeLine(countryTones);
}

bool Media::setHangupTone(ChannelIndex channel, const dsp::HangupTone &tone) {
    if (channel >= listening_.size() || !listening_[channel].setHangupTone(tone))
        return false;
    ports_[channel].listening = !listening_[channel].idle();
    return true;
}

bool Media::expectDialTone(ChannelIndex channel, bool expected) {
    if (port(channel) == nullptr)
        return false;
    listening_[channel].expectDialTone(expected);
    return true;
}

bool Media::capture(ChannelIndex channel, std::unique_ptr<Capture> &&capture) {
    Port *captured = port(channel);
    if (captured == nullptr || !listening_[channel].capture(std::move(capture)))
        return false;
    captured->listening = true;
    return true;
}

void Media::process(board::Board &board) {
    assert(board.blockSamples() == blockSamples_ && board.channels().size() == ports_.size());
    for (ChannelIndex channel = 0; channel < ports_.size(); ++channel) {
        rx_[channel] = board.rx(channel);
        tx_[channel] = board.tx(channel);
    }
    process(rx_.data(), tx_.data());
}

void Media::process(const uint8_t *const *rx, uint8_t *const *tx) {
    if (!adjustments_.none())
        rx = adjustments_.received(rx);
    if (mixer_.any())
        mixer_.process(rx);
    for (size_t turn = 0; turn < inUse_.size(); ++turn) {
        prefetch(turn);
        const ChannelIndex channel = inUse_[turn];
        Port &port = ports_[channel];
        send(port, channel, rx, tx[channel]);
        if (port.listening)
            hear(channel, rx[channel]);
        if (port.recorder.active())
            recordBlock(channel, port, rx[channel], tx[channel]);
        if (port.tapped)
            tapBlock(channel, rx[channel]);
    }
    digits_.process(rx, blockSamples_, [this](const dsp::DtmfEvent &event) { tellDigit(event); });
    if (!adjustments_.none())
        adjustments_.send(tx);
}

/// A hundred places that recordings grow at are more than a processor foresees: first comes the port, then
/// what it points at.
void Media::prefetch(size_t turn) const {
    if (turn + 2 * kTurnsAhead < inUse_.size())
        __builtin_prefetch(&ports_[inUse_[turn + 2 * kTurnsAhead]], 1);
    if (turn + kTurnsAhead < inUse_.size())
        ports_[inUse_[turn + kTurnsAhead]].recorder.prefetch();
}

void Media::copyBlock(uint8_t *to, const uint8_t *from) const {
    if (blockSamples_ == board::kMaxBlockSamples) // a constant length is copied by a few instructions
        std::memcpy(to, from, board::kMaxBlockSamples);
    else
        std::memcpy(to, from, static_cast<size_t>(blockSamples_));
}

void Media::send(Port &port, ChannelIndex channel, const uint8_t *const *rx, uint8_t *tx) {
    const int done = port.sounds ? fillFromSources(channel, tx) : 0;
    if (done == blockSamples_)
        return;
    const uint8_t *const heard = port.peer != kNobody ? rx[port.peer]
                                 : port.mixing        ? mixer_.heard(channel, rx)
                                                      : nullptr;
    if (heard != nullptr) {
        if (done == 0)
            copyBlock(tx, heard);
        else
            std::memcpy(tx + done, heard + done, static_cast<size_t>(blockSamples_ - done));
    } else if (port.sounds && sources_[channel].hasTone) {
        int16_t linear[board::kMaxBlockSamples];
        sources_[channel].tone.generate(linear, blockSamples_ - done);
        dsp::linearToAlaw(linear, tx + done, static_cast<size_t>(blockSamples_ - done));
    }
}

/// Play list, digits and talk; how many samples they gave. Each fills what the one before left of the block,
/// so nothing sounds late by a rest of it.
int Media::fillFromSources(ChannelIndex channel, uint8_t *tx) {
    Sources &sources = sources_[channel];
    int done = 0;
    if (sources.player.playing()) {
        done = sources.player.fill(tx, blockSamples_);
        if (sources.player.finished())
            finishPlay(channel, PlayEnd::kDone);
    }
    if (sources.speaking && done < blockSamples_) {
        done += sources.digits.fill(tx + done, blockSamples_ - done);
        done += sources.talk.fill(tx + done, blockSamples_ - done);
        sources.speaking = !sources.digits.silent() || !sources.talk.silent();
        noteSources(channel);
    }
    return done;
}

void Media::recordBlock(ChannelIndex channel, Port &port, const uint8_t *rx, const uint8_t *tx) {
    if (port.recorder.paused())
        rx = tx = kSilentBlock.data();
    recordingSecondsLost_ += static_cast<uint64_t>(
        port.recorder.add(rx, tx, static_cast<uint32_t>(blockSamples_), pool_,
                          [this](RecordingBlock *block) { output_.recordingBlock(block); }));
    if (port.recorder.lostNow() >= kRecorderGivesUpSamples)
        finishRecording(channel, port, RecordingEnd::kTooSlow);
}

void Media::hear(ChannelIndex channel, const uint8_t *rx) {
    int16_t linear[board::kMaxBlockSamples];
    dsp::alawToLinear(rx, linear, static_cast<size_t>(blockSamples_));
    listening_[channel].hear(channel, linear, blockSamples_, output_);
}

void Media::tellDigit(const dsp::DtmfEvent &event) {
    if (event.ended)
        output_.digit(event.channel, event.digit, event.durationMs);
    else
        output_.digitBegan(event.channel, event.digit);
}

void Media::tapBlock(ChannelIndex channel, const uint8_t *rx) {
    Sources &sources = sources_[channel];
    for (int done = 0; done < blockSamples_;) {
        const int piece = std::min(blockSamples_ - done, kTapBlockSamples - sources.tapFill);
        std::memcpy(sources.tap.data() + sources.tapFill, rx + done, static_cast<size_t>(piece));
        done += piece;
        sources.tapFill += piece;
        if (sources.tapFill == kTapBlockSamples) {
            output_.tapAudio(channel, sources.tap.data(), sources.tap.size());
            sources.tapFill = 0;
        }
    }
}

} // namespace callbox::media
