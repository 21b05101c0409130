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

constexpr ChannelIndex kNobody = UINT32_MAX;
constexpr uint64_t kRecorderGivesUpSamples = uint64_t{kRecorderGivesUpMs} * board::kSampleRateHz / 1000;

} // namespace

struct Media::Port {
    bool open = false;
    bool tapped = false;
    bool hasTone = false;
    bool listening = false; // its Listening has something to hear
    bool speaking = false;  // digits or talk may have something to send
    ChannelIndex peer = kNobody;
    int tapFill = 0;
    // What each block of a conversation touches comes first and together: between two blocks the
    // processor's caches have seen other work.
    Recorder recorder;
    Player player;
    DigitSender digits;
    dsp::ToneGenerator tone;
    TalkBuffer talk;
    std::array<uint8_t, kTapBlockSamples> tap;
};

Media::Media(size_t channels, int blockSamples, const dsp::TonePlan &plan, Output &output,
             size_t recordingBlocks)
    : blockSamples_(blockSamples), plan_(plan), output_(output), pool_(recordingBlocks), ports_(channels),
      digits_(channels), progressTables_(plan), adjustments_(channels, blockSamples), rx_(channels),
      tx_(channels) {
    if (blockSamples < 1 || blockSamples > board::kMaxBlockSamples)
        throw std::invalid_argument("a media block has 1 to 80 samples, this board says " +
                                    std::to_string(blockSamples));
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
    finishPlay(channel, *closing, PlayEnd::kCleared);
    finishRecording(channel, *closing, RecordingEnd::kCleared);
    unbridge(channel);
    listening_[channel].close(channel, output_);
    closing->open = false;
    return true;
}

bool Media::play(ChannelIndex channel, std::unique_ptr<PlayList> &&list) {
    Port *playing = port(channel);
    if (playing == nullptr || list == nullptr || !isPlayable(*list))
        return false;
    finishPlay(channel, *playing, PlayEnd::kReplaced);
    playing->player.start(std::move(list), plan_);
    return true;
}

bool Media::stopPlay(ChannelIndex channel, uint32_t play) {
    Port *playing = port(channel);
    if (playing == nullptr || !playing->player.playing() || playing->player.list()->play != play)
        return false;
    finishPlay(channel, *playing, PlayEnd::kStopped);
    return true;
}

void Media::finishPlay(ChannelIndex channel, Port &port, PlayEnd reason) {
    if (port.player.playing())
        output_.playEnded(channel, port.player.stop(), reason);
}

bool Media::sendDigits(ChannelIndex channel, std::string_view digits) {
    Port *sending = port(channel);
    if (sending == nullptr || !sending->digits.put(digits))
        return false;
    sending->speaking = true;
    return true;
}

bool Media::bridge(ChannelIndex a, ChannelIndex b) {
    Port *one = port(a);
    Port *other = port(b);
    if (one == nullptr || other == nullptr || one == other)
        return false;
    unbridge(a);
    unbridge(b);
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
        tapped->tapFill = 0;
    tapped->tapped = on;
    return true;
}

bool Media::talk(ChannelIndex channel, const uint8_t *alaw, size_t octets) {
    Port *talking = port(channel);
    if (talking == nullptr || (alaw == nullptr && octets > 0))
        return false;
    talking->talk.put(alaw, octets);
    talking->speaking = true;
    return true;
}

bool Media::setTone(ChannelIndex channel, dsp::Tone tone) {
    Port *sounding = port(channel);
    if (sounding == nullptr || static_cast<int>(tone) >= dsp::kToneCount)
        return false;
    sounding->tone.start(plan_[tone]);
    sounding->hasTone = true;
    return true;
}

bool Media::clearTone(ChannelIndex channel) {
    Port *sounding = port(channel);
    if (sounding == nullptr)
        return false;
    sounding->hasTone = false;
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

bool Media::expectDialTone(ChannelIndex channel) {
    if (port(channel) == nullptr)
        return false;
    listening_[channel].expectDialTone();
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
    for (ChannelIndex channel = 0; channel < ports_.size(); ++channel) {
        Port &port = ports_[channel];
        if (!port.open)
            continue;
        send(channel, port, rx, tx[channel]);
        if (port.listening)
            hear(channel, rx[channel]);
        if (port.recorder.active()) {
            recordingSecondsLost_ += static_cast<uint64_t>(
                port.recorder.add(rx[channel], tx[channel], static_cast<uint32_t>(blockSamples_), pool_,
                                  [this](RecordingBlock *block) { output_.recordingBlock(block); }));
            if (port.recorder.lostNow() >= kRecorderGivesUpSamples)
                finishRecording(channel, port, RecordingEnd::kTooSlow);
        }
        if (port.tapped)
            tapBlock(channel, port, rx[channel]);
    }
    digits_.process(rx, blockSamples_, [this](const dsp::DtmfEvent &event) { tellDigit(event); });
    if (!adjustments_.none())
        adjustments_.send(tx);
}

/// Each source fills what the one before left of the block, so nothing sounds late by a rest of it.
void Media::send(ChannelIndex channel, Port &port, const uint8_t *const *rx, uint8_t *tx) {
    int done = 0;
    if (port.player.playing()) {
        done = port.player.fill(tx, blockSamples_);
        if (port.player.finished())
            finishPlay(channel, port, PlayEnd::kDone);
    }
    if (port.speaking && done < blockSamples_) {
        done += port.digits.fill(tx + done, blockSamples_ - done);
        done += port.talk.fill(tx + done, blockSamples_ - done);
        port.speaking = !port.digits.silent() || !port.talk.silent();
    }
    const int left = blockSamples_ - done;
    if (left == 0)
        return;
    if (port.peer != kNobody) {
        std::memcpy(tx + done, rx[port.peer] + done, static_cast<size_t>(left));
    } else if (port.hasTone) {
        int16_t linear[board::kMaxBlockSamples];
        port.tone.generate(linear, left);
        dsp::linearToAlaw(linear, tx + done, static_cast<size_t>(left));
    }
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

void Media::tapBlock(ChannelIndex channel, Port &port, const uint8_t *rx) {
    for (int done = 0; done < blockSamples_;) {
        const int piece = std::min(blockSamples_ - done, kTapBlockSamples - port.tapFill);
        std::memcpy(port.tap.data() + port.tapFill, rx + done, static_cast<size_t>(piece));
        done += piece;
        port.tapFill += piece;
        if (port.tapFill == kTapBlockSamples) {
            output_.tapAudio(channel, port.tap.data(), port.tap.size());
            port.tapFill = 0;
        }
    }
}

} // namespace callbox::media
